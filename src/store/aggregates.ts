/**
 * Sums out of the rollups: everything that results and statistics are made of. Reading costs the days and cells there
 * are, however many visitors stand behind them.
 */
import { CELLS, UNIT_CELLS } from "./cell.ts";
import { addMoments, MOMENT_COLUMNS, type Moments, momentsOf, NO_MOMENTS } from "./moments.ts";

export type Stage = "assigned" | "found" | "confirmed" | "seen";

export const STAGES = ["assigned", "found", "confirmed", "seen"] as const satisfies readonly Stage[];

/** What results can be split by. `payment` splits what was bought, not who was there: every method has all units. */
export const SEGMENTS = [
  "device",
  "country",
  "region",
  "language",
  "visitor",
  "stage",
  "source",
  "stretch",
  "payment",
] as const;
export type Segment = (typeof SEGMENTS)[number];

/** Facts that can be combined: of one kind of cell, or the day with them. */
type Stratum = "stretch" | "day" | "device" | "visitor" | "source" | "browser";

export interface AggregateQuery {
  readonly experiment: number;
  readonly phase: number;
  /** Sums are over units that reached this stage. */
  readonly population: Stage;
  /** First and last day of the cohort, in days since the epoch by the shop's clock, both included; null: no limit. */
  readonly fromDay: number | null;
  readonly toDay: number | null;
  /**
   * One group a day; one a value of the segment; one for every combination of several facts (strata); one a step of the
   * first byte's time (src/store/cell.ts). Of `browser` and `wait` only units are known, nothing that they did.
   */
  readonly by: "day" | "wait" | Segment | readonly Stratum[];
  /** Whose sums; null: of all; none: only units are counted. */
  readonly metrics: readonly string[] | null;
}

/** One metric of a phase, among units that reached a stage: what is asked of raw rows. */
export interface MetricQuery {
  readonly experiment: number;
  readonly phase: number;
  readonly metric: string;
  readonly population: Stage;
}

/** Units of one variant in one group, at each stage. */
export interface UnitCount {
  readonly group: string;
  /** Index among the phase's variants; -1: reported in two variants, and so in none. */
  readonly variant: number;
  readonly units: { readonly [stage in Stage]: number };
}

export interface MetricSum {
  readonly group: string;
  readonly metric: string;
  readonly variant: number;
  /** Of the units that did something; all others are zeros. `n` is the count of units of the population. */
  readonly moments: Moments;
}

/**
 * Groups are the day's number, the segment's value (empty: unknown), or a JSON array of the facts' values.
 * Ordered by group, metric, variant, so that equal tables give equal bytes.
 */
export interface Aggregates {
  readonly counts: readonly UnitCount[];
  readonly sums: readonly MetricSum[];
}

const IN_COHORT =
  "experiment = ?1 AND phase = ?2 AND (?3 IS NULL OR day >= ?3) AND (?4 IS NULL OR day <= ?4)";

export const NO_AGGREGATES: Aggregates = { counts: [], sums: [] };

export async function readAggregates(db: D1Database, query: AggregateQuery): Promise<Aggregates> {
  const [aggregates] = await readManyAggregates(db, [query]);
  return aggregates ?? NO_AGGREGATES;
}

/** What each of several questions comes to, in one batch: all of them see the same state of the database. */
export async function readManyAggregates(
  db: D1Database,
  queries: readonly AggregateQuery[],
): Promise<Aggregates[]> {
  const statements: D1PreparedStatement[] = [];
  const known = new Map<string, number>();
  // Units are the same whatever was done by them.
  const unitsAt = (query: AggregateQuery): number => {
    const key = JSON.stringify({ ...query, population: null, metrics: null });
    const at = known.get(key) ?? statements.push(unitsStatement(db, query)) - 1;
    known.set(key, at);
    return at;
  };
  const asked = queries.map((query) => ({
    units: unitsAt(query),
    sums: query.metrics?.length === 0 ? null : statements.push(sumsStatement(db, query)) - 1,
  }));
  const results = await db.batch<{ rows: string }>(statements);
  return asked.map(({ units, sums }) => ({
    counts: rowsOf(results[units]).map(countOf),
    sums: sums === null ? [] : sumsOf(rowsOf(results[sums])),
  }));
}

const COUNTS: readonly string[] = STAGES;

function unitsStatement(db: D1Database, query: AggregateQuery): D1PreparedStatement {
  const { by } = query;
  const where = `${IN_COHORT} AND kind = '${by === "payment" ? "" : kindOf(by)}'`;
  const group = by === "payment" ? "''" : groupOf(by);
  return db
    .prepare(grouped(`rollup_units WHERE ${where}`, by, group, ["variant"], COUNTS))
    .bind(...boundOf(query));
}

function sumsStatement(db: D1Database, query: AggregateQuery): D1PreparedStatement {
  const { by, population, metrics } = query;
  const where = `${IN_COHORT} AND kind = '${kindOf(by)}' AND level >= ?5
    AND (?6 IS NULL OR metric IN (SELECT value FROM json_each(?6)))`;
  return db
    .prepare(
      grouped(`rollups WHERE ${where}`, by, groupOf(by), ["metric", "variant", "part"], MOMENT_COLUMNS),
    )
    .bind(
      ...boundOf(query),
      STAGES.indexOf(population) + 1,
      metrics === null ? null : JSON.stringify(metrics),
    );
}

/** Columns summed by the group and by `keys`, as one JSON text: D1 takes longer for rows than for the sums themselves. */
function grouped(
  from: string,
  by: AggregateQuery["by"],
  group: string,
  keys: readonly string[],
  columns: readonly string[],
): string {
  const sums = columns.map((column) => `sum(${column}) AS ${column}`).join(", ");
  const names = keys.join(", ");
  // What facts a cell has is worked out once for all its rows.
  const rows = hasDay(by) ? from : `(SELECT cell, ${names}, ${sums} FROM ${from} GROUP BY cell, ${names})`;
  return `SELECT json_group_array(json_array(g, ${names}, ${columns.join(", ")})) AS rows FROM (
    SELECT ${group} AS g, ${names}, ${sums} FROM ${rows} GROUP BY g, ${names} ORDER BY g, ${names})`;
}

const hasDay = (by: AggregateQuery["by"]): boolean =>
  by === "day" || (typeof by !== "string" && by.includes("day"));

const boundOf = ({ experiment, phase, fromDay, toDay }: AggregateQuery): (number | null)[] => [
  experiment,
  phase,
  fromDay,
  toDay,
];

/** Facts by the kind of cell that has them. */
export const FACTS: { readonly [kind: string]: readonly string[] } = { ...CELLS, ...UNIT_CELLS };

function groupOf(by: AggregateQuery["by"]): string {
  if (typeof by !== "string") return `json_array(${by.map((fact) => factOf(fact, kindOf(by))).join(", ")})`;
  return by === "payment" || by === "wait" ? `substr(cell, ${by.length + 2})` : factOf(by, kindOf(by));
}

function factOf(fact: string, kind: string): string {
  if (fact === "day") return "CAST(day AS TEXT)";
  const place = FACTS[kind]?.indexOf(columnOf(fact)) ?? -1;
  return `coalesce(CAST(substr(cell, ${kind.length + 2})->>${place} AS TEXT), '')`;
}

export function columnOf(fact: string): string {
  return fact === "visitor" ? "visitor_kind" : fact;
}

/** The kind of cell that has all of these facts; empty: everyone's. */
export function kindOf(by: AggregateQuery["by"]): string {
  if (by === "day") return "";
  if (by === "payment" || by === "wait") return by;
  const asked = (typeof by === "string" ? [by] : by).filter((fact) => fact !== "day").map(columnOf);
  return Object.keys(FACTS).find((kind) => asked.every((fact) => FACTS[kind]?.includes(fact))) ?? "";
}

type Row = readonly (string | number)[];

/** Limbs stay below 2⁵³ for twenty million units a group and variant, so JSON numbers hold them. */
function rowsOf(result: D1Result<{ rows: string }> | undefined): Row[] {
  return JSON.parse(result?.results[0]?.rows ?? "[]") as Row[];
}

function countOf([group, variant, assigned, found, confirmed, seen]: Row): UnitCount {
  const units = {
    assigned: Number(assigned),
    found: Number(found),
    confirmed: Number(confirmed),
    seen: Number(seen),
  };
  return { group: String(group), variant: Number(variant), units };
}

/** The parts of one sum follow each other. */
function sumsOf(rows: readonly Row[]): MetricSum[] {
  const sums: MetricSum[] = [];
  for (const [group, metric, variant, part, ...numbers] of rows) {
    const row: Record<string, unknown> = { part };
    for (const [index, column] of MOMENT_COLUMNS.entries()) row[column] = numbers[index];
    const moments = momentsOf(row);
    const last = sums.at(-1);
    if (last !== undefined && last.group === group && last.metric === metric && last.variant === variant)
      sums[sums.length - 1] = { ...last, moments: addMoments(last.moments, moments) };
    else sums.push({ group: String(group), metric: String(metric), variant: Number(variant), moments });
  }
  return sums;
}

/** Of some groups together: `of` says which. */
export function totalMoments(
  sums: readonly MetricSum[],
  metric: string,
  variant: number,
  of: (group: string) => boolean = () => true,
): Moments {
  return sums
    .filter((sum) => sum.metric === metric && sum.variant === variant && of(sum.group))
    .reduce((total, { moments }) => addMoments(total, moments), NO_MOMENTS);
}

export function totalUnits(
  counts: readonly UnitCount[],
  variant: number,
  stage: Stage,
  of: (group: string) => boolean = () => true,
): number {
  return counts
    .filter((count) => count.variant === variant && of(count.group))
    .reduce((total, { units }) => total + units[stage], 0);
}

/** In other groups, made of those that there are; ordered as they are read. */
export function regrouped({ counts, sums }: Aggregates, into: (group: string) => string): Aggregates {
  const found = new Map<string, MetricSum>();
  for (const sum of sums) {
    const group = into(sum.group);
    const key = JSON.stringify([group, sum.metric, sum.variant]);
    const known = found.get(key)?.moments;
    const moments = known === undefined ? sum.moments : addMoments(known, sum.moments);
    found.set(key, { ...sum, group, moments });
  }
  const rank = (one: string, other: string): number => (one < other ? -1 : Number(one > other));
  return {
    counts: countsBy(counts, into),
    sums: [...found.values()].sort(
      (one, other) =>
        rank(one.group, other.group) || rank(one.metric, other.metric) || one.variant - other.variant,
    ),
  };
}

/** Of the units only. */
export function countsBy(counts: readonly UnitCount[], into: (group: string) => string): UnitCount[] {
  const found = new Map<string, UnitCount>();
  for (const { group: from, variant, units } of counts) {
    const group = into(from);
    const key = JSON.stringify([group, variant]);
    const known = found.get(key)?.units;
    const sums = STAGES.map((stage) => [stage, units[stage] + (known?.[stage] ?? 0)]);
    found.set(key, { group, variant, units: Object.fromEntries(sums) as UnitCount["units"] });
  }
  return [...found.values()].sort(
    (one, other) =>
      (one.group < other.group ? -1 : Number(one.group > other.group)) || one.variant - other.variant,
  );
}

/**
 * Turned round, for metrics that are kept as their opposite (`isComplement`): x becomes 1 − x for each of `units` units.
 */
export function complement(moments: Moments, units: number): Moments {
  const n = BigInt(units);
  return {
    ...moments,
    units: n,
    converted: n - moments.converted,
    x: n - moments.x,
    raw: n - moments.raw,
    xx: n - 2n * moments.x + moments.xx,
    xc: moments.c - moments.xc,
    xd: moments.d - moments.xd,
  };
}
