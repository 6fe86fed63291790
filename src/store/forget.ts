/**
 * Deleting raw rows that nothing needs any more, some thousand at a time. Exposures and outcomes go with the seal of
 * their phase. Events and orders go when no phase could still count them: neither one that runs or ended lately, which
 * keeps all that is younger than its start, nor one that should be sealed and does not agree with its rows, which keeps
 * what its own units did, and nobody else's.
 */

/** What a unit did in these days before its exposure is counted too (CUPED), and an order lives this long. */
const BEFORE_MS = 60 * 86_400_000;

const SEALED = "(experiment, phase) IN (SELECT experiment, phase FROM seals WHERE digest <> '')";
const OPEN = "phases AS p JOIN phase_rules AS r ON r.experiment = p.experiment AND r.phase = p.phase";
/** `?1`: nothing younger goes. */
const HORIZON = `min(?1, coalesce((SELECT min(p.started_at) FROM ${OPEN} WHERE p.ended_at IS NULL OR p.ended_at >= ?1) - ${BEFORE_MS}, ?1))`;
const isYoung = (row: string): string => `(${row}.at_ms >= ${HORIZON} OR ${row}.received_ms >= ${HORIZON})`;

/** Whoever an event is of, or may be told to be of: an order of a customer is one of each browser of theirs. */
const unitsOf = (row: string): string => `
  SELECT ${row}.unit AS unit UNION ALL SELECT ${row}.visitor UNION ALL SELECT 'c.' || ${row}.customer
  UNION ALL SELECT visitor FROM links WHERE customer = ${row}.customer`;
/** The first part is asked once, so that a shop whose phases all agree pays nothing for the rest. */
const isOfOverduePhase = (
  row: string,
): string => `(EXISTS (SELECT 1 FROM ${OPEN} WHERE p.ended_at < ?1) AND EXISTS (
  SELECT 1 FROM (${unitsOf(row)}) AS u CROSS JOIN exposures AS x ON x.unit = u.unit
    CROSS JOIN phases AS p ON p.experiment = x.experiment AND p.phase = x.phase
    CROSS JOIN phase_rules AS r ON r.experiment = x.experiment AND r.phase = x.phase
  WHERE p.ended_at < ?1 AND max(${row}.at_ms, ${row}.received_ms) >= p.started_at - ${BEFORE_MS}))`;
const isNeeded = (row: string): string => `(${isYoung(row)} OR ${isOfOverduePhase(row)})`;
/** An order goes whole. */
const OLD_EVENTS = `NOT ${isNeeded("events")} AND (order_id IS NULL OR NOT EXISTS (
  SELECT 1 FROM events AS other WHERE other.order_id = events.order_id AND ${isNeeded("other")}))`;
const GONE_ORDERS = `NOT ${isYoung("orders")} AND NOT EXISTS (SELECT 1 FROM events WHERE events.order_id = orders.order_id)`;

interface Doomed {
  readonly table: string;
  readonly key: readonly string[];
  readonly where: string;
  /** Whether `where` names `?1`. */
  readonly byTime: boolean;
}

const DOOMED: readonly Doomed[] = [
  { table: "outcomes", key: ["unit", "experiment", "phase", "metric"], where: SEALED, byTime: false },
  { table: "exposures", key: ["unit", "experiment", "phase"], where: SEALED, byTime: false },
  { table: "events", key: ["unit", "source", "id"], where: OLD_EVENTS, byTime: true },
  { table: "orders", key: ["order_id", "name", "claimant"], where: GONE_ORDERS, byTime: true },
];

export interface Pieces {
  /** Rows that one statement deletes, so that none holds the database for long. */
  readonly rows: number;
  /** Of one table, in one call. */
  readonly most: number;
}

export interface Forgotten {
  readonly deleted: number;
  /** Some table may have more. */
  readonly hasMore: boolean;
}

export async function forgetRawRows(db: D1Database, beforeMs: number, pieces: Pieces): Promise<Forgotten> {
  let [deleted, hasMore] = [0, false];
  for (const doomed of DOOMED) {
    const of = await forgetRowsOf(db, doomed, beforeMs, pieces);
    deleted += of.deleted;
    hasMore ||= of.hasMore;
  }
  return { deleted, hasMore };
}

/** In the order of the key, each piece from where the one before ended: rows that stay are passed once, not once a piece. */
async function forgetRowsOf(
  db: D1Database,
  { table, key, where, byTime }: Doomed,
  beforeMs: number,
  { rows, most }: Pieces,
): Promise<Forgotten> {
  const columns = key.join(", ");
  const time = byTime ? [beforeMs] : [];
  const place = (from: number): string => `(${key.map((_, index) => `?${from + index}`).join(", ")})`;
  const first = time.length + 1;
  let deleted = 0;
  let after: readonly unknown[] = [];
  for (let piece = 0; piece < most; piece++) {
    const behind = after.length === 0 ? where : `(${columns}) > ${place(first)} AND ${where}`;
    const next = first + after.length;
    const [last] = await db
      .prepare(
        `SELECT ${columns} FROM ${table} WHERE ${behind} ORDER BY ${columns} LIMIT 1 OFFSET CAST(?${next} AS INTEGER)`,
      )
      .bind(...time, ...after, rows - 1)
      .raw();
    const upTo = last === undefined ? behind : `(${columns}) <= ${place(next)} AND ${behind}`;
    const { meta } = await db
      .prepare(`DELETE FROM ${table} WHERE ${upTo}`)
      .bind(...time, ...after, ...(last ?? []))
      .run();
    deleted += meta.changes;
    if (last === undefined) return { deleted, hasMore: false };
    after = last;
  }
  return { deleted, hasMore: true };
}
