/** One treatment beside control, with everything the comparison needs to know of the phase. Pure. */
import type { Metric } from "../domain/metric.schema.ts";
import { dunnettCorrelation, dunnettCritical, groupSequentialBounds } from "../stats/index.ts";
import type { Aggregates } from "../store/aggregates.ts";
import { type Arm, armOf, together } from "./arms.ts";
import { estimateOf, WEIGHTS_CHANGED } from "./estimate.ts";
import {
  compare,
  type Comparison,
  type ComparisonInput,
  type GroupLooks,
  impossible,
  type Levels,
  type Stratum,
} from "./comparison.ts";
import type { AnalysisInput, Sums } from "./contract.ts";
import { type Design, type Role, shapeOf } from "./design.ts";
import { byDay, unitsOf } from "./planned.ts";

/** A metric to be judged, on its sums. */
export interface Task {
  readonly key: string;
  readonly role: Role;
  readonly metric: Metric | null;
  readonly counted: boolean;
  readonly sums: Sums;
  readonly isSegment?: boolean;
}

export interface Pairing {
  readonly arms: readonly Arm[];
  readonly treatment: Arm;
  readonly index: number;
  readonly strata: readonly Stratum[];
}

export function compareArms(
  input: AnalysisInput,
  task: Task,
  metric: Metric,
  design: Design,
  levels: Levels,
  pairing: Pairing,
): Comparison {
  // A segment's sums are not split by stretch, and pooled they would compare days.
  if (task.isSegment === true && hasChanged(input)) return impossible({ design }, WEIGHTS_CHANGED);
  return compare(comparisonInput(input, task, metric, design, levels, pairing));
}

/** Whether the weights changed within the phase. */
export function hasChanged({ stretches }: Pick<AnalysisInput, "stretches">): boolean {
  return stretches.length > 1;
}

export function comparisonInput(
  input: AnalysisInput,
  task: Task,
  metric: Metric,
  design: Design,
  levels: Levels,
  { arms, treatment, index, strata }: Pairing,
): ComparisonInput {
  const control = arms[0] as Arm;
  const correlations =
    task.role === "primary"
      ? arms.slice(1).map(({ visitors }) => dunnettCorrelation(visitors, Math.max(1, control.visitors)))
      : [0];
  const { variants } = input.definition;
  const pair = {
    control,
    treatment,
    design,
    levels,
    rhoB: rhoOf(
      variants.map(({ weight }) => weight),
      index,
    ),
    share: shareOf(input, index),
    correlations,
    dunnett: () => dunnettOf(arms, correlations, levels.end),
    betterIsMore: metric.direction === "increase",
    // Strata are not kept by day, and every look of a design is estimated alike.
    strata: design.method === "group-sequential" ? [] : strata,
    stretches: stretchesOf(input, task, metric, index),
    panel: !task.isSegment,
  };
  return { ...pair, groupLooks: groupLooksOf(input, task, metric, levels.watched, index, pair) };
}

const criticals = new WeakMap<readonly Arm[], ReturnType<typeof dunnettCritical>>();

/** The treatments of a metric share their arms, and so the critical value. */
function dunnettOf(arms: readonly Arm[], correlations: readonly number[], alpha: number) {
  const known = criticals.get(arms);
  if (known !== undefined) return known;
  const critical = dunnettCritical(correlations, alpha);
  criticals.set(arms, critical);
  return critical;
}

/** Share of B among the visitors of control and B. */
function rhoOf(weights: readonly number[], index: number): number {
  const [a, b] = [weights[0] ?? 0, weights[index] ?? 0];
  return a + b === 0 ? 0 : b / (a + b);
}

/** Of all planned visitors, those of control and this treatment. */
export function shareOf(input: AnalysisInput, index: number): number {
  const weights = input.definition.variants.map(({ weight }) => weight);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return all === 0 ? 1 : ((weights[0] ?? 0) + (weights[index] ?? 0)) / all;
}

/** Arms of every stratum, control first; empty unless the method can use them. */
export function strataOf(input: AnalysisInput, task: Task, metric: Metric): Arm[][] {
  const { strata, population } = task.sums;
  if (strata === null || shapeOf(metric) === "ratio") return [];
  return groupsOf(strata).map((name) =>
    input.definition.variants.map((_, index) =>
      armOf({ aggregates: strata, population, of: (group) => group === name }, metric, index),
    ),
  );
}

function stretchesOf(input: AnalysisInput, task: Task, metric: Metric, index: number) {
  const { byStretch, population } = task.sums;
  if (byStretch === null || !hasChanged(input)) return [];
  return input.stretches.map(({ name, weights }) => {
    const view = { aggregates: byStretch, population, of: (group: string) => group === name };
    return { rhoB: rhoOf(weights, index), a: armOf(view, metric, 0), b: armOf(view, metric, index) };
  });
}

/**
 * Looks are daily, information is the share of the planned visitors. A look that crossed its bound ended the experiment's
 * question, so it is looked for anew among all days, each as it was estimated then: the same sums give the same answer.
 * Where the weights changed, days cannot be told from stretches, and there is today's look alone.
 */
function groupLooksOf(
  input: AnalysisInput,
  task: Task,
  metric: Metric,
  level: number,
  index: number,
  pair: Omit<ComparisonInput, "groupLooks">,
): GroupLooks | null {
  const { design } = pair;
  // The plan's size is everybody's, and a segment has no days of its own.
  if (design.method !== "group-sequential" || task.isSegment === true) return null;
  const { daily, population } = task.sums;
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
  const bounds = groupSequentialBounds(
    looks.map(({ information }) => information),
    level,
  );
  const bound = bounds.ok ? bounds.bounds.at(-1) : undefined;
  if (!bounds.ok || bound === undefined) return null;
  if (hasChanged(input)) return { bound, crossed: null };
  for (const [look, { day, a: control, b: treatment }] of looks.entries()) {
    const own = bounds.bounds[look];
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

/** Names of the groups, in order. */
export function groupsOf(...all: readonly Aggregates[]): string[] {
  return [
    ...new Set(all.flatMap(({ counts, sums }) => [...counts, ...sums].map(({ group }) => group))),
  ].sort();
}
