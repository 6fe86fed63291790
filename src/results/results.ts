/**
 * Results of one phase as far as counting gives them: who met the experiment and what they did afterwards.
 * What needs statistics is null with the reason; no stand-in numbers.
 */
import { builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import { decimalsOf } from "../collect/currency.ts";
import {
  type Aggregates,
  type AggregateQuery,
  complement,
  readAggregates,
  type Segment,
  type Stage,
  STAGES,
  totalMoments,
  totalUnits,
} from "../store/aggregates.ts";
import { experimentByKey, phaseOf, type StoredExperiment, type StoredPhase } from "../store/experiments.ts";
import { compileMeasures, isComplement } from "../store/measures.ts";
import type { Moments } from "../store/moments.ts";
import { countingCurrency } from "../store/pin.ts";

export interface ResultsQuery {
  /** The running one when null. */
  readonly phase: number | null;
  /** Null: `found`, or what the metric asks for. */
  readonly population: Stage;
  /** Now when null. */
  readonly asOfMs: number | null;
  readonly nowMs: number;
  readonly segment: Segment | null;
  /** Only this metric. */
  readonly metric: string | null;
  /** First and last day of the cohort, in days since the epoch by the shop's clock. */
  readonly fromDay: number | null;
  readonly toDay: number | null;
}

export type Results =
  | { readonly ok: true; readonly body: ResultsBody }
  | { readonly ok: false; readonly reason: "unknown-experiment" | "unknown-phase" };

export interface ResultsBody {
  readonly experiment: string;
  readonly status: string;
  readonly phase: number;
  readonly population: Stage;
  readonly asOf: string;
  readonly health: {
    readonly ok: boolean | null;
    readonly splitTest: {
      readonly observed: readonly number[];
      readonly expected: readonly number[];
      readonly pValue: null;
      readonly sequentialPValue: null;
      readonly ok: null;
      readonly reason: string;
    };
    readonly stages: readonly { readonly stage: Stage; readonly visitors: readonly number[] }[];
    readonly notCounted: { readonly [reason: string]: number };
    readonly warnings: readonly string[];
  };
  readonly metrics: readonly MetricResult[];
  /** The same metrics by the values of the segment that was asked for. */
  readonly segments?: readonly SegmentResult[];
  readonly decision: { readonly verdict: null; readonly reason: string; readonly daysToGo: null };
}

interface SegmentResult {
  readonly segment: Segment;
  /** Null: not known. */
  readonly value: string | null;
  readonly metrics: readonly MetricResult[];
}

interface MetricResult {
  readonly metric: string;
  readonly kind: string | null;
  readonly role: Role;
  readonly direction: string | null;
  /** Of `total`: minor units of a currency, or thousandths of a score; absent where it counts visitors or events. */
  readonly unit?: { readonly currency: string | null; readonly decimals: number };
  readonly variants: readonly VariantResult[] | null;
  readonly reason?: string;
}

interface VariantResult {
  readonly variant: string;
  readonly visitors: number;
  readonly total: number;
  /** Before caps; only where a cap took something away. */
  readonly rawTotal?: number;
  /** Of a ratio or a mean: what `total` is divided by. */
  readonly denominator?: number;
  /** Orders that have not reached the state from which on they count. */
  readonly pending?: number;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly lift?: null;
  readonly sequential?: null;
  readonly fixed?: null;
  readonly bayesian?: null;
  readonly reason: string;
}

type Role = "primary" | "secondary" | "guardrail";

const NO_STATISTICS = "statistics-not-implemented";
const NO_EFFECT = { lift: null, sequential: null, fixed: null, bayesian: null };

export async function experimentResults(db: D1Database, key: string, query: ResultsQuery): Promise<Results> {
  const experiment = await experimentByKey(db, key);
  if (experiment === null) return { ok: false, reason: "unknown-experiment" };
  const phase = await phaseOf(db, experiment.id, query.phase ?? experiment.phase);
  if (phase === null && query.phase !== null) return { ok: false, reason: "unknown-phase" };
  return { ok: true, body: await resultsOf(db, experiment, phase, query) };
}

async function resultsOf(
  db: D1Database,
  experiment: StoredExperiment,
  phase: StoredPhase | null,
  query: ResultsQuery,
): Promise<ResultsBody> {
  const definition = phase?.definition ?? experiment.definition;
  const cohort: AggregateQuery = {
    experiment: experiment.id,
    phase: phase?.phase ?? experiment.phase,
    population: query.population,
    fromDay: query.fromDay,
    toDay: query.toDay,
    by: "day",
    asOfMs: query.asOfMs,
  };
  const aggregates = await readAggregates(db, cohort);
  const variants = definition.variants.map((variant) => variant.key);
  const stages = STAGES.map((stage) => ({
    stage,
    visitors: variants.map((_, index) => totalUnits(aggregates.counts, index, stage)),
  }));
  const observed = stages.find(({ stage }) => stage === query.population)?.visitors ?? [];
  const notCounted: Record<string, number> = {};
  const left = (reason: string, count: number): void => {
    if (count > 0) notCounted[reason] = (notCounted[reason] ?? 0) + count;
  };
  left("visitor-in-two-variants", totalUnits(aggregates.counts, -1, query.population));
  const asked = rolesOf(definition.metrics).filter(
    ({ key }) => query.metric === null || key === query.metric,
  );
  const currency = countingCurrency(phase?.currency ?? "USD");
  const tasks = asked.map(({ key, role }): MetricTask => {
    const metric = phase?.metrics.find((candidate) => candidate.key === key) ?? builtInMetric(key);
    const counted = phase !== null && phase.metrics.some((candidate) => candidate.key === key);
    return {
      key,
      role,
      metric,
      counted,
      variants,
      currency,
      population: query.population,
      all: phase?.metrics ?? [],
    };
  });
  const metrics = tasks.map((task) => metricResult(aggregates, task, () => true));
  for (const { key, metric } of tasks) {
    if (metric?.kind !== "sum" && metric?.kind !== "mean") continue;
    for (const index of variants.keys()) {
      const moments = totalMoments(aggregates.sums, key, index);
      left(metric.kind === "sum" ? "other-currency" : "not-a-score", Number(moments.otherCurrency));
      left("no-amount", Number(moments.noAmount));
    }
  }
  return {
    experiment: experiment.key,
    status: experiment.status,
    phase: cohort.phase,
    population: query.population,
    asOf: new Date(query.asOfMs ?? query.nowMs).toISOString(),
    health: {
      ok: null,
      splitTest: {
        observed,
        expected: expectedSplit(
          observed,
          definition.variants.map((variant) => variant.weight),
        ),
        pValue: null,
        sequentialPValue: null,
        ok: null,
        reason: NO_STATISTICS,
      },
      stages,
      notCounted,
      warnings: phase === null ? ["not-started"] : [],
    },
    metrics,
    ...(query.segment === null ? {} : { segments: await segmentsOf(db, cohort, query.segment, tasks) }),
    decision: { verdict: null, reason: NO_STATISTICS, daysToGo: null },
  };
}

async function segmentsOf(
  db: D1Database,
  cohort: AggregateQuery,
  segment: Segment,
  tasks: readonly MetricTask[],
): Promise<SegmentResult[]> {
  const { counts, sums } = await readAggregates(db, { ...cohort, by: segment });
  const values = new Set([...counts, ...sums].map(({ group }) => group));
  // Everybody could have paid by every method: what it splits is what was bought.
  if (segment === "payment") values.delete("");
  return [...values].sort().map((value) => {
    const of = (group: string): boolean => group === value;
    const units = segment === "payment" ? counts : counts.filter(({ group }) => of(group));
    const metrics = tasks.map((task) => metricResult({ counts: units, sums }, task, of));
    return { segment, value: value === "" ? null : value, metrics };
  });
}

interface MetricTask {
  readonly key: string;
  readonly role: Role;
  readonly metric: Metric | null;
  /** Pinned by the phase, so that outcomes of it are kept. */
  readonly counted: boolean;
  readonly all: readonly Metric[];
  readonly variants: readonly string[];
  readonly currency: string;
  readonly population: Stage;
}

function metricResult(
  { counts, sums }: Aggregates,
  task: MetricTask,
  of: (group: string) => boolean,
): MetricResult {
  const { key, role, metric, variants } = task;
  if (metric === null)
    return { metric: key, kind: null, role, direction: null, variants: null, reason: "unknown-metric" };
  const head = { metric: key, kind: metric.kind, role, direction: metric.direction };
  if (!task.counted) return { ...head, variants: null, reason: "not-started" };
  if (compileMeasures(task.all, "placed").every((measure) => measure.metric !== key))
    return { ...head, variants: null, reason: "part-of-ratio-not-countable" };
  const unit = unitOf(metric, task);
  return {
    ...head,
    ...(unit === null ? {} : { unit }),
    variants: variants.map((variant, index) => {
      const visitors = totalUnits(counts, index, task.population);
      const kept = totalMoments(sums, key, index, of);
      const counted = variantResult(
        variant,
        visitors,
        isComplement(metric) ? complement(kept, visitors) : kept,
        metric,
      );
      return index === 0 ? counted : { ...counted, ...NO_EFFECT };
    }),
  };
}

function variantResult(variant: string, visitors: number, moments: Moments, metric: Metric): VariantResult {
  const total = Number(moments.x);
  const divided = metric.kind === "ratio" || metric.kind === "mean";
  const denominator = divided ? Number(moments.d) : visitors;
  return {
    variant,
    visitors,
    total,
    ...(moments.raw === moments.x ? {} : { rawTotal: Number(moments.raw) }),
    ...(divided ? { denominator } : {}),
    ...(moments.pending === 0n ? {} : { pending: Number(moments.pending) }),
    mean: denominator === 0 ? null : total / denominator,
    standardDeviation: divided ? null : deviationOf(moments, visitors),
    reason: NO_STATISTICS,
  };
}

/** Of the numbers of single visitors, n − 1 below: (Σx² − (Σx)²/n) / (n − 1), exact until the last division. */
function deviationOf({ x, xx }: Moments, visitors: number): number | null {
  if (visitors < 2) return null;
  const n = BigInt(visitors);
  return Math.sqrt(Number(n * xx - x * x) / (visitors * (visitors - 1)));
}

function unitOf(metric: Metric, task: MetricTask): NonNullable<MetricResult["unit"]> | null {
  if (metric.kind === "mean") return { currency: null, decimals: 3 };
  const money = metric.kind === "ratio" ? task.all.find(({ key }) => key === metric.numerator) : metric;
  return money?.kind === "sum" || money?.kind === "net_sum"
    ? { currency: task.currency, decimals: decimalsOf(task.currency) }
    : null;
}

function rolesOf(metrics: {
  readonly primary: string | readonly string[];
  readonly secondary: readonly string[];
  readonly guardrails: readonly string[];
}) {
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

function expectedSplit(observed: readonly number[], weights: readonly number[]): number[] {
  const visitors = observed.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, part) => sum + part, 0);
  return weights.map((part) => (weight === 0 ? 0 : (visitors * part) / weight));
}
