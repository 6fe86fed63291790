/**
 * How long shoppers of each variant waited for the first byte of the page that confirmed them, redirects included: a
 * variant that is slow loses for another reason than what it says. Pure.
 */
import { stepQuantile } from "../stats/index.ts";
import { type Aggregates, type Stage } from "../store/aggregates.ts";
import { stepEnd } from "../store/cell.ts";

export interface FirstByte {
  /** Of the population, those whose browser told it: one with scripts, on a page that was loaded. */
  readonly visitors: number;
  /** In ms; null: see `reason`. */
  readonly median: number | null;
  /** Of the median, at 99.9 %: narrow enough to differ only where it may be looked at every day. */
  readonly interval: readonly [number, number] | null;
  /** A quarter waited longer, in ms. */
  readonly p75: number | null;
  readonly reason?: "fewer-than-100-visitors";
}

const ALPHA = 0.001;
const FEWEST = 100;

/** By variant, control first. `waits`: units by the step that their time stands in. */
export function firstBytesOf(waits: Aggregates, variants: number, population: Stage): FirstByte[] {
  return Array.from({ length: variants }, (_, variant): FirstByte => {
    const steps = waits.counts
      .filter((count) => count.variant === variant && count.units[population] > 0)
      .map(({ group, units }) => ({ low: Number(group), count: units[population] }))
      .map(({ low, count }) => ({ low, high: stepEnd(low), count }))
      .sort((one, other) => one.low - other.low);
    const visitors = steps.reduce((sum, { count }) => sum + count, 0);
    const median = stepQuantile(steps, 0.5, ALPHA);
    const upper = stepQuantile(steps, 0.75, ALPHA);
    if (visitors < FEWEST || !median.ok || !upper.ok)
      return { visitors, median: null, interval: null, p75: null, reason: "fewer-than-100-visitors" };
    const { low, high } = median.interval;
    return {
      visitors,
      median: Math.round(median.estimate),
      interval: [Math.round(low), Math.round(high)],
      p75: Math.round(upper.estimate),
    };
  });
}

/** Less than this no shopper feels, in ms. */
const MATTERS_MS = 20;

/** Whether one variant's pages are slower than control's, beyond what chance explains and by what shoppers feel. */
export function isSlower([control, ...others]: readonly FirstByte[]): boolean {
  const { median: base, interval: own } = control ?? {};
  return others.some(
    ({ median, interval }) =>
      (interval?.[0] ?? 0) > (own?.[1] ?? Infinity) && (median ?? 0) - (base ?? Infinity) >= MATTERS_MS,
  );
}
