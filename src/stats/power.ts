/**
 * Planning: sample size, power, detectable effect, duration. nA = (z₁₋α/2 + z_β)² [p0(1−p0) + p1(1−p1)/r]/(p1−p0)²,
 * r = nB/nA. Source: Fleiss, Levin, Paik, "Statistical Methods for Rates and Proportions" (2003), chapter 4.
 */
import { normalCdf, normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Outcome, refuse } from "./outcome.ts";
import { rootBetween } from "./root.ts";

/** How many visitors more an anytime-valid test needs when it is watched all the time. */
export const SEQUENTIAL_INFLATION = 1.65;
/** O'Brien–Fleming spending with daily looks costs next to nothing. */
export const GROUP_SEQUENTIAL_INFLATION = 1.035;

export interface ProportionPlan {
  /** Baseline rate, in (0, 1). */
  readonly baseline: number;
  /** Relative lift to detect; not 0. */
  readonly lift: number;
  /** nB/nA. */
  readonly ratio?: number;
  readonly alpha?: number;
  readonly power?: number;
}

export interface SampleSize {
  /** Not rounded. */
  readonly nA: number;
  readonly nB: number;
  /** With the pooled rate under the null hypothesis. */
  readonly nAPooled: number;
  readonly total: number;
  /** Of nA rounded up. */
  readonly achievedPower: number;
}

export function sampleSizeForProportions(plan: ProportionPlan): Outcome<SampleSize> {
  const { baseline: p0, lift, ratio = 1, alpha = 0.05, power = 0.8 } = plan;
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  const p1 = p0 * (1 + lift);
  if (!(p0 > 0 && p0 < 1 && p1 >= 0 && p1 <= 1 && ratio > 0 && power > 0 && power < 1))
    return refuse("invalid-input");
  if (p1 === p0) return refuse("not-reachable");
  const zAlpha = normalUpperQuantile(alpha / 2);
  const zBeta = normalUpperQuantile(1 - power);
  const delta = p0 * lift;
  const [v0, v1] = [p0 * (1 - p0), p1 * (1 - p1)];
  const nA = ((zAlpha + zBeta) ** 2 * (v0 + v1 / ratio)) / (delta * delta);
  const pooled = (p0 + ratio * p1) / (1 + ratio);
  const root =
    zAlpha * Math.sqrt(pooled * (1 - pooled) * (1 + 1 / ratio)) + zBeta * Math.sqrt(v0 + v1 / ratio);
  const rounded = Math.ceil(nA);
  const error = Math.sqrt(v0 / rounded + v1 / (ratio * rounded));
  return {
    ok: true,
    nA,
    nB: ratio * nA,
    nAPooled: (root * root) / (delta * delta),
    total: nA * (1 + ratio),
    achievedPower: normalCdf(Math.abs(delta) / error - zAlpha) + normalCdf(-Math.abs(delta) / error - zAlpha),
  };
}

export interface MeanPlan {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly lift: number;
  readonly ratio?: number;
  readonly alpha?: number;
  readonly power?: number;
}

/** Two means with the same standard deviation. */
export function sampleSizeForMeans(plan: MeanPlan): Outcome<{ nA: number; nB: number; total: number }> {
  const { mean, standardDeviation, lift, ratio = 1, alpha = 0.05, power = 0.8 } = plan;
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!(standardDeviation > 0 && ratio > 0 && power > 0 && power < 1) || !Number.isFinite(mean))
    return refuse("invalid-input");
  const delta = mean * lift;
  if (delta === 0) return refuse("not-reachable");
  const z = normalUpperQuantile(alpha / 2) + normalUpperQuantile(1 - power);
  const nA = ((z * standardDeviation) / delta) ** 2 * (1 + 1 / ratio);
  return { ok: true, nA, nB: ratio * nA, total: nA * (1 + ratio) };
}

export interface DetectableEffect {
  readonly absolute: number;
  /** Of the mean; null when that is not above 0. */
  readonly relative: number | null;
}

/** (z₁₋α/2 + z_β) σ √(1/nA + 1/nB). */
export function detectableEffectOfMean(
  mean: number,
  standardDeviation: number,
  nA: number,
  nB: number,
  alpha = 0.05,
  power = 0.8,
): Outcome<DetectableEffect> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!(standardDeviation >= 0 && power > 0 && power < 1)) return refuse("invalid-input");
  if (!(nA > 0 && nB > 0)) return refuse("too-few-observations");
  const z = normalUpperQuantile(alpha / 2) + normalUpperQuantile(1 - power);
  const absolute = z * standardDeviation * Math.sqrt(1 / nA + 1 / nB);
  return { ok: true, absolute, relative: mean > 0 ? absolute / mean : null };
}

/** Smallest relative lift upwards that `nA` and `nB` visitors detect with `power`. */
export function detectableLift(
  baseline: number,
  nA: number,
  nB: number,
  alpha = 0.05,
  power = 0.8,
): Outcome<{ readonly lift: number }> {
  if (!(baseline > 0 && baseline < 1)) return refuse("invalid-input");
  if (!(nA > 0 && nB > 0)) return refuse("too-few-observations");
  const most = (1 - baseline) / baseline;
  const needed = (lift: number): number => {
    const size = sampleSizeForProportions({ baseline, lift, ratio: nB / nA, alpha, power });
    return size.ok ? Math.log(size.nA / nA) : Number.NaN;
  };
  if (Number.isNaN(needed(most))) return refuse("invalid-input");
  if (needed(most) > 0) return refuse("not-reachable");
  return { ok: true, lift: rootBetween(needed, most * 1e-9, most) };
}

/** Whole weeks, at least two, so that every weekday counts alike; null when nobody comes. */
export function daysFor(total: number, visitorsADay: number): number | null {
  if (!(visitorsADay > 0) || !Number.isFinite(total)) return null;
  return Math.max(2, Math.ceil(total / visitorsADay / 7)) * 7;
}
