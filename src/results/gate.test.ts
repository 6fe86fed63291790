/** How few are only counted, to the one; and the error that the null hypothesis would have. */
import { describe, expect, test } from "vitest";
import { momentsOf, pooledVariance, rateMoments } from "../stats/index.ts";
import { NO_MOMENTS } from "../store/moments.ts";
import { analysisOf, comparisonOf, PURCHASE, REVENUE } from "./analysis.fixture.ts";
import { type Arm, sampleOf } from "./arms.ts";
import { compare } from "./comparison.ts";
import { designOf, type Shape } from "./design.ts";
import { estimateOf } from "./estimate.ts";

/** So many of 10,000 did it, or spent 1,000 or 3,000. */
function arm(shape: Shape, acting: number, visitors = 10_000): Arm {
  const acted = BigInt(acting);
  const [x, xx] = shape === "rate" ? [acted, acted] : [acted * 2_000n, acted * 5_000_000n];
  const own = { units: acted, converted: acted, withDenominator: acted, x, raw: x, xx };
  const orders = shape === "ratio" ? { d: acted, dd: acted, xd: x } : {};
  return { visitors, shape, moments: { ...NO_MOMENTS, ...own, ...orders } };
}

function compared(control: Arm, treatment: Arm, rhoB: number) {
  const analysis = { plan: { baseline: 0.3, visitors: 40_000 } };
  const { definition } = analysisOf({ days: 0, analysis });
  const design = designOf(definition, control.shape === "rate" ? PURCHASE : REVENUE, "primary");
  expect(design.method).toBe("confidence-sequence");
  return compare(comparisonOf(control, treatment, { design, rhoB, panel: true }));
}

describe.each([
  ["rate", 0.5, 25, "fewer-than-25-converters-in-an-arm"],
  ["rate", 0.1, 25, "fewer-than-25-converters-in-an-arm"],
  ["mean", 0.5, 100, "fewer-than-100-visitors-with-a-value-in-an-arm"],
  ["mean", 0.6, 100, "fewer-than-100-visitors-with-a-value-in-an-arm"],
  ["mean", 0.4, 100, "fewer-than-100-visitors-with-a-value-in-an-arm"],
  ["mean", 0.61, 250, "fewer-than-250-visitors-with-a-value-in-an-arm"],
  ["mean", 0.1, 250, "fewer-than-250-visitors-with-a-value-in-an-arm"],
  ["ratio", 0.5, 100, "fewer-than-100-visitors-with-a-value-in-an-arm"],
  ["ratio", 0.1, 250, "fewer-than-250-visitors-with-a-value-in-an-arm"],
] as const)("a %s split %d", (shape, rhoB, least, reason) => {
  // More than chance, so that whatever is not withheld would say something.
  const many = arm(shape, 3 * least);

  test.each([
    ["control", arm(shape, least - 1), many],
    ["the treatment", many, arm(shape, least - 1)],
  ])(`with one of ${least} missing in %s is only counted`, (_where, control, treatment) => {
    const { sequential, fixed } = compared(control, treatment, rhoB);
    expect(sequential).toMatchObject({ interval: null, pValue: null, reason });
    expect(fixed).toMatchObject({ interval: null, pValue: null, adjustedPValue: null, reason });
  });

  test(`with ${least} in each arm is judged`, () => {
    const { sequential, fixed } = compared(arm(shape, least), many, rhoB);
    expect([sequential.reason, fixed.reason]).toEqual([undefined, undefined]);
    expect(sequential.pValue).toBeTypeOf("number");
    expect(fixed.interval).not.toBeNull();
  });
});

describe("the error of a watched difference", () => {
  const design = designOf(analysisOf({ days: 0 }).definition, REVENUE, "primary");
  const estimated = (control: Arm, treatment: Arm) =>
    estimateOf({ control, treatment, rhoB: 0.5, strata: [], stretches: [], design });

  test("is known as under the null hypothesis, too: both arms one population", () => {
    const [few, most] = [arm("rate", 40, 1000), arm("rate", 700, 9000)];
    const rates = estimated(most, few);
    expect(rates.ok && rates.pooled).toBe(pooledVariance(rateMoments(700, 9000), rateMoments(40, 1000)));
    const [one, other] = [arm("mean", 700, 9000), arm("mean", 40, 1000)];
    const means = estimated(one, other);
    const [a, b] = [momentsOf(sampleOf(one)), momentsOf(sampleOf(other))];
    expect(means.ok && means.pooled).toBe(a === null || b === null ? null : pooledVariance(a, b));
  });

  test("is the larger of the two, so that a small arm which has not shown its spread proves nothing", () => {
    // Three hundred who all spent 160, and ten thousand who spent 100 on average, most of them nothing: by their own
    // errors twelve of these apart, as one population two.
    const same: Arm = {
      visitors: 300,
      shape: "mean",
      moments: { ...NO_MOMENTS, units: 300n, converted: 300n, x: 48_000n, raw: 48_000n, xx: 7_680_000n },
    };
    const { sequential } = compared(arm("mean", 500), same, 0.1);
    expect(sequential.pValue).toBeGreaterThan(0.05);
  });
});
