/**
 * CUPED: what a visitor did before the experiment takes noise out of what it does within. adj = y − θ(x − x̄), θ =
 * Cov(y, x)/Var(x) pooled over the arms, x̄ over all visitors; variance of an arm σy² + θ²σx² − 2θσxy. The treatment
 * cannot change x, so the estimate stays unbiased. Source: Deng, Xu, Kohavi, Walker (WSDM 2013).
 */
import { centred, mergePaired, type Moments, type PairedSample } from "./aggregates.ts";
import { type Outcome, refuse } from "./outcome.ts";

export interface Cuped {
  readonly theta: number;
  /** Adjusted moments, to be tested like raw ones. */
  readonly a: Moments;
  readonly b: Moments;
  readonly difference: number;
  readonly standardError: number;
  readonly unadjusted: { readonly difference: number; readonly standardError: number };
  /** Share of the difference's variance that is gone: 1 − adjusted/unadjusted. */
  readonly varianceReduction: number;
}

/** Two arms. `no-variance` when the covariate is the same for everyone. */
export function cuped(a: PairedSample, b: PairedSample): Outcome<Cuped> {
  const theta = cupedTheta([a, b]);
  if (!theta.ok) return theta;
  const covariateMean = (Number(a.sumX) + Number(b.sumX)) / (a.n + b.n);
  const one = adjusted(a, theta.theta, covariateMean);
  const other = adjusted(b, theta.theta, covariateMean);
  const variance = one.variance / one.n + other.variance / other.n;
  const raw =
    centred(a.n, a.sumSquaresY, a.sumY, a.sumY) / a.n + centred(b.n, b.sumSquaresY, b.sumY, b.sumY) / b.n;
  return {
    ok: true,
    theta: theta.theta,
    a: one,
    b: other,
    difference: other.mean - one.mean,
    standardError: Math.sqrt(variance),
    unadjusted: {
      difference: Number(b.sumY) / b.n - Number(a.sumY) / a.n,
      standardError: Math.sqrt(raw),
    },
    varianceReduction: raw > 0 ? 1 - variance / raw : 0,
  };
}

/** θ pooled over any number of arms: Cov/Var of all their visitors together. */
export function cupedTheta(arms: readonly PairedSample[]): Outcome<{ readonly theta: number }> {
  if (arms.length === 0 || arms.some(({ n }) => !(n >= 2))) return refuse("too-few-observations");
  const { n, sumX, sumY, sumXY, sumSquaresX } = arms.reduce(mergePaired);
  const covariance = centred(n, sumXY, sumX, sumY);
  const variance = centred(n, sumSquaresX, sumX, sumX);
  if (!Number.isFinite(covariance + variance)) return refuse("invalid-input");
  return variance > 0 ? { ok: true, theta: covariance / variance } : refuse("no-variance");
}

/** Moments of y − θ(x − covariateMean). */
export function adjusted(arm: PairedSample, theta: number, covariateMean: number): Moments {
  const { n } = arm;
  const varianceY = centred(n, arm.sumSquaresY, arm.sumY, arm.sumY);
  const varianceX = centred(n, arm.sumSquaresX, arm.sumX, arm.sumX);
  const covariance = centred(n, arm.sumXY, arm.sumX, arm.sumY);
  return {
    n,
    mean: Number(arm.sumY) / n - theta * (Number(arm.sumX) / n - covariateMean),
    variance: Math.max(0, varianceY + theta * theta * varianceX - 2 * theta * covariance),
  };
}
