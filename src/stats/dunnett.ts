/**
 * Several treatments against one control, at one planned instant: Dunnett's test in the normal limit. The statistics
 * are correlated λᵢλⱼ, λᵢ = √(nᵢ/(nᵢ + n₀)), because all share control; given control's own deviation they are
 * independent. Source: Dunnett (1955), J. Am. Stat. Assoc. 50.
 */
import { normalSf, normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Outcome, refuse } from "./outcome.ts";
import { rootBetween } from "./root.ts";

/** Correlation of two treatments' statistics when both have `nTreatment` visitors and control has `nControl`. */
export function dunnettCorrelation(nTreatment: number, nControl: number): number {
  return nTreatment / (nTreatment + nControl);
}

/** P(max |Zᵢ| > z). `correlations`: λᵢ² of each treatment, in [0, 1). */
export function dunnettPValue(z: number, correlations: readonly number[]): number {
  const size = Math.abs(z);
  if (size === Infinity || correlations.length === 0) return size === Infinity ? 0 : Number.NaN;
  const loads = correlations.map((rho) => [Math.sqrt(rho), Math.sqrt(1 - rho)] as const);
  // The trapezoidal rule over control's deviation; fine against the steepest treatment.
  const steepest = Math.min(1, ...loads.map(([load, rest]) => rest / Math.max(load, 1e-9)));
  const step = 0.25 * steepest;
  const reach = size + 9;
  const count = Math.ceil(reach / step);
  let sum = 0;
  for (let index = -count; index <= count; index += 1) {
    const x = index * step;
    const weight = Math.exp(-0.5 * x * x);
    if (weight === 0) continue;
    let stay = 0;
    for (const [load, rest] of loads) {
      const outside = normalSf((size - load * x) / rest) + normalSf((size + load * x) / rest);
      stay += Math.log1p(-Math.min(outside, 1));
    }
    sum -= weight * Math.expm1(stay);
  }
  return Math.min(1, sum * step * 0.3989422804014327);
}

/** c with P(max |Zᵢ| > c) = alpha. */
export function dunnettCritical(
  correlations: readonly number[],
  alpha = 0.05,
): Outcome<{ readonly critical: number; readonly bonferroni: number; readonly sidak: number }> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  const k = correlations.length;
  if (k === 0 || correlations.some((rho) => !(rho >= 0 && rho < 1))) return refuse("invalid-input");
  const single = normalUpperQuantile(alpha / 2);
  const bonferroni = normalUpperQuantile(alpha / (2 * k));
  const sidak = normalUpperQuantile(-Math.expm1(Math.log1p(-alpha) / k) / 2);
  const excess = (c: number): number => Math.log(dunnettPValue(c, correlations) / alpha);
  const critical = k === 1 ? single : rootBetween(excess, single - 1e-6, bonferroni + 1e-6, 5e-13);
  return { ok: true, critical, bonferroni, sidak };
}
