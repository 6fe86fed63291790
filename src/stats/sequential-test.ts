/**
 * The test of a difference that may be watched all the time, for means, revenue, ratios and rates that are not small:
 * an asymptotic confidence sequence on the absolute scale with SE = max(unpooled, pooled), and the lift by Fieller
 * with the same pivot. The pooled error (that of the null hypothesis) keeps early looks honest, when a small arm has
 * not shown its spread yet.
 */
import { mergeMoments, type Moments } from "./aggregates.ts";
import { confidenceSequence, type ConfidenceSequence } from "./confidence-sequence.ts";
import { fiellerInterval, type MeanWithError } from "./fieller.ts";
import { type Interval, type Outcome, refuse } from "./outcome.ts";

export interface SequentialTest extends ConfidenceSequence {
  readonly difference: number;
  readonly standardError: number;
  /** B/A − 1; null when control's mean is not above 0. */
  readonly lift: number | null;
  /** Excludes 0 exactly when the difference does. */
  readonly liftInterval: Outcome<Interval>;
}

export interface SequentialDesign {
  readonly alpha: number;
  /** ρ², frozen at the start: `sequenceTuning`. */
  readonly rho2: number;
}

export function sequentialTest(a: Moments, b: Moments, design: SequentialDesign): Outcome<SequentialTest> {
  if (!(a.n > 0 && b.n > 0)) return refuse("too-few-observations");
  return sequentialTestOfMeans(
    { mean: a.mean, variance: a.variance / a.n },
    { mean: b.mean, variance: b.variance / b.n },
    a.n + b.n,
    design,
    pooledVariance(a, b),
  );
}

/** The same for estimates with their own errors (adjusted, stratified, ratios). `pooled`: squared error under the null. */
export function sequentialTestOfMeans(
  a: MeanWithError,
  b: MeanWithError,
  n: number,
  { alpha, rho2 }: SequentialDesign,
  pooled = 0,
): Outcome<SequentialTest> {
  const unpooled = a.variance + b.variance;
  const squared = Math.max(unpooled, pooled);
  const standardError = Math.sqrt(squared);
  const difference = b.mean - a.mean;
  const sequence = confidenceSequence({ estimate: difference, standardError, n, alpha, rho2 });
  if (!sequence.ok) return sequence;
  const stretch = unpooled > 0 ? squared / unpooled : 1;
  return {
    ...sequence,
    difference,
    standardError,
    lift: a.mean > 0 ? difference / a.mean : null,
    liftInterval: fiellerInterval(
      { mean: a.mean, variance: a.variance * stretch },
      { mean: b.mean, variance: b.variance * stretch },
      sequence.multiplier,
    ),
  };
}

/** Squared error of the difference if both arms were one population: σ²(1/nA + 1/nB), σ² of all together. */
export function pooledVariance(a: Moments, b: Moments): number {
  const { variance } = mergeMoments(a, b);
  return variance * (1 / a.n + 1 / b.n);
}
