/**
 * Results of one phase as far as raw rows give them: who met the experiment and what they did afterwards.
 * What needs statistics is null with the reason; no stand-in numbers.
 */
import { builtInMetric, isCounted, type CountedMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import { decimalsOf } from "../collect/currency.ts";
import { experimentByKey, phaseOf, type StoredExperiment, type StoredPhase } from "../store/experiments.ts";
import {
  amountsLeftOut,
  outcomesByVariant,
  visitorsByVariant,
  visitorsInTwoVariants,
  type CohortQuery,
  type Stage,
} from "../store/outcomes.ts";

export interface ResultsQuery {
  /** The running one when null. */
  readonly phase: number | null;
  readonly population: Stage;
  readonly asOfMs: number;
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
  readonly decision: { readonly verdict: null; readonly reason: string; readonly daysToGo: null };
}

interface MetricResult {
  readonly metric: string;
  readonly kind: string | null;
  readonly role: Role;
  readonly direction: string | null;
  /** Of `total`: minor units of a currency; absent where the total counts visitors or events. */
  readonly unit?: { readonly currency: string; readonly decimals: number };
  readonly variants: readonly VariantResult[] | null;
  readonly reason?: string;
}

interface VariantResult {
  readonly variant: string;
  readonly visitors: number;
  readonly total: number;
  readonly mean: number | null;
  readonly standardDeviation: null;
  readonly lift?: null;
  readonly sequential?: null;
  readonly fixed?: null;
  readonly bayesian?: null;
  readonly reason: string;
}

type Role = "primary" | "secondary" | "guardrail";

const STAGES: readonly Stage[] = ["assigned", "found", "confirmed", "seen"];
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
  const cohort: CohortQuery = {
    experiment: experiment.id,
    phase: phase?.phase ?? experiment.phase,
    stage: query.population,
    asOfMs: query.asOfMs,
  };
  const variants = definition.variants.map((variant) => variant.key);
  const stages = [];
  for (const stage of STAGES) {
    const counts = await visitorsByVariant(db, { ...cohort, stage });
    stages.push({ stage, visitors: variants.map((_, index) => counts.get(index) ?? 0) });
  }
  const observed = stages.find(({ stage }) => stage === query.population)?.visitors ?? [];
  const notCounted: Record<string, number> = {};
  const left = (reason: string, count: number): void => {
    if (count > 0) notCounted[reason] = (notCounted[reason] ?? 0) + count;
  };
  left("visitor-in-two-variants", await visitorsInTwoVariants(db, cohort));
  const currency = sumCurrency(phase?.currency ?? "USD");
  const metrics: MetricResult[] = [];
  for (const { key, role } of rolesOf(definition.metrics)) {
    const metric = phase?.metrics.find((candidate) => candidate.key === key) ?? builtInMetric(key);
    metrics.push(await metricResult(db, { key, role, metric, cohort, variants, currency, left }));
  }
  return {
    experiment: experiment.key,
    status: experiment.status,
    phase: cohort.phase,
    population: query.population,
    asOf: new Date(query.asOfMs).toISOString(),
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
    decision: { verdict: null, reason: NO_STATISTICS, daysToGo: null },
  };
}

interface MetricTask {
  readonly key: string;
  readonly role: Role;
  readonly metric: Metric | null;
  readonly cohort: CohortQuery;
  readonly variants: readonly string[];
  readonly currency: string;
  readonly left: (reason: string, count: number) => void;
}

async function metricResult(db: D1Database, task: MetricTask): Promise<MetricResult> {
  const { key, role, metric, variants, currency } = task;
  if (metric === null)
    return { metric: key, kind: null, role, direction: null, variants: null, reason: "unknown-metric" };
  const head = { metric: key, kind: metric.kind, role, direction: metric.direction };
  if (!isCounted(metric)) return { ...head, variants: null, reason: "metric-kind-not-implemented" };
  const query = outcomeQuery(metric, task.cohort, currency);
  const outcomes = new Map((await outcomesByVariant(db, query)).map((outcome) => [outcome.variant, outcome]));
  if (metric.kind === "sum") {
    const { otherCurrency, noAmount } = await amountsLeftOut(db, query);
    task.left("other-currency", otherCurrency);
    task.left("no-amount", noAmount);
  }
  return {
    ...head,
    ...(metric.kind === "sum" ? { unit: { currency, decimals: decimalsOf(currency) } } : {}),
    variants: variants.map((variant, index) => {
      const visitors = outcomes.get(index)?.visitors ?? 0;
      const total = Number(outcomes.get(index)?.total ?? 0n);
      const counted = {
        variant,
        visitors,
        total,
        mean: visitors === 0 ? null : total / visitors,
        standardDeviation: null,
        reason: NO_STATISTICS,
      };
      return index === 0 ? counted : Object.assign(counted, NO_EFFECT);
    }),
  };
}

function outcomeQuery(metric: CountedMetric, cohort: CohortQuery, currency: string) {
  return {
    ...cohort,
    event: metric.event,
    kind: metric.kind,
    windowMs: metric.windowHours === null ? null : metric.windowHours * 3_600_000,
    cap: metric.cap,
    currency,
  };
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

/** Toman amounts are added up in rial. */
function sumCurrency(currency: string): string {
  return currency === "IRT" ? "IRR" : currency;
}

function expectedSplit(observed: readonly number[], weights: readonly number[]): number[] {
  const visitors = observed.reduce((sum, count) => sum + count, 0);
  const weight = weights.reduce((sum, part) => sum + part, 0);
  return weights.map((part) => (weight === 0 ? 0 : (visitors * part) / weight));
}
