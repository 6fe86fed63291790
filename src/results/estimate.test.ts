import { describe, expect, test } from "vitest";
import { NO_MOMENTS } from "../store/moments.ts";
import type { Arm } from "./arms.ts";
import { analysisOf, REVENUE } from "./analysis.fixture.ts";
import { designOf } from "./design.ts";
import { estimateOf } from "./estimate.ts";

/** Everybody who spends, spends about the same. */
function spenders(visitors: number, spending: number, amount: number): Arm {
  const [n, low, high] = [BigInt(spending), BigInt(amount) - 1n, BigInt(amount) + 1n];
  const x = (n / 2n) * (low + high);
  const xx = (n / 2n) * (low * low + high * high);
  return {
    visitors,
    shape: "mean",
    moments: { ...NO_MOMENTS, units: n, converted: n, x, raw: x, xx },
  };
}

describe("strata", () => {
  const adjusted = (spending: number) => {
    const arms = [spenders(1000, 500, 10), spenders(60, spending, 100_000)];
    const strata = arms.map((arm) => ({ a: arm, b: arm }));
    const both = spenders(1060, 500 + spending, 10_000);
    const design = designOf(analysisOf({ days: 0 }).definition, REVENUE, "primary");
    const estimate = estimateOf({ control: both, treatment: both, rhoB: 0.5, strata, stretches: [], design });
    return estimate.ok ? estimate.adjustment?.method : estimate.reason;
  };

  test("are as large as those who spent are many, whatever they spent", () => {
    expect(adjusted(30)).toBe("post-stratification");
    // Twenty who spent 100,000 each are twenty.
    expect(adjusted(20)).toBeUndefined();
  });
});

test("stretches of other weights are never put together, however few spent in them", () => {
  const design = designOf(analysisOf({ days: 0 }).definition, REVENUE, "primary");
  // On bad days half of the visitors, on good days one in twenty: within a stretch both arms spend the same.
  const stretches = [
    { rhoB: 0.5, a: spenders(5000, 400, 10_000), b: spenders(5000, 400, 10_000) },
    { rhoB: 0.05, a: spenders(1900, 1520, 10_000), b: spenders(100, 80, 10_000) },
    { rhoB: 0.05, a: spenders(475, 380, 10_000), b: spenders(25, 20, 10_000) },
    { rhoB: 0.05, a: spenders(20, 20, 10_000), b: spenders(1, 0, 10_000) },
  ];
  const [control, treatment] = [spenders(7395, 2320, 10_000), spenders(5126, 500, 10_000)];
  const estimate = estimateOf({ control, treatment, rhoB: 0.5, strata: [], stretches, design });
  expect(estimate.ok && estimate.difference).toBeCloseTo(0, 9);
  expect(estimate.ok && estimate.n).toBe(12_500);
});

test("an arm that a bandit starves is judged as one that was planned small", () => {
  const design = designOf(analysisOf({ days: 0 }).definition, REVENUE, "primary");
  const estimateOver = (few: number) => {
    const stretches = [
      { rhoB: 0.5, a: spenders(500, 20, 10_000), b: spenders(500, 20, 10_000) },
      { rhoB: 0.05, a: spenders(38_000, 1900, 10_000), b: spenders(2000, few, 10_000) },
    ];
    const [control, treatment] = [spenders(38_500, 1920, 10_000), spenders(2500, 20 + few, 10_000)];
    return estimateOf({ control, treatment, rhoB: 0.5, strata: [], stretches, design });
  };
  const [few, enough] = [estimateOver(220), estimateOver(240)];
  expect(few.ok && few.gate).toBe("fewer-than-250-visitors-with-a-value-in-an-arm");
  expect(enough.ok && enough.gate).toBeNull();
  // The small arm happened to meet few buyers: its spread is not taken for smaller than that of both together.
  const low = estimateOver(20);
  expect(low.ok && low.varianceA + low.varianceB).toBeGreaterThanOrEqual(
    low.ok ? low.pooled * 0.999 : Infinity,
  );
});
