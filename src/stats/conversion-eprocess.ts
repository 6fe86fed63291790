/**
 * The conversion e-process: among those who converted, is the share of B what the split alone would give? Exact at
 * every sample size, valid at every look, and blind to everyone else, so the sample-ratio test is its precondition.
 *
 * Under the null hypothesis a converter is of B with probability ρ_B. The alternative is a beta mixture
 * Beta(kρ_B, kρ_A): ln E = lnB(a + cB, b + cA) − lnB(a, b) − cB ln ρ_B − cA ln ρ_A. A ratio r of rates makes it
 * θ(r) = ρ_B r/(ρ_A + ρ_B r), so the interval is every r with ln L(r) >= ln mixture + ln α. Source: Lindon & Malek,
 * "Anytime-Valid Inference for Multinomial Count Data" (2022).
 */
import { boundaryBudget } from "./confidence-sequence.ts";
import { type Interval, type Outcome, refuse, alphaIsUsable } from "./outcome.ts";
import { firstNotPositive, rootBetween } from "./root.ts";
import { dirichletLogE } from "./sample-ratio.ts";

export interface ConversionEProcess {
  readonly logE: number;
  /** min(1, 1/E). */
  readonly pValue: number;
  /** Point estimate of the lift: (cB ρ_A)/(cA ρ_B) − 1; Infinity when only B converted, null when nobody did. */
  readonly lift: number | null;
  /** Of the lift; from −1 to Infinity while the data exclude nothing. */
  readonly interval: Interval;
  /** Of θ, B's share of the converters. */
  readonly shareInterval: Interval;
}

/** k = C/q(α) − 1: strongest when C converters (both arms) have been seen; frozen at the start. At least 1. */
export function conversionPrior(alpha: number, plannedConverters: number): number {
  return Math.max(1, plannedConverters / boundaryBudget(alpha) - 1);
}

/** ln E alone, for whoever watches every visitor. Inputs as of `conversionEProcess`, unchecked. */
export function conversionLogE(cA: number, cB: number, rhoB: number, k: number): number {
  return dirichletLogE([cA, cB], [1 - rhoB, rhoB], k);
}

/** cA, cB: converters; `rhoB` in (0, 1): probability of B; `k` > 0: strength of the mixture. */
export function conversionEProcess(
  cA: number,
  cB: number,
  rhoB: number,
  k: number,
  alpha = 0.05,
): Outcome<ConversionEProcess> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!(cA >= 0 && cB >= 0 && k > 0) || !Number.isFinite(cA + cB + k)) return refuse("invalid-input");
  if (!(rhoB > 0 && rhoB < 1)) return refuse("one-arm-only");
  const logE = conversionLogE(cA, cB, rhoB, k);
  const likelihood = (beta: number): number => logLikelihoodRatio(beta, cA, cB, rhoB);
  const best = logRatioEstimate(cA, cB, rhoB);
  const betas = likelihoodInterval(likelihood, best, cA, cB, logE + Math.log(alpha));
  return {
    ok: true,
    logE,
    pValue: Math.min(1, Math.exp(-logE)),
    lift: cA === 0 && cB === 0 ? null : Math.expm1(best),
    interval: { low: Math.expm1(betas.low), high: Math.expm1(betas.high) },
    shareInterval: { low: shareAt(betas.low, rhoB), high: shareAt(betas.high, rhoB) },
  };
}

/** ln L(β) − ln L(0), β the logarithm of the ratio of rates: cB β − (cA + cB) ln(ρ_A + ρ_B e^β). Concave. */
export function logLikelihoodRatio(beta: number, cA: number, cB: number, rhoB: number): number {
  if (cA + cB === 0) return 0;
  // For large β the exponential would overflow: take it out of the logarithm.
  const mixed =
    beta < 30 ? Math.log1p(rhoB * Math.expm1(beta)) : beta + Math.log(rhoB + (1 - rhoB) * Math.exp(-beta));
  if (beta === -Infinity) return cB > 0 ? -Infinity : -(cA + cB) * Math.log1p(-rhoB);
  return cB * beta - (cA + cB) * mixed;
}

function logRatioEstimate(cA: number, cB: number, rhoB: number): number {
  if (cA === 0 && cB === 0) return 0;
  // ln(cB ρ_A / (cA ρ_B)) through the distance from the null, so that a small lift keeps its digits.
  if (cA === 0) return Infinity;
  if (cB === 0) return -Infinity;
  const away = (cB * (1 - rhoB) - cA * rhoB) / (cA * rhoB);
  return Math.abs(away) < 0.5 ? Math.log1p(away) : Math.log((cB * (1 - rhoB)) / (cA * rhoB));
}

function shareAt(beta: number, rhoB: number): number {
  if (beta === Infinity) return 1;
  return (rhoB * Math.exp(beta)) / (1 - rhoB + rhoB * Math.exp(beta));
}

/**
 * Both ends of { β: logL(β) >= level } for a concave logL with its top at `best` (±Infinity: it only rises or falls).
 * `level` lies below the top, because a mixture is never above the maximum.
 */
export function likelihoodInterval(
  logL: (beta: number) => number,
  best: number,
  cA: number,
  cB: number,
  level: number,
): Interval {
  const above = (beta: number): number => logL(beta) - level;
  const step = 1 / Math.sqrt(1 + Math.min(cA, cB));
  const start = Number.isFinite(best) ? best : inside(above, best, cA + cB);
  return { low: end(above, start, -step, cB), high: end(above, start, step, cA) };
}

/** Without converters in that direction's other arm the likelihood never falls below the level there. */
function end(above: (beta: number) => number, start: number, step: number, converters: number): number {
  if (converters === 0) return Math.sign(step) * Infinity;
  const outside = firstNotPositive(above, start, step);
  return outside === null ? Math.sign(step) * Infinity : rootBetween(above, start, outside);
}

/** Some point inside, where the likelihood rises for ever in one direction. */
function inside(above: (beta: number) => number, direction: number, converters: number): number {
  let beta = Math.sign(direction) / (1 + converters);
  for (let round = 0; round < 200 && !(above(beta) > 0); round += 1) beta *= 2;
  return beta;
}
