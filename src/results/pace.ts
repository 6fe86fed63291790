/** How fast a phase meets visitors. Pure. */
import type { Stage } from "../store/aggregates.ts";
import type { AnalysisInput } from "./contract.ts";
import { DAY_MS } from "./day.ts";
import { unitsOf } from "./planned.ts";

/** A phase of some minutes would be thought to meet everybody in them all day. */
const LEAST_DAYS = 1 / 24;

/**
 * Visitors a day who reached `population`, of all variants and however open their windows are. Days are the time since the
 * start and until the end, a part of one too, and no more than days that met somebody, so that a pause is none. Null:
 * nobody came.
 */
export function visitorsADay(
  { sums, startedAtMs, endedAtMs, asOfMs }: AnalysisInput,
  population: Stage = sums.population,
): number | null {
  const { counts } = sums.daily;
  const visitors = unitsOf(sums.daily, population);
  if (startedAtMs === null || visitors === 0) return null;
  const met = new Set(counts.filter(({ units }) => units[population] > 0).map(({ group }) => group)).size;
  const passed = (Math.min(asOfMs, endedAtMs ?? asOfMs) - startedAtMs) / DAY_MS;
  return visitors / Math.max(LEAST_DAYS, Math.min(passed, met));
}
