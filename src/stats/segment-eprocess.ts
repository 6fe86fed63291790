/**
 * The conversion e-process when the weights changed (a ramp, a bandit): every segment keeps its own split, so a
 * baseline that drifts between segments cannot look like an effect. A converter belongs to the segment of its
 * exposure.
 *
 * L(β) = Π_s σ(o_s + β)^{cB_s} (1 − σ(o_s + β))^{cA_s}, o_s = logit ρ_B,s; β ~ N(0, τ²);
 * ln E = ln ∫ L(β)/L(0) dN(β), by quadrature around the mode. Source: the normal-mixture form of Lindon & Malek
 * (2022).
 */
import { boundaryBudget } from "./confidence-sequence.ts";
import { likelihoodInterval, logLikelihoodRatio } from "./conversion-eprocess.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";
import { logIntegral } from "./quadrature.ts";
import { firstNotPositive, rootBetween } from "./root.ts";
import { HALF_LOG_2PI } from "./special.ts";

export interface ConversionSegment {
  /** Probability of B during the segment. */
  readonly rhoB: number;
  readonly cA: number;
  readonly cB: number;
}

export interface SegmentEProcess {
  readonly logE: number;
  readonly pValue: number;
  /** Maximum-likelihood β: ln of the ratio of rates. ±Infinity while only one arm converted. */
  readonly logLift: number;
  readonly lift: number;
  /** Mode of likelihood times prior. */
  readonly mode: number;
  /** Of the lift. */
  readonly interval: Interval;
}

/** τ² = q(α)/(C ρ_A ρ_B), C the expected number of converters; frozen at the start. At most 1. */
export function segmentPrior(alpha: number, plannedConverters: number, rhoB: number): number {
  return Math.min(1, Math.sqrt(boundaryBudget(alpha) / (plannedConverters * rhoB * (1 - rhoB))));
}

/** `tau`: standard deviation of the mixture over ln of the ratio. Segments with ρ_B of 0 or 1 say nothing. */
export function segmentEProcess(
  segments: readonly ConversionSegment[],
  tau: number,
  alpha = 0.05,
): Outcome<SegmentEProcess> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!(tau > 0) || tau === Infinity) return refuse("invalid-input");
  for (const { rhoB, cA, cB } of segments)
    if (!(rhoB >= 0 && rhoB <= 1 && cA >= 0 && cB >= 0) || !Number.isFinite(cA + cB))
      return refuse("invalid-input");
  const used = segments.filter(({ rhoB }) => rhoB > 0 && rhoB < 1);
  if (used.length === 0) return refuse("one-arm-only");
  let cA = 0;
  let cB = 0;
  let information = 0;
  for (const segment of used) {
    cA += segment.cA;
    cB += segment.cB;
    information += (segment.cA + segment.cB) * segment.rhoB * (1 - segment.rhoB);
  }
  const logL = (beta: number): number => {
    let sum = 0;
    for (const segment of used) sum += logLikelihoodRatio(beta, segment.cA, segment.cB, segment.rhoB);
    return sum;
  };
  const slope = (beta: number): number => {
    let sum = 0;
    for (const segment of used) {
      // cB(1 − θ) − cA θ with θ = σ(o + β), written so that neither part overflows.
      const odds = (1 - segment.rhoB) / (segment.rhoB * Math.exp(beta));
      sum += (segment.cB * odds - segment.cA) / (1 + odds);
    }
    return sum;
  };
  const width = 1 / Math.sqrt(information + 1 / (tau * tau));
  const mode = descendingRoot((beta) => slope(beta) - beta / (tau * tau), width);
  const logE =
    logIntegral((beta) => logL(beta) - 0.5 * (beta / tau) ** 2, mode, width) - HALF_LOG_2PI - Math.log(tau);
  const none = cA + cB === 0;
  const logLift = none ? 0 : cA === 0 ? Infinity : cB === 0 ? -Infinity : descendingRoot(slope, width);
  const betas = likelihoodInterval(logL, logLift, cA, cB, logE + Math.log(alpha));
  return {
    ok: true,
    logE,
    pValue: Math.min(1, Math.exp(-logE)),
    logLift,
    lift: Math.expm1(logLift),
    mode,
    interval: { low: Math.expm1(betas.low), high: Math.expm1(betas.high) },
  };
}

/** Where a function that only falls crosses 0, sought from 0 outwards. */
function descendingRoot(f: (x: number) => number, step: number): number {
  const atZero = f(0);
  if (atZero === 0) return 0;
  const sign = Math.sign(atZero);
  const end = firstNotPositive((x) => sign * f(x), 0, sign * step);
  return end === null ? sign * Infinity : rootBetween(f, 0, end);
}
