/**
 * A difference with a normal likelihood and a normal prior: for revenue and other means. loss of choosing B =
 * sφ(μ/s) − μΦ(−μ/s), formed in the tail so that it keeps its digits far out. Described as a belief, never used as a
 * stopping rule.
 */
import { normalCdf, normalPdf, normalSf, normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";
import { logIntegral } from "./quadrature.ts";

export interface NormalPrior {
  readonly mean: number;
  readonly variance: number;
}

export interface GaussianPosterior {
  readonly mean: number;
  readonly standardDeviation: number;
  readonly chanceToWin: number;
  /** What choosing B costs on average if A is better, in units of the estimate. */
  readonly lossOfB: number;
  readonly lossOfA: number;
  readonly interval: Interval;
}

/** `prior` null: flat. */
export function gaussianPosterior(
  estimate: number,
  standardError: number,
  prior: NormalPrior | null = null,
  alpha = 0.05,
): Outcome<GaussianPosterior> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!Number.isFinite(estimate) || !(standardError >= 0) || standardError === Infinity)
    return refuse("invalid-input");
  if (prior !== null && !(prior.variance > 0)) return refuse("invalid-input");
  if (standardError === 0) return refuse("no-variance");
  const variance = standardError * standardError;
  const weight = prior === null ? 1 : prior.variance / (prior.variance + variance);
  const mean = prior === null ? estimate : estimate * weight + prior.mean * (1 - weight);
  const standardDeviation = standardError * Math.sqrt(weight);
  const z = mean / standardDeviation;
  const half = normalUpperQuantile(alpha / 2) * standardDeviation;
  return {
    ok: true,
    mean,
    standardDeviation,
    chanceToWin: normalCdf(z),
    lossOfB: standardDeviation * unitLoss(z),
    lossOfA: standardDeviation * unitLoss(-z),
    interval: { low: mean - half, high: mean + half },
  };
}

/** φ(z) − zΦ(−z) = ∫_z^∞ Φ(−t) dt. The difference cancels in the upper tail; there the integral is taken. */
function unitLoss(z: number): number {
  if (z < 3) return normalPdf(z) - z * normalSf(z);
  if (z > 40) return 0;
  // ∫₀^∞ u φ(z + u) du: with u = e^s one analytic hump.
  return Math.exp(
    logIntegral((s) => 2 * s - 0.5 * (z + Math.exp(s)) ** 2, Math.log(2 / z), 0.5) - 0.9189385332046727,
  );
}
