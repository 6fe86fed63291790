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
  impossible,
  type Levels,
  type Stratum,
} from "./comparison.ts";
import type { AnalysisInput, Sums } from "./contract.ts";
import { type Design, type Role, shapeOf } from "./design.ts";
import { type Looks, looksOf, untilDay } from "./looks.ts";

/** A metric to be judged, on its sums. */
export interface Task {
  readonly key: string;
  readonly role: Role;
  readonly metric: Metric | null;
  readonly counted: boolean;
  readonly sums: Sums;
  readonly isSegment?: boolean;
  /** Only whether it is told from control is asked for. */
  readonly isStep?: boolean;
  /** Why there is nothing to be told of it here. */
  readonly reason?: string;
}

export interface Pairing {
  readonly arms: readonly Arm[];
  readonly treatment: Arm;
  readonly index: number;
  readonly strata: readonly Stratum[];
  /** Of the whole phase, where they are known already; and the last day that counts. */
  readonly looks?: Looks | null;
  readonly day?: number;
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
  { arms, treatment, index, strata, looks, day = Infinity }: Pairing,
): ComparisonInput {
  const control = arms[0] as Arm;
  const correlations =
    task.role === "primary"
      ? arms.slice(1).map(({ visitors }) => dunnettCorrelation(visitors, Math.max(1, control.visitors)))
      : [0];
  const pair = {
    control,
    treatment,
    design,
    levels,
    rhoB: rhoOf(input, index),
    share: shareOf(input, index),
    correlations,
    dunnett: () => dunnettOf(arms, correlations, levels.end),
    betterIsMore: metric.direction === "increase",
    // Strata are not kept by day, and every look of a design is estimated alike.
    strata: design.method === "group-sequential" ? [] : strata,
    stretches: stretchesOf(input, task, metric, index),
    panel: !task.isSegment && !task.isStep,
  };
  const known = looks === undefined ? treatmentLooks(input, task, metric, index, pair) : looks;
  return { ...pair, groupLooks: known === null ? null : untilDay(known, day) };
}

/** Null: another design; or a segment, which has no days of its own, and the plan's size is everybody's. */
export function treatmentLooks(
  input: AnalysisInput,
  { sums, isSegment }: Task,
  metric: Metric,
  index: number,
  plan: Pick<ComparisonInput, "design" | "levels">,
): Looks | null {
  if (plan.design.method !== "group-sequential" || isSegment === true) return null;
  return looksOf(sums, metric, index, { ...plan, rhoB: rhoOf(input, index) }, !hasChanged(input));
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

/** Share of B among the visitors of control and B, by the definition's weights. */
function rhoOf({ definition }: AnalysisInput, index: number): number {
  return shareOfB(
    definition.variants.map(({ weight }) => weight),
    index,
  );
}

function shareOfB(weights: readonly number[], index: number): number {
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
    return { rhoB: shareOfB(weights, index), a: armOf(view, metric, 0), b: armOf(view, metric, index) };
  });
}

/** Names of the groups, in order. */
export function groupsOf(...all: readonly Aggregates[]): string[] {
  return [
    ...new Set(all.flatMap(({ counts, sums }) => [...counts, ...sums].map(({ group }) => group))),
  ].sort();
}
