/**
 * Welch's t test of two means, at one planned instant (fixed horizon). Source: Welch (1947), Biometrika 34.
 */
import { momentsOf, type Moments, type Sample } from "./aggregates.ts";
import { fiellerInterval } from "./fieller.ts";
import { normalTwoSided, normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";
import { studentTwoSided, studentUpperQuantile } from "./student.ts";

export interface MeanDifference {
  readonly meanA: number;
  readonly meanB: number;
  /** Sample variances, divisor n − 1. */
  readonly varianceA: number;
  readonly varianceB: number;
  /** B − A. */
  readonly difference: number;
  readonly standardError: number;
  /** Welch–Satterthwaite degrees of freedom. */
  readonly degreesOfFreedom: number;
  readonly t: number;
  /** Two-sided, by Student's t. */
  readonly pValue: number;
  /** Two-sided, by the normal distribution. */
  readonly pValueNormal: number;
  readonly critical: number;
  /** Of the difference. */
  readonly interval: Interval;
  readonly intervalNormal: Interval;
  /** B/A − 1; null when control's mean is not above 0. */
  readonly lift: number | null;
  /** Fieller, dual to `pValue`; null with the reason when not estimable. */
  readonly liftInterval: Outcome<Interval>;
  /** The delta method of the lift: shown by many tools, disagrees with the test of the difference. */
  readonly liftDelta: (Interval & { readonly standardError: number; readonly pValue: number }) | null;
  /** From the logarithm of the ratio; null when a mean is not above 0. */
  readonly liftLog: Interval | null;
}

/** Two-sided at 1 − alpha. Needs two observations an arm; both variances 0 is `no-variance`. */
export function welchTest(a: Sample, b: Sample, alpha = 0.05): Outcome<MeanDifference> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  const one = momentsOf(a);
  const other = momentsOf(b);
  if (one === null || other === null || one.n < 2 || other.n < 2) return refuse("too-few-observations");
  return welchOfMoments(one, other, alpha);
}

export function welchOfMoments(a: Moments, b: Moments, alpha = 0.05): Outcome<MeanDifference> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!(a.n >= 2 && b.n >= 2)) return refuse("too-few-observations");
  if (!Number.isFinite(a.mean + b.mean + a.variance + b.variance)) return refuse("invalid-input");
  const vA = a.variance / a.n;
  const vB = b.variance / b.n;
  const squared = vA + vB;
  if (!(squared > 0)) return refuse("no-variance");
  // Shares of the variance, so that tiny and huge scales neither underflow nor overflow when squared.
  const share = vA / squared;
  const degreesOfFreedom = 1 / ((share * share) / (a.n - 1) + ((1 - share) * (1 - share)) / (b.n - 1));
  const standardError = Math.sqrt(squared);
  const difference = b.mean - a.mean;
  const t = difference / standardError;
  const critical = studentUpperQuantile(alpha / 2, degreesOfFreedom);
  const normalCritical = normalUpperQuantile(alpha / 2);
  const positive = a.mean > 0;
  return {
    ok: true,
    meanA: a.mean,
    meanB: b.mean,
    varianceA: a.variance,
    varianceB: b.variance,
    difference,
    standardError,
    degreesOfFreedom,
    t,
    pValue: studentTwoSided(t, degreesOfFreedom),
    pValueNormal: normalTwoSided(t),
    critical,
    interval: around(difference, critical * standardError),
    intervalNormal: around(difference, normalCritical * standardError),
    lift: positive ? difference / a.mean : null,
    liftInterval: fiellerInterval({ mean: a.mean, variance: vA }, { mean: b.mean, variance: vB }, critical),
    liftDelta: positive ? liftDelta(a.mean, b.mean, vA, vB, critical, degreesOfFreedom) : null,
    liftLog: positive && b.mean > 0 ? liftLog(a.mean, b.mean, vA, vB, normalCritical) : null,
  };
}

export function around(centre: number, half: number): Interval {
  return { low: centre - half, high: centre + half };
}

/** SE of B/A by the delta method: √(vB + R² vA)/μA. */
export function liftDelta(
  meanA: number,
  meanB: number,
  vA: number,
  vB: number,
  critical: number,
  degreesOfFreedom: number,
) {
  const ratio = meanB / meanA;
  const standardError = Math.sqrt(vB + ratio * ratio * vA) / Math.abs(meanA);
  const lift = (meanB - meanA) / meanA;
  return {
    ...around(lift, critical * standardError),
    standardError,
    pValue: studentTwoSided(lift / standardError, degreesOfFreedom),
  };
}

/** exp(ln(μB/μA) ± c √(vA/μA² + vB/μB²)) − 1. */
export function liftLog(meanA: number, meanB: number, vA: number, vB: number, critical: number): Interval {
  const log = Math.log(meanB / meanA);
  const half = critical * Math.sqrt(vA / (meanA * meanA) + vB / (meanB * meanB));
  return { low: Math.expm1(log - half), high: Math.expm1(log + half) };
}
