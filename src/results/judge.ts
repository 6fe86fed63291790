/** Every metric of a phase by variant, compared and corrected for there being several. Pure. */
import { decimalsOf } from "../collect/currency.ts";
import { builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import {
  benjaminiHochberg,
  eBenjaminiHochberg,
  momentsOf,
  noveltyTest,
  rateMoments,
} from "../stats/index.ts";
import { compileMeasures } from "../store/measures.ts";
import { type Arm, armOf, type CohortView, conversionsOf, describe, sampleOf } from "./arms.ts";
import type { Comparison, Levels, Tested } from "./comparison.ts";
import type { AnalysisInput, MetricResult, Novelty } from "./contract.ts";
import { type Design, designOf, type Role, rolesOf, shapeOf } from "./design.ts";
import { WEIGHTS_CHANGED } from "./estimate.ts";
import { guardrailOf } from "./guardrail.ts";
import { holmDivisors, holmOverFamilies } from "./levels.ts";
import { compareArms, groupsOf, shareOf, strataOf, type Task, hasChanged } from "./pairing.ts";
import { isComplete, toldOf } from "./planned.ts";

export interface Judged {
  readonly task: Task;
  readonly design: Design | null;
  readonly comparisons: readonly Comparison[];
  readonly result: MetricResult;
}

export function taskOf(input: AnalysisInput, key: string, role: Role): Task {
  const pinned = input.metrics.find((metric) => metric.key === key);
  const metric = pinned ?? builtInMetric(key);
  const sums = metric === null ? input.sums : input.sumsOf(metric);
  return { key, role, metric, counted: pinned !== undefined, sums };
}

/** All metrics of the experiment, whichever is asked for: what one of them is worth depends on the others. */
export function tasksOf(input: AnalysisInput): Task[] {
  return rolesOf(input.definition.metrics).map(({ key, role }) => taskOf(input, key, role));
}

export function isAsked({ metric }: Pick<AnalysisInput, "metric">, { key }: Task): boolean {
  return metric === null || key === metric;
}

/** Who asks for one metric sees it alone; it was judged among all of them. */
export function printedOf(input: AnalysisInput, judged: readonly Judged[]): MetricResult[] {
  return judged.filter(({ task }) => isAsked(input, task)).map(({ result }) => result);
}

export function withCorrections(input: AnalysisInput, tasks: readonly Task[]): Judged[] {
  const levelOf = levelsOf(input, tasks);
  return withAdjusted(
    input,
    tasks.map((task) => judge(input, task, designOfTask(input, task), levelOf(task))),
  );
}

function designOfTask({ definition }: AnalysisInput, { metric, role }: Task): Design | null {
  return metric === null ? null : designOf(definition, metric, role);
}

/**
 * The levels of each comparison of a metric. Primaries: Bonferroni's over the treatments where one watches, Dunnett's at
 * the planned end, and Holm's steps over several primaries. Others: the plan's own. What tests are tuned to stays that of
 * the first step, so that a later one never takes back what an earlier one has shown.
 */
export function levelsOf(input: AnalysisInput, tasks: readonly Task[]): (task: Task) => Levels {
  // What is watched and what is tested at the end step by themselves, so that each interval agrees with its p-value.
  const by =
    (panelOf: (one: Comparison) => Tested): Rejects =>
    (task, levels) => {
      const { comparisons } = judge(input, { ...task, isStep: true }, designOfTask(input, task), levels);
      return comparisons.length > 0 && comparisons.every((one) => excludes0(panelOf(one).interval));
    };
  return steppedLevels(
    input,
    tasks,
    by(({ sequential }) => sequential),
    by(({ fixed }) => fixed),
  );
}

/** Whether all treatments of a metric are told from control at these levels. */
export type Rejects = (task: Task, levels: Levels) => boolean;

/** As `levelsOf`, by what is rejected in a panel. */
export function steppedLevels(
  { definition }: Pick<AnalysisInput, "definition">,
  tasks: readonly Task[],
  watched: Rejects,
  end: Rejects | null,
): (task: Task) => Levels {
  const treatments = definition.variants.length - 1;
  const { alpha } = definition.analysis;
  const primaries = tasks.filter(({ role }) => role === "primary");
  const tuning = alpha / (treatments * Math.max(1, primaries.length));
  const of = (step: number, last: number): Levels => ({
    watched: alpha / (treatments * step),
    end: alpha / last,
    tuning,
  });
  const divisorsBy = (rejects: Rejects | null): number[] =>
    primaries.length < 2 || rejects === null
      ? primaries.map(() => Math.max(1, primaries.length))
      : holmDivisors(primaries, (task, divisor) => rejects(task, of(divisor, divisor)));
  const [steps, ends] = [divisorsBy(watched), divisorsBy(end)];
  return (task) => {
    const at = primaries.indexOf(task);
    return at < 0 ? { watched: alpha, end: alpha, tuning: alpha } : of(steps[at] ?? 1, ends[at] ?? 1);
  };
}

/** What the verdict stands on. */
export function testedOf(
  design: Design | null,
  comparison: Pick<Comparison, "fixed" | "sequential">,
): Tested {
  return design?.method === "fixed-horizon" ? comparison.fixed : comparison.sequential;
}

function judge(input: AnalysisInput, task: Task, design: Design | null, levels: Levels): Judged {
  const { key, role, metric, sums } = task;
  const head = { metric: key, kind: metric?.kind ?? null, role, direction: metric?.direction ?? null };
  if (metric === null || design === null)
    return { task, design, comparisons: [], result: { ...head, variants: null, reason: "unknown-metric" } };
  if (!task.counted)
    return { task, design, comparisons: [], result: { ...head, variants: null, reason: "not-started" } };
  if (task.reason !== undefined)
    return { task, design, comparisons: [], result: { ...head, variants: null, reason: task.reason } };
  // A ratio whose part nobody counts has no numbers.
  if (compileMeasures(input.metrics, "placed").every((measure) => measure.metric !== key))
    return {
      task,
      design,
      comparisons: [],
      result: { ...head, variants: null, reason: "part-of-ratio-not-countable" },
    };
  const { variants } = input.definition;
  const view: CohortView = { aggregates: sums.daily, population: sums.population, of: () => true };
  const arms = variants.map((_, index) => armOf(view, metric, index));
  const strata = strataOf(input, task, metric);
  const comparisons = arms.slice(1).map((treatment, index) =>
    compareArms(input, task, metric, design, levels, {
      arms,
      treatment,
      index: index + 1,
      strata: strata.map((group) => ({ a: group[0] as Arm, b: group[index + 1] as Arm })),
    }),
  );
  const betterIsMore = metric.direction === "increase";
  const unit = unitOf(metric, input);
  return {
    task,
    design,
    comparisons,
    result: {
      ...head,
      ...(unit === null ? {} : { unit }),
      // A segment is of the same days, and who is not counted yet is told of the whole.
      ...toldOf(task.isSegment ? { ...sums, immature: 0 } : sums),
      method: {
        name: design.method,
        reason: design.methodReason,
        ...(design.method === "fixed-horizon" ? { due: isComplete(input, sums) } : {}),
      },
      ...(task.isStep ? {} : { novelty: noveltyOf(input, task, metric) }),
      variants: arms.map((arm, index) => {
        const comparison = comparisons[index - 1];
        const described = { variant: variants[index]?.key ?? "", ...describe(arm) };
        if (comparison === undefined) return described;
        if (role !== "guardrail") return { ...described, ...comparison };
        const control = arms[0] as Arm;
        const guardrail = guardrailOf({
          design,
          comparison,
          betterIsMore,
          means: hasChanged(input) ? null : meansOf(control, arm, design),
          share: shareOf(input, index),
        });
        return { ...described, ...comparison, guardrail };
      }),
    },
  };
}

/**
 * Adjusted p-values over the metrics, and what is significant. Primaries: by Holm, and by the interval of what decides.
 * Secondaries: Benjamini–Hochberg; e-BH where they may be watched. What is tested once is not significant before.
 */
function withAdjusted(input: AnalysisInput, judged: readonly Judged[]): Judged[] {
  const adjusted = new Map<Comparison, { pValue: number | null; significant: boolean }>();
  const { alpha } = input.definition.analysis;
  const isDue = ({ task, design }: Judged): boolean =>
    design?.method !== "fixed-horizon" || isComplete(input, task.sums);
  const primaries = judged.filter(({ task }) => task.role === "primary");
  const byHolm = holmOverFamilies(
    primaries.map(({ comparisons }) => comparisons.map(({ fixed }) => fixed.adjustedPValue)),
  );
  primaries.forEach((one, family) =>
    one.comparisons.forEach((comparison, at) => {
      const significant = isDue(one) && excludes0(testedOf(one.design, comparison).interval);
      adjusted.set(comparison, { pValue: byHolm[family]?.[at] ?? null, significant });
    }),
  );
  const others = judged
    .filter(({ task }) => task.role === "secondary")
    .flatMap((one) => one.comparisons.map((comparison) => ({ one, comparison })));
  const tested = others.filter(({ comparison }) => comparison.fixed.adjustedPValue !== null);
  const corrected = benjaminiHochberg(tested.map(({ comparison }) => comparison.fixed.adjustedPValue ?? 1));
  const eValues = others.map(
    ({ comparison: { sequential } }) => sequential.eValue ?? (sequential.pValue === 0 ? Infinity : 0),
  );
  const found = eBenjaminiHochberg(eValues, alpha).rejected;
  others.forEach(({ one, comparison }, index) => {
    const pValue = corrected[tested.findIndex((other) => other.comparison === comparison)] ?? null;
    const significant =
      one.design?.method === "fixed-horizon"
        ? isDue(one) && pValue !== null && pValue <= alpha
        : found[index] === true;
    adjusted.set(comparison, { pValue, significant });
  });
  return judged.map((one) => ({
    ...one,
    result: {
      ...one.result,
      variants:
        one.result.variants?.map((variant, index) => {
          const change = adjusted.get(one.comparisons[index - 1] as Comparison);
          if (change === undefined || variant.fixed === undefined) return variant;
          const fixed = { ...variant.fixed, adjustedPValue: change.pValue };
          return { ...variant, fixed, significant: change.significant };
        }) ?? null,
    },
  }));
}

export function excludes0(interval: Comparison["sequential"]["interval"]): boolean {
  if (interval === null) return false;
  return (interval[0] !== null && interval[0] > 0) || (interval[1] !== null && interval[1] < 0);
}

function noveltyOf(input: AnalysisInput, task: Task, metric: Metric): Novelty {
  const without = (reason: string): Novelty => ({
    heterogeneityPValue: null,
    slopePValue: null,
    label: null,
    reason,
  });
  if (input.definition.variants.length !== 2) return without("only-of-two-variants");
  if (shapeOf(metric) === "ratio") return without("not-of-ratios");
  if (hasChanged(input)) return without(WEIGHTS_CHANGED);
  const days = groupsOf(task.sums.daily).flatMap((group) => {
    const view = {
      aggregates: task.sums.daily,
      population: task.sums.population,
      of: (name: string) => name === group,
    };
    const a = momentsOf(sampleOf(armOf(view, metric, 0)));
    const b = momentsOf(sampleOf(armOf(view, metric, 1)));
    if (a === null || b === null) return [];
    const standardError = Math.sqrt(a.variance / a.n + b.variance / b.n);
    return [{ day: Number(group), difference: b.mean - a.mean, standardError }];
  });
  const test = noveltyTest(days);
  if (!test.ok) return without(test.reason);
  const fading = test.slope.pValue < 0.01;
  return {
    heterogeneityPValue: test.heterogeneity.pValue,
    slopePValue: test.slope.pValue,
    label: fading
      ? Math.sign(test.slope.estimate) === Math.sign(test.mean)
        ? "growing"
        : "fading"
      : test.heterogeneity.pValue < 0.01
        ? "uneven"
        : "steady",
  };
}

function meansOf(control: Arm, treatment: Arm, design: Design) {
  if (control.shape === "ratio" || (control.shape === "rate" && design.method === "conversion-e-process"))
    return null;
  const of = (arm: Arm) =>
    arm.shape === "rate" ? rateMoments(conversionsOf(arm), arm.visitors) : momentsOf(sampleOf(arm));
  const [a, b] = [of(control), of(treatment)];
  return a === null || b === null || control.visitors === 0 || treatment.visitors === 0 ? null : { a, b };
}

function unitOf(metric: Metric, input: AnalysisInput): NonNullable<MetricResult["unit"]> | null {
  if (metric.kind === "mean") return { currency: null, decimals: 3 };
  const money = metric.kind === "ratio" ? input.metrics.find(({ key }) => key === metric.numerator) : metric;
  return money?.kind === "sum" || money?.kind === "net_sum"
    ? { currency: input.currency, decimals: decimalsOf(input.currency) }
    : null;
}
