/**
 * Sums out of the rollups: everything that results and statistics are made of. Reading costs the days and cells there
 * are, however many visitors stand behind them.
 */
import { CELL_FACTS } from "./cell.ts";
import { addMoments, MOMENT_COLUMNS, type Moments, momentsOf, NO_MOMENTS } from "./moments.ts";
import { recountStatements } from "./recount.ts";

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

export interface AggregateQuery {
  readonly experiment: number;
  readonly phase: number;
  /** Sums are over units that reached this stage. */
  readonly population: Stage;
  /** First and last day of the cohort, in days since the epoch by the shop's clock, both included; null: no limit. */
  readonly fromDay: number | null;
  readonly toDay: number | null;
  /** One group a day; one a value of the segment; or one for every combination of several facts (strata). */
  readonly by: "day" | Segment | readonly Exclude<Segment, "payment">[];
  /**
   * As it was known at an earlier instant: counted from the raw rows, as long as they are kept, which takes as long as
   * there are visitors. Null: now, from the rollups.
   */
  readonly asOfMs: number | null;
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

const IN_COHORT = `experiment = ?1 AND phase = ?2 AND (?3 IS NULL OR day >= ?3) AND (?4 IS NULL OR day <= ?4)`;

export async function readAggregates(db: D1Database, query: AggregateQuery): Promise<Aggregates> {
  if (query.asOfMs !== null) return await countedAsOf(db, query, query.asOfMs);
  const byDay = query.by === "day";
  const payment = query.by === "payment";
  const group = byDay ? "day" : "cell";
  // Cells are JSON arrays, payment methods begin with a `p`, everyone's cell is empty.
  const units = byDay || payment ? "cell = ''" : "cell BETWEEN '[' AND '\\'";
  const sums = payment ? "cell BETWEEN 'payment:' AND 'payment;'" : units;
  const cohort = [query.experiment, query.phase, query.fromDay, query.toDay];
  const [counted, summed] = await db.batch<{ rows: string }>([
    db
      .prepare(
        `SELECT json_group_array(json_array(g, variant, assigned, found, confirmed, seen)) AS rows FROM (
           SELECT ${payment ? "''" : group} AS g, variant, ${STAGES.map((stage) => `sum(${stage}) AS ${stage}`).join(", ")}
           FROM rollup_units WHERE ${IN_COHORT} AND ${units} GROUP BY g, variant)`,
      )
      .bind(...cohort),
    db
      .prepare(
        `SELECT json_group_array(json_array(g, metric, variant, ${MOMENT_COLUMNS.join(", ")})) AS rows FROM (
           SELECT ${group} AS g, metric, variant, ${MOMENT_COLUMNS.map((column) => `sum(${column}) AS ${column}`).join(", ")}
           FROM rollups WHERE ${IN_COHORT} AND ${sums} AND level >= ?5 GROUP BY g, metric, variant)`,
      )
      .bind(...cohort, STAGES.indexOf(query.population) + 1),
  ]);
  const name = namer(query.by);
  return {
    counts: countsOf(rowsOf(counted), name),
    sums: sumsOf(rowsOf(summed), name),
  };
}

async function countedAsOf(db: D1Database, query: AggregateQuery, asOfMs: number): Promise<Aggregates> {
  const { experiment, phase, fromDay, toDay, by, population } = query;
  const statements = recountStatements(db, { experiment, phase, asOfMs, units: null });
  const [counted, summed] = await db.batch<
    { cell: string; day: number } & { [column: string]: string | number }
  >(statements);
  const kind = by === "day" ? "" : by === "payment" ? "p" : "[";
  const isAsked = (row: { cell: string; day: number }, place: string): boolean =>
    row.cell.slice(0, 1) === place &&
    (fromDay === null || row.day >= fromDay) &&
    (toDay === null || row.day <= toDay);
  const group = (row: { cell: string; day: number }): string | number => (by === "day" ? row.day : row.cell);
  const columns = (
    row: { [column: string]: string | number },
    names: readonly string[],
  ): (string | number)[] => names.map((column) => row[column] ?? 0);
  const name = namer(by);
  const counts = (counted?.results ?? [])
    .filter((row) => isAsked(row, by === "payment" ? "" : kind))
    .map((row): Row => [by === "payment" ? "" : group(row), ...columns(row, ["variant", ...STAGES])]);
  const sums = (summed?.results ?? [])
    .filter((row) => isAsked(row, kind) && Number(row["level"]) > STAGES.indexOf(population))
    .map((row): Row => [group(row), ...columns(row, ["metric", "variant", ...MOMENT_COLUMNS])]);
  return { counts: countsOf(counts, name), sums: sumsOf(sums, name) };
}

type Row = readonly [group: string | number, ...(string | number)[]];

/** Limbs stay below 2⁵³ for twenty million units a group and variant, so JSON numbers hold them. */
function rowsOf(result: D1Result<{ rows: string }> | undefined): Row[] {
  return JSON.parse(result?.results[0]?.rows ?? "[]") as Row[];
}

function namer(by: AggregateQuery["by"]): (group: string | number) => string {
  if (by === "day") return String;
  if (by === "payment") return (cell) => String(cell).slice("payment:".length);
  const facts = (typeof by === "string" ? [by] : by).map((segment) =>
    CELL_FACTS.indexOf(segment === "visitor" ? "visitor_kind" : segment),
  );
  return (cell) => {
    const all = JSON.parse(String(cell)) as readonly (string | number | null)[];
    const values = facts.map((index) => String(all[index] ?? ""));
    return typeof by === "string" ? (values[0] ?? "") : JSON.stringify(values);
  };
}

function countsOf(rows: readonly Row[], name: (group: string | number) => string): UnitCount[] {
  const counts = new Map<string, UnitCount>();
  for (const [cell, variant, ...numbers] of rows) {
    const group = name(cell);
    const key = `${group}|${variant}`;
    const before = counts.get(key)?.units;
    const at = (index: number, stage: Stage): number => Number(numbers[index] ?? 0) + (before?.[stage] ?? 0);
    const units = {
      assigned: at(0, "assigned"),
      found: at(1, "found"),
      confirmed: at(2, "confirmed"),
      seen: at(3, "seen"),
    };
    counts.set(key, { group, variant: Number(variant), units });
  }
  return [...counts.values()].sort((a, b) => compare(a.group, b.group) || a.variant - b.variant);
}

function sumsOf(rows: readonly Row[], name: (group: string | number) => string): MetricSum[] {
  const sums = new Map<string, MetricSum>();
  for (const [cell, metric, variant, ...numbers] of rows) {
    const group = name(cell);
    const key = `${group}|${metric}|${variant}`;
    const moments = momentsOf(
      Object.fromEntries(MOMENT_COLUMNS.map((column, index) => [column, numbers[index]])),
    );
    const known = sums.get(key);
    sums.set(key, {
      group,
      metric: String(metric),
      variant: Number(variant),
      moments: known === undefined ? moments : addMoments(known.moments, moments),
    });
  }
  return [...sums.values()].sort(
    (a, b) => compare(a.group, b.group) || compare(a.metric, b.metric) || a.variant - b.variant,
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
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
