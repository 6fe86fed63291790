/** Reads the sums of one phase and has them analysed: the answer to `GET …/results` and what the clock looks at. */
import { DAY_MS } from "./day.ts";
import { builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import {
  type AggregateQuery,
  type Aggregates,
  countsBy,
  readAggregates,
  regrouped,
  type Segment,
  type Stage,
  totalMoments,
  totalUnits,
} from "../store/aggregates.ts";
import { experimentByKey, phaseOf, type StoredExperiment, type StoredPhase } from "../store/experiments.ts";
import { countingCurrency } from "../store/pin.ts";
import { analyse } from "./analysis.ts";
import type { AnalysisInput, ResultsBody, Sums } from "./contract.ts";
import { exposedBeforeStart } from "./before-start.ts";
import { rolesOf } from "./judge.ts";
import { windowOf } from "./design.ts";
import { lostSelector } from "./drift.ts";
import type { Warning } from "./warnings.ts";

export interface ResultsQuery {
  /** The running one when null. */
  readonly phase: number | null;
  /** Null: confirmed visitors, and found ones for what happens in the first moments. */
  readonly population: Stage | null;
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

export type Read<T> =
  | ({ readonly ok: true } & T)
  | { readonly ok: false; readonly reason: "unknown-experiment" | "unknown-phase" };

export interface PhaseAsked {
  readonly experiment: StoredExperiment;
  /** Null: it never started. */
  readonly phase: StoredPhase | null;
}

/** Facts known before the exposure: what noise is taken out by, and where a broken split is looked for. */
const STRATA = ["device", "visitor", "source"] as const;

export async function phaseAsked(
  db: D1Database,
  key: string,
  phase: number | null,
): Promise<Read<PhaseAsked>> {
  const experiment = await experimentByKey(db, key);
  if (experiment === null) return { ok: false, reason: "unknown-experiment" };
  const stored = await phaseOf(db, experiment.id, phase ?? experiment.phase);
  if (stored === null && phase !== null) return { ok: false, reason: "unknown-phase" };
  return { ok: true, experiment, phase: stored };
}

export async function experimentResults(
  db: D1Database,
  key: string,
  query: ResultsQuery,
): Promise<Read<{ readonly body: ResultsBody }>> {
  const asked = await phaseAsked(db, key, query.phase);
  if (!asked.ok) return asked;
  return { ok: true, body: analyse(await analysisInput(db, asked, query)) };
}

/** The sums of a phase, with all that an analysis needs to know of it. */
export async function analysisInput(
  db: D1Database,
  { experiment, phase }: PhaseAsked,
  query: ResultsQuery,
): Promise<AnalysisInput> {
  const definition = phase?.definition ?? experiment.definition;
  const asOfMs = query.asOfMs ?? query.nowMs;
  const roles = rolesOf(definition.metrics).filter(
    ({ key }) => query.metric === null || key === query.metric,
  );
  const pinned = phase?.metrics ?? [];
  const metrics = roles.flatMap(({ key }) => {
    const metric = pinned.find((candidate) => candidate.key === key) ?? builtInMetric(key);
    return metric === null ? [] : [metric];
  });
  const reader = new Reader(db, { experiment, phase }, query, pinned, asOfMs);
  const population = query.population ?? "confirmed";
  const { segment } = query;
  const places = new Map(metrics.map((metric) => reader.placeOf(metric)).map((place) => [place.key, place]));
  const isStretched = (phase?.stretches.length ?? 0) > 0;
  // All asked for at once: on the way to D1 they do not wait for each other.
  const [plain, byStretch, causes, waits, sums, segments] = await Promise.all([
    reader.read(population, null, "day"),
    isStretched ? reader.read(population, null, "stretch") : null,
    causesIn(reader, population, isStretched),
    reader.read(population, null, "wait"),
    eachOf(places, (place) => reader.sums(place)),
    segment === null
      ? new Map<string, Aggregates>()
      : eachOf(places, ({ population: own, toDay }) => reader.readBy(segment, own, toDay)),
  ]);
  const nothing: Sums = { population, immature: 0, daily: plain, strata: null, byStretch };
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
        : { name: segment, of: (metric) => segments.get(reader.placeOf(metric).key) ?? NOTHING },
    causes,
    waits,
    notCounted: notCountedOf(metrics, sumsOf, definition.variants.length),
    warnings: warningsOf(plain, phase, asOfMs, reader.dayEndMs),
    metric: query.metric,
  };
}

function warningsOf(
  plain: Aggregates,
  phase: StoredPhase | null,
  asOfMs: number,
  dayEndMs: (day: number) => number,
): Warning[] {
  if (phase === null) return ["not-started"];
  return [
    ...(lostSelector(plain, asOfMs, dayEndMs) ? (["selector-lost"] as const) : []),
    ...(exposedBeforeStart(plain, phase.startedAtMs, dayEndMs) > 0
      ? (["exposures-before-start"] as const)
      : []),
  ];
}

async function eachOf<T>(
  places: ReadonlyMap<string, Place>,
  read: (place: Place) => Promise<T>,
): Promise<Map<string, T>> {
  const all = [...places].map(async ([key, place]) => [key, await read(place)] as const);
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

const NOTHING: Aggregates = { counts: [], sums: [] };

interface Place {
  readonly population: Stage;
  /** Last mature day; null: no limit but the one asked for. */
  readonly toDay: number | null;
  readonly key: string;
}

/** Reads each kind of sums once. */
class Reader {
  readonly #db: D1Database;
  readonly #asked: PhaseAsked;
  readonly #query: ResultsQuery;
  readonly #metrics: readonly Metric[];
  readonly #asOfMs: number;
  readonly #read = new Map<string, Promise<Aggregates>>();

  constructor(
    db: D1Database,
    asked: PhaseAsked,
    query: ResultsQuery,
    metrics: readonly Metric[],
    asOfMs: number,
  ) {
    this.#db = db;
    this.#asked = asked;
    this.#query = query;
    this.#metrics = metrics;
    this.#asOfMs = asOfMs;
  }

  /** When a cohort day ends by the shop's clock. */
  readonly dayEndMs = (day: number): number => {
    const offsets = this.#asked.phase?.rules.offsets ?? [];
    const end = (day + 1) * DAY_MS;
    let offset = offsets[0]?.[1] ?? 0;
    for (const [from, ms] of offsets) if (from <= end - ms) offset = ms;
    return end - offset;
  };

  placeOf(metric: Metric): Place {
    const early = metric.kind === "bounce" || metric.kind === "first_moment";
    const population = this.#query.population ?? (early ? "found" : "confirmed");
    const window = windowOf(metric, this.#metrics);
    if (window === 0) return { population, toDay: null, key: population };
    let day = Math.floor((this.#asOfMs - window) / DAY_MS) + 1;
    while (this.dayEndMs(day) + window > this.#asOfMs) day -= 1;
    return { population, toDay: day, key: `${population} ${day}` };
  }

  async sums({ population, toDay }: Place): Promise<Sums> {
    const hasStretches = (this.#asked.phase?.stretches.length ?? 0) > 0;
    const [daily, all, strata, byStretch] = await Promise.all([
      this.read(population, toDay, "day"),
      this.read(population, null, "day"),
      hasStretches ? null : this.read(population, toDay, STRATA),
      hasStretches ? this.read(population, toDay, "stretch") : null,
    ]);
    const variants = (this.#asked.phase ?? this.#asked.experiment).definition.variants;
    const units = (aggregates: Aggregates): number =>
      variants.reduce((sum, _, index) => sum + totalUnits(aggregates.counts, index, population), 0);
    return { population, immature: units(all) - units(daily), daily, strata, byStretch };
  }

  /** A fact of the strata is made of what is read anyway by all of them. */
  async readBy(segment: Segment, population: Stage, mature: number | null): Promise<Aggregates> {
    const at = STRATA.findIndex((fact) => fact === segment);
    if (at === -1 || (this.#asked.phase?.stretches.length ?? 0) > 0)
      return await this.read(population, mature, segment);
    const strata = await this.read(population, mature, STRATA);
    return regrouped(strata, (group) => (JSON.parse(group) as string[])[at] ?? "");
  }

  async read(population: Stage, mature: number | null, by: AggregateQuery["by"]): Promise<Aggregates> {
    const { experiment, phase } = this.#asked;
    if (phase === null) return NOTHING;
    const { fromDay, toDay, asOfMs } = this.#query;
    const last = mature === null ? toDay : toDay === null ? mature : Math.min(mature, toDay);
    const key = JSON.stringify([population, last, by]);
    const known = this.#read.get(key);
    if (known !== undefined) return await known;
    const read = readAggregates(this.#db, {
      experiment: experiment.id,
      phase: phase.phase,
      population,
      fromDay,
      toDay: last,
      by,
      asOfMs,
    });
    this.#read.set(key, read);
    return await read;
  }
}

/**
 * Where a broken split may come from, by the stretch and the value. Where the weights never changed, by each fact alone
 * what is read anyway by all of them, and by day.
 */
async function causesIn(
  reader: Reader,
  population: Stage,
  isStretched: boolean,
): Promise<AnalysisInput["causes"]> {
  const [days, facts, browsers] = await Promise.all([
    reader.read(population, null, isStretched ? ["stretch", "day"] : "day"),
    reader.read(population, null, isStretched ? ["stretch", ...STRATA] : STRATA),
    reader.read(population, null, ["stretch", "browser"]),
  ]);
  const placed = ({ counts }: Aggregates, of: (group: string) => readonly [string, string]): Aggregates => ({
    counts: countsBy(counts, (group) => JSON.stringify(of(group))),
    sums: [],
  });
  const ofFacts =
    (at: number) =>
    (group: string): [string, string] => {
      const values = JSON.parse(group) as string[];
      const [stretch = "0"] = isStretched ? values : [];
      return [stretch, values[isStretched ? at + 1 : at] ?? ""];
    };
  return [
    { segment: "day", aggregates: isStretched ? days : placed(days, (day) => ["0", day]) },
    ...STRATA.map((segment, index) => ({ segment, aggregates: placed(facts, ofFacts(index)) })),
    { segment: "browser", aggregates: browsers },
  ];
}

function notCountedOf(
  metrics: readonly Metric[],
  sumsOf: (metric: Metric) => Sums,
  variants: number,
): { readonly [reason: string]: number } {
  const counts: Record<string, number> = {};
  const add = (reason: string, count: bigint): void => {
    if (count > 0n) counts[reason] = (counts[reason] ?? 0) + Number(count);
  };
  for (const metric of metrics) {
    if (metric.kind !== "sum" && metric.kind !== "mean") continue;
    for (let variant = 0; variant < variants; variant += 1) {
      const moments = totalMoments(sumsOf(metric).daily.sums, metric.key, variant);
      add(metric.kind === "sum" ? "other-currency" : "not-a-score", moments.otherCurrency);
      add("no-amount", moments.noAmount);
    }
  }
  return counts;
}
