import { describe, expect, it } from "vitest";
import { designOf } from "./design.ts";
import { analysisOf, PURCHASE, REVENUE } from "./analysis.fixture.ts";
import { linearised, replay, type ReplayInput } from "./replay.ts";

const design = (metric = PURCHASE) =>
  designOf(analysisOf({ days: 1, visitors: 10 }).definition, metric, "primary");
const DAYS = Array.from({ length: 21 }, () => ({ visitors: 1200, values: 60 }));

const run = (more: Partial<ReplayInput> = {}) =>
  replay({
    days: DAYS,
    design: design(),
    alpha: 0.05,
    primaries: 1,
    weights: [0.5, 0.5],
    runs: 400,
    seed: 1,
    ...more,
  });

/** Four standard errors above the level, for so many runs. */
const most = (level: number, runs: number): number => level + 4 * Math.sqrt((level * (1 - level)) / runs);

describe("visitors dealt anew", () => {
  it("fire no more often than the level, while peeking does", () => {
    const { fired, peeked, method } = run();
    expect(method).toBe("conversion-e-process");
    expect(fired.share).toBeLessThan(most(0.05, 400));
    expect(peeked).toBeGreaterThan(0.1);
  });

  it("also where several treatments share the level, whatever their weights", () => {
    for (const weights of [
      [0.25, 0.25, 0.25, 0.25],
      [0.7, 0.1, 0.1, 0.1],
    ]) {
      const { fired } = run({ weights });
      expect(fired.share).toBeLessThan(most(0.05, 400));
    }
    // Three treatments have three chances: at the level of one, looking fires more often than for one.
    expect(run({ weights: [0.25, 0.25, 0.25, 0.25], alpha: 0.15 }).peeked).toBeGreaterThan(
      run({ alpha: 0.05 }).peeked,
    );
  });

  it("of amounts, by their own values", () => {
    const values = Array.from({ length: 60 }, (_, index) => 1000 + ((index * 7919) % 9000));
    const days = DAYS.map(({ visitors }) => ({ visitors, values }));
    const { fired, method } = run({ days, design: design(REVENUE), weights: [0.4, 0.3, 0.3], runs: 150 });
    expect(method).toBe("confidence-sequence");
    expect(fired.share).toBeLessThan(most(0.05, 150));
  });

  it("are judged as the experiment is: once at a planned end, or by bounds", () => {
    const planned = (method: "fixed" | "group-sequential") => {
      const { definition } = analysisOf({
        days: 1,
        visitors: 10,
        analysis: { method, plan: { visitors: 25_200 } },
      });
      // A day without anybody is no look.
      const days = [...DAYS.slice(0, 9), { visitors: 0, values: 0 }, ...DAYS.slice(9)];
      return run({ days, design: designOf(definition, PURCHASE, "primary"), runs: 1000 });
    };
    for (const method of ["fixed", "group-sequential"] as const) {
      const { fired, method: name } = planned(method);
      expect(name).toBe(method === "fixed" ? "fixed-horizon" : method);
      expect(Math.abs(fired.share - 0.05)).toBeLessThan(most(0.05, 1000) - 0.05);
    }
  });

  it("at the level that the verdict gives the metric: primaries share it, others have it for themselves", () => {
    const { definition } = analysisOf({ days: 1, visitors: 10, analysis: { method: "fixed" } });
    const fixed = designOf(definition, PURCHASE, "primary");
    const of = (primaries: number | null, weights: readonly number[]) =>
      run({ design: fixed, primaries, weights, runs: 4000, days: [{ visitors: 8000, values: 800 }] }).fired
        .share;
    const within = (share: number, level: number): void =>
      expect(Math.abs(share - level)).toBeLessThan(most(level, 4000) - level);
    within(of(1, [0.5, 0.5]), 0.05);
    within(of(5, [0.5, 0.5]), 0.01);
    // Dunnett's level over four treatments is exact; as many secondaries have one each.
    within(of(1, [0.2, 0.2, 0.2, 0.2, 0.2]), 0.05);
    expect(of(null, [0.2, 0.2, 0.2, 0.2, 0.2])).toBeGreaterThan(0.1);
  });

  it("never fire where fewer have a value than the verdict asks for", () => {
    const days = [{ visitors: 4000, values: Array.from({ length: 1500 }, (_, index) => (index % 7) ** 3) }];
    const at = (weights: readonly number[]) =>
      run({ days, weights, design: design(REVENUE), primaries: null, alpha: 0.9, runs: 50 });
    expect(at([0.9, 0.1]).peeked).toBe(0);
    expect(at([0.5, 0.5]).peeked).toBeGreaterThan(0.5);
  });

  it("are the same for the same seed, and others for another", () => {
    expect(run({ runs: 60 })).toEqual(run({ runs: 60 }));
    expect(run({ runs: 200, seed: 2 }).peeked).not.toBe(run({ runs: 200, seed: 3 }).peeked);
  });

  it("are all dealt, to arms as large as their weights say", () => {
    // Were anybody lost or dealt twice, the effect of it would fire nearly always.
    const { fired } = run({
      weights: [0.9, 0.1],
      days: DAYS.map((day) => ({ ...day, visitors: 60 })),
      runs: 100,
    });
    expect(fired.share).toBeLessThan(most(0.05, 100));
  });
});

describe("a ratio", () => {
  it("is one number a visitor whose mean differs between two groups as their ratios do", () => {
    // Orders and money of eight visitors, four of them in each group; two did nothing.
    const units = [
      { x: 40, d: 1, group: 0 },
      { x: 90, d: 2, group: 0 },
      { x: 10, d: 1, group: 0 },
      { x: 60, d: 1, group: 1 },
      { x: 20, d: 1, group: 1 },
      { x: 66, d: 2, group: 1 },
    ];
    const numbers = linearised(units, 8);
    expect(numbers.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(0, 9);
    const meanOf = (group: number): number =>
      numbers.filter((one) => one.group === group).reduce((sum, { value }) => sum + value, 0) / 4;
    // 146/4 and 140/4, equal denominators: exactly the difference of the ratios.
    expect(meanOf(1) - meanOf(0)).toBeCloseTo(146 / 4 - 140 / 4, 9);
    expect(linearised([{ x: 0, d: 0 }], 5)).toEqual([]);
  });
});
