/**
 * The proof that what is made from the raw rows agrees with them: everything is counted anew, piece by piece, and
 * compared. Phases whose raw rows are gone are compared with the digest that sealed them.
 */
import { MOMENT_COLUMNS } from "./moments.ts";
import { ORDER_COLUMNS, ordersOf } from "./orders.ts";
import { OUTCOME_COLUMNS } from "./outcomes.ts";
import { COUNTED_ANEW, freshOutcomes, SUMMED_ANEW, UNIT_COLUMNS } from "./recount.ts";
import { ROLLUP_KEY, UNITS_KEY } from "./rollups.ts";
import { sealDigest, sealsOf } from "./seal.ts";

export interface Difference {
  readonly table: "orders" | "outcomes" | "rollup_units" | "rollups" | "seals" | "touched";
  /** JSON of the row as it is stored, and as it is counted; null: there is none. */
  readonly stored: string | null;
  readonly counted: string | null;
}

export interface Recount {
  readonly phases: number;
  readonly sealed: number;
  readonly units: number;
  readonly orders: number;
  /** At most MAX_DIFFERENCES of them. */
  readonly differences: readonly Difference[];
}

const MAX_DIFFERENCES = 100;
/** Units, or orders, that one query counts. */
const PIECE = 10_000;

export async function recountAll(db: D1Database, pieceSize = PIECE): Promise<Recount> {
  const differences: Difference[] = [];
  const orders = await compareOrders(db, pieceSize, differences);
  const pieces = await piecesOf(db, "SELECT unit AS key FROM exposures WHERE unit > ?1", pieceSize);
  let units = 0;
  const phases = await openPhases(db);
  for (const { experiment, phase } of phases)
    units += await comparePhase(db, experiment, phase, pieces, differences);
  const seals = await sealsOf(db);
  for (const seal of seals) {
    const counted = await sealDigest(db, seal.experiment, seal.phase);
    if (counted !== seal.digest)
      differences.push({ table: "seals", stored: JSON.stringify(seal), counted: JSON.stringify(counted) });
  }
  const left = await db
    .prepare("SELECT (SELECT count(*) FROM touched) + (SELECT count(*) FROM touched_orders) AS rows")
    .first<number>("rows");
  if ((left ?? 0) > 0) differences.push({ table: "touched", stored: String(left), counted: null });
  return {
    phases: phases.length,
    sealed: seals.length,
    units,
    orders,
    differences: differences.slice(0, MAX_DIFFERENCES),
  };
}

/** One phase, as `recountAll` does it. */
export async function recountPhase(db: D1Database, experiment: number, phase: number): Promise<Difference[]> {
  const differences: Difference[] = [];
  const pieces = await piecesOf(db, "SELECT unit AS key FROM exposures WHERE unit > ?1", PIECE);
  await comparePhase(db, experiment, phase, pieces, differences);
  return differences;
}

async function openPhases(db: D1Database): Promise<{ experiment: number; phase: number }[]> {
  const { results } = await db
    .prepare("SELECT experiment, phase FROM phase_rules ORDER BY experiment, phase")
    .all<{ experiment: number; phase: number }>();
  return results;
}

type Piece = readonly [from: string | null, to: string | null];

/** Bounds of the pieces, the first and the last one open, so that rows without their like are met too. */
async function piecesOf(db: D1Database, keys: string, size: number): Promise<Piece[]> {
  const bounds: string[] = [];
  for (let last = ""; ;) {
    const next = await db
      .prepare(`${keys} ORDER BY key LIMIT 1 OFFSET CAST(?2 AS INTEGER)`)
      .bind(last, size)
      .first<string>("key");
    if (next === null) break;
    bounds.push(next);
    last = next;
  }
  return [null, ...bounds].map((from, index): Piece => [from, bounds[index] ?? null]);
}

async function compareOrders(db: D1Database, size: number, differences: Difference[]): Promise<number> {
  const keys = "SELECT DISTINCT order_id AS key FROM events WHERE order_id IS NOT NULL AND order_id > ?1";
  const within = (column: string): string =>
    `(?1 IS NULL OR ${column} >= ?1) AND (?2 IS NULL OR ${column} < ?2)`;
  const fresh = ordersOf(
    `SELECT DISTINCT order_id FROM events WHERE order_id IS NOT NULL AND ${within("order_id")}`,
  );
  const stored = `SELECT ${ORDER_COLUMNS} FROM orders WHERE ${within("order_id")}`;
  let count = 0;
  for (const piece of await piecesOf(db, keys, size)) {
    const [only, gone, counted] = await db.batch<{ row: string }>([
      db.prepare(onlyIn(`SELECT * FROM (${fresh})`, stored, ORDER_COLUMNS)).bind(...piece),
      db.prepare(onlyIn(stored, `SELECT * FROM (${fresh})`, ORDER_COLUMNS)).bind(...piece),
      db.prepare(`SELECT count(*) AS row FROM orders WHERE ${within("order_id")}`).bind(...piece),
    ]);
    note(differences, "orders", only, gone);
    count += Number(counted?.results[0]?.row ?? 0);
  }
  return count;
}

function onlyIn(one: string, other: string, columns: string): string {
  return `SELECT json_array(${columns}) AS row FROM (SELECT * FROM (${one}) EXCEPT SELECT * FROM (${other})) LIMIT ${MAX_DIFFERENCES}`;
}

function note(
  differences: Difference[],
  table: Difference["table"],
  only: D1Result<{ row: string }> | undefined,
  gone: D1Result<{ row: string }> | undefined,
): void {
  for (const { row } of only?.results ?? []) differences.push({ table, stored: null, counted: row });
  for (const { row } of gone?.results ?? []) differences.push({ table, stored: row, counted: null });
}

async function comparePhase(
  db: D1Database,
  experiment: number,
  phase: number,
  pieces: readonly Piece[],
  differences: Difference[],
): Promise<number> {
  const units = sums(UNIT_COLUMNS.split(", "), UNITS_KEY.split(", "));
  const rollups = sums([...ROLLUP_KEY.split(", "), ...MOMENT_COLUMNS], ROLLUP_KEY.split(", "));
  const stored = `SELECT ${OUTCOME_COLUMNS} FROM outcomes WHERE experiment = ?1 AND phase = ?2
    AND (?4 IS NULL OR unit >= ?4) AND (?5 IS NULL OR unit < ?5)`;
  for (const piece of pieces) {
    const bound = [experiment, phase, null, ...piece];
    const [counted, summed, only, gone] = await db.batch<Record<string, unknown>>([
      db.prepare(`WITH ${COUNTED_ANEW} SELECT * FROM counted`).bind(...bound),
      db.prepare(`WITH ${SUMMED_ANEW} SELECT * FROM summed`).bind(...bound),
      db.prepare(onlyIn(freshOutcomes(), stored, OUTCOME_COLUMNS)).bind(...bound),
      db.prepare(onlyIn(stored, freshOutcomes(), OUTCOME_COLUMNS)).bind(...bound),
    ]);
    units.add(counted?.results ?? []);
    rollups.add(summed?.results ?? []);
    note(differences, "outcomes", only as D1Result<{ row: string }>, gone as D1Result<{ row: string }>);
  }
  for (const [table, expected] of [
    ["rollup_units", units],
    ["rollups", rollups],
  ] as const) {
    const { results } = await db
      .prepare(`SELECT * FROM ${table} WHERE experiment = ?1 AND phase = ?2`)
      .bind(experiment, phase)
      .all();
    differences.push(...expected.differencesFrom(table, results));
  }
  return units.total("assigned", (row) => row["cell"] === "");
}

/** Rows of several pieces added up by their key. Columns that are no key are whole numbers. */
function sums(columns: readonly string[], key: readonly string[]) {
  const rows = new Map<string, Record<string, unknown>>();
  const nameOf = (row: Record<string, unknown>): string => JSON.stringify(key.map((column) => row[column]));
  const textOf = (row: Record<string, unknown>): string =>
    JSON.stringify(columns.map((column) => row[column]));
  return {
    add(more: readonly Record<string, unknown>[]): void {
      for (const row of more) {
        const known = rows.get(nameOf(row));
        if (known === undefined) rows.set(nameOf(row), { ...row });
        else
          for (const column of columns)
            if (!key.includes(column)) known[column] = Number(known[column]) + Number(row[column]);
      }
    },
    total(column: string, is: (row: Record<string, unknown>) => boolean): number {
      return [...rows.values()].filter(is).reduce((sum, row) => sum + Number(row[column]), 0);
    },
    differencesFrom(table: Difference["table"], stored: readonly Record<string, unknown>[]): Difference[] {
      const found: Difference[] = [];
      const expected = new Map([...rows].map(([name, row]) => [name, textOf(row)]));
      for (const row of stored) {
        const counted = expected.get(nameOf(row)) ?? null;
        if (counted !== textOf(row)) found.push({ table, stored: textOf(row), counted });
        expected.delete(nameOf(row));
      }
      for (const counted of expected.values()) found.push({ table, stored: null, counted });
      return found;
    },
  };
}
