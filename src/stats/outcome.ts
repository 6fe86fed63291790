/** How a computation that may be impossible answers: its numbers, or why there are none. Never a stand-in number. */

export type Outcome<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly reason: Reason };

/** Why something cannot be computed. */
export type Reason =
  /** An input is not a finite number, negative where it cannot be, or a rate above 1. */
  | "invalid-input"
  /** Confidence outside (1e-9, 1). Quantiles below 1e-9 are refused: nobody has data that far out. */
  | "alpha-out-of-range"
  /** An arm has nobody, or too few for a variance. */
  | "too-few-observations"
  /** Nobody converted in any arm. */
  | "no-conversions"
  /** Every observation is the same: no standard error. */
  | "no-variance"
  /** The baseline's mean is not told from 0, so that no relative lift exists (Fieller's a <= 0). */
  | "not-estimable"
  /** Control's mean is 0 or below: a relative lift has no meaning. */
  | "baseline-not-positive"
  /** One arm has weight 0 or everything. */
  | "one-arm-only"
  /** The looks' information does not grow from above 0 up to 1. */
  | "information-not-increasing"
  /** The plan would need more than any shop has. */
  | "not-reachable";

export function refuse(reason: Reason): { readonly ok: false; readonly reason: Reason } {
  return { ok: false, reason };
}

/** Smallest tail that an interval is computed for. */
export const SMALLEST_ALPHA = 1e-9;

export function alphaIsUsable(alpha: number): boolean {
  return alpha > SMALLEST_ALPHA && alpha < 1;
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}
