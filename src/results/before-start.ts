/** Whether somebody was exposed before the phase began: a wrong clock, or rows that were sent with another phase's time. */
import type { Aggregates } from "../store/aggregates.ts";

/**
 * Visitors in cohorts of days that were over when the phase began, in two variants included. Rollups know days only:
 * what came earlier on the first day itself is not seen. `dayEndMs`: when a cohort day ends by the shop's clock.
 */
export function exposedBeforeStart(
  daily: Aggregates,
  startedAtMs: number | null,
  dayEndMs: (day: number) => number,
): number {
  if (startedAtMs === null) return 0;
  return daily.counts
    .filter(({ group }) => dayEndMs(Number(group)) <= startedAtMs)
    .reduce((total, { units }) => total + units.assigned, 0);
}
