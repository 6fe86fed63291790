/** Figures of a metric, in what it is measured in: a share, money, a score, or so many. */
import { count, decimal, money, percent } from "./format.ts";
import type { MetricResult } from "./types.ts";

const RATES: ReadonlySet<string> = new Set(["conversion", "bounce", "first_moment", "retention", "repeat"]);

export function isRate({ kind }: MetricResult): boolean {
  return RATES.has(kind ?? "");
}

export function totalText({ unit }: MetricResult, total: number): string {
  return unit === undefined ? count(total) : money(total, unit);
}

/** Of one visitor: the mean as people read it. */
export function meanText(metric: MetricResult, mean: number): string {
  if (isRate(metric)) return percent(mean);
  return metric.unit === undefined ? decimal(mean) : money(mean, metric.unit);
}

/** Of one visitor, in the mean's unit: its spread, or what may be lost. */
export function exactText(metric: MetricResult, value: number): string {
  if (isRate(metric)) return percent(value, "exact");
  return metric.unit === undefined ? decimal(value, "exact") : money(value, metric.unit, "exact");
}

/** What cannot be said is a dash, never a zero. */
export function known<T>(value: T | null | undefined, words: (value: T) => string): string {
  return value === null || value === undefined ? "–" : words(value);
}
