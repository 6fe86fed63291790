/** Quantiles of what was only counted in steps. */
import { normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";

/** Observations in [low, high), in any unit. */
export interface Step {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

export interface Quantile {
  /** Observations behind it. */
  readonly n: number;
  readonly estimate: number;
  /** At 1 − alpha, whatever the distribution. */
  readonly interval: Interval;
}

/**
 * The value that a share p (0 < p < 1) of the observations lies below, and its distribution-free interval: the order
 * statistics of ranks np ∓ z√(np(1−p)), z = z₁₋α/2 (Conover, Practical Nonparametric Statistics, 3.2). Within a step,
 * observations are taken to lie evenly. `steps` ascend and do not overlap.
 *
 * Refuses `invalid-input`, `alpha-out-of-range`, and `too-few-observations` where a rank would lie outside 1…n.
 */
export function stepQuantile(steps: readonly Step[], p: number, alpha: number): Outcome<Quantile> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!(p > 0 && p < 1) || steps.some(({ low, high, count }) => !(high > low) || !(count >= 0)))
    return refuse("invalid-input");
  const n = steps.reduce((sum, { count }) => sum + count, 0);
  const spread = normalUpperQuantile(alpha / 2) * Math.sqrt(n * p * (1 - p));
  const [first, last] = [n * p - spread, n * p + spread];
  if (first < 1 || last > n) return refuse("too-few-observations");
  return {
    ok: true,
    n,
    estimate: valueAt(steps, n * p),
    interval: { low: valueAt(steps, first), high: valueAt(steps, last) },
  };
}

/** Where `rank` observations lie below. */
function valueAt(steps: readonly Step[], rank: number): number {
  let below = 0;
  for (const { low, high, count } of steps) {
    if (count > 0 && below + count >= rank) return low + ((rank - below) / count) * (high - low);
    below += count;
  }
  return Number.NaN;
}
