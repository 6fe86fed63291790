/** A bandit over some days, by the clock alone: moves, who gets which weights, and what the results say of it. */
import { describe, expect, test } from "vitest";
import { assign, stretchOf } from "../../src/assignment/index.ts";
import { moveBandits } from "../../src/admin/experiment-bandit.ts";
import { parseRuleset } from "../../src/ruleset/check.ts";
import { publishCurrent } from "../../src/ruleset/publish.ts";
import type { EdgeExperiment } from "../../src/ruleset/types.ts";
import { stretchStatement } from "../../src/store/stretches.ts";
import { newestHead, rulesetRow } from "../../src/store/rulesets.ts";
import { writeRecords } from "../../src/store/records.ts";
import { recountAll } from "../../src/store/verify.ts";
import { db } from "./database.ts";
import { askResults, NOW, recordedShop, resultsAnswer } from "./recorded-shop.ts";
import { event, exposure, T0 } from "./records.ts";

const DAY = 86_400_000;
const LEAD = 120_000;

const bandit = { analysis: { method: "bandit" }, metrics: { primary: "purchase" } };

async function served(): Promise<EdgeExperiment> {
  const head = await newestHead(db, 1);
  const row = await rulesetRow(db, head?.version ?? 0, 1);
  const read = parseRuleset(row?.body ?? "");
  if (!read.ok || read.ruleset.experiments[0] === undefined) throw new Error("nothing is served");
  return read.ruleset.experiments[0];
}

const variantOf = (experiment: EdgeExperiment, unitId: string, mintedAtMs: number | null) =>
  assign({ experiment, unitId, mintedAtMs, attributes: {}, nowMs: NOW, exposedPhase: null, holdout: 0 });

describe("weights that the clock moves", () => {
  test("go to the better variant, once a day, for who is new, and leave a trail", async () => {
    await recordedShop(bandit);
    await publishCurrent(db, NOW);
    const before = await served();
    expect(await moveBandits(db, T0 + DAY / 2)).toEqual({ moved: [], failed: [] });
    expect(await moveBandits(db, NOW)).toEqual({ moved: ["pdp-trust"], failed: [] });
    // The same day, and the same figures the next day: nothing to move.
    expect((await moveBandits(db, NOW + DAY / 2)).moved).toEqual([]);
    expect((await moveBandits(db, NOW + 2 * DAY)).moved).toEqual([]);

    const now = await served();
    expect(now.ranges).toEqual(before.ranges);
    expect(now.stretches).toHaveLength(1);
    const [stretch] = now.stretches ?? [];
    expect(stretch?.fromMs).toBe(NOW + LEAD);
    // 40 % against 20 % of 800 each: nobody doubts which is better. 0.8 of what the floors leave.
    expect(stretch?.ranges[1]?.[1]).toBeCloseTo(1, 9);
    expect(stretch?.ranges[1]?.[0]).toBeCloseTo(1 - (0.05 + 0.9 * 0.8), 3);

    const audit = await db.prepare("SELECT actor, action, resource, after FROM audit").all();
    expect(audit.results).toEqual([
      {
        actor: "bandit",
        action: "experiment.weights",
        resource: "experiments/pdp-trust",
        after: expect.stringContaining('"stretch":1,"weights":[0.23,0.77]'),
      },
    ]);

    const ids = Array.from({ length: 4000 }, (_, index) => `visitor-${index}`);
    for (const id of ids) {
      expect(variantOf(now, id, NOW)).toEqual(variantOf(before, id, NOW));
      expect(variantOf(now, id, null)).toEqual(variantOf(before, id, null));
    }
    const treated = ids.filter((id) => variantOf(now, id, NOW + LEAD).variant === 1).length;
    expect(Math.abs(treated - 0.77 * 4000)).toBeLessThan(4 * Math.sqrt(4000 * 0.77 * 0.23));
    expect(stretchOf(now, NOW + LEAD - 1)).toBe(0);
    expect(variantOf(now, "v", NOW + LEAD)).toMatchObject({ stretch: 1 });
  });

  test("are judged stretch by stretch: a drift of the days is no effect, and the split is held against its own weights", async () => {
    // Nobody buys more in either variant; later, all buy twice as much, when most get the treatment.
    await recordedShop({ ...bandit, buyers: [2, 2] });
    await publishCurrent(db, NOW);
    const experiment = await secondStretch();
    await later(experiment, [160, 640], 0.4);
    const body = await resultsAnswer<{
      stretches: unknown;
      health: { ok: boolean; splitTest: { expected: number[] } };
      metrics: {
        method: { name: string };
        variants: { mean: number; sequential: Sequential; lift: Lift }[];
      }[];
    }>("/experiments/pdp-trust/results");
    const [control, badges] = body.metrics[0]?.variants ?? [];
    // Pooled, the treatment looks a quarter better.
    expect((badges?.mean ?? 0) / (control?.mean ?? 1)).toBeGreaterThan(1.2);
    expect(badges?.lift.relative).toBeCloseTo(0, 9);
    expect(badges?.sequential.method).toBe("segment-e-process");
    expect(badges?.sequential.pValue).toBe(1);
    expect(body.stretches).toEqual([
      { from: null, weights: [0.5, 0.5], visitors: [800, 800] },
      { from: new Date(T0 + DAY).toISOString(), weights: [0.2, 0.8], visitors: [160, 640] },
    ]);
    expect(body.health.ok).toBe(true);
    expect(body.health.splitTest.expected).toEqual([960, 1440]);
    expect((await recountAll(db)).differences).toEqual([]);
  });

  test("a loss after the change is found in its browser, device and day, against the stretch's own weights", async () => {
    await recordedShop({ ...bandit, buyers: [2, 2] });
    const experiment = await secondStretch();
    // Of 2,400, those within another app are lost, a quarter.
    await later(
      experiment,
      [600, 2400],
      0.4,
      ({ variant, browser }) => variant === 1 && browser === "in-app",
    );
    const { health } = await resultsAnswer<{
      health: { causes: { segment: string; value: string; visitors: number[]; expected: number[] }[] };
    }>("/experiments/pdp-trust/results");
    const found = Object.fromEntries(
      health.causes.map((cause) => [`${cause.segment} ${cause.value}`, cause]),
    );
    expect(health.causes[0]).toMatchObject({ segment: "browser", value: "in-app" });
    // In the first stretch 264 in either variant, as they should be.
    expect(found["browser in-app"]?.visitors).toEqual([264 + 150, 264]);
    expect(found["browser in-app"]?.expected).toEqual([264 + 30, 264 + 120]);
    expect(found["browser chrome"]).toBeUndefined();
    expect(
      Object.keys(found).filter((name) => !/^(?:browser in-app|device mobile|day 20..-..-..)$/.test(name)),
    ).toEqual([]);
    expect(found["device mobile"]).toBeDefined();
  });

  test("raw rows are told by stretch, or not at all; the journey has counts and lifts", async () => {
    await recordedShop(bandit);
    await later(await secondStretch(), [60, 240], 0.5);
    const reason = "weights-changed-within-the-phase";
    const path = "/experiments/pdp-trust";
    expect(await resultsAnswer(`${path}/time-to-convert`)).toMatchObject({ variants: null, reason });
    expect(await resultsAnswer(`${path}/interactions`)).toMatchObject({ interactions: null, reason });
    const visitorsOf = async (stretch: number): Promise<number[]> => {
      const { variants } = await resultsAnswer<{ variants: { visitors: number }[] }>(
        `${path}/time-to-convert?stretch=${stretch}`,
      );
      return variants.map(({ visitors }) => visitors);
    };
    expect([await visitorsOf(0), await visitorsOf(1)]).toEqual([
      [800, 800],
      [60, 240],
    ]);
    expect(await resultsAnswer(`${path}/interactions?stretch=1`)).toMatchObject({ interactions: [] });
    expect((await askResults(`${path}/interactions?stretch=2`)).status).toBe(422);
    const { steps } = await resultsAnswer<{
      steps: { step: string; variants: { share: null; lift?: Lift }[] }[];
    }>(`${path}/journey`);
    const ordered = steps.find(({ step }) => step === "ordered");
    expect(ordered).toMatchObject({
      reason,
      variants: [
        { reached: 190, share: null },
        { reached: 440, share: null, lift: { relative: expect.any(Number) } },
      ],
    });
  });

  test("stay where they are while too little is known", async () => {
    await recordedShop({ ...bandit, buyers: [0, 0] });
    expect((await moveBandits(db, NOW)).moved).toEqual([]);
  });
});

interface Sequential {
  method: string;
  pValue: number;
}
interface Lift {
  relative: number;
}

/** A day after the start most get the treatment. The experiment's id. */
async function secondStretch(): Promise<number> {
  const experiment = (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;
  const place = { experiment, phase: 1, stretch: 1 };
  await stretchStatement(db, place, { fromMs: T0 + DAY, weights: [0.2, 0.8] }).run();
  return experiment;
}

/** One more day, with so many of each variant in the second stretch. */
async function later(
  experiment: number,
  visitors: readonly [number, number],
  share: number,
  isLost: (visitor: { variant: number; browser: string }) => boolean = () => false,
): Promise<void> {
  const at = T0 + 2 * DAY;
  const all = visitors
    .flatMap((count, variant) =>
      Array.from({ length: count }, (_, index) => ({
        variant,
        visitor: `s1-${variant}-${index}`,
        bought: index < share * count,
        browser: index % 4 === 0 ? ("in-app" as const) : ("chrome" as const),
      })),
    )
    .filter((visitor) => !isLost(visitor));
  await writeRecords(
    db,
    {
      exposures: all.map(({ visitor, variant, browser }) =>
        exposure({
          experiment,
          visitor,
          variant,
          stretch: 1,
          assignedAtMs: at,
          foundAtMs: at,
          confirmedAtMs: at,
          facts: { ...exposure().facts, browser },
        }),
      ),
      events: all.flatMap(({ visitor, bought }) =>
        bought
          ? [event({ id: `p-${visitor}`, unit: visitor, visitor, atMs: at + 1000, receivedMs: at + 1000 })]
          : [],
      ),
      counters: [],
    },
    at + 2000,
  );
}
