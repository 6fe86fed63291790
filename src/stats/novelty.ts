/**
 * Does the effect change with time? Cochran's Q of the daily differences (χ², days − 1) and their slope by weighted
 * least squares. A label for people, never part of a decision. Source: Cochran (1954), Biometrics 10.
 */
import { chiSquareSf } from "./chi-square.ts";
import { normalTwoSided } from "./normal.ts";
import { type Outcome, refuse } from "./outcome.ts";

export interface DailyEffect {
  readonly day: number;
  readonly difference: number;
  readonly standardError: number;
}

export interface Novelty {
  readonly heterogeneity: { readonly q: number; readonly degreesOfFreedom: number; readonly pValue: number };
  /** Change of the difference a day. */
  readonly slope: { readonly estimate: number; readonly standardError: number; readonly pValue: number };
  /** Inverse-variance mean of the daily differences. */
  readonly mean: number;
}

/** Needs three days with a standard error. */
export function noveltyTest(days: readonly DailyEffect[]): Outcome<Novelty> {
  const used = days.filter(({ standardError }) => standardError > 0 && Number.isFinite(standardError));
  if (used.length < 3) return refuse("too-few-observations");
  // Relative to the smallest error, so that weights neither overflow nor vanish.
  const unit = Math.min(...used.map(({ standardError }) => standardError));
  const weights = used.map(({ standardError }) => (unit / standardError) ** 2);
  const weight = weights.reduce((sum, w) => sum + w, 0);
  const average = (value: (day: DailyEffect) => number): number =>
    used.reduce((sum, day, index) => sum + (weights[index] ?? 0) * value(day), 0) / weight;
  const mean = average(({ difference }) => difference);
  const middle = average(({ day }) => day);
  const q = (weight * average(({ difference }) => (difference - mean) ** 2)) / (unit * unit);
  const spread = weight * average(({ day }) => (day - middle) ** 2);
  if (!(spread > 0)) return refuse("no-variance");
  const estimate = (weight * average(({ day, difference }) => (day - middle) * (difference - mean))) / spread;
  const standardError = unit / Math.sqrt(spread);
  return {
    ok: true,
    heterogeneity: { q, degreesOfFreedom: used.length - 1, pValue: chiSquareSf(q, used.length - 1) },
    slope: { estimate, standardError, pValue: normalTwoSided(estimate / standardError) },
    mean,
  };
}
