/**
 * From sums to the results contract: every metric of a phase by variant, what the tests say, whether the figures can be
 * trusted, and the verdict. Pure: the same sums, plan and instant give the same bytes.
 */
import { decimalsOf } from "../collect/currency.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import { builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import {
  dunnettCorrelation,
  benjaminiHochberg,
  eBenjaminiHochberg,
  groupSequentialBounds,
  holm,
  momentsOf,
  noveltyTest,
  rateMoments,
} from "../stats/index.ts";
import { type Aggregates, type Stage, totalUnits } from "../store/aggregates.ts";
import { compileMeasures } from "../store/measures.ts";
import {
  type Arm,
  armOf,
  type CohortView,
  conversionsOf,
  describe,
  type Described,
  sampleOf,
} from "./arms.ts";
import { compare, type Comparison, type Stratum } from "./comparison.ts";
import { decide, type Decision, type PrimaryEffect } from "./decision.ts";
import { type Design, designOf, type Role, shapeOf } from "./design.ts";
import { type Guardrail, guardrailOf } from "./guardrail.ts";
import { type Health, healthOf } from "./health.ts";
import { type Language, sentencesOf, SUMMARY_LANGUAGES, type Sentences } from "./words.ts";

/** Sums that one analysis stands on, of mature days only. */
export interface Sums {
  readonly population: Stage;
  /** Visitors whose window has not closed: not in the sums. */
  readonly immature: number;
  readonly daily: Aggregates;
  /** By facts known before the exposure; null: not read. */
  readonly strata: Aggregates | null;
  /** By stretch of constant weights; null when they never changed. */
  readonly byStretch: Aggregates | null;
}

export interface AnalysisInput {
  readonly experiment: string;
  readonly status: string;
  readonly phase: number;
  readonly definition: Pick<Experiment, "variants" | "metrics" | "analysis">;
  /** Pinned with the phase. */
  readonly metrics: readonly Metric[];
  readonly currency: string;
  readonly started: boolean;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly ended: boolean;
  readonly asOfMs: number;
  /** Of the population, whatever has matured; for health. */
  readonly sums: Sums;
  /** What a metric is judged on: its population (bounce and first moment: found), its mature days. */
  readonly sumsOf: (metric: Metric) => Sums;
  readonly stretches: readonly { readonly name: string; readonly weights: readonly number[] }[];
  readonly segment: { readonly name: string; readonly of: (metric: Metric) => Aggregates } | null;
  readonly causes: readonly { readonly segment: string; readonly aggregates: Aggregates }[];
  readonly notCounted: { readonly [reason: string]: number };
  readonly warnings: readonly string[];
  /** Only this metric; null: all. */
  readonly metric: string | null;
}

export interface ResultsBody {
  readonly experiment: string;
  readonly status: string;
  readonly phase: number;
  readonly population: Stage;
  readonly asOf: string;
  readonly days: number;
  readonly health: Health;
  readonly metrics: readonly MetricResult[];
  readonly segments?: readonly SegmentResult[];
  readonly decision: Decision &
    Sentences & { readonly words: { readonly [language in Language]: Sentences } };
}

interface Novelty {
  readonly heterogeneityPValue: number;
  readonly slopePValue: number;
  readonly label: "steady" | "uneven" | "growing" | "fading";
}

export interface MetricResult {
  readonly metric: string;
  readonly kind: string | null;
  readonly role: Role;
  readonly direction: string | null;
  /** Of `total`: minor units of a currency, or thousandths of a score; absent where it counts visitors or events. */
  readonly unit?: { readonly currency: string | null; readonly decimals: number };
  readonly population?: Stage;
  /** Visitors whose window has not closed yet: not counted here. */
  readonly immature?: number;
  readonly method?: { readonly name: string; readonly reason: string };
  /** Whether the effect changes from day to day: a label, never a decision. */
  readonly novelty?: Novelty | null;
  readonly variants: readonly VariantResult[] | null;
  readonly reason?: string;
}

export type VariantResult = { readonly variant: string } & Described &
  Partial<Comparison> & { readonly significant?: boolean; readonly guardrail?: Guardrail };

export interface SegmentResult {
  readonly segment: string;
  /** Null: not known. */
  readonly value: string | null;
  readonly metrics: readonly MetricResult[];
}

const DAY_MS = 86_400_000;

export function analyse(input: AnalysisInput): ResultsBody {
  const tasks = rolesOf(input.definition.metrics)
    .filter(({ key }) => input.metric === null || key === input.metric)
    .map(({ key, role }) => taskOf(input, key, role));
  const judged = withCorrections(input, tasks);
  const metrics = judged.map(({ result }) => result);
  const health = healthOf({
    population: input.sums.population,
    variants: input.definition.variants.length,
    weights: input.definition.variants.map(({ weight }) => weight),
    stretches: input.stretches,
    daily: input.sums.daily,
    byStretch: input.sums.byStretch,
    groups: input.causes,
    notCounted: input.notCounted,
    warnings: input.warnings,
  });
  const days = daysOf(input);
  const decision = verdictOf(input, judged, health, days);
  const design = judged.find(({ task }) => task.role === "primary")?.design ?? null;
  const words = Object.fromEntries(
    SUMMARY_LANGUAGES.map((language) => [language, sentencesOf(decision, design, language)]),
  ) as { readonly [language in Language]: Sentences };
  return {
    experiment: input.experiment,
    status: input.status,
    phase: input.phase,
    population: input.sums.population,
    asOf: new Date(input.asOfMs).toISOString(),
    days,
    health,
    metrics,
    ...(input.segment === null ? {} : { segments: segmentsOf(input, input.segment, tasks) }),
    decision: { ...decision, ...words.en, words },
  };
}

interface Task {
  readonly key: string;
  readonly role: Role;
  readonly metric: Metric | null;
  readonly counted: boolean;
  readonly sums: Sums;
}

interface Judged {
  readonly task: Task;
  readonly design: Design | null;
  readonly comparisons: readonly Comparison[];
  readonly result: MetricResult;
}

function taskOf(input: AnalysisInput, key: string, role: Role): Task {
  const pinned = input.metrics.find((metric) => metric.key === key);
  const metric = pinned ?? builtInMetric(key);
  const sums = metric === null ? input.sums : input.sumsOf(metric);
  return { key, role, metric, counted: pinned !== undefined, sums };
}

function withCorrections(input: AnalysisInput, tasks: readonly Task[]): Judged[] {
  const treatments = input.definition.variants.length - 1;
  const primaries = tasks.filter(({ role }) => role === "primary");
  // Each primary first at Bonferroni's level over the treatments; then Holm's step over several primaries.
  const levels = holmLevels(input, primaries, treatments);
  const judged = tasks.map((task) => {
    const design = task.metric === null ? null : designOf(input.definition, task.metric);
    const level =
      design === null
        ? 1
        : design.alpha / (task.role === "primary" ? treatments * (levels.get(task.key) ?? 1) : 1);
    return judge(input, task, design, level);
  });
  return withAdjusted(judged);
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
          means: meansOf(control, arm, design),
          share: shareOf(input, index),
        });
        return { ...described, ...comparison, guardrail };
      }),
    },
  };
}

interface Pairing {
  readonly arms: readonly Arm[];
  readonly treatment: Arm;
  readonly index: number;
  readonly strata: readonly Stratum[];
}

function compareArms(
  input: AnalysisInput,
  task: Task,
  metric: Metric,
  design: Design,
  level: number,
  { arms, treatment, index, strata }: Pairing,
): Comparison {
  const control = arms[0] as Arm;
  const { variants } = input.definition;
  return compare({
    control,
    treatment,
    design,
    alpha: level,
    rhoB: rhoOf(
      variants.map(({ weight }) => weight),
      index,
    ),
    share: shareOf(input, index),
    correlations:
      task.role === "primary"
        ? arms.slice(1).map(({ visitors }) => dunnettCorrelation(visitors, Math.max(1, control.visitors)))
        : [0],
    betterIsMore: metric.direction === "increase",
    strata,
    stretches: stretchesOf(input, task, metric, index),
    groupBound: groupBoundOf(input, task, design, level),
  });
}

/** Share of B among the visitors of control and B. */
function rhoOf(weights: readonly number[], index: number): number {
  const [a, b] = [weights[0] ?? 0, weights[index] ?? 0];
  return a + b === 0 ? 0 : b / (a + b);
}

/** Of all planned visitors, those of control and this treatment. */
function shareOf(input: AnalysisInput, index: number): number {
  const weights = input.definition.variants.map(({ weight }) => weight);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return all === 0 ? 1 : ((weights[0] ?? 0) + (weights[index] ?? 0)) / all;
}

/** Arms of every stratum, control first; empty unless the method can use them. */
function strataOf(input: AnalysisInput, task: Task, metric: Metric): Arm[][] {
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
  if (byStretch === null || input.stretches.length < 2) return [];
  return input.stretches.map(({ name, weights }) => {
    const view = { aggregates: byStretch, population, of: (group: string) => group === name };
    return { rhoB: rhoOf(weights, index), a: armOf(view, metric, 0), b: armOf(view, metric, index) };
  });
}

/** |z| to be crossed today: looks were daily, information is the share of the planned visitors. */
function groupBoundOf(input: AnalysisInput, task: Task, design: Design, level: number): number | null {
  if (design.method !== "group-sequential") return null;
  const days = groupsOf(task.sums.daily)
    .map(Number)
    .sort((one, other) => one - other);
  const information: number[] = [];
  let visitors = 0;
  for (const day of days) {
    const group = String(day);
    for (const index of input.definition.variants.keys())
      visitors += totalUnits(task.sums.daily.counts, index, task.sums.population, (name) => name === group);
    const t = Math.min(1, visitors / design.plannedVisitors);
    if (t - (information.at(-1) ?? 0) > 1e-6) information.push(t);
    if (t === 1) break;
  }
  if (information.length === 0) return null;
  const bounds = groupSequentialBounds(information, level);
  return bounds.ok ? (bounds.bounds.at(-1) ?? null) : null;
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

function verdictOf(input: AnalysisInput, judged: readonly Judged[], health: Health, days: number): Decision {
  const primaries = judged.filter(({ task }) => task.role === "primary");
  const effects = primaries.flatMap(({ task, comparisons, design }) =>
    comparisons.map((comparison, index): PrimaryEffect => {
      const tested = design?.method === "fixed-horizon" ? comparison.fixed : comparison.sequential;
      return {
        metric: task.key,
        variant: input.definition.variants[index + 1]?.key ?? "",
        betterIsMore: task.metric?.direction !== "decrease",
        interval: tested.interval,
        lift: comparison.lift.relative,
        reason: tested.reason,
        few: [comparison.fixed.reason, tested.reason].some((reason) => reason !== undefined && isFew(reason)),
      };
    }),
  );
  const guardrails = judged.flatMap(({ task, result }) =>
    task.role === "guardrail"
      ? (result.variants ?? []).flatMap(({ variant, guardrail }) =>
          guardrail === undefined ? [] : [{ metric: task.key, variant, state: guardrail.state }],
        )
      : [],
  );
  const first = primaries[0];
  const control = first?.result.variants?.[0];
  const visitors = health.splitTest.observed.reduce((sum, count) => sum + count, 0);
  const design = first?.design ?? null;
  return decide({
    started: input.started,
    ended: input.ended || (design?.method === "fixed-horizon" && visitors >= design.plannedVisitors),
    visitors,
    splitOk: health.splitTest.ok,
    days,
    design,
    effects,
    guardrails,
    pace: {
      visitorsADay: days > 0 ? visitors / days : visitors,
      mean: control?.mean ?? null,
      standardDeviation: control?.standardDeviation ?? null,
      isRate: shapeOf(first?.task.metric ?? { kind: "conversion" }) === "rate",
      variants: input.definition.variants.length,
    },
  });
}

function isFew(reason: string): boolean {
  return reason.startsWith("fewer-than") || reason === "nobody-in-an-arm";
}

/** Whole days since the start, until the end. */
function daysOf({ startedAtMs, endedAtMs, asOfMs }: AnalysisInput): number {
  const until = endedAtMs === null ? asOfMs : Math.min(asOfMs, endedAtMs);
  return startedAtMs === null ? 0 : Math.max(0, Math.floor((until - startedAtMs) / DAY_MS));
}

function segmentsOf(
  input: AnalysisInput,
  segment: NonNullable<AnalysisInput["segment"]>,
  tasks: readonly Task[],
): SegmentResult[] {
  const parts = tasks.map((task) => (task.metric === null ? null : segment.of(task.metric)));
  const names = groupsOf(...parts.filter((part) => part !== null)).filter(
    // Everybody could have paid by every method: what it splits is what was bought.
    (name) => segment.name !== "payment" || name !== "",
  );
  return names.map((name) => {
    const own = tasks.map((task, index): Task => {
      const { counts = [], sums = [] } = parts[index] ?? {};
      const units = segment.name === "payment" ? counts : counts.filter(({ group }) => group === name);
      const daily = { counts: units, sums: sums.filter(({ group }) => group === name) };
      return { ...task, sums: { ...task.sums, immature: 0, daily, strata: null, byStretch: null } };
    });
    const metrics = withCorrections({ ...input, segment: null }, own).map(({ result }) => result);
    return { segment: segment.name, value: name === "" ? null : name, metrics };
  });
}

function noveltyOf(input: AnalysisInput, task: Task, metric: Metric): Novelty | null {
  if (input.definition.variants.length !== 2 || shapeOf(metric) === "ratio") return null;
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

/** Names of the groups, in order. */
export function groupsOf(...all: readonly Aggregates[]): string[] {
  return [
    ...new Set(all.flatMap(({ counts, sums }) => [...counts, ...sums].map(({ group }) => group))),
  ].sort();
}
