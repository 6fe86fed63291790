/** The looks of a group-sequential design: its days, and the bounds that they have spent. Pure. */
import type { Metric } from "../domain/metric.schema.ts";
import { groupSequentialBounds } from "../stats/index.ts";
import { type Arm, armOf, together } from "./arms.ts";
import type { ComparisonInput, GroupLooks } from "./comparison.ts";
import type { Sums } from "./contract.ts";
import { estimateOf } from "./estimate.ts";
import { byDay, unitsOf } from "./planned.ts";

/**
 * Looks are daily, information is the share of the planned visitors. A look that crossed its bound ended the experiment's
 * question, so it is looked for anew among all days, each as it was estimated then: the same sums give the same answer.
 * `looksBack`: false where the weights changed; days cannot be told from stretches then, and there is today's look alone.
 */
export function groupLooksOf(
  { daily, population }: Sums,
  metric: Metric,
  index: number,
  pair: Omit<ComparisonInput, "groupLooks">,
  looksBack: boolean,
): GroupLooks | null {
  const { design, levels } = pair;
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
  const bounds = boundsOf(
    looks.map(({ information }) => information),
    levels.watched,
  );
  const bound = bounds.at(-1);
  if (bound === undefined) return null;
  if (!looksBack) return { bound, crossed: null };
  for (const [look, { day, a: control, b: treatment }] of looks.entries()) {
    const own = bounds[look];
    const estimate = estimateOf({ ...pair, control, treatment, groupLooks: null });
    if (own === undefined || !estimate.ok || estimate.gate !== null) continue;
    const { meanA, meanB, varianceA, varianceB, difference } = estimate;
    if (varianceA + varianceB > 0 && Math.abs(difference) >= own * Math.sqrt(varianceA + varianceB))
      return {
        bound,
        crossed: {
          day,
          bound: own,
          a: { mean: meanA, variance: varianceA },
          b: { mean: meanB, variance: varianceB },
        },
      };
  }
  return { bound, crossed: null };
}

/** The same for all metrics and treatments of a phase, and dear: some milliseconds of integrals. The newest few are kept. */
const known = new Map<string, readonly number[]>();
const MOST_KNOWN = 200;

function boundsOf(information: readonly number[], level: number): readonly number[] {
  const key = JSON.stringify([level, information]);
  const found = known.get(key);
  if (found !== undefined) return found;
  const result = groupSequentialBounds(information, level);
  const bounds = result.ok ? result.bounds : [];
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, bounds);
  return bounds;
}
