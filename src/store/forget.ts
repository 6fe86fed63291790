/** Which raw rows nothing needs any more. */

/** Rows of each table that one call deletes, so that no statement holds the database for long. */
const PIECE = 5_000;
/** What a unit did in these days before its exposure is counted too (CUPED), and an order lives this long. */
const BEFORE_MS = 60 * 86_400_000;

/** `?1`: nothing younger goes. Events that a phase could still count stay, however old. */
const HORIZON = `min(?1, coalesce((SELECT min(p.started_at) FROM phases AS p JOIN phase_rules USING (experiment, phase)) - ${BEFORE_MS}, ?1))`;
const SEALED = "(experiment, phase) IN (SELECT experiment, phase FROM seals WHERE digest <> '')";
const isOld = (row: string): string => `(${row}.at_ms < ${HORIZON} AND ${row}.received_ms < ${HORIZON})`;
/** An order goes whole. */
const OLD_EVENTS = `${isOld("events")} AND (order_id IS NULL OR NOT EXISTS (
  SELECT 1 FROM events AS young WHERE young.order_id = events.order_id AND NOT ${isOld("young")}))`;
const GONE_ORDERS = `${isOld("orders")} AND NOT EXISTS (SELECT 1 FROM events WHERE events.order_id = orders.order_id)`;

export function forgetSql(beforeMs: number): { readonly sql: string; readonly bound: readonly number[] }[] {
  const piece = (table: string, key: string, where: string): string =>
    `DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ${table} WHERE ${where} LIMIT ${PIECE})`;
  return [
    { sql: piece("outcomes", "unit, experiment, phase, metric", SEALED), bound: [] },
    { sql: piece("exposures", "unit, experiment, phase", SEALED), bound: [] },
    { sql: piece("events", "unit, source, id", OLD_EVENTS), bound: [beforeMs] },
    { sql: piece("orders", "order_id, name, claimant", GONE_ORDERS), bound: [beforeMs] },
  ];
}
