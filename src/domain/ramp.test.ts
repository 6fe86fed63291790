import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign } from "../assignment/index.ts";
import { compileRuleset } from "../ruleset/compile.ts";
import { experimentSchema } from "./experiment.schema.ts";
import { refusedEdits } from "./population.ts";
import { trafficAt } from "./ramp.ts";
import { settingsSchema } from "./settings.schema.ts";

const DAY = 86_400_000;
const T0 = Date.UTC(2026, 10, 1);
const iso = (ms: number): string => new Date(ms).toISOString();

const definition = (traffic: number, ramp: readonly (readonly [day: number, traffic: number])[]) =>
  experimentSchema.parse({
    key: "ramp",
    name: "ramp",
    pages: { include: ["/*"] },
    traffic,
    variants: [
      { key: "control", weight: 0.5 },
      { key: "b", weight: 0.3 },
      { key: "c", weight: 0.2 },
    ],
    schedule: { ramp: ramp.map(([day, share]) => ({ at: iso(T0 + day * DAY), traffic: share })) },
  });

async function served(of: ReturnType<typeof definition>) {
  const compiled = await compileRuleset({
    settings: settingsSchema.parse({}),
    goals: [],
    experiments: [{ id: 1, phase: 1, status: "running", definition: of }],
    version: 1,
    nowMs: T0,
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const [experiment] = compiled.ruleset.experiments;
  if (experiment === undefined) throw new Error("nothing");
  return (unitId: string, nowMs: number): number | null =>
    assign({ experiment, unitId, attributes: {}, nowMs, exposedPhase: null, holdout: 0 }).variant;
}

describe("a ramp", () => {
  it("lets in the planned share at its time, in every variant, and moves nobody", async () => {
    const variantOf = await served(
      definition(0.1, [
        [2, 0.4],
        [5, 1],
      ]),
    );
    const ids = Array.from({ length: 6000 }, (_, index) => `visitor-${index}`);
    let before = ids.map(() => null as number | null);
    for (const [day, share] of [
      [0, 0.1],
      [1.99, 0.1],
      [2, 0.4],
      [5, 1],
    ] as const) {
      const now = ids.map((id) => variantOf(id, T0 + day * DAY));
      for (const [index, weight] of [0.5, 0.3, 0.2].entries()) {
        const met = now.filter((variant) => variant === index).length;
        const expected = share * weight;
        expect(Math.abs(met - 6000 * expected)).toBeLessThan(
          4 * Math.sqrt(6000 * expected * (1 - expected)) + 1,
        );
      }
      before.forEach((variant, index) => {
        if (variant !== null) expect(now[index]).toBe(variant);
      });
      before = now;
    }
  });

  it("is the traffic that an experiment would have by itself, at any step", async () => {
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0.3, max: 1, noNaN: true }), fc.string(), async (share, id) => {
        const ramped = await served(definition(0.2, [[1, share]]));
        const plain = await served(definition(share, []));
        expect(ramped(id, T0 + DAY)).toBe(plain(id, T0 + DAY));
      }),
      { numRuns: 40 },
    );
  });

  it("keeps the steps that have come", () => {
    const before = definition(0.1, [
      [1, 0.2],
      [3, 0.5],
    ]);
    expect([0, 1, 2.9, 3, 9].map((day) => trafficAt(before, T0 + day * DAY))).toEqual([
      0.1, 0.2, 0.2, 0.5, 0.5,
    ]);
    const edit = (after: typeof before, day: number) =>
      refusedEdits("running", before, after, T0 + day * DAY).map(({ pointer }) => pointer);
    expect(edit(definition(0.1, [[1, 0.2]]), 2)).toEqual([]);
    expect(edit(definition(0.1, [[3, 0.5]]), 0.5)).toEqual([]);
    expect(edit(definition(0.1, [[3, 0.5]]), 2)).toEqual(["/schedule/ramp"]);
    expect(edit(definition(0.3, [[3, 0.5]]), 2)).toEqual([]);
    expect(edit(definition(0.05, []), 2)).toEqual(["/traffic"]);
  });
});
