/**
 * Sums as they were known at an earlier instant. They are counted from the raw rows, which takes as long as there are
 * visitors: so once for all questions about a phase, by day and cell, and what is asked for is added up from that.
 */
import {
  type AggregateQuery,
  type Aggregates,
  columnOf,
  FACTS,
  kindOf,
  type MetricSum,
  STAGES,
  type UnitCount,
} from "./aggregates.ts";
import { addMoments, MOMENT_COLUMNS, momentsOf } from "./moments.ts";
import { countedThen, summedThen, type ThenKind } from "./recount.ts";
import { KIND } from "./rollups.ts";

/** Of more visitors counting would take longer than D1 lets a statement run (30 s), where most of them came again later. */
export const MOST_RECOUNTED = 500_000;

/** Whether a phase has met more than that, or the shop has been told of more orders since, which are all made anew. */
export async function isTooLarge(db: D1Database, { experiment, phase, asOfMs }: Then): Promise<boolean> {
  const row = await db
    .prepare(
      `SELECT (SELECT sum(assigned) FROM rollup_units WHERE experiment = ?1 AND phase = ?2 AND kind = '') AS units,
         (SELECT count(*) FROM orders WHERE received_ms > CAST(?3 AS INTEGER)) AS orders`,
    )
    .bind(experiment, phase, asOfMs)
    .first<{ units: number | null; orders: number }>();
  return Math.max(row?.units ?? 0, row?.orders ?? 0) > MOST_RECOUNTED;
}

interface Then {
  readonly experiment: number;
  readonly phase: number;
  readonly asOfMs: number;
}

/** Rows of `rollup_units` and `rollups`, the constant columns apart. */
export interface Recount {
  readonly units: readonly Part[];
  readonly sums: readonly Part[];
}

/** Of one day and one kind of cell, of sums also of one metric. */
interface Part {
  readonly kind: string;
  readonly day: number;
  readonly metric: string;
  readonly rows: readonly (readonly (string | number)[])[];
}

const EVERYWHERE: readonly ThenKind[] = ["visit", "browser", "wait"];

/** `also`: what segments need beside days, strata, browsers and first bytes. */
export async function recountThen(
  db: D1Database,
  { experiment, phase, asOfMs }: Then,
  also: readonly AggregateQuery["by"][] = [],
): Promise<Recount> {
  const kinds = [...new Set([...EVERYWHERE, ...also.map(thenKindOf)])];
  // In pieces: a row of D1 holds two million characters.
  const parts = (keys: string, columns: readonly string[]): string =>
    `SELECT kind, day, ${keys}, json_group_array(json_array(cell, variant, ${columns.join(", ")})) AS rows`;
  const [units, sums] = await db.batch<{ kind: string; day: number; metric: string; rows: string }>(
    [
      db.prepare(
        `WITH ${countedThen(kinds)} ${parts("'' AS metric", STAGES)}
       FROM (SELECT *, ${KIND} AS kind FROM counted) GROUP BY kind, day`,
      ),
      db.prepare(
        `WITH ${summedThen(kinds)} ${parts("metric", ["level", "part", ...MOMENT_COLUMNS])}
       FROM (SELECT *, ${KIND} AS kind FROM summed) GROUP BY kind, day, metric`,
      ),
    ].map((statement) => statement.bind(experiment, phase, asOfMs, null, null)),
  );
  const read = (result: typeof units): Part[] =>
    (result?.results ?? []).map((part) => ({ ...part, rows: JSON.parse(part.rows) as Part["rows"] }));
  return { units: read(units), sums: read(sums) };
}

/** As `readAggregates` of the same question would have said it then. */
export function aggregatesThen(recount: Recount, query: AggregateQuery): Aggregates {
  const { by, population, metrics, fromDay, toDay } = query;
  const isAsked = ({ day }: Part): boolean =>
    (fromDay === null || day >= fromDay) && (toDay === null || day <= toDay);
  const ofUnits = by === "payment" ? "day" : by;
  const counts = new Map<string, UnitCount>();
  for (const part of recount.units.filter((it) => it.kind === thenKindOf(ofUnits) && isAsked(it))) {
    const groups = groupsOf(ofUnits, part);
    for (const [cell, variant, ...reached] of part.rows) {
      const group = by === "payment" ? "" : groups(String(cell));
      const key = JSON.stringify([group, variant]);
      const known = counts.get(key)?.units;
      const units = STAGES.map((stage, index) => [stage, Number(reached[index]) + (known?.[stage] ?? 0)]);
      counts.set(key, {
        group,
        variant: Number(variant),
        units: Object.fromEntries(units) as UnitCount["units"],
      });
    }
  }
  const sums = new Map<string, MetricSum>();
  const level = STAGES.indexOf(population) + 1;
  const isWanted = (it: Part): boolean =>
    it.kind === thenKindOf(by) && isAsked(it) && (metrics === null || metrics.includes(it.metric));
  for (const part of recount.sums.filter(isWanted)) {
    const groups = groupsOf(by, part);
    for (const [cell, variant, reached, which, ...numbers] of part.rows) {
      if (Number(reached) < level) continue;
      const group = groups(String(cell));
      const key = JSON.stringify([group, part.metric, variant]);
      const row = Object.fromEntries(MOMENT_COLUMNS.map((column, index) => [column, numbers[index]]));
      const moments = momentsOf({ ...row, part: which });
      const known = sums.get(key);
      sums.set(key, {
        group,
        metric: part.metric,
        variant: Number(variant),
        moments: known === undefined ? moments : addMoments(known.moments, moments),
      });
    }
  }
  return { counts: [...counts.values()].sort(inOrder), sums: [...sums.values()].sort(inOrder) };
}

/** Everyone is the sum of all visits. */
const thenKindOf = (by: AggregateQuery["by"]): ThenKind => (kindOf(by) || "visit") as ThenKind;

/** What a cell's group is called; each cell is read once. */
function groupsOf(by: AggregateQuery["by"], { kind, day }: Part): (cell: string) => string {
  const known = new Map<string, string>();
  const facts = FACTS[kind] ?? [];
  const named = (cell: string): string => {
    const text = cell.slice(kind.length + 1);
    if (by === "day") return String(day);
    if (by === "payment" || by === "wait") return text;
    const values = JSON.parse(text) as (string | number | null)[];
    const factOf = (fact: string): string =>
      fact === "day" ? String(day) : String(values[facts.indexOf(columnOf(fact))] ?? "");
    return typeof by === "string" ? factOf(by) : JSON.stringify(by.map(factOf));
  };
  return (cell) => {
    const group = known.get(cell) ?? named(cell);
    known.set(cell, group);
    return group;
  };
}

interface Placed {
  readonly group: string;
  readonly metric?: string;
  readonly variant: number;
}

function inOrder(one: Placed, other: Placed): number {
  const rank = (a = "", b = ""): number => (a < b ? -1 : Number(a > b));
  return rank(one.group, other.group) || rank(one.metric, other.metric) || one.variant - other.variant;
}
