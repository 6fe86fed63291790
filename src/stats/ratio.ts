/**
 * A ratio of two sums over the same visitors (order value per order): the delta method, with the visitor as the unit
 * of analysis. Var(R) = (σM² − 2Rσ_MD + R²σD²)/(n μD²). Source: Deng, Knoblich, Lu, "Applying the Delta Method in
 * Metric Analytics" (KDD 2018).
 */
import { centred, type PairedSample } from "./aggregates.ts";
import { fiellerInterval, type MeanWithError } from "./fieller.ts";
import { normalTwoSided, normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";
import { liftDelta } from "./welch.ts";

export interface RatioEstimate {
  /** ΣM/ΣD. */
  readonly ratio: number;
  /** Of a visitor: n times the variance of the ratio. */
  readonly unitVariance: number;
  readonly mean: MeanWithError;
}

export interface RatioDifference {
  readonly ratioA: number;
  readonly ratioB: number;
  readonly unitVarianceA: number;
  readonly unitVarianceB: number;
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly pValue: number;
  readonly interval: Interval;
  readonly lift: number | null;
  readonly liftInterval: Outcome<Interval>;
  readonly liftDelta: (Interval & { readonly standardError: number; readonly pValue: number }) | null;
}

/** y is the numerator M, x the denominator D. A denominator of 0 in sum is `no-conversions`. */
export function ratioEstimate(sample: PairedSample): Outcome<RatioEstimate> {
  const { n } = sample;
  if (!(n >= 2)) return refuse("too-few-observations");
  const denominator = Number(sample.sumX);
  if (!Number.isFinite(denominator) || !Number.isFinite(Number(sample.sumY))) return refuse("invalid-input");
  if (!(denominator > 0)) return refuse("no-conversions");
  const ratio = Number(sample.sumY) / denominator;
  const varianceM = centred(n, sample.sumSquaresY, sample.sumY, sample.sumY);
  const varianceD = centred(n, sample.sumSquaresX, sample.sumX, sample.sumX);
  const covariance = centred(n, sample.sumXY, sample.sumX, sample.sumY);
  const mean = denominator / n;
  const unitVariance =
    Math.max(0, varianceM - 2 * ratio * covariance + ratio * ratio * varianceD) / (mean * mean);
  return { ok: true, ratio, unitVariance, mean: { mean: ratio, variance: unitVariance / n } };
}

export function ratioTest(a: PairedSample, b: PairedSample, alpha = 0.05): Outcome<RatioDifference> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  const one = ratioEstimate(a);
  if (!one.ok) return one;
  const other = ratioEstimate(b);
  if (!other.ok) return other;
  const squared = one.mean.variance + other.mean.variance;
  if (!(squared > 0)) return refuse("no-variance");
  const standardError = Math.sqrt(squared);
  const difference = other.ratio - one.ratio;
  const z = difference / standardError;
  const critical = normalUpperQuantile(alpha / 2);
  const positive = one.ratio > 0;
  return {
    ok: true,
    ratioA: one.ratio,
    ratioB: other.ratio,
    unitVarianceA: one.unitVariance,
    unitVarianceB: other.unitVariance,
    difference,
    standardError,
    z,
    pValue: normalTwoSided(z),
    interval: { low: difference - critical * standardError, high: difference + critical * standardError },
    lift: positive ? difference / one.ratio : null,
    liftInterval: fiellerInterval(one.mean, other.mean, critical),
    liftDelta: positive
      ? liftDelta(one.ratio, other.ratio, one.mean.variance, other.mean.variance, critical, Infinity)
      : null,
  };
}
