/**
 * Estimates over groups that were split differently, or that are known beforehand: segments of a ramp, strata of
 * visitors, batches of an adaptive experiment. Never pooled: with changed weights pooling compares days, not arms.
 */
import { fiellerInterval } from "./fieller.ts";
import { momentsOf, type Moments, type Sample } from "./aggregates.ts";
import { normalTwoSided, normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";

export interface TwoArms<T> {
  readonly a: T;
  readonly b: T;
}

export interface StratifiedDifference {
  readonly meanA: number;
  readonly meanB: number;
  /** Variance of each of the two means. */
  readonly varianceA: number;
  readonly varianceB: number;
  readonly difference: number;
  readonly standardError: number;
  readonly z: number;
  readonly pValue: number;
  readonly lift: number | null;
  readonly liftInterval: Outcome<Interval>;
}

/**
 * Σ (n_s/n)·ȳ_s per arm, n_s of both arms together; variance Σ (n_s/n)²·σ²/n_arm,s. Every segment needs visitors in
 * both arms (merge those with few converters first: `mergeSmallStrata`).
 */
export function stratifiedDifference(
  segments: readonly TwoArms<Moments>[],
  alpha = 0.05,
): Outcome<StratifiedDifference> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  const used = segments.filter(({ a, b }) => a.n + b.n > 0);
  const n = used.reduce((sum, { a, b }) => sum + a.n + b.n, 0);
  if (used.length === 0 || used.some(({ a, b }) => !(a.n > 0 && b.n > 0)))
    return refuse("too-few-observations");
  let [meanA, meanB, varianceA, varianceB] = [0, 0, 0, 0];
  for (const { a, b } of used) {
    const share = (a.n + b.n) / n;
    meanA += share * a.mean;
    meanB += share * b.mean;
    varianceA += share * share * (a.variance / a.n);
    varianceB += share * share * (b.variance / b.n);
  }
  const difference = meanB - meanA;
  const standardError = Math.sqrt(varianceA + varianceB);
  if (!Number.isFinite(standardError) || !Number.isFinite(difference)) return refuse("invalid-input");
  if (standardError === 0) return refuse("no-variance");
  const z = difference / standardError;
  return {
    ok: true,
    meanA,
    meanB,
    varianceA,
    varianceB,
    difference,
    standardError,
    z,
    pValue: normalTwoSided(z),
    lift: meanA > 0 ? difference / meanA : null,
    liftInterval: fiellerInterval(
      { mean: meanA, variance: varianceA },
      { mean: meanB, variance: varianceB },
      normalUpperQuantile(alpha / 2),
    ),
  };
}

/** A rate as moments with the binomial variance p(1 − p), as the two-proportion test has it. */
export function rateMoments(conversions: number, n: number): Moments {
  return { n, mean: conversions / n, variance: (conversions / n) * ((n - conversions) / n) };
}

/** Mantel & Haenszel (1959): ratio of rates common to all segments; null when nobody converted in control. */
export function mantelHaenszelRatio(
  segments: readonly { readonly cA: number; readonly nA: number; readonly cB: number; readonly nB: number }[],
): number | null {
  let [above, below] = [0, 0];
  for (const { cA, nA, cB, nB } of segments) {
    if (nA + nB === 0) continue;
    above += (cB * nA) / (nA + nB);
    below += (cA * nB) / (nA + nB);
  }
  return below > 0 ? above / below : null;
}

/**
 * Batches of an adaptive experiment: each batch's own z, averaged. Normal under the null even when later splits
 * followed earlier outcomes. Source: Zhang, Janson, Murphy, "Inference for Batched Bandits" (NeurIPS 2020).
 */
export function batchedTest(
  batches: readonly TwoArms<Moments>[],
): Outcome<{ readonly z: number; readonly pValue: number; readonly batchZ: readonly number[] }> {
  const batchZ: number[] = [];
  for (const { a, b } of batches) {
    if (!(a.n > 0 && b.n > 0)) return refuse("too-few-observations");
    const squared = a.variance / a.n + b.variance / b.n;
    if (!(squared > 0)) return refuse("no-variance");
    batchZ.push((b.mean - a.mean) / Math.sqrt(squared));
  }
  if (batchZ.length === 0) return refuse("too-few-observations");
  const z = batchZ.reduce((sum, value) => sum + value, 0) / Math.sqrt(batchZ.length);
  return { ok: true, z, pValue: normalTwoSided(z), batchZ };
}

export interface PostStratified {
  readonly difference: number;
  readonly standardError: number;
  readonly meanA: number;
  readonly meanB: number;
  readonly varianceA: number;
  readonly varianceB: number;
  readonly varianceReduction: number;
}

/**
 * Post-stratification over facts known before the exposure: Σ ν_k τ_k with ν_k = n_k/N, variance
 * Σ ν_k²(vA_k + vB_k) + [Σ ν_k τ_k² − τ²]/N; the bracket is what a finite sample's shares of strata leave uncertain.
 * Source: Miratrix, Sekhon, Yu (2013), J. R. Stat. Soc. B 75. Strata need two observations in either arm.
 */
export function postStratify(strata: readonly TwoArms<Sample>[]): Outcome<PostStratified> {
  const used = strata.filter(({ a, b }) => a.n + b.n > 0);
  const n = used.reduce((sum, { a, b }) => sum + a.n + b.n, 0);
  let [meanA, meanB, varianceA, varianceB, squares] = [0, 0, 0, 0, 0];
  for (const { a, b } of used) {
    const [one, other] = [momentsOf(a), momentsOf(b)];
    if (one === null || other === null || one.n < 2 || other.n < 2) return refuse("too-few-observations");
    const share = (a.n + b.n) / n;
    meanA += share * one.mean;
    meanB += share * other.mean;
    varianceA += share * share * (one.variance / one.n);
    varianceB += share * share * (other.variance / other.n);
    squares += share * (other.mean - one.mean) ** 2;
  }
  if (used.length === 0) return refuse("too-few-observations");
  const difference = meanB - meanA;
  const between = Math.max(0, squares - difference * difference) / n;
  const variance = varianceA + varianceB + between;
  if (!(variance > 0)) return refuse("no-variance");
  const raw = pooledVariance(used);
  return {
    ok: true,
    difference,
    standardError: Math.sqrt(variance),
    meanA,
    meanB,
    // The bracket belongs to the difference; it is shared out so that Fieller's interval sees all of it.
    varianceA: varianceA + between / 2,
    varianceB: varianceB + between / 2,
    varianceReduction: raw > 0 ? 1 - variance / raw : 0,
  };
}

/** Of the difference when the strata are not told apart. */
function pooledVariance(strata: readonly TwoArms<Sample>[]): number {
  let variance = 0;
  for (const arm of ["a", "b"] as const) {
    let [n, sum, sumSquares] = [0, 0, 0];
    for (const stratum of strata) {
      n += stratum[arm].n;
      sum += Number(stratum[arm].sum);
      sumSquares += Number(stratum[arm].sumSquares);
    }
    variance += (momentsOf({ n, sum, sumSquares })?.variance ?? 0) / n;
  }
  return variance;
}

/**
 * Strata merged until each has at least `least` by `size` (say converters of the smaller arm): the smallest joins
 * the next smallest. The order of the answer is by size.
 */
export function mergeSmallStrata<T>(
  strata: readonly T[],
  size: (stratum: T) => number,
  merge: (one: T, other: T) => T,
  least = 25,
): T[] {
  const left = [...strata].sort((one, other) => size(one) - size(other));
  while (left.length > 1 && size(left[0] as T) < least) {
    const [first, second, ...rest] = left as [T, T, ...T[]];
    left.splice(0, left.length, merge(first, second), ...rest);
    left.sort((one, other) => size(one) - size(other));
  }
  return left;
}
