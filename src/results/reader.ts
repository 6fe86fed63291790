/** The sums of one phase, as an analysis asks for them: each kind is read once, and only what has matured counts. */
import type { Experiment } from "../domain/experiment.schema.ts";
import type { Metric } from "../domain/metric.schema.ts";
import {
  type AggregateQuery,
  type Aggregates,
  countsBy,
  NO_AGGREGATES,
  readManyAggregates,
  regrouped,
  type Segment,
  type Stage,
} from "../store/aggregates.ts";
import type { StoredExperiment, StoredPhase } from "../store/experiments.ts";
import { aggregatesThen, type Recount, recountThen } from "../store/then.ts";
import type { AnalysisInput, Sums } from "./contract.ts";
import { DAY_MS } from "./day.ts";
import { type Design, designOf, isPlanned, populationOf, type Role, rolesOf, windowOf } from "./design.ts";
import { plannedDay, unitsOf, upTo } from "./planned.ts";

export interface ResultsQuery {
  /** The running one when null. */
  readonly phase: number | null;
  /** Null: confirmed visitors, and found ones for what happens in the first moments. */
  readonly population: Stage | null;
  /** Now when null. */
  readonly asOfMs: number | null;
  readonly nowMs: number;
  readonly segment: Segment | null;
  /** Only this one is answered, judged among all; null: all. */
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

/**
 * Facts known before the exposure: what noise is taken out by, and where a broken split is looked for. Where the weights
 * never changed, all are of one stretch.
 */
const STRATA = ["stretch", "device", "visitor", "source"] as const;
const factsOf = (group: string): readonly string[] => JSON.parse(group) as string[];

/** Metrics that are read together: of one population, up to one day. */
export interface Place {
  readonly key: string;
  readonly population: Stage;
  /** Last mature day; null: no limit but the one asked for. */
  readonly toDay: number | null;
  /** Judged at a planned size: nothing after the day that reached it. */
  readonly plan: Design | null;
  /** Of its metrics those that are tested, not only counted. */
  readonly judged: readonly string[];
}

/**
 * What is asked for in one turn goes to the database together: one way there and back, and all of it sees the same state.
 * Nothing is asked for twice.
 */
export class Reader {
  readonly #db: D1Database;
  readonly #asked: PhaseAsked;
  readonly #query: ResultsQuery;
  readonly #metrics: readonly Metric[];
  readonly #asOfMs: number;
  readonly #definition: Experiment;
  readonly #roles: ReadonlyMap<string, Role>;
  readonly #known = new Map<string, Promise<Aggregates>>();
  #waiting: AggregateQuery[] = [];
  #answers: Promise<Aggregates[]> | null = null;
  /** Of an earlier instant: counted once for all that is asked. */
  #recount: Promise<Recount> | null = null;

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
    this.#definition = (asked.phase ?? asked.experiment).definition;
    this.#roles = new Map(rolesOf(this.#definition.metrics).map(({ key, role }) => [key, role]));
  }

  /** When a cohort day ends by the shop's clock. */
  readonly dayEndMs = (day: number): number => {
    const offsets = this.#asked.phase?.rules.offsets ?? [];
    const end = (day + 1) * DAY_MS;
    let offset = offsets[0]?.[1] ?? 0;
    for (const [from, ms] of offsets) if (from <= end - ms) offset = ms;
    return end - offset;
  };

  readonly placeOf = (metric: Metric): Omit<Place, "judged"> => {
    const population = this.#query.population ?? populationOf(metric);
    const window = windowOf(metric, this.#metrics);
    const plan = this.#planOf(metric);
    // A planned sample is of whole days: the day that goes on would be looked at again and again.
    if (window === 0 && plan === null) return { key: population, population, toDay: null, plan };
    let day = Math.floor((this.#asOfMs - window) / DAY_MS) + 1;
    while (this.dayEndMs(day) + window > this.#asOfMs) day -= 1;
    return { key: `${population} ${day} ${plan?.method ?? ""}`, population, toDay: day, plan };
  };

  #planOf(metric: Metric): Design | null {
    const role = this.#roles.get(metric.key);
    if (role === undefined) return null;
    const design = designOf(this.#definition, metric, role);
    return isPlanned(design) ? design : null;
  }

  placesOf(counted: readonly Metric[], judged: readonly Metric[]): Place[] {
    const places = new Map(counted.map(this.placeOf).map((place) => [place.key, place]));
    return [...places.values()].map((place) => ({
      ...place,
      judged: judged.filter((metric) => this.placeOf(metric).key === place.key).map(({ key }) => key),
    }));
  }

  async sums(place: Place): Promise<Sums> {
    const { population, judged } = place;
    // Without a plan nothing is waited for, so that it goes into the batch.
    const day = place.plan === null ? null : await this.#plannedDay(place);
    const last = day ?? place.toDay;
    const [all, strata, byStretch] = await Promise.all([
      this.read(population, null, "day"),
      this.#isStretched || judged.length === 0 ? null : this.read(population, last, STRATA, judged),
      this.#isStretched ? this.read(population, last, "stretch", judged) : null,
    ]);
    const mature = place.toDay === null ? all : upTo(place.toDay, all);
    const daily = day === null ? mature : upTo(day, mature);
    const visitors = [all, mature, daily].map((aggregates) => unitsOf(aggregates, population));
    const [came = 0, matured = 0, counted = 0] = visitors;
    // Once the plan is fulfilled, nobody is waited for.
    return day === null
      ? { population, immature: came - matured, planned: null, daily, strata, byStretch }
      : { population, immature: 0, planned: { day, later: came - counted }, daily, strata, byStretch };
  }

  /** A fact of the strata is made of what is read anyway by all of them. */
  async sumsBy(segment: Segment, place: Place): Promise<Aggregates> {
    const { population, judged } = place;
    if (judged.length === 0) return NO_AGGREGATES;
    const last = (place.plan === null ? null : await this.#plannedDay(place)) ?? place.toDay;
    const at = STRATA.findIndex((fact) => fact === segment);
    if (this.#isStretched || at < 0) return await this.read(population, last, segment, judged);
    const strata = await this.read(population, last, STRATA, judged);
    return regrouped(strata, (group) => factsOf(group)[at] ?? "");
  }

  /** Of the whole phase, whatever days are asked for. */
  async #plannedDay({ population, toDay, plan }: Place): Promise<number | null> {
    if (plan === null || toDay === null) return null;
    const all = await this.#readDays({ population, by: "day", metrics: [], fromDay: null, toDay });
    return plannedDay(all, population, plan);
  }

  /** Where a broken split may come from: units by the stretch and the value of each fact. */
  async causes(population: Stage): Promise<AnalysisInput["causes"]> {
    const [days, facts, browsers] = await Promise.all([
      this.#isStretched
        ? this.read(population, null, ["stretch", "day"], [])
        : this.read(population, null, "day").then((all) => counted(all, (day) => JSON.stringify(["0", day]))),
      this.read(population, null, STRATA, []),
      this.read(population, null, ["stretch", "browser"], []),
    ]);
    return [
      { segment: "day", aggregates: days },
      ...STRATA.slice(1).map((segment, index) => ({
        segment,
        aggregates: counted(facts, (group) => {
          const [stretch, ...values] = factsOf(group);
          return JSON.stringify([stretch, values[index]]);
        }),
      })),
      { segment: "browser", aggregates: browsers },
    ];
  }

  /** `mature`: the last day that counts. `metrics`: as `AggregateQuery` has them. */
  async read(
    population: Stage,
    mature: number | null,
    by: AggregateQuery["by"],
    metrics: readonly string[] | null = null,
  ): Promise<Aggregates> {
    const { fromDay, toDay } = this.#query;
    const last = mature === null ? toDay : Math.min(mature, toDay ?? mature);
    return await this.#readDays({ population, fromDay, toDay: last, by, metrics });
  }

  async #readDays(
    asked: Pick<AggregateQuery, "population" | "fromDay" | "toDay" | "by" | "metrics">,
  ): Promise<Aggregates> {
    const { experiment, phase } = this.#asked;
    if (phase === null) return NO_AGGREGATES;
    const query: AggregateQuery = {
      experiment: experiment.id,
      phase: phase.phase,
      ...asked,
    };
    const key = JSON.stringify(query);
    const known = this.#known.get(key) ?? this.#ask(query);
    this.#known.set(key, known);
    return await known;
  }

  async #ask(query: AggregateQuery): Promise<Aggregates> {
    const { asOfMs, segment } = this.#query;
    if (asOfMs !== null) {
      const { experiment, phase } = query;
      this.#recount ??= recountThen(
        this.#db,
        { experiment, phase, asOfMs },
        segment === null ? [] : [segment],
      );
      return aggregatesThen(await this.#recount, query);
    }
    const at = this.#waiting.push(query) - 1;
    this.#answers ??= Promise.resolve().then(async () => {
      const queries = this.#waiting;
      [this.#waiting, this.#answers] = [[], null];
      return await readManyAggregates(this.#db, queries);
    });
    const answers = await this.#answers;
    return answers[at] ?? NO_AGGREGATES;
  }

  get #isStretched(): boolean {
    return (this.#asked.phase?.stretches.length ?? 0) > 0;
  }
}

function counted({ counts }: Aggregates, into: (group: string) => string): Aggregates {
  return { counts: countsBy(counts, into), sums: [] };
}
