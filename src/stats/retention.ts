/**
 * Kaplan–Meier: what share of a cohort has had the event by each day since its exposure, when some have not been
 * watched that long yet. Source: Kaplan & Meier (1958), J. Am. Stat. Assoc. 53; variance by Greenwood (1926).
 */
import { normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";

/** One day since exposure, 0 the day itself. */
export interface SurvivalDay {
  readonly day: number;
  /** Had the event on that day. */
  readonly events: number;
  /** Were last watched on that day, without the event: they count as at risk on it, and no longer. */
  readonly censored: number;
}

export interface SurvivalPoint {
  readonly day: number;
  readonly atRisk: number;
  /** Share that has had the event by the end of the day. */
  readonly share: number;
  /** Greenwood's. */
  readonly standardError: number;
  /** By the complementary log-log transform, which stays within 0 and 1. */
  readonly interval: Interval;
}

/** `n` visitors, days in any order. Days behind the last one at risk are left out. */
export function kaplanMeier(
  n: number,
  days: readonly SurvivalDay[],
  alpha = 0.05,
): Outcome<{ readonly points: readonly SurvivalPoint[] }> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!(n > 0)) return refuse("too-few-observations");
  const critical = normalUpperQuantile(alpha / 2);
  const points: SurvivalPoint[] = [];
  let atRisk = n;
  let survival = 1;
  let greenwood = 0;
  for (const { day, events, censored } of [...days].sort((one, other) => one.day - other.day)) {
    if (!(events >= 0 && censored >= 0) || events + censored > atRisk) return refuse("invalid-input");
    if (atRisk === 0) break;
    survival *= (atRisk - events) / atRisk;
    if (events > 0) greenwood += events / (atRisk * (atRisk - events));
    points.push({
      day,
      atRisk,
      share: 1 - survival,
      standardError: survival === 0 ? 0 : survival * Math.sqrt(greenwood),
      interval: shareInterval(survival, greenwood, critical),
    });
    atRisk -= events + censored;
  }
  return { ok: true, points };
}

/** 1 − S^exp(±c·se(ln(−ln S))). */
function shareInterval(survival: number, greenwood: number, critical: number): Interval {
  if (survival === 1) return { low: 0, high: 0 };
  if (survival === 0) return { low: 1, high: 1 };
  const log = Math.log(survival);
  const half = (critical * Math.sqrt(greenwood)) / Math.abs(log);
  return { low: -Math.expm1(log * Math.exp(-half)), high: -Math.expm1(log * Math.exp(half)) };
}
