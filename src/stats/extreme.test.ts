/** Inputs far out, against numbers made by another program (test/fixtures/statistics/extreme.generate.py). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import * as stats from "./index.ts";

interface Extreme {
  readonly sample_ratio_log_e: { counts: number[]; weights: number[]; k: number; expected: number }[];
  readonly conversion_log_e: { cA: number; cB: number; rhoB: number; k: number; expected: number }[];
  readonly normal_sf: { z: number; expected: number }[];
  readonly student_two_sided: { t: number; df: number; expected: number }[];
  readonly beta_binomial: Record<
    "cA" | "nA" | "cB" | "nB" | "win" | "lose" | "lossOfA" | "lossOfB",
    number
  >[];
}

const fixture = join(import.meta.dirname, "../../test/fixtures/statistics/extreme.json");
const extreme = JSON.parse(readFileSync(fixture, "utf8")) as Extreme;

function near(got: number, expected: number, relative: number, absolute = 0): void {
  const error = Math.abs(got - expected);
  expect(error, `${got} instead of ${expected}`).toBeLessThanOrEqual(
    Math.max(relative * Math.abs(expected), absolute),
  );
}

test.each(extreme.sample_ratio_log_e)("sample ratio: $counts, k = $k", ({ counts, weights, k, expected }) => {
  near(stats.sampleRatioLogE([{ counts, weights }], k), expected, 1e-12, 1e-13);
});

test.each(extreme.conversion_log_e)("conversions: $cA and $cB, k = $k", ({ cA, cB, rhoB, k, expected }) => {
  const result = stats.conversionEProcess(cA, cB, rhoB, k);
  expect(result.ok).toBe(true);
  if (result.ok) near(result.logE, expected, 1e-12, 1e-13);
});

test.each(extreme.normal_sf)("normal tail at $z", ({ z, expected }) => {
  near(stats.normalSf(z), expected, 1e-13);
});

test.each(extreme.student_two_sided)("t = $t with $df degrees of freedom", ({ t, df, expected }) => {
  near(stats.studentTwoSided(t, df), expected, 1e-11);
});

test.each(extreme.beta_binomial)("beta-binomial: $cA of $nA, $cB of $nB", (entry) => {
  const { cA, nA, cB, nB, win, lose, lossOfA, lossOfB } = entry;
  const result = stats.betaBinomial({ conversions: cA, n: nA }, { conversions: cB, n: nB });
  if (!result.ok) throw new Error(result.reason);
  near(result.chanceToWin, win, 1e-11);
  near(result.chanceToLose, lose, 1e-11, 1e-16);
  near(result.lossOfA, lossOfA, 1e-11);
  near(result.lossOfB, lossOfB, 1e-11, 1e-40);
});

test.each(extreme.beta_binomial)(
  "the panel, to seven digits: $cA of $nA, $cB of $nB",
  ({ cA, nA, cB, nB, win, lose, lossOfA, lossOfB }) => {
    const result = stats.betaBinomialPanel({ conversions: cA, n: nA }, { conversions: cB, n: nB });
    if (!result.ok) throw new Error(result.reason);
    near(result.chanceToWin, win, 1e-7, 1e-12);
    near(result.chanceToLose, lose, 1e-7, 1e-12);
    near(result.lossOfA, lossOfA, 1e-7, 1e-12);
    near(result.lossOfB, lossOfB, 1e-7, 1e-12);
    const exact = stats.betaBinomial({ conversions: cA, n: nA }, { conversions: cB, n: nB });
    if (!exact.ok) throw new Error(exact.reason);
    near(result.liftInterval.low, exact.liftInterval.low, 1e-7);
    near(result.liftInterval.high, exact.liftInterval.high, 1e-7);
  },
);

describe("what cannot be computed says why", () => {
  const reason = (outcome: stats.Outcome<unknown>) => (outcome.ok ? "ok" : outcome.reason);
  test.each([
    [
      "nobody in an arm",
      () => stats.twoProportionTest({ conversions: 0, n: 0 }, { conversions: 1, n: 9 }),
      "too-few-observations",
    ],
    [
      "no converter",
      () => stats.twoProportionTest({ conversions: 0, n: 9 }, { conversions: 0, n: 9 }),
      "no-conversions",
    ],
    [
      "all converted",
      () => stats.twoProportionTest({ conversions: 9, n: 9 }, { conversions: 4, n: 4 }),
      "no-variance",
    ],
    [
      "more converters than visitors",
      () => stats.twoProportionTest({ conversions: 9, n: 8 }, { conversions: 4, n: 4 }),
      "invalid-input",
    ],
    [
      "alpha of 1e-10",
      () => stats.twoProportionTest({ conversions: 3, n: 8 }, { conversions: 4, n: 9 }, 1e-10),
      "alpha-out-of-range",
    ],
    [
      "one observation",
      () => stats.welchTest({ n: 1, sum: 1, sumSquares: 1 }, { n: 5, sum: 5, sumSquares: 9 }),
      "too-few-observations",
    ],
    [
      "all the same",
      () => stats.welchTest({ n: 5, sum: 5, sumSquares: 5 }, { n: 5, sum: 5, sumSquares: 5 }),
      "no-variance",
    ],
    [
      "baseline of 0",
      () => stats.fiellerInterval({ mean: 0, variance: 1 }, { mean: 1, variance: 1 }, 2),
      "baseline-not-positive",
    ],
    [
      "baseline not told from 0",
      () => stats.fiellerInterval({ mean: 1, variance: 1 }, { mean: 1, variance: 1 }, 2),
      "not-estimable",
    ],
    ["all to one arm", () => stats.conversionEProcess(3, 4, 1, 100), "one-arm-only"],
    ["segments of one arm", () => stats.segmentEProcess([{ rhoB: 0, cA: 3, cB: 0 }], 0.1), "one-arm-only"],
    ["weights of one arm", () => stats.sampleRatioTest({ counts: [5, 0], weights: [1, 0] }), "one-arm-only"],
    ["no visitors", () => stats.sampleRatioTest({ counts: [0, 0], weights: [1, 1] }), "too-few-observations"],
    ["looks backwards", () => stats.groupSequentialBounds([0.5, 0.4]), "information-not-increasing"],
    ["a constant covariate", () => stats.cuped(flat(5), flat(5)), "no-variance"],
    [
      "no denominator",
      () => stats.ratioTest({ ...flat(5), sumX: 0, sumSquaresX: 0 }, flat(5)),
      "no-conversions",
    ],
    ["an effect of 0", () => stats.sampleSizeForProportions({ baseline: 0.1, lift: 0 }), "not-reachable"],
    [
      "no standard error",
      () => stats.confidenceSequence({ estimate: 1, standardError: 0, n: 10, alpha: 0.05, rho2: 0.1 }),
      "no-variance",
    ],
  ] as const)("%s", (_name, run, expected) => {
    expect(reason(run())).toBe(expected);
  });

  function flat(n: number) {
    return { n, sumY: n, sumSquaresY: n + 2, sumX: n, sumSquaresX: n, sumXY: n };
  }
});

test("money in rial, a million orders: no digit is lost against exact integers", () => {
  const n = 1_000_000;
  const mean = 25_000_000n;
  // Half a rial's worth of spread around 25 million: alternately mean and mean + 1.
  const exact = {
    n,
    sum: BigInt(n) * mean + 500_000n,
    sumSquares: 500_000n * mean * mean + 500_000n * (mean + 1n) ** 2n,
  };
  const moments = stats.momentsOf(exact);
  near(moments?.variance ?? 0, 0.25 * (n / (n - 1)), 1e-15);
});

test("plain numbers: a mean far larger than the spread costs no digits either", () => {
  const n = 1_000_000;
  // Alternately 30,000 and 30,001: every sum is exact in a number, n times the squares is not.
  const sums = { n, sum: 30_000 * n + n / 2, sumSquares: (n / 2) * 30_000 ** 2 + (n / 2) * 30_001 ** 2 };
  near(stats.momentsOf(sums)?.variance ?? 0, 0.25 * (n / (n - 1)), 1e-14);
});

test("watched all the time, a small arm that has shown no spread yet is judged by both arms' spread", () => {
  const [a, b] = [
    { n: 1000, mean: 0.3, variance: 0.21 },
    { n: 30, mean: 0, variance: 0 },
  ];
  const test = stats.sequentialTest(a, b, { alpha: 0.05, rho2: 0.001 });
  if (!test.ok) throw new Error(test.reason);
  near(test.standardError, Math.sqrt(stats.pooledVariance(a, b)), 1e-14);
  expect(test.standardError).toBeGreaterThan(3 * Math.sqrt(0.21 / 1000));
});

test("a z of 40 and an e-value beyond the largest number are still numbers", () => {
  const sequence = stats.confidenceSequence({
    estimate: 40,
    standardError: 1,
    n: 1e9,
    alpha: 1e-8,
    rho2: 1e-6,
  });
  expect(sequence).toMatchObject({ ok: true, eValue: Infinity, pValue: 0 });
  if (sequence.ok) near(sequence.logE, (1000 / 1001) * 800 - 0.5 * Math.log(1001), 1e-14);
  const test = stats.twoProportionTest({ conversions: 1, n: 1e6 }, { conversions: 9e5, n: 1e6 });
  expect(test).toMatchObject({ ok: true, pValue: 0, liftInterval: { ok: false, reason: "not-estimable" } });
});
