/**
 * The mixture sequential probability ratio test of a difference of means with a normal mixture N(0, τ²):
 * ln Λ = ½ ln(V/(V + τ²)) + τ² d²/(2V(V + τ²)), V the variance of d; p = min(1, 1/Λ). Source: Johari, Pekelis, Walsh,
 * "Always Valid Inference", arXiv 1512.04922 (2017) and Oper. Res. 70 (2022).
 */
import { alphaIsUsable, type Outcome, refuse } from "./outcome.ts";
import type { Moments } from "./aggregates.ts";

export interface Msprt {
  /** Variance of the difference. */
  readonly variance: number;
  readonly logLambda: number;
  /** At this look; of a stream of looks take the running minimum. */
  readonly pValue: number;
  /** Half-width of the always-valid interval of the difference at 1 − alpha. */
  readonly halfWidth: number;
}

/** `tau2`: variance of the mixture over effects, on the scale of the difference, fixed before the start. */
export function msprt(a: Moments, b: Moments, tau2: number, alpha = 0.05): Outcome<Msprt> {
  if (!(a.n > 0 && b.n > 0)) return refuse("too-few-observations");
  return msprtOfDifference(b.mean - a.mean, a.variance / a.n + b.variance / b.n, tau2, alpha);
}

/**
 * The same in the form of the ASOS paper (Liu et al., 2021), which pools by the harmonic mean of the counts:
 * H = 2/(1/nA + 1/nB), V = (σA² + σB²)/H.
 */
export function msprtHarmonic(a: Moments, b: Moments, tau2: number, alpha = 0.05): Outcome<Msprt> {
  if (!(a.n > 0 && b.n > 0)) return refuse("too-few-observations");
  const pairs = 2 / (1 / a.n + 1 / b.n);
  return msprtOfDifference(b.mean - a.mean, (a.variance + b.variance) / pairs, tau2, alpha);
}

function msprtOfDifference(
  difference: number,
  variance: number,
  tau2: number,
  alpha: number,
): Outcome<Msprt> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!Number.isFinite(difference) || !(tau2 > 0) || !(variance >= 0)) return refuse("invalid-input");
  if (!(variance > 0)) return refuse("no-variance");
  const total = variance + tau2;
  const shrink = tau2 / total;
  const logLambda = 0.5 * (shrink * ((difference / variance) * difference) - Math.log1p(tau2 / variance));
  return {
    ok: true,
    variance,
    logLambda,
    pValue: Math.min(1, Math.exp(-logLambda)),
    halfWidth: Math.sqrt((variance / shrink) * (Math.log1p(tau2 / variance) - 2 * Math.log(alpha))),
  };
}
