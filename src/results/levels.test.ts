import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { holm } from "../stats/index.ts";
import { holmDivisors, holmOverFamilies } from "./levels.ts";

const pValue = fc.double({ min: 0, max: 1, noNaN: true });

describe("Holm over metrics", () => {
  test("of one treatment it is Holm's own", () => {
    fc.assert(
      fc.property(fc.array(pValue, { minLength: 1, maxLength: 6 }), (pValues) => {
        const adjusted = holmOverFamilies(pValues.map((one) => [one])).flat();
        for (const [index, expected] of holm(pValues).entries())
          expect(adjusted[index]).toBeCloseTo(expected, 12);
      }),
    );
  });

  test("an adjusted p-value is below the level where the steps at that level reject, and nowhere else", () => {
    const families = fc.array(fc.array(pValue, { minLength: 2, maxLength: 2 }), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(families, fc.double({ min: 0.001, max: 0.6, noNaN: true }), (all, alpha) => {
        const divisors = holmDivisors(all, (family, divisor) => family.every((p) => p * divisor <= alpha));
        const adjusted = holmOverFamilies(all);
        all.forEach((family, index) =>
          family.forEach((p, at) =>
            expect((adjusted[index]?.[at] ?? 1) <= alpha).toBe(p * (divisors[index] ?? 1) <= alpha),
          ),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("a metric of which one treatment is undecided makes no way for the next", () => {
    const alpha = 0.05;
    const families = [
      [0.001, 0.9],
      [0.03, 0.03],
    ];
    const rejects = (family: readonly number[], divisor: number) => family.every((p) => p * divisor <= alpha);
    expect(holmDivisors(families, rejects)).toEqual([2, 2]);
    expect(holmDivisors([[0.001, 0.01], families[1] ?? []], rejects)).toEqual([2, 1]);
    expect(holmOverFamilies([[0.001, null], [0.03]])).toEqual([[0.002, null], [0.06]]);
  });
});
