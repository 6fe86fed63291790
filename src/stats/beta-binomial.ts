/**
 * Two conversion rates with beta priors: chance that B is better, expected loss of choosing either, credible interval
 * of the lift. A description of what is believed, not a stopping rule: watched all the time, "P(B best) > 95 %" fires
 * in 60 to 70 % of A/A tests.
 *
 * P(B > A) = ∫ f_A (1 − F_B); E[(A − B)⁺] = ∫ (1 − F_A) F_B, an integral and never a difference of closed forms, which
 * cancel; the lift's quantiles are roots of ∫ f_A(x) F_B((1 + δ)x) dx = q. All in the logit of x, where every
 * integrand is one analytic hump.
 */
import { betaCdf, betaQuantile, betaSf, betaTails, logBetaLogitDensity } from "./beta.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";
import { logIntegral } from "./quadrature.ts";
import { rootBetween } from "./root.ts";
import { isProportion, type Proportion } from "./two-proportion.ts";

export interface BetaPrior {
  readonly a: number;
  readonly b: number;
}

export interface BetaPosterior {
  readonly a: number;
  readonly b: number;
  readonly mean: number;
  readonly interval: Interval;
}

export interface BetaBinomial {
  readonly posteriorA: BetaPosterior;
  readonly posteriorB: BetaPosterior;
  /** P(B > A). */
  readonly chanceToWin: number;
  readonly chanceToLose: number;
  /** E[(A − B)⁺]: what choosing B costs on average, in conversions a visitor. */
  readonly lossOfB: number;
  readonly lossOfA: number;
  /** Mean of B/A − 1; null unless A's first parameter is above 1. */
  readonly meanLift: number | null;
  readonly medianLift: number;
  /** Of the lift, equal tails. */
  readonly liftInterval: Interval;
}

export const UNIFORM_PRIOR: BetaPrior = { a: 1, b: 1 };

/** `tolerance`: relative, of every integral; 1e-13 gives all digits, 1e-7 costs a third. */
export function betaBinomial(
  a: Proportion,
  b: Proportion,
  prior: BetaPrior = UNIFORM_PRIOR,
  alpha = 0.05,
  tolerance = 1e-13,
): Outcome<BetaBinomial> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!isProportion(a) || !isProportion(b) || !(prior.a > 0 && prior.b > 0)) return refuse("invalid-input");
  const A = posterior(a, prior, alpha);
  const B = posterior(b, prior, alpha);
  const win = overlap(A, B, tolerance, (p, pair) => p * pair.upper);
  const lose = overlap(A, B, tolerance, (p, pair) => p * pair.lower);
  const quantile = liftQuantile(A, B, tolerance);
  return {
    ok: true,
    posteriorA: A,
    posteriorB: B,
    chanceToWin: win < lose ? win : 1 - lose,
    chanceToLose: win < lose ? 1 - win : lose,
    lossOfB: expectedLoss(A, B, tolerance),
    lossOfA: expectedLoss(B, A, tolerance),
    meanLift: A.a > 1 ? (B.mean * (A.a + A.b - 1)) / (A.a - 1) - 1 : null,
    medianLift: quantile(0.5),
    liftInterval: { low: quantile(alpha / 2), high: quantile(1 - alpha / 2) },
  };
}

function posterior({ conversions, n }: Proportion, prior: BetaPrior, alpha: number): BetaPosterior {
  const a = prior.a + conversions;
  const b = prior.b + n - conversions;
  return {
    a,
    b,
    mean: a / (a + b),
    interval: { low: betaQuantile(alpha / 2, a, b), high: betaQuantile(1 - alpha / 2, a, b) },
  };
}

const logitMean = ({ a, b }: BetaPosterior): number => Math.log(a / b);
const logitWidth = ({ a, b }: BetaPosterior): number => Math.sqrt(1 / a + 1 / b);

/** ∫ f_A(x) tail_B(x) dx. */
function overlap(
  A: BetaPosterior,
  B: BetaPosterior,
  tolerance: number,
  combine: (density: number, tails: { lower: number; upper: number }) => number,
): number {
  const log = logIntegral(
    (t) => {
      const [x, y] = expit(t);
      const density = logBetaLogitDensity(x, y, A.a, A.b);
      return density + Math.log(combine(1, betaTails(x, y, B.a, B.b)));
    },
    between(A, B),
    Math.min(logitWidth(A), logitWidth(B)),
    tolerance,
  );
  return Math.exp(log);
}

/** E[(P − Q)⁺] = ∫ (1 − F_P) F_Q dx. */
function expectedLoss(P: BetaPosterior, Q: BetaPosterior, tolerance: number): number {
  const log = logIntegral(
    (t) => {
      const [x, y] = expit(t);
      const above = betaTails(x, y, P.a, P.b).upper;
      const below = betaTails(x, y, Q.a, Q.b).lower;
      return Math.log(above) + Math.log(below) + Math.log(x * y);
    },
    between(P, Q),
    Math.min(logitWidth(P), logitWidth(Q)),
    tolerance,
  );
  return Math.exp(log);
}

/** A start for the peak: between both centres, nearer to the better known one. */
function between(A: BetaPosterior, B: BetaPosterior): number {
  const [wA, wB] = [1 / logitWidth(A) ** 2, 1 / logitWidth(B) ** 2];
  return (logitMean(A) * wA + logitMean(B) * wB) / (wA + wB);
}

/** P(B/A − 1 <= δ) = ∫ f_A(x) F_B((1 + δ)x) dx; above 1 the factor is 1. */
function liftQuantile(A: BetaPosterior, B: BetaPosterior, tolerance: number): (q: number) => number {
  const logRatio = Math.log(B.mean / A.mean);
  const spread = Math.sqrt(A.b / A.a / (A.a + A.b) + B.b / B.a / (B.a + B.b));
  return (q) => {
    const lower = q <= 0.5;
    const tail = lower ? q : 1 - q;
    const excess = (beta: number): number => {
      const p = probabilityOfRatio(A, B, Math.exp(beta), lower, tolerance);
      return lower ? Math.log(p / tail) : Math.log(tail / p);
    };
    let low = logRatio - spread;
    let high = logRatio + spread;
    for (let round = 0; round < 60 && excess(low) > 0; round += 1) low -= spread * 2 ** round;
    for (let round = 0; round < 60 && excess(high) < 0; round += 1) high += spread * 2 ** round;
    return Math.expm1(rootBetween(excess, low, high));
  };
}

/** P(B <= ratio·A), or P(B > ratio·A). */
function probabilityOfRatio(
  A: BetaPosterior,
  B: BetaPosterior,
  ratio: number,
  lower: boolean,
  tolerance: number,
): number {
  // Where ratio·x passes 1 the distribution of B has a kink: let the smaller of both be the variable.
  const [outer, inner, factor, below] = ratio <= 1 ? [A, B, ratio, lower] : [B, A, 1 / ratio, !lower];
  const log = logIntegral(
    (t) => {
      const [x, y] = expit(t);
      const density = logBetaLogitDensity(x, y, outer.a, outer.b);
      const at = factor * x;
      return density + Math.log(below ? betaCdf(at, inner.a, inner.b) : betaSf(at, inner.a, inner.b));
    },
    logitMean(outer),
    logitWidth(outer),
    tolerance,
  );
  return Math.exp(log);
}

/** x and 1 − x of a logit, each to full precision. */
function expit(t: number): [number, number] {
  return [1 / (1 + Math.exp(-t)), 1 / (1 + Math.exp(t))];
}
