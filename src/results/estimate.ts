/**
 * What is known of the difference between two arms before any test: means with their errors, less the noise that
 * strata or the past explain; and whether there is enough to go beyond counting. Pure.
 */
import {
  cuped,
  mergeSmallStrata,
  type Moments,
  momentsOf,
  type Outcome,
  pooledVariance,
  postStratify,
  rateMoments,
  ratioEstimate,
  type Sample,
  stratifiedDifference,
  welchOfMoments,
} from "../stats/index.ts";
import { type Arm, conversionsOf, sampleOf, together, withCovariate, withDenominator } from "./arms.ts";
import type { Comparison, ComparisonInput, Stratum } from "./comparison.ts";
import type { Shape } from "./design.ts";

/** Fewer converters in the smaller arm are only counted: no interval of a ratio means anything there. */
const LEAST_CONVERTERS = 25;
/** An adjustment that saves less is not worth explaining. */
const WORTH_ADJUSTING = 0.05;
/** Why there is no figure that would need the stretches of constant weights told apart, and cannot have them. */
export const WEIGHTS_CHANGED = "weights-changed-within-the-phase";

export interface Estimate {
  readonly meanA: number;
  readonly meanB: number;
  /** Of the means. */
  readonly varianceA: number;
  readonly varianceB: number;
  readonly difference: number;
  readonly lift: number | null;
  readonly degreesOfFreedom: number;
  /** Squared error of the difference under the null hypothesis. */
  readonly pooled: number;
  readonly n: number;
  readonly gate: string | null;
  readonly adjustment?: NonNullable<Comparison["adjustment"]>;
}

/** A mean with its own variance (of the mean, not of a visitor). */
export interface MeanOfArm {
  readonly mean: number;
  readonly variance: number;
}

/** What an estimate needs to know of a comparison. */
type Estimated = Pick<ComparisonInput, "control" | "treatment" | "design" | "rhoB" | "strata" | "stretches">;

export function estimateOf(input: Estimated): Outcome<Estimate> | { ok: false; reason: string } {
  const { control, treatment } = input;
  if (control.visitors === 0 || treatment.visitors === 0) return { ok: false, reason: "nobody-in-an-arm" };
  const gate = gateOf(input);
  if (input.stretches.length > 1) return overStretches(input, gate);
  if (control.shape === "ratio") {
    const [a, b] = [ratioEstimate(withDenominator(control)), ratioEstimate(withDenominator(treatment))];
    if (!a.ok) return a;
    if (!b.ok) return b;
    return finished(a.mean, b.mean, { n: control.visitors + treatment.visitors, gate, pooled: 0 });
  }
  const [a, b] =
    control.shape === "rate"
      ? [control, treatment].map((arm) => rateMoments(conversionsOf(arm), arm.visitors))
      : [momentsOf(sampleOf(control)), momentsOf(sampleOf(treatment))];
  if (a === null || a === undefined || b === null || b === undefined)
    return { ok: false, reason: "nobody-in-an-arm" };
  const raw = { pooled: pooledVariance(a, b), n: a.n + b.n, gate };
  const adjusted = adjustedMeans(input);
  if (adjusted !== null) {
    const saved = { ...raw, pooled: raw.pooled * (1 - adjusted.adjustment.varianceSaved) };
    return finished(adjusted.a, adjusted.b, saved, adjusted.adjustment);
  }
  const welch = control.shape === "mean" ? welchOfMoments(a, b, 0.5) : null;
  return finished(
    { mean: a.mean, variance: a.variance / a.n },
    { mean: b.mean, variance: b.variance / b.n },
    { ...raw, degreesOfFreedom: welch?.ok === true ? welch.degreesOfFreedom : Infinity },
  );
}

/**
 * Where the weights changed, stretch by stretch: pooled, the arms would stand for different days. So small ones are not
 * put together either: the gate is of all stretches, and many small means add up to a normal one. A stretch that met fewer
 * than two visitors of an arm says nothing of their difference, whatever they did, and is left out. A ratio has no such
 * estimate, and is not judged.
 */
function overStretches(
  { control, stretches }: Estimated,
  gate: string | null,
): Outcome<Estimate> | { ok: false; reason: string } {
  if (control.shape === "ratio") return { ok: false, reason: WEIGHTS_CHANGED };
  const told = stretches
    .filter(({ a, b }) => a.visitors > 1 && b.visitors > 1)
    .flatMap(({ a, b }) => {
      const [one, other] = [momentsOf(sampleOf(a)), momentsOf(sampleOf(b))];
      const isSmall = leastOf(a, b) < leastActed(a.shape, b.visitors / (a.visitors + b.visitors));
      return one === null || other === null ? [] : [{ a: one, b: other, isSmall }];
    });
  const n = told.reduce((sum, stretch) => sum + stretch.a.n + stretch.b.n, 0);
  const pooled = told.reduce(
    (sum, stretch) => sum + ((stretch.a.n + stretch.b.n) / n) ** 2 * pooledVariance(stretch.a, stretch.b),
    0,
  );
  const result = stratifiedDifference(
    told.map(({ a, b, isSmall }) => (isSmall ? spreadOfBoth(a, b) : { a, b })),
  );
  if (!result.ok) return result;
  const [a, b] = [
    { mean: result.meanA, variance: result.varianceA },
    { mean: result.meanB, variance: result.varianceB },
  ];
  return finished(a, b, { n, gate, pooled });
}

/**
 * Of an arm that few acted in its own spread says little, and less where a bandit dropped it for what it had met: it is
 * not taken for smaller than that of both together.
 */
function spreadOfBoth(a: Moments, b: Moments): { readonly a: Moments; readonly b: Moments } {
  const variance = pooledVariance(a, b) / (1 / a.n + 1 / b.n);
  return {
    a: { ...a, variance: Math.max(a.variance, variance) },
    b: { ...b, variance: Math.max(b.variance, variance) },
  };
}

function finished(
  a: { readonly mean: number; readonly variance: number },
  b: { readonly mean: number; readonly variance: number },
  rest: { n: number; gate: string | null; pooled: number; degreesOfFreedom?: number },
  adjustment?: NonNullable<Comparison["adjustment"]>,
): Outcome<Estimate> {
  return {
    ok: true,
    meanA: a.mean,
    meanB: b.mean,
    varianceA: a.variance,
    varianceB: b.variance,
    difference: b.mean - a.mean,
    lift: a.mean > 0 ? (b.mean - a.mean) / a.mean : null,
    degreesOfFreedom: Infinity,
    ...rest,
    ...(adjustment === undefined ? {} : { adjustment }),
  };
}

/** Whether there is enough for intervals of a ratio: converters, or orders behind an amount. */
function gateOf({ control, treatment, rhoB: planned, stretches }: Estimated): string | null {
  // Where the weights changed, by what came of them: an arm that a bandit starves is as skewed as one that was planned small.
  const visitors = control.visitors + treatment.visitors;
  const rhoB = stretches.length > 1 && visitors > 0 ? treatment.visitors / visitors : planned;
  const least = leastOf(control, treatment);
  const needed = leastActed(control.shape, rhoB);
  if (least >= needed) return null;
  return control.shape === "rate"
    ? "fewer-than-25-converters-in-an-arm"
    : `fewer-than-${needed}-visitors-with-a-value-in-an-arm`;
}

/** How many of the smaller arm have done it, or have a value. */
function leastOf(...arms: readonly Arm[]): number {
  const acted = ({ shape, moments }: Arm): bigint =>
    shape === "ratio" ? moments.withDenominator : shape === "rate" ? moments.x : moments.converted;
  return Math.min(...arms.map((arm) => Number(acted(arm))));
}

/** Of the smaller arm, how many have to have done it, or to have a value. `rhoB`: B's share of both arms' visitors. */
export function leastActed(shape: Shape, rhoB: number): 25 | 100 | 250 {
  if (shape === "rate") return LEAST_CONVERTERS;
  return Math.max(rhoB, 1 - rhoB) > 0.6 ? 250 : 100;
}

/** Those with fewer who did it or spent than an interval needs are put together with others. */
function mergedStrata(strata: readonly Stratum[]): { readonly a: Sample; readonly b: Sample }[] {
  return mergeSmallStrata(
    strata,
    ({ a, b }) => Math.min(Number(a.moments.converted), Number(b.moments.converted)),
    (one, other) => ({ a: together(one.a, other.a), b: together(one.b, other.b) }),
    LEAST_CONVERTERS,
  ).map(({ a, b }) => ({ a: sampleOf(a), b: sampleOf(b) }));
}

/** CUPED where visitors have a past, else strata; whichever saves more, if it saves enough. */
function adjustedMeans(input: Estimated) {
  if (input.control.shape === "rate" && input.design.method === "conversion-e-process") return null;
  const options = [cupedMeans(input), stratifiedMeans(input)]
    .filter((option) => option !== null)
    .sort((one, other) => other.adjustment.varianceSaved - one.adjustment.varianceSaved);
  const best = options[0];
  return best !== undefined && best.adjustment.varianceSaved >= WORTH_ADJUSTING ? best : null;
}

function cupedMeans({ control, treatment }: Estimated) {
  const result = cuped(withCovariate(control), withCovariate(treatment));
  if (!result.ok) return null;
  return {
    a: { mean: result.a.mean, variance: result.a.variance / result.a.n },
    b: { mean: result.b.mean, variance: result.b.variance / result.b.n },
    adjustment: { method: "cuped" as const, varianceSaved: result.varianceReduction },
  };
}

function stratifiedMeans({ strata }: Estimated) {
  if (strata.length < 2) return null;
  const merged = mergedStrata(strata);
  const result = merged.length < 2 ? null : postStratify(merged);
  if (result === null || !result.ok) return null;
  return {
    a: { mean: result.meanA, variance: result.varianceA },
    b: { mean: result.meanB, variance: result.varianceB },
    adjustment: { method: "post-stratification" as const, varianceSaved: result.varianceReduction },
  };
}
