/**
 * Fieller's interval of a ratio of means. It is dual to the test of the difference: it excludes 0 lift exactly when
 * the difference is significant at the same critical value.
 *
 * a = μA² − c²vA, b = μAμB, e = μB² − c²vB; limits (b ± √(b² − ae))/a − 1. Source: Fieller (1954), "Some problems in
 * interval estimation", J. R. Stat. Soc. B 16.
 */
import { type Interval, type Outcome, refuse } from "./outcome.ts";

export interface MeanWithError {
  readonly mean: number;
  /** Variance of the mean (σ²/n). */
  readonly variance: number;
}

/**
 * Interval of the lift μB/μA − 1. `critical`: of the two-sided test. `not-estimable` when control's own interval
 * reaches 0: then some lifts of any size are compatible with the data.
 */
export function fiellerInterval(
  control: MeanWithError,
  treatment: MeanWithError,
  critical: number,
): Outcome<Interval> {
  if (!(control.variance >= 0 && treatment.variance >= 0) || !Number.isFinite(control.mean * treatment.mean))
    return refuse("invalid-input");
  if (!(control.mean > 0)) return refuse("baseline-not-positive");
  // Everything in units of control's mean; g is Fieller's g, the squared relative half-width of control.
  const ratio = treatment.mean / control.mean;
  const square = critical * critical;
  const g = (square * control.variance) / (control.mean * control.mean);
  const h = (square * treatment.variance) / (control.mean * control.mean);
  if (!(g < 1)) return refuse("not-estimable");
  // b² − ae, written as a sum of what is not negative: r²g + h(1 − g).
  const root = Math.sqrt(ratio * ratio * g + h * (1 - g));
  // (r ± root)/(1 − g) − 1 with the 1 taken off before the division.
  const centre = ratio - 1 + g;
  return { ok: true, low: (centre - root) / (1 - g), high: (centre + root) / (1 - g) };
}
