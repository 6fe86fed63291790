/**
 * Asymptotic confidence sequences: intervals of a difference that hold at all times together, however often one
 * looks. x = nρ²; half-width m·SE with m² = 2(x+1)/x · ln(√(x+1)/α); the matching e-value is
 * exp(x z²/(2(x+1)))/√(x+1) and p = min(1, 1/E), so interval and p come from one pivot. Source: Waudby-Smith, Arbour,
 * Sinha, Kennedy, Ramdas, arXiv 2103.06476 (theorem 2.2; proposition B.1 for one side; appendix for ρ).
 */
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";
import { rootBetween } from "./root.ts";

export interface SequenceInput {
  readonly estimate: number;
  readonly standardError: number;
  /** Visitors of both arms so far. */
  readonly n: number;
  readonly alpha: number;
  /** Tuning ρ², frozen before the start: see `sequenceTuning`. */
  readonly rho2: number;
}

export interface ConfidenceSequence {
  readonly multiplier: number;
  readonly halfWidth: number;
  readonly interval: Interval;
  readonly z: number;
  readonly logE: number;
  readonly eValue: number;
  readonly pValue: number;
}

/** q(α) = −2 ln α + ln(1 − 2 ln α). */
export function boundaryBudget(alpha: number): number {
  const log = -2 * Math.log(alpha);
  return log + Math.log1p(log);
}

/** ρ² = q(α)/N*: tightest about when `plannedTotal` visitors (all arms) have been seen. */
export function sequenceTuning(alpha: number, plannedTotal: number): number {
  return boundaryBudget(alpha) / plannedTotal;
}

/** The exact optimum: (y − 1)/N* with y − ln y = 1 − 2 ln α, which is −W₋₁(−α²/e). */
export function exactSequenceTuning(alpha: number, plannedTotal: number): number {
  const target = -2 * Math.log(alpha);
  const excess = rootBetween((d) => d - Math.log1p(d) - target, target, target + 60 + target);
  return excess / plannedTotal;
}

/** ρ² of the one-sided sequence: q(2α)/N*. */
export function oneSidedTuning(alpha: number, plannedTotal: number): number {
  return boundaryBudget(2 * alpha) / plannedTotal;
}

export function sequenceMultiplier(n: number, alpha: number, rho2: number): number {
  const x = n * rho2;
  return Math.sqrt(((2 * (x + 1)) / x) * (0.5 * Math.log1p(x) - Math.log(alpha)));
}

/** Two-sided. An estimate without a standard error above 0 is `no-variance`. */
export function confidenceSequence(input: SequenceInput): Outcome<ConfidenceSequence> {
  const refused = unusable(input);
  if (refused !== null) return refused;
  const { estimate, standardError, n, alpha, rho2 } = input;
  const x = n * rho2;
  const multiplier = sequenceMultiplier(n, alpha, rho2);
  const z = estimate / standardError;
  const logE = (x / (x + 1)) * (z * z) * 0.5 - 0.5 * Math.log1p(x);
  const halfWidth = multiplier * standardError;
  return {
    ok: true,
    multiplier,
    halfWidth,
    interval: { low: estimate - halfWidth, high: estimate + halfWidth },
    z,
    logE,
    eValue: Math.exp(logE),
    pValue: Math.min(1, Math.exp(-logE)),
  };
}

export interface OneSidedSequence {
  readonly multiplier: number;
  readonly halfWidth: number;
  /** The true difference lies above this at all times, with probability 1 − α. */
  readonly lower: number;
  /** The mirror image, for the other question; not to be used together with `lower` at the same α. */
  readonly upper: number;
}

/** m² = 2(x+1)/x · ln(1 + √(x+1)/(2α)). For guardrails: is harm beyond the margin excluded, or shown? */
export function oneSidedConfidenceSequence(input: SequenceInput): Outcome<OneSidedSequence> {
  const refused = unusable(input);
  if (refused !== null) return refused;
  const { estimate, standardError, n, alpha, rho2 } = input;
  const x = n * rho2;
  const multiplier = Math.sqrt(((2 * (x + 1)) / x) * Math.log1p(Math.sqrt(x + 1) / (2 * alpha)));
  const halfWidth = multiplier * standardError;
  return { ok: true, multiplier, halfWidth, lower: estimate - halfWidth, upper: estimate + halfWidth };
}

function unusable({ estimate, standardError, n, alpha, rho2 }: SequenceInput) {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!(n > 0)) return refuse("too-few-observations");
  if (!Number.isFinite(estimate) || !(rho2 > 0) || !(standardError >= 0) || standardError === Infinity)
    return refuse("invalid-input");
  return standardError > 0 ? null : refuse("no-variance");
}
