import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stepQuantile } from "./quantile.ts";

const steps = (...counts: number[]) =>
  counts.map((count, index) => ({ low: 10 * index, high: 10 * index + 10, count }));

describe("quantiles of counted steps", () => {
  test("lie where their share of the observations does, evenly within a step", () => {
    const median = stepQuantile(steps(0, 400, 0, 400), 0.5, 0.05);
    // Ranks 400 ∓ 1.96·√200: 372.28 and 427.72 of 800.
    expect(median).toMatchObject({ ok: true, n: 800, estimate: 20 });
    expect(median.ok && median.interval.low).toBeCloseTo(10 + (372.281_9 / 400) * 10, 4);
    expect(median.ok && median.interval.high).toBeCloseTo(30 + (27.718_1 / 400) * 10, 4);
    expect(stepQuantile(steps(100, 100, 100, 100), 0.75, 0.05)).toMatchObject({ ok: true, estimate: 30 });
  });

  test("are refused where so few observations say nothing of them", () => {
    expect(stepQuantile(steps(2, 3), 0.5, 0.001)).toEqual({ ok: false, reason: "too-few-observations" });
    expect(stepQuantile([], 0.5, 0.05)).toEqual({ ok: false, reason: "too-few-observations" });
    expect(stepQuantile(steps(50, 50), 1, 0.05)).toEqual({ ok: false, reason: "invalid-input" });
    expect(stepQuantile([{ low: 5, high: 5, count: 9 }], 0.5, 0.05).ok).toBe(false);
    expect(stepQuantile(steps(50, 50), 0.5, 0)).toEqual({ ok: false, reason: "alpha-out-of-range" });
  });

  test("the interval holds the estimate and lies within the steps", () => {
    const counts = fc.array(fc.nat(200), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(counts, fc.double({ min: 0.05, max: 0.95, noNaN: true }), (list, p) => {
        const all = steps(...list);
        const quantile = stepQuantile(all, p, 0.01);
        if (!quantile.ok) return;
        const { estimate, interval } = quantile;
        expect(interval.low).toBeLessThanOrEqual(estimate);
        expect(interval.high).toBeGreaterThanOrEqual(estimate);
        expect(interval.low).toBeGreaterThanOrEqual(0);
        expect(interval.high).toBeLessThanOrEqual(10 * list.length);
      }),
    );
  });
});
