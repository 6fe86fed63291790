/**
 * Sample ratio: did the split come out as set? A χ² test for one look, and an e-value that may be watched all the
 * time. Source of the e-value: Lindon & Malek, "Anytime-Valid Inference for Multinomial Count Data" (NeurIPS 2022).
 *
 * ln E = Σ[lnΓ(kwᵢ + cᵢ) − lnΓ(kwᵢ)] + lnΓ(k) − lnΓ(k + N) − Σ cᵢ ln wᵢ: a Dirichlet prior of strength k around the
 * weights. k = 100 sees large faults soon, k = 10000 small ones late; the mean of E over k = 100, 1000, 10000 is used.
 */
import { chiSquareSf } from "./chi-square.ts";
import { type Outcome, refuse } from "./outcome.ts";
import { deviance, stirlingRemainder } from "./special.ts";

/** A stretch with constant weights. Weights need not add up to 1; an arm of weight 0 is left out. */
export interface SplitCounts {
  readonly counts: readonly number[];
  readonly weights: readonly number[];
}

export interface SampleRatio {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
  /** Of the mean over PRIORS. */
  readonly logE: number;
  readonly sequentialPValue: number;
}

export const SAMPLE_RATIO_PRIORS = [100, 1000, 10_000] as const;

/** Of one segment, or of several with different weights: each compared with its own, χ² of the summed counts. */
export function sampleRatioTest(split: SplitCounts | readonly SplitCounts[]): Outcome<SampleRatio> {
  const segments: readonly SplitCounts[] = "counts" in split ? [split] : split;
  const chiSquare = sampleRatioChiSquare(segments);
  if (!chiSquare.ok) return chiSquare;
  const logs = SAMPLE_RATIO_PRIORS.map((k) => sampleRatioLogE(segments, k));
  const logE = logMeanExp(logs);
  return { ...chiSquare, logE, sequentialPValue: Math.min(1, Math.exp(-logE)) };
}

export interface SampleRatioChiSquare {
  readonly chiSquare: number;
  readonly degreesOfFreedom: number;
  readonly pValue: number;
}

/**
 * χ² of all segments' counts together, arms − 1 degrees of freedom: dᵀV⁻¹d with d = Σ(c − nw) and V = Σ n(diag(w) − wwᵀ)
 * over the segments. With one segment, or equal weights in all, this is Pearson's. Arms of weight 0 are left out.
 */
export function sampleRatioChiSquare(segments: readonly SplitCounts[]): Outcome<SampleRatioChiSquare> {
  if (!segments.every(isSplit)) return refuse("invalid-input");
  const arms = Math.max(0, ...segments.map(({ counts }) => counts.length));
  const excess = Array.from({ length: arms }, () => 0);
  const expected = Array.from({ length: arms }, () => 0);
  const spread = excess.map(() => Array.from({ length: arms }, () => 0));
  for (const { counts, weights } of segments) {
    const weight = total(weights);
    const shares = weights.map((part) => part / weight);
    const n = total(counts.filter((_, arm) => (shares[arm] ?? 0) > 0));
    shares.forEach((share, arm) => {
      if (share === 0) return;
      excess[arm] = (excess[arm] ?? 0) + (counts[arm] ?? 0) - n * share;
      expected[arm] = (expected[arm] ?? 0) + n * share;
      const row = spread[arm] ?? [];
      shares.forEach((other, column) => {
        row[column] = (row[column] ?? 0) + n * (arm === column ? share * (1 - share) : -share * other);
      });
    });
  }
  const used = expected.flatMap((value, arm) => (value > 0 ? [arm] : []));
  if (used.length === 0) return refuse("too-few-observations");
  if (used.length < 2) return refuse("one-arm-only");
  const pearson = used.reduce((sum, arm) => sum + (excess[arm] ?? 0) ** 2 / (expected[arm] ?? 1), 0);
  const chiSquare = segments.length === 1 ? pearson : quadraticForm(spread, excess, used.slice(0, -1));
  return {
    ok: true,
    chiSquare,
    degreesOfFreedom: used.length - 1,
    pValue: chiSquareSf(chiSquare, used.length - 1),
  };
}

/** dᵀV⁻¹d over the chosen rows, by Cholesky's decomposition; V is positive definite there. */
function quadraticForm(
  V: readonly (readonly number[])[],
  d: readonly number[],
  rows: readonly number[],
): number {
  const lower: number[][] = [];
  const solved: number[] = [];
  let sum = 0;
  rows.forEach((row, i) => {
    const line: number[] = [];
    let rest = d[row] ?? 0;
    for (let j = 0; j <= i; j += 1) {
      const other = lower[j] ?? line;
      let value = V[row]?.[rows[j] ?? 0] ?? 0;
      for (let k = 0; k < j; k += 1) value -= (line[k] ?? 0) * (other[k] ?? 0);
      line.push(j === i ? Math.sqrt(value) : value / (other[j] ?? 1));
      if (j < i) rest -= (line[j] ?? 0) * (solved[j] ?? 0);
    }
    lower.push(line);
    solved.push(rest / (line[i] ?? 1));
    sum += (solved[i] ?? 0) ** 2;
  });
  return sum;
}

/** ln E for one prior strength; segments' e-values multiply. Arms of weight 0 are left out. */
export function sampleRatioLogE(segments: readonly SplitCounts[], k: number): number {
  let sum = 0;
  for (const { counts, weights } of segments) sum += dirichletLogE(counts, weights, k);
  return sum;
}

/**
 * ln E of counts under a Dirichlet prior of strength k around the weights. In Stirling's form, so that what remains
 * is a sum of small terms and not a difference of large ones: with A = kw + c, M = k + N, e = A/(Mw) − 1,
 * ln E = Σ Mw·deviance(e) − ½ Σ ln(1 + e) − (arms − 1)/2 · ln(M/k) + ΣR(A) − R(M) − ΣR(kw) + R(k).
 */
export function dirichletLogE(counts: readonly number[], weights: readonly number[], k: number): number {
  let weight = 0;
  let n = 0;
  let arms = 0;
  weights.forEach((w, arm) => {
    if (!(w > 0)) return;
    weight += w;
    n += counts[arm] ?? 0;
    arms += 1;
  });
  if (arms < 2 || n === 0) return 0;
  const whole = k + n;
  let log = -((arms - 1) / 2) * Math.log1p(n / k) - stirlingRemainder(whole) + stirlingRemainder(k);
  weights.forEach((w, arm) => {
    if (!(w > 0)) return;
    const share = w / weight;
    const count = counts[arm] ?? 0;
    const prior = k * share;
    const e = (count - n * share) / (whole * share);
    log +=
      whole * share * deviance(e) -
      0.5 * Math.log1p(e) +
      stirlingRemainder(prior + count) -
      stirlingRemainder(prior);
  });
  return log;
}

/** ln of the mean of exp. */
export function logMeanExp(logs: readonly number[]): number {
  const top = Math.max(...logs);
  return top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0) / logs.length);
}

function isSplit({ counts, weights }: SplitCounts): boolean {
  return (
    counts.length === weights.length &&
    total(weights) > 0 &&
    [...counts, ...weights].every((value) => value >= 0 && Number.isFinite(value))
  );
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
