import { beforeEach, describe, expect, test } from "vitest";
import { finishDue } from "../../src/admin/experiment-schedule.ts";
import { planApproval } from "../../src/admin/experiment-approval.ts";
import { ACTIONS, type Action } from "../../src/domain/lifecycle.ts";
import { saveDefinitionStatement, saveSettingsStatement } from "../../src/store/definitions.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { metricSchema } from "../../src/domain/metric.schema.ts";
import { goalSchema } from "../../src/domain/goal.schema.ts";
import { experimentByKey } from "../../src/store/experiments.ts";
import { revisionOf, revisionsOf } from "../../src/store/revisions.ts";
import { auditRows } from "../../src/store/audit.ts";
import { type Asked, testApi } from "./api.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { act, create, draft, liveKeys, patch, put, remove, served, writerAs } from "./lifecycle.ts";
import { T0 } from "./records.ts";

beforeEach(freshDatabase);

const KEY = "pdp-trust";
const HOUR = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** Brings a fresh experiment into a status. */
async function stand(status: string, overrides: object = {}): Promise<void> {
  await create(draft(overrides));
  const steps: Record<string, Action[]> = {
    draft: [],
    running: ["start"],
    paused: ["start", "pause"],
    finished: ["start", "finish"],
    archived: ["start", "finish", "archive"],
    rollout: ["start", "finish", "rollout"],
  };
  for (const action of steps[status] ?? []) {
    const { status } = await act(KEY, action, action === "rollout" ? { variant: "badges" } : {});
    expect(status).toBe(200);
  }
}

async function phases(): Promise<Record<string, unknown>[]> {
  return (await dump(["phases"]))["phases"] as Record<string, unknown>[];
}

describe("life cycle", () => {
  const LEADS: Record<string, Partial<Record<Action, string>>> = {
    draft: { start: "running", archive: "archived" },
    running: { pause: "paused", finish: "finished", "new-phase": "running" },
    paused: { resume: "running", finish: "finished", "new-phase": "paused" },
    finished: { archive: "archived", rollout: "rollout" },
    archived: {},
    rollout: { archive: "archived", rollout: "rollout" },
  };
  for (const [from, leads] of Object.entries(LEADS)) {
    test.each(ACTIONS)(`${from}: %s`, async (action) => {
      await stand(from);
      const before = await dump();
      const { status, saved, refused } = await act(KEY, action, { variant: "badges" });
      const to = leads[action];
      if (to === undefined) {
        expect(status).toBe(409);
        expect(refused?.detail?.length).toBeGreaterThan(10);
        expect(await dump()).toEqual(before);
        return;
      }
      expect([status, saved?.data.status]).toEqual([200, to]);
      expect(await liveKeys()).toEqual(to === "running" || to === "rollout" ? [KEY] : []);
      expect((await experimentByKey(db, KEY))?.status).toBe(to);
    });
  }

  test("a whole life: ramp, pause, new phase, finish, roll out, archive", async () => {
    await create(draft());
    await act(KEY, "start");
    expect((await served())?.experiments[0]?.ranges).toEqual([
      [0, 0.05],
      [0.5, 0.55],
    ]);
    await patch(KEY, { traffic: 0.5 });
    expect((await served())?.experiments[0]?.ranges[1]).toEqual([0.5, 0.75]);
    await act(KEY, "pause");
    expect(await liveKeys()).toEqual([]);
    await act(KEY, "new-phase", { patch: { audience: { device: "mobile" } } }, { nowMs: T0 + HOUR });
    expect(await liveKeys()).toEqual([]);
    await act(KEY, "resume", {}, { nowMs: T0 + 2 * HOUR });
    expect((await served())?.experiments[0]).toMatchObject({
      phase: 2,
      seed: "pdp-trust:2",
      audience: { device: "mobile" },
    });
    await act(KEY, "finish", {}, { nowMs: T0 + 3 * HOUR });
    await act(KEY, "rollout", { variant: "badges" });
    expect((await served())?.experiments[0]).toMatchObject({ status: "rollout", rolloutVariant: 1 });
    await act(KEY, "rollout", { variant: "control" });
    expect((await served())?.experiments[0]).toMatchObject({ rolloutVariant: 0 });
    const { saved } = await act(KEY, "archive");
    expect(saved?.data).toMatchObject({ status: "archived", phase: 2, revision: 10, rolloutVariant: null });
    expect(
      (await phases()).map((row) => [row["phase"], row["revision"], row["started_at"], row["ended_at"]]),
    ).toEqual([
      [1, 2, T0, T0 + HOUR],
      [2, 5, T0 + HOUR, T0 + 3 * HOUR],
    ]);
    const kept = await revisionsOf(db, (await experimentByKey(db, KEY))?.id ?? 0, 100, null);
    expect(kept.map(({ revision, action, status }) => [revision, action, status])).toEqual([
      [10, "archive", "archived"],
      [9, "rollout", "rollout"],
      [8, "rollout", "rollout"],
      [7, "finish", "finished"],
      [6, "resume", "running"],
      [5, "new-phase", "paused"],
      [4, "pause", "paused"],
      [3, "edit", "running"],
      [2, "start", "running"],
      [1, "create", "draft"],
    ]);
    const log = await auditRows(db, { resource: `experiments/${KEY}`, limit: 100 });
    expect(log).toHaveLength(10);
    expect(log[7]).toMatchObject({
      actor: "ada",
      action: "experiment.edit",
      before: { revision: 2, definition: { "/traffic": 0.1 } },
      after: { revision: 3, definition: { "/traffic": 0.5 } },
    });
  });

  test("a rollout names a variant that exists", async () => {
    await stand("finished");
    for (const input of [{}, { variant: "gone" }]) {
      const { status, refused } = await act(KEY, "rollout", input);
      expect([status, refused?.errors?.[0]?.pointer]).toEqual([422, "/variant"]);
      expect(refused?.detail).toContain("control, badges");
    }
  });

  test("an experiment whose end has passed neither starts nor resumes", async () => {
    await create(draft({ schedule: { endAt: iso(T0 + HOUR) } }));
    expect((await act(KEY, "start", {}, { nowMs: T0 + HOUR })).refused?.detail).toContain("has passed");
    await act(KEY, "start");
    await act(KEY, "pause");
    expect((await act(KEY, "resume", {}, { nowMs: T0 + HOUR })).status).toBe(409);
    await patch(KEY, { schedule: { endAt: null } }, { nowMs: T0 + HOUR });
    expect((await act(KEY, "resume", {}, { nowMs: T0 + HOUR })).status).toBe(200);
  });

  test("metrics and goals are pinned when a phase begins, with the parts of ratios", async () => {
    const metrics = [
      { key: "sized_orders", kind: "ratio", numerator: "revenue", denominator: "sized" },
      { key: "sized", kind: "count", event: "sized_up" },
    ];
    for (const metric of metrics)
      await saveDefinitionStatement(db, "metrics", metricSchema.parse(metric), T0).run();
    for (const key of ["sized_up", "other"])
      await saveDefinitionStatement(db, "goals", goalSchema.parse({ key, kind: "custom" }), T0).run();
    await saveSettingsStatement(db, settingsSchema.parse({ measureJourney: false }), T0).run();
    await create(draft({ metrics: { primary: "sized_orders" } }));
    await act(KEY, "start");
    const [phase] = await phases();
    const keys = (json: unknown): string[] =>
      (JSON.parse(String(json)) as { key: string }[]).map(({ key }) => key);
    expect(keys(phase?.["metrics"])).toEqual(["sized_orders", "revenue", "sized"]);
    expect(keys(phase?.["goals"])).toEqual(["sized_up"]);
  });

  test("a phase measures the journey's other steps, too, and its pages as the settings have them at the start", async () => {
    const momentPages = [{ path: "/blog/*", moment: "zmot" as const }];
    await saveSettingsStatement(db, settingsSchema.parse({ momentPages }), T0).run();
    await create(draft({ metrics: { primary: "purchase", secondary: ["repeat_purchase"] } }));
    await act(KEY, "start");
    const metrics = JSON.parse(String((await phases())[0]?.["metrics"])) as { key: string }[];
    expect(metrics.map(({ key }) => key)).toEqual([
      "purchase",
      "repeat_purchase",
      "journey_pages_zmot",
      "first_moment",
      "view_item",
      "add_to_cart",
      "begin_checkout",
      "journey_paid",
      "journey_delivered",
      "csat",
      "return_7d",
      "journey_recommended",
    ]);
  });

  test("a start in the future: running, with its time in the ruleset; the phase begins then, also when it is moved", async () => {
    await create(draft({ schedule: { startAt: iso(T0 + HOUR) } }));
    await act(KEY, "start");
    expect((await served())?.experiments[0]?.startAtMs).toBe(T0 + HOUR);
    expect((await phases())[0]?.["started_at"]).toBe(T0 + HOUR);
    await patch(KEY, { schedule: { startAt: iso(T0 + 2 * HOUR) } });
    expect((await phases())[0]?.["started_at"]).toBe(T0 + 2 * HOUR);
    const late = await patch(KEY, { schedule: { startAt: iso(T0 + 9 * HOUR) } }, { nowMs: T0 + 3 * HOUR });
    expect(late.refused?.errors).toEqual([
      { pointer: "/schedule/startAt", detail: expect.stringContaining("pause") },
    ]);
  });

  test("the clock finishes what is due, and nothing else", async () => {
    await create(draft({ schedule: { endAt: iso(T0 + HOUR) } }));
    await create(
      draft({ key: "later", schedule: { endAt: iso(T0 + 2 * HOUR) }, pages: { include: ["/a"] } }),
    );
    await create(draft({ key: "open", pages: { include: ["/b"] } }));
    for (const key of [KEY, "later", "open"]) await act(key, "start");
    expect(await finishDue(db, T0 + HOUR - 1)).toEqual({ finished: [], failed: [] });
    expect(await finishDue(db, T0 + HOUR)).toEqual({ finished: [KEY], failed: [] });
    expect(await finishDue(db, T0 + HOUR)).toEqual({ finished: [], failed: [] });
    expect(await liveKeys()).toEqual(["later", "open"]);
    expect(await experimentByKey(db, KEY)).toMatchObject({ status: "finished", endedAtMs: T0 + HOUR });
    expect(await auditRows(db, { resource: `experiments/${KEY}`, limit: 1 })).toEqual([
      expect.objectContaining({ actor: "schedule", action: "experiment.finish" }),
    ]);
    await act("later", "pause");
    expect((await finishDue(db, T0 + 3 * HOUR)).finished).toEqual(["later"]);
  });
});

describe("a schedule by the shop's calendar", () => {
  const DAY = 24 * HOUR;
  const TEHRAN = 3.5 * HOUR;
  const day = (days: number): string => iso(T0 + days * DAY).slice(0, 10);
  /** Midnight in Tehran at the beginning of that day. */
  const midnight = (days: number): number => Date.parse(`${day(days)}T00:00:00Z`) - TEHRAN;
  const nowruz = (from: number, to: number) => ({
    name: "nowruz",
    kind: "holiday",
    from: day(from),
    to: day(to),
  });
  const scheduled = (occasion: object = { name: "nowruz" }): object => draft({ schedule: { occasion } });
  const setCalendar = async (calendar: object[], nowMs = T0): Promise<Asked> => {
    const api = testApi();
    api.nowMs = nowMs;
    const { headers } = await api.ask("GET", "/settings");
    return await api.ask("PATCH", "/settings", {
      body: { timeZone: "Asia/Tehran", calendar },
      etag: headers.get("etag") ?? "",
    });
  };
  const window = async (): Promise<unknown[]> => {
    const experiment = (await served())?.experiments[0];
    return [experiment?.startAtMs, experiment?.endAtMs];
  };

  test("runs on its days, in the shop's time zone; next year's are another time", async () => {
    await setCalendar([nowruz(375, 380), nowruz(10, 14), { name: "yalda", date: day(2) }]);
    const { saved } = await create(scheduled({ name: "nowruz", startOffsetDays: -3, endOffsetDays: 1 }));
    expect(saved?.data.window).toEqual({ startAt: iso(midnight(7)), endAt: iso(midnight(16)) });
    await act(KEY, "start");
    expect(await window()).toEqual([midnight(7), midnight(16)]);
    expect((await phases())[0]?.["started_at"]).toBe(midnight(7));
    expect((await finishDue(db, midnight(16) - 1)).finished).toEqual([]);
    // Published in the meantime, it still is this year's.
    await patch(KEY, { name: "New" }, { nowMs: midnight(15) });
    expect(await window()).toEqual([midnight(7), midnight(16)]);
    expect((await finishDue(db, midnight(16))).finished).toEqual([KEY]);
    expect(await experimentByKey(db, KEY)).toMatchObject({ status: "finished", endedAtMs: midnight(16) });
  });

  test("a day that is moved in the calendar moves what runs by it", async () => {
    await setCalendar([nowruz(10, 14)]);
    await create(scheduled());
    await act(KEY, "start");
    expect((await setCalendar([nowruz(11, 13)])).status).toBe(200);
    expect(await window()).toEqual([midnight(11), midnight(14)]);
    expect((await phases())[0]?.["started_at"]).toBe(midnight(11));
    // It has begun: when it did stays.
    expect((await setCalendar([nowruz(11, 20)], midnight(12))).status).toBe(200);
    expect(await window()).toEqual([midnight(11), midnight(21)]);
    expect((await phases())[0]?.["started_at"]).toBe(midnight(11));
    expect((await finishDue(db, midnight(14))).finished).toEqual([]);
  });

  test("days that a running experiment needs are not taken out of the calendar", async () => {
    await setCalendar([nowruz(10, 14)]);
    await create(scheduled());
    await act(KEY, "start");
    const before = await dump();
    for (const calendar of [[], [{ name: "yalda", date: day(2) }]]) {
      const { status, body } = await setCalendar(calendar);
      expect([status, body.errors]).toEqual([
        422,
        [{ pointer: "/calendar", detail: expect.stringContaining(`${KEY} runs by nowruz`) }],
      ]);
    }
    expect(await dump()).toEqual(before);
    await patch(KEY, { schedule: { occasion: null } });
    expect((await setCalendar([])).status).toBe(200);
    expect(await window()).toEqual([null, null]);
  });

  test.each<[string, object[], object, string, RegExp]>([
    ["unknown", [], { occasion: { name: "nowruz" } }, "/schedule/occasion", /has no nowruz \(it is empty\)/],
    [
      "misspelt",
      [{ name: "yalda", date: day(2) }],
      { occasion: { name: "yald" } },
      "/schedule/occasion",
      /it has yalda/,
    ],
    ["over", [nowruz(-9, -5)], { occasion: { name: "nowruz" } }, "/schedule/occasion", /is over/],
    [
      "turned over",
      [nowruz(10, 14)],
      { occasion: { name: "nowruz", startOffsetDays: 7 } },
      "/schedule/occasion",
      /end before it starts/,
    ],
    [
      "given twice",
      [nowruz(10, 14)],
      { occasion: { name: "nowruz" }, startAt: iso(T0 + HOUR) },
      "/schedule/startAt",
      /not both/,
    ],
  ])("an occasion that is %s is told in words", async (_what, calendar, schedule, pointer, words) => {
    await setCalendar(calendar);
    const { status, refused } = await create(draft({ schedule }));
    expect([status, refused?.errors]).toEqual([422, [{ pointer, detail: expect.stringMatching(words) }]]);
  });

  test("a draft whose days went by is told, and starts with the next ones", async () => {
    await setCalendar([nowruz(10, 14)]);
    await create(scheduled());
    const late = await patch(KEY, { name: "New" }, { nowMs: midnight(15) });
    expect([late.status, late.saved?.warnings[0]?.pointer]).toEqual([200, "/schedule/occasion"]);
    expect((await act(KEY, "start", {}, { nowMs: midnight(15) })).status).toBe(422);
    await setCalendar([nowruz(10, 14), nowruz(375, 380)], midnight(15));
    expect((await act(KEY, "start", {}, { nowMs: midnight(15) })).status).toBe(200);
    expect(await window()).toEqual([midnight(375), midnight(381)]);
  });

  test("what has begun cannot be moved into the future", async () => {
    await setCalendar([nowruz(10, 14)]);
    await create(draft());
    await act(KEY, "start");
    const late = await patch(KEY, { schedule: { occasion: { name: "nowruz" } } });
    expect(late.refused?.errors).toEqual([
      { pointer: "/schedule/occasion", detail: expect.stringContaining("pause") },
    ]);
  });
});

describe("edits", () => {
  const withVariant = (change: object): object => ({
    variants: [draft()["variants"]]
      .flat()
      .map((variant, index) => (index === 1 ? Object.assign({}, variant, change) : variant)),
  });
  const MIXING: [string, object, string][] = [
    ["lower traffic", { traffic: 0.05 }, "/traffic"],
    ["seed", { seed: "other" }, "/seed"],
    ["hashVersion", { hashVersion: 1 }, "/hashVersion"],
    ["unit", { unit: "customer" }, "/unit"],
    ["audience", { audience: { device: "mobile" } }, "/audience"],
    ["pages", { pages: { include: ["/p/*"] } }, "/pages/include"],
    ["excluded pages", { pages: { exclude: ["/products/x"] } }, "/pages/exclude"],
    ["hosts", { pages: { hosts: ["shop.example"] } }, "/pages/hosts"],
    ["fragments", { fragments: true }, "/fragments"],
    ["layer", { layer: { name: "pdp", range: [0, 0.5] } }, "/layer"],
    ["key of a variant", withVariant({ key: "seals" }), "/variants"],
    ["css", withVariant({ css: "h1{}" }), "/variants/1/css"],
    ["value", withVariant({ value: 7 }), "/variants/1/value"],
    [
      "selector",
      withVariant({ changes: [{ selector: "h2", action: "set_text", value: "Hello" }] }),
      "/variants/1/changes/0/selector",
    ],
    [
      "action",
      withVariant({ changes: [{ selector: "h1.title", action: "remove" }] }),
      "/variants/1/changes/0/action",
    ],
    ["number of changes", withVariant({ changes: [] }), "/variants/1/changes"],
    [
      "languages",
      withVariant({ changes: [{ selector: "h1.title", action: "set_text", value: { en: "Hello" } }] }),
      "/variants",
    ],
    ["metrics", { metrics: { primary: "revenue" } }, "/metrics"],
    ["alpha", { analysis: { alpha: 0.1 } }, "/analysis"],
  ];

  test.each(MIXING)(
    "%s is refused while it runs or is paused, and does right in a new phase",
    async (_what, change, pointer) => {
      for (const status of ["running", "paused"]) {
        await freshDatabase();
        await stand(status);
        const before = await dump();
        const { status: code, refused } = await patch(KEY, change);
        expect([code, refused?.errors?.map((error) => error.pointer)]).toEqual([409, [pointer]]);
        expect(refused?.errors?.[0]?.detail).toContain("new-phase");
        expect(await dump()).toEqual(before);
        const { saved } = await act(KEY, "new-phase", { patch: change });
        expect(saved?.data).toMatchObject({ phase: 2, status });
      }
    },
  );

  test("two weights: each is named", async () => {
    await stand("running");
    const [control, badges] = draft()["variants"] as object[];
    const { refused } = await patch(KEY, {
      variants: [
        { ...control, weight: 0.3 },
        { ...badges, weight: 0.7 },
      ],
      traffic: 0.01,
    });
    expect(refused?.errors?.map(({ pointer }) => pointer)).toEqual([
      "/traffic",
      "/variants/0/weight",
      "/variants/1/weight",
    ]);
  });

  test.each<[string, object]>([
    ["a higher traffic", { traffic: 1 }],
    ["a text", withVariant({ changes: [{ selector: "h1.title", action: "set_text", value: "Welcome" }] })],
    ["the end", { schedule: { endAt: iso(T0 + HOUR) } }],
    ["name, hypothesis, moment", { name: "New", hypothesis: "h", moment: "zmot" }],
    ["autoPause", { analysis: { autoPause: true } }],
    ["a variant's name", withVariant({ name: "Seals" })],
  ])("%s may change while it runs", async (_what, change) => {
    await stand("running");
    const { saved } = await patch(KEY, change);
    expect(saved?.data).toMatchObject({ phase: 1, revision: 3, status: "running" });
  });

  test("finished: only name and hypothesis; archived: nothing", async () => {
    await stand("finished");
    expect((await patch(KEY, { hypothesis: "learned" })).status).toBe(200);
    expect(
      (await patch(KEY, { traffic: 1, name: "n" })).refused?.errors?.map(({ pointer }) => pointer),
    ).toEqual(["/traffic"]);
    await act(KEY, "archive");
    expect((await patch(KEY, { name: "n" })).status).toBe(409);
  });

  test("the key stays, an unknown one is a 404, a stale one a 412, nothing changed writes nothing", async () => {
    await stand("draft");
    expect((await put(KEY, draft({ key: "other" }))).refused?.errors?.[0]?.pointer).toBe("/key");
    expect((await put("none", draft({ key: "none" }))).status).toBe(404);
    expect((await patch(KEY, { traffic: 1 }, { seen: 9 })).status).toBe(412);
    const before = await dump();
    expect((await put(KEY, draft())).status).toBe(200);
    expect(await dump()).toEqual(before);
  });

  test("what the API gives can be sent back", async () => {
    const { saved } = await create(draft());
    expect((await put(KEY, { ...saved?.data, traffic: 0.7 })).saved?.data.traffic).toBe(0.7);
  });

  test("restore brings an old definition back as a new revision", async () => {
    await stand("draft");
    await patch(KEY, { traffic: 0.9 });
    const id = (await experimentByKey(db, KEY))?.id ?? 0;
    const old = await revisionOf(db, id, 1);
    expect((await put(KEY, old?.definition)).saved?.data).toMatchObject({ revision: 3, traffic: 0.1 });
  });

  test("a draft can be deleted, with its key free again under another id; what ran cannot", async () => {
    await stand("draft");
    const first = (await experimentByKey(db, KEY))?.id;
    expect((await remove(KEY)).status).toBe(200);
    expect(await experimentByKey(db, KEY)).toBeNull();
    await stand("running");
    expect((await experimentByKey(db, KEY))?.id).not.toBe(first);
    expect((await remove(KEY)).status).toBe(409);
    expect((await create(draft())).refused?.errors).toEqual([expect.objectContaining({ pointer: "/key" })]);
  });

  test("code needs a publisher, once", async () => {
    const editor = { mayPublish: false, name: "eve" };
    const coded = withVariant({
      css: "h1{}",
      changes: [{ selector: "h1", action: "set_html", value: "<b>x</b>" }],
    });
    expect((await create(draft(coded), editor)).refused?.errors?.map(({ pointer }) => pointer)).toEqual([
      "/variants/1/css",
      "/variants/1/changes/0/value",
    ]);
    expect((await create(draft(coded))).status).toBe(201);
    expect((await patch(KEY, { traffic: 0.2 }, editor)).status).toBe(200);
    expect((await patch(KEY, withVariant({ css: "h2{}" }), editor)).status).toBe(403);
  });

  test("layers: ranges of experiments that run must not overlap", async () => {
    const layered = (key: string, range: number[]) => draft({ key, layer: { name: "pdp", range } });
    await create(layered("a", [0, 0.5]));
    await create(layered("b", [0.4, 1]));
    await act("a", "start");
    const { status, refused } = await act("b", "start");
    expect([status, refused?.errors?.map(({ pointer }) => pointer)]).toEqual([422, ["/layer/range"]]);
    await patch("b", { layer: { name: "pdp", range: [0.5, 1] } });
    expect((await act("b", "start")).status).toBe(200);
  });
});

describe("claims", () => {
  const claiming = draft({
    variants: [
      { key: "control", weight: 0.5 },
      {
        key: "badges",
        weight: 0.5,
        changes: [
          {
            selector: "form",
            action: "after",
            element: { kind: "value_proposition", headline: "Back in 30 days", points: [] },
          },
        ],
      },
    ],
  });
  const approve = async (name: string): Promise<number> => {
    const plan = await planApproval(await experimentByKey(db, KEY), writerAs({ name }));
    if ("refused" in plan) return plan.refused.status;
    await db.batch([...plan.statements]);
    return plan.answer.status;
  };

  test("start waits for a second person, and later edits of claims too", async () => {
    await saveSettingsStatement(db, settingsSchema.parse({ approveClaims: true }), T0).run();
    await create(claiming, { name: "ada" });
    expect((await act(KEY, "start", {}, { name: "bob" })).status).toBe(409);
    expect(await approve("ada")).toBe(403);
    expect(await approve("bob")).toBe(201);
    expect((await act(KEY, "start")).status).toBe(200);
    const words = JSON.parse(JSON.stringify(claiming).replace("30 days", "90 days")) as {
      variants: object[];
    };
    expect((await patch(KEY, { variants: words.variants })).status).toBe(409);
    expect((await patch(KEY, { traffic: 1 })).status).toBe(200);
    await act(KEY, "pause");
    expect((await patch(KEY, { variants: words.variants }, { name: "eve" })).status).toBe(200);
    expect((await act(KEY, "resume")).status).toBe(409);
    expect([await approve("eve"), await approve("ada")]).toEqual([403, 201]);
    expect((await act(KEY, "resume")).status).toBe(200);
  });

  test("without the setting nobody is asked", async () => {
    await create(claiming);
    expect((await act(KEY, "start")).status).toBe(200);
  });
});
