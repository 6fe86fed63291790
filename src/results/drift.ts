/** Whether the place that an experiment changes is on the pages: it may never have been, or no more after a change of the theme. */
import type { Aggregates } from "../store/aggregates.ts";
import { byDay } from "./planned.ts";

/** Fewer assigned visitors say nothing: days are put together until there are so many. */
const ENOUGH = 100;
/** Of the usual share, below which the place counts as lost. */
const LOST = 0.5;

export type PlaceTrouble =
  /** `sinceDay`: in days since the epoch by the shop's clock. */
  { readonly state: "lost"; readonly sinceDay: number } | { readonly state: "never-found" };

/**
 * Lost: the share of assigned visitors whose page had the place fell below half of what was usual, and has not come back
 * since. Usual is the median of the days before the fall, so that days of a loss never become usual. Null: it is there, or
 * it cannot be told. Whole days count; for one that was never found, whoever came.
 */
export function placeTrouble(
  daily: Aggregates,
  asOfMs: number,
  dayEndMs: (day: number) => number,
): PlaceTrouble | null {
  const usual: number[] = [];
  let [all, everFound] = [0, 0];
  let block = { since: 0, assigned: 0, found: 0 };
  let lostSince: number | null = null;
  for (const [day, { counts }] of byDay(daily)) {
    let [assigned, found] = [0, 0];
    for (const { variant, units } of counts) {
      if (variant < 0) continue;
      assigned += units.assigned;
      found += units.found;
    }
    all += assigned;
    everFound += found;
    if (dayEndMs(day) > asOfMs) continue;
    if (block.assigned === 0) block.since = day;
    block.assigned += assigned;
    block.found += found;
    if (block.assigned < ENOUGH) continue;
    const share = block.found / block.assigned;
    if (usual.length > 0 && share < LOST * medianOf(usual)) lostSince ??= block.since;
    else {
      lostSince = null;
      if (share > 0) usual.push(share);
    }
    block = { since: 0, assigned: 0, found: 0 };
  }
  if (lostSince !== null) return { state: "lost", sinceDay: lostSince };
  return all >= ENOUGH && everFound === 0 ? { state: "never-found" } : null;
}

function medianOf(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
