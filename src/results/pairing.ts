/** One treatment beside control, with everything the comparison needs to know of the phase. Pure. */
import type { Metric } from "../domain/metric.schema.ts";
import { dunnettCorrelation, dunnettCritical } from "../stats/index.ts";
import type { Aggregates } from "../store/aggregates.ts";
import { type Arm, armOf } from "./arms.ts";
import { WEIGHTS_CHANGED } from "./estimate.ts";
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
import { groupLooksOf } from "./looks.ts";

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
  return { ...pair, groupLooks: task.isSegment === true ? null : looksOf(input, task, metric, index, pair) };
}

/** A plan's size is everybody's, and a segment has no days of its own: it has no looks. */
function looksOf(
  input: AnalysisInput,
  { sums }: Task,
  metric: Metric,
  index: number,
  pair: Omit<ComparisonInput, "groupLooks">,
): GroupLooks | null {
  if (pair.design.method !== "group-sequential") return null;
  return groupLooksOf(sums, metric, index, pair, !hasChanged(input));
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

/** Names of the groups, in order. */
export function groupsOf(...all: readonly Aggregates[]): string[] {
  return [
    ...new Set(all.flatMap(({ counts, sums }) => [...counts, ...sums].map(({ group }) => group))),
  ].sort();
}
