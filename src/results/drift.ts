/** Whether the place that an experiment changes is still on the pages: after a change of the theme it may not be. */
import type { Aggregates } from "../store/aggregates.ts";

/** Fewer assigned visitors a day say nothing. */
const ENOUGH = 100;
/** Of the usual share, below which the place counts as lost. */
const LOST = 0.5;

/**
 * True when the share of assigned visitors whose page had the place fell, on the last whole day, below half of what
 * it was in the median of the days before.
 */
export function lostSelector(daily: Aggregates, asOfMs: number, dayEndMs: (day: number) => number): boolean {
  const days = new Map<number, { assigned: number; found: number }>();
  for (const { group, variant, units } of daily.counts) {
    if (variant < 0 || dayEndMs(Number(group)) > asOfMs) continue;
    const day = days.get(Number(group)) ?? { assigned: 0, found: 0 };
    days.set(Number(group), day);
    day.assigned += units.assigned;
    day.found += units.found;
  }
  const shares = [...days.entries()]
    .filter(([, { assigned }]) => assigned >= ENOUGH)
    .sort(([one], [other]) => one - other)
    .map(([, { assigned, found }]) => found / assigned);
  const last = shares.pop();
  const usual = shares.sort((one, other) => one - other)[Math.floor(shares.length / 2)];
  return last !== undefined && usual !== undefined && last < LOST * usual;
}
