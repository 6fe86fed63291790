/** The looks of a group-sequential design: its days, and the bounds that they have spent. Pure. */
import type { Metric } from "../domain/metric.schema.ts";
import { groupSequentialBounds } from "../stats/index.ts";
import { type Arm, armOf, together } from "./arms.ts";
import type { ComparisonInput, GroupLooks } from "./comparison.ts";
import type { Sums } from "./contract.ts";
import { estimateOf } from "./estimate.ts";
import { byDay, unitsOf } from "./planned.ts";

export interface Looks {
  /** By look, in days since the epoch, and |z| to be crossed there. */
  readonly days: readonly number[];
  readonly bounds: readonly number[];
  /** The first look that crossed its bound; null: none has. */
  readonly crossed: GroupLooks["crossed"];
}

/**
 * Looks are daily, information is the share of the planned visitors. A look that crossed its bound ended the experiment's
 * question, so it is looked for anew among all days, each as it was estimated then: the same sums give the same answer.
 * `looksBack`: false where the weights changed; days cannot be told from stretches then, and only the last look is one.
 */
export function looksOf(
  { daily, population }: Sums,
  metric: Metric,
  index: number,
  pair: Pick<ComparisonInput, "design" | "levels" | "rhoB">,
  looksBack: boolean,
): Looks {
  const { design, levels, rhoB } = pair;
  const looks: { readonly day: number; readonly information: number; readonly a: Arm; readonly b: Arm }[] =
    [];
  let [visitors, a, b]: [number, Arm | null, Arm | null] = [0, null, null];
  for (const [day, aggregates] of byDay(daily)) {
    visitors += unitsOf(aggregates, population);
    const view = { aggregates, population, of: () => true };
    a = together(a, armOf(view, metric, 0));
    b = together(b, armOf(view, metric, index));
    const information = Math.min(1, visitors / design.plannedVisitors);
    if (information - (looks.at(-1)?.information ?? 0) > 1e-6) looks.push({ day, information, a, b });
    if (information === 1) break;
  }
  const days = looks.map(({ day }) => day);
  const bounds = boundsOf(
    looks.map(({ information }) => information),
    levels.watched,
  );
  if (!looksBack) return { days, bounds, crossed: null };
  for (const [look, { day, a: control, b: treatment }] of looks.entries()) {
    const bound = bounds[look];
    const estimate = estimateOf({ control, treatment, design, rhoB, strata: [], stretches: [] });
    if (bound === undefined || !estimate.ok || estimate.gate !== null) continue;
    const { meanA, meanB, varianceA, varianceB, difference } = estimate;
    if (varianceA + varianceB > 0 && Math.abs(difference) >= bound * Math.sqrt(varianceA + varianceB)) {
      const means = { a: { mean: meanA, variance: varianceA }, b: { mean: meanB, variance: varianceB } };
      return { days, bounds, crossed: { day, bound, ...means } };
    }
  }
  return { days, bounds, crossed: null };
}

/** What was known of them by the end of a day: bounds do not depend on looks to come. Null: there was none. */
export function untilDay({ days, bounds, crossed }: Looks, day: number): GroupLooks | null {
  const bound = bounds[days.findLastIndex((one) => one <= day)];
  if (bound === undefined) return null;
  return { bound, crossed: crossed !== null && crossed.day <= day ? crossed : null };
}

/** The same for all metrics and treatments of a phase, and dear: some milliseconds of integrals. */
const known = new Map<string, readonly number[]>();
const MOST_KNOWN = 200;

/** `groupSequentialBounds`, remembered; empty where they cannot be computed. `information`: growing, in (0, 1]. */
export function boundsOf(information: readonly number[], level: number): readonly number[] {
  const key = JSON.stringify([level, information]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const result = groupSequentialBounds(information, level);
  const bounds = result.ok ? result.bounds : [];
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, bounds);
  return bounds;
}
