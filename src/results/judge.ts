/** Every metric of a phase by variant, compared and corrected for there being several. Pure. */
import { decimalsOf } from "../collect/currency.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import { builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import {
  benjaminiHochberg,
  eBenjaminiHochberg,
  holm,
  momentsOf,
  noveltyTest,
  rateMoments,
} from "../stats/index.ts";
import { compileMeasures } from "../store/measures.ts";
import { type Arm, armOf, type CohortView, conversionsOf, describe, sampleOf } from "./arms.ts";
import type { Comparison } from "./comparison.ts";
import type { AnalysisInput, MetricResult, Novelty } from "./contract.ts";
import { type Design, designOf, type Role, shapeOf } from "./design.ts";
import { guardrailOf } from "./guardrail.ts";
import { compareArms, groupsOf, shareOf, strataOf, type Task, hasChanged } from "./pairing.ts";

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

export function withCorrections(input: AnalysisInput, tasks: readonly Task[]): Judged[] {
  const levelOf = levelsOf(input, tasks);
  const judged = tasks.map((task) => {
    const design = task.metric === null ? null : designOf(input.definition, task.metric);
    return judge(input, task, design, levelOf(task));
  });
  return withAdjusted(judged);
}

/**
 * The level of each comparison of a metric, for what may be watched. Primaries: Bonferroni's over the treatments, then
 * Holm's step over several primaries. Others: the plan's own.
 */
export function levelsOf(input: AnalysisInput, tasks: readonly Task[]): (task: Task) => number {
  const treatments = input.definition.variants.length - 1;
  const { alpha } = input.definition.analysis;
  const steps = holmLevels(
    input,
    tasks.filter(({ role }) => role === "primary"),
    treatments,
  );
  return ({ key, role }) => (role === "primary" ? alpha / (treatments * (steps.get(key) ?? 1)) : alpha);
}

/** By how much Holm divides the level of each primary metric. */
function holmLevels(
  input: AnalysisInput,
  primaries: readonly Task[],
  treatments: number,
): Map<string, number> {
  const levels = new Map(primaries.map(({ key }) => [key, primaries.length]));
  if (primaries.length < 2) return levels;
  const first = primaries
    .map((task) => {
      const design = task.metric === null ? null : designOf(input.definition, task.metric);
      const { comparisons } = judge(input, task, design, (design?.alpha ?? 0.05) / treatments);
      return {
        key: task.key,
        p: Math.min(1, ...comparisons.map(({ sequential }) => sequential.pValue ?? 1)),
      };
    })
    .sort((one, other) => one.p - other.p);
  let rejected = 0;
  for (const { key, p } of first) {
    const divisor = primaries.length - rejected;
    levels.set(key, divisor);
    if (p * treatments * divisor > input.definition.analysis.alpha) {
      for (const later of first.slice(first.findIndex((one) => one.key === key)))
        levels.set(later.key, divisor);
      break;
    }
    rejected += 1;
  }
  return levels;
}

function judge(input: AnalysisInput, task: Task, design: Design | null, level: number): Judged {
  const { key, role, metric, sums } = task;
  const head = { metric: key, kind: metric?.kind ?? null, role, direction: metric?.direction ?? null };
  if (metric === null || design === null)
    return { task, design, comparisons: [], result: { ...head, variants: null, reason: "unknown-metric" } };
  if (!task.counted)
    return { task, design, comparisons: [], result: { ...head, variants: null, reason: "not-started" } };
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
    compareArms(input, task, metric, design, level, {
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
      population: sums.population,
      ...(sums.immature > 0 ? { immature: sums.immature } : {}),
      method: { name: design.method, reason: design.methodReason },
      novelty: noveltyOf(input, task, metric),
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

/** Adjusted p-values over the metrics: Holm for primaries, Benjamini–Hochberg and e-BH for secondaries. */
function withAdjusted(judged: readonly Judged[]): Judged[] {
  const adjusted = new Map<Comparison, { pValue: number; significant: boolean }>();
  for (const role of ["primary", "secondary"] as const) {
    const family = judged.filter(({ task }) => task.role === role).flatMap(({ comparisons }) => comparisons);
    const tested = family.filter(({ fixed }) => fixed.adjustedPValue !== null);
    const raw = tested.map(({ fixed }) => fixed.adjustedPValue ?? 1);
    const several = judged.filter(({ task }) => task.role === role).length > 1;
    const corrected = role === "secondary" ? benjaminiHochberg(raw) : several ? holm(raw) : raw;
    const alpha = judged[0]?.design?.alpha ?? 0.05;
    const eValues = family.map(
      ({ sequential }) => sequential.eValue ?? (sequential.pValue === 0 ? Infinity : 0),
    );
    const found = eBenjaminiHochberg(eValues, alpha).rejected;
    family.forEach((comparison, index) => {
      const at = tested.indexOf(comparison);
      const significant =
        role === "secondary" ? found[index] === true : excludes0(comparison.sequential.interval);
      adjusted.set(comparison, { pValue: at < 0 ? Number.NaN : (corrected[at] ?? 1), significant });
    });
  }
  return judged.map((one) => ({
    ...one,
    result: {
      ...one.result,
      variants:
        one.result.variants?.map((variant, index) => {
          const change = adjusted.get(one.comparisons[index - 1] as Comparison);
          if (change === undefined || variant.fixed === undefined) return variant;
          const adjustedPValue = Number.isNaN(change.pValue) ? null : change.pValue;
          return { ...variant, fixed: { ...variant.fixed, adjustedPValue }, significant: change.significant };
        }) ?? null,
    },
  }));
}

function excludes0(interval: Comparison["sequential"]["interval"]): boolean {
  if (interval === null) return false;
  return (interval[0] !== null && interval[0] > 0) || (interval[1] !== null && interval[1] < 0);
}

function noveltyOf(input: AnalysisInput, task: Task, metric: Metric): Novelty | null {
  if (input.definition.variants.length !== 2 || shapeOf(metric) === "ratio" || hasChanged(input)) return null;
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
  if (!test.ok) return null;
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

export function rolesOf(metrics: Experiment["metrics"]): { readonly key: string; readonly role: Role }[] {
  const roles = new Map<string, Role>();
  const primary = typeof metrics.primary === "string" ? [metrics.primary] : metrics.primary;
  for (const [keys, role] of [
    [primary, "primary"],
    [metrics.secondary, "secondary"],
    [metrics.guardrails, "guardrail"],
  ] as const) {
    for (const key of keys) if (!roles.has(key)) roles.set(key, role);
  }
  return [...roles].map(([key, role]) => ({ key, role }));
}
