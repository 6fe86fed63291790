/**
 * The sample of a metric that is judged at its planned size: the cohort days up to the one that fulfilled the plan. What
 * comes later was not asked for, and a test of it would be one test more every day. Pure.
 */
import { type Aggregates, type Stage, totalUnits } from "../store/aggregates.ts";
import type { AnalysisInput, MetricResult, Sums } from "./contract.ts";
import { dateOfDay } from "./day.ts";
import type { Design } from "./design.ts";

/** The first day by which all variants together have the planned visitors; null: not yet. Days are numbers. */
export function plannedDay(
  { counts }: Pick<Aggregates, "counts">,
  population: Stage,
  plan: Pick<Design, "method" | "plannedVisitors" | "minimumDays">,
): number | null {
  // One test at the end waits for its whole weeks; bounds were spent by the plan's size alone.
  const least = plan.method === "fixed-horizon" ? plan.minimumDays : 1;
  let [visitors, days] = [0, 0];
  for (const [day, aggregates] of byDay({ counts, sums: [] })) {
    const units = unitsOf(aggregates, population);
    visitors += units;
    days += Number(units > 0);
    if (visitors >= plan.plannedVisitors && days >= least) return day;
  }
  return null;
}

export function upTo(day: number, { counts, sums }: Aggregates): Aggregates {
  const isBefore = ({ group }: { readonly group: string }): boolean => Number(group) <= day;
  return { counts: counts.filter(isBefore), sums: sums.filter(isBefore) };
}

/** The sums of each day, in order; once through all of them, so that ninety days cost no more than one. */
export function byDay({ counts, sums }: Aggregates): (readonly [day: number, Aggregates])[] {
  const days = new Map<
    number,
    { counts: Aggregates["counts"][number][]; sums: Aggregates["sums"][number][] }
  >();
  const at = (group: string) => {
    const day = days.get(Number(group)) ?? { counts: [], sums: [] };
    days.set(Number(group), day);
    return day;
  };
  for (const count of counts) at(count.group).counts.push(count);
  for (const sum of sums) at(sum.group).sums.push(sum);
  return [...days].sort(([one], [other]) => one - other);
}

/** Of all variants; who was reported in two of them is in none. */
export function unitsOf({ counts }: Pick<Aggregates, "counts">, population: Stage): number {
  const variants = new Set(counts.map(({ variant }) => variant));
  variants.delete(-1);
  return [...variants].reduce((sum, variant) => sum + totalUnits(counts, variant, population), 0);
}

/** No visitor more will come into these sums: the plan is fulfilled, or the experiment over and every window closed. */
export function isComplete({ ended }: Pick<AnalysisInput, "ended">, { planned, immature }: Sums): boolean {
  return planned !== null || (ended && immature === 0);
}

/** Whose figures they are, and who is not in them. */
export function toldOf({
  population,
  immature,
  planned,
}: Sums): Pick<MetricResult, "population" | "immature" | "planned"> {
  return {
    population,
    ...(immature > 0 ? { immature } : {}),
    ...(planned === null ? {} : { planned: { reachedOn: dateOfDay(planned.day), later: planned.later } }),
  };
}
