/** Reads the sums of one phase and has them analysed: the answer to `GET …/results` and what the clock looks at. */
import { builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import { type Aggregates, NO_AGGREGATES, totalMoments } from "../store/aggregates.ts";
import { experimentByKey, phaseOf, type StoredPhase } from "../store/experiments.ts";
import type { Moments } from "../store/moments.ts";
import { countingCurrency } from "../store/pin.ts";
import { stateAt } from "../store/revisions.ts";
import { isTooLarge } from "../store/then.ts";
import { analyse } from "./analysis.ts";
import type { AnalysisInput, ResultsBody, Sums } from "./contract.ts";
import { exposedBeforeStart } from "./before-start.ts";
import { placeTrouble } from "./drift.ts";
import { type PhaseAsked, type Place, Reader, type ResultsQuery } from "./reader.ts";
import { rolesOf } from "./design.ts";
import type { Warning } from "./warnings.ts";

export type { PhaseAsked, ResultsQuery } from "./reader.ts";

export type Unreadable =
  | "unknown-experiment"
  | "unknown-phase"
  | "sealed-phase"
  | "too-many-visitors"
  | "unknown-metric";

export type Read<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly reason: Unreadable };

/**
 * A phase, as it was at an instant: what happened to the experiment later is not known. Null: now. Of a sealed phase, and
 * of one with very many visitors, only now can be told.
 */
export async function phaseAsked(
  db: D1Database,
  key: string,
  phase: number | null,
  asOfMs: number | null = null,
): Promise<Read<PhaseAsked>> {
  const experiment = await experimentByKey(db, key);
  if (experiment === null) return { ok: false, reason: "unknown-experiment" };
  const then = asOfMs === null ? null : await stateAt(db, experiment.id, asOfMs);
  const stored = await phaseOf(db, experiment.id, phase ?? then?.phase ?? experiment.phase);
  if (stored === null && phase !== null) return { ok: false, reason: "unknown-phase" };
  if (asOfMs === null) return { ok: true, experiment, phase: stored };
  if (isSealed({ phase: stored })) return { ok: false, reason: "sealed-phase" };
  if (stored === null || stored.startedAtMs > asOfMs)
    return { ok: true, experiment: { ...experiment, status: "draft", ...then }, phase: null };
  if (await isTooLarge(db, { experiment: experiment.id, phase: stored.phase, asOfMs }))
    return { ok: false, reason: "too-many-visitors" };
  return { ok: true, experiment: { ...experiment, ...then }, phase: knownAt(asOfMs, stored) };
}

/** Its raw rows are gone, or go: what only they can tell is not known any more. */
export function isSealed({ phase }: Pick<PhaseAsked, "phase">): boolean {
  return phase !== null && phase.sealedAtMs !== null;
}

function knownAt(asOfMs: number, phase: StoredPhase): StoredPhase {
  return {
    ...phase,
    endedAtMs: phase.endedAtMs !== null && phase.endedAtMs > asOfMs ? null : phase.endedAtMs,
    // Weights are written down some minutes before they begin.
    stretches: phase.stretches.filter(({ fromMs }) => fromMs <= asOfMs),
  };
}

export async function experimentResults(
  db: D1Database,
  key: string,
  query: ResultsQuery,
): Promise<Read<{ readonly body: ResultsBody }>> {
  const read = await phaseInput(db, key, query);
  return read.ok ? { ok: true, body: analyse(read.input) } : read;
}

/** All of the newest phase, as of now. */
export function wholePhase(nowMs: number): ResultsQuery {
  return {
    phase: null,
    population: null,
    asOfMs: null,
    nowMs,
    segment: null,
    metric: null,
    fromDay: null,
    toDay: null,
  };
}

/** The sums of what is asked for, where it is there. */
export async function phaseInput(
  db: D1Database,
  key: string,
  query: ResultsQuery,
): Promise<Read<{ readonly input: AnalysisInput }>> {
  const asked = await phaseAsked(db, key, query.phase, query.asOfMs);
  if (!asked.ok) return asked;
  const { metrics } = (asked.phase ?? asked.experiment).definition;
  if (query.metric !== null && rolesOf(metrics).every((one) => one.key !== query.metric))
    return { ok: false, reason: "unknown-metric" };
  return { ok: true, input: await analysisInput(db, asked, query) };
}

/** The sums of a phase, with all that an analysis needs to know of it. */
export async function analysisInput(
  db: D1Database,
  { experiment, phase }: PhaseAsked,
  query: ResultsQuery,
): Promise<AnalysisInput> {
  const definition = phase?.definition ?? experiment.definition;
  const asOfMs = query.asOfMs ?? query.nowMs;
  const roles = rolesOf(definition.metrics);
  const pinned = phase?.metrics ?? [];
  const metrics = roles.flatMap(({ key }) => {
    const metric = pinned.find((candidate) => candidate.key === key) ?? builtInMetric(key);
    return metric === null ? [] : [metric];
  });
  const reader = new Reader(db, { experiment, phase }, query, pinned, asOfMs);
  const population = query.population ?? "confirmed";
  const { segment } = query;
  // Counted are the moments of the journey too.
  const places = reader.placesOf([...pinned, ...metrics], metrics);
  const isStretched = (phase?.stretches.length ?? 0) > 0;
  const [plain, byStretch, causes, waits, sums, segments] = await Promise.all([
    reader.read(population, null, "day"),
    isStretched ? reader.read(population, null, "stretch", []) : null,
    reader.causes(population),
    reader.read(population, null, "wait", []),
    eachOf(places, (place) => reader.sums(place)),
    segment === null
      ? new Map<string, Aggregates>()
      : eachOf(places, (place) => reader.sumsBy(segment, place)),
  ]);
  const nothing: Sums = { population, immature: 0, planned: null, daily: plain, strata: null, byStretch };
  const sumsOf = (metric: Metric): Sums => sums.get(reader.placeOf(metric).key) ?? nothing;
  return {
    experiment: experiment.key,
    status: experiment.status,
    phase: phase?.phase ?? experiment.phase,
    definition,
    metrics: pinned,
    currency: countingCurrency(phase?.currency ?? "USD"),
    started: phase !== null,
    startedAtMs: phase?.startedAtMs ?? null,
    ended: phase !== null && (phase.endedAtMs !== null || experiment.status === "finished"),
    endedAtMs: phase?.endedAtMs ?? null,
    asOfMs,
    sums: nothing,
    sumsOf,
    stretches: stretchesOf(phase),
    segment:
      segment === null
        ? null
        : { name: segment, of: (metric) => segments.get(reader.placeOf(metric).key) ?? NO_AGGREGATES },
    causes,
    waits,
    notCounted: notCountedOf(metrics, pinned, sumsOf, definition.variants.length),
    place: phase === null ? null : placeTrouble(plain, asOfMs, reader.dayEndMs),
    warnings: warningsOf(plain, phase, query, reader.dayEndMs),
    metric: query.metric,
  };
}

function warningsOf(
  plain: Aggregates,
  phase: StoredPhase | null,
  { fromDay, toDay }: ResultsQuery,
  dayEndMs: (day: number) => number,
): Warning[] {
  if (phase === null) return ["not-started"];
  return [
    ...(exposedBeforeStart(plain, phase.startedAtMs, dayEndMs) > 0
      ? (["exposures-before-start"] as const)
      : []),
    ...(fromDay === null && toDay === null ? [] : (["days-chosen"] as const)),
  ];
}

async function eachOf<T>(
  places: readonly Place[],
  read: (place: Place) => Promise<T>,
): Promise<Map<string, T>> {
  const all = places.map(async (place) => [place.key, await read(place)] as const);
  return new Map(await Promise.all(all));
}

/** By their number, the first being the definition's; one entry where the weights never changed. */
function stretchesOf(phase: StoredPhase | null): AnalysisInput["stretches"] {
  if (phase === null) return [];
  const first = { fromMs: null, weights: phase.definition.variants.map(({ weight }) => weight) };
  return [first, ...phase.stretches].map(({ fromMs, weights }, index) => ({
    name: String(index),
    fromMs,
    weights,
  }));
}

/** What became of money and scores that were not added up; an order that two metrics leave out is one order. */
function notCountedOf(
  metrics: readonly Metric[],
  pinned: readonly Metric[],
  sumsOf: (metric: Metric) => Sums,
  variants: number,
): { readonly [reason: string]: number } {
  const byEvent = new Map<string, Map<string, number>>();
  for (const metric of metrics) {
    const counted = metric.kind === "ratio" ? pinned.find(({ key }) => key === metric.numerator) : metric;
    if (counted?.kind !== "sum" && counted?.kind !== "net_sum" && counted?.kind !== "mean") continue;
    const reasons = byEvent.get(counted.event) ?? new Map<string, number>();
    byEvent.set(counted.event, reasons);
    const { sums } = sumsOf(metric).daily;
    const moments = Array.from({ length: variants }, (_, variant) => totalMoments(sums, metric.key, variant));
    const most = (reason: string, of: (one: Moments) => bigint): void => {
      const count = Number(moments.reduce((sum, one) => sum + of(one), 0n));
      if (count > 0) reasons.set(reason, Math.max(reasons.get(reason) ?? 0, count));
    };
    most(counted.kind === "mean" ? "not-a-score" : "other-currency", (one) => one.otherCurrency);
    most("no-amount", (one) => one.noAmount);
  }
  const counts: Record<string, number> = {};
  for (const reasons of byEvent.values())
    for (const [reason, count] of reasons) counts[reason] = (counts[reason] ?? 0) + count;
  return counts;
}
