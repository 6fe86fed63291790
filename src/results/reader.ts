/** The sums of one phase, as an analysis asks for them: each kind is read once, and only what has matured counts. */
import type { Metric } from "../domain/metric.schema.ts";
import {
  type AggregateQuery,
  type Aggregates,
  countsBy,
  readAggregates,
  regrouped,
  type Segment,
  type Stage,
  totalUnits,
} from "../store/aggregates.ts";
import type { StoredExperiment, StoredPhase } from "../store/experiments.ts";
import type { AnalysisInput, Sums } from "./contract.ts";
import { DAY_MS } from "./day.ts";
import { windowOf } from "./design.ts";

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

export interface PhaseAsked {
  readonly experiment: StoredExperiment;
  /** Null: it never started. */
  readonly phase: StoredPhase | null;
}

/** Facts known before the exposure: what noise is taken out by, and where a broken split is looked for. */
const STRATA = ["device", "visitor", "source"] as const;

export const NOTHING: Aggregates = { counts: [], sums: [] };

export interface Place {
  readonly population: Stage;
  /** Last mature day; null: no limit but the one asked for. */
  readonly toDay: number | null;
  readonly key: string;
}

/** Reads each kind of sums once. */
export class Reader {
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
export async function causesIn(
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
