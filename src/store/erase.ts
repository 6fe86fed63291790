/**
 * Erasure of a unit (a visitor, or a customer as `c.<digest>`): in one batch its outcomes are taken out of the rollups,
 * its rows are deleted, orders that named it are made anew for whoever else they name, and a digest is left that stops
 * rows of its that come late. Nothing of it can be found afterwards; done twice, it does nothing more.
 */
import { counterStatement } from "./counters.ts";
import { unitDigest } from "./erased.ts";
import { orderStatements, untouchStatements } from "./orders.ts";
import { closeStatements, outcomeStatement } from "./outcome-changes.ts";
import { changeStatement, takeOutStatements } from "./rollups.ts";

const TOUCHED = "SELECT value AS unit FROM json_each(?1) UNION ALL SELECT unit FROM touched";

/** `?1` the unit, `?2` its customer, or null. */
const TOUCH_ORDERS = `
  INSERT INTO touched_orders
  SELECT order_id FROM events WHERE unit = ?1 AND order_id IS NOT NULL
  UNION SELECT order_id FROM events WHERE unit = 'orders' AND visitor = ?1 AND order_id IS NOT NULL
  UNION SELECT order_id FROM events WHERE customer = ?2 AND order_id IS NOT NULL
  UNION SELECT order_id FROM orders WHERE visitor = ?1
  UNION SELECT order_id FROM orders WHERE customer = ?2`;
const TOUCH_UNITS = `
  INSERT INTO touched SELECT unit FROM (
    SELECT v.visitor AS unit FROM touched_orders AS o CROSS JOIN events AS v ON v.order_id = o.order_id
    UNION SELECT 'c.' || v.customer FROM touched_orders AS o CROSS JOIN events AS v ON v.order_id = o.order_id
    UNION SELECT l.visitor FROM touched_orders AS o CROSS JOIN events AS v ON v.order_id = o.order_id
      CROSS JOIN links AS l ON l.customer = v.customer
    UNION SELECT visitor FROM events WHERE customer = ?2
    UNION SELECT 'c.' || customer FROM events WHERE unit = ?1
  ) WHERE unit IS NOT NULL AND unit <> ?1`;

/**
 * Rows of others that name it, found by the links: every row that names a visitor and a customer makes one, so this
 * stands before the links are deleted. Exposures have no index by either, and a shop has millions of them.
 */
const UNNAME_VISITOR = `UPDATE exposures SET visitor = NULL
  WHERE visitor = ?1 AND unit IN (SELECT 'c.' || customer FROM links WHERE visitor = ?1)`;
const UNNAME_CUSTOMER = `UPDATE exposures SET customer = NULL
  WHERE customer = ?1 AND unit IN (SELECT visitor FROM links WHERE customer = ?1)`;

/** Of orders that are somebody else's by now. */
const CLEAR_WHAT_WAS =
  "UPDATE events SET was = NULL WHERE was IS NOT NULL AND instr(was, json_quote(?1)) > 0";

/** The statements of one batch. */
export async function eraseStatements(
  db: D1Database,
  unit: string,
  nowMs: number,
): Promise<D1PreparedStatement[]> {
  const customer = unit.startsWith("c.") ? unit.slice(2) : null;
  return [
    db.prepare(TOUCH_ORDERS).bind(unit, customer),
    db.prepare(TOUCH_UNITS).bind(unit, customer),
    ...takeOutStatements(db, unit),
    db.prepare("DELETE FROM exposures WHERE unit = ?1").bind(unit),
    db.prepare("DELETE FROM events WHERE unit = ?1").bind(unit),
    db.prepare("DELETE FROM events WHERE unit = 'orders' AND visitor = ?1").bind(unit),
    ...(customer === null ? [] : [db.prepare("DELETE FROM events WHERE customer = ?1").bind(customer)]),
    db.prepare(CLEAR_WHAT_WAS).bind(unit),
    db.prepare("DELETE FROM outcomes WHERE unit = ?1").bind(unit),
    customer === null ? db.prepare(UNNAME_VISITOR).bind(unit) : db.prepare(UNNAME_CUSTOMER).bind(customer),
    db.prepare("DELETE FROM links WHERE visitor = ?1 OR customer = ?2").bind(unit, customer),
    db.prepare("DELETE FROM arrivals WHERE visitor = ?1 OR customer = ?2").bind(unit, customer),
    ...orderStatements(db),
    outcomeStatement(db, TOUCHED, "[]"),
    changeStatement(db, TOUCHED, "[]"),
    ...closeStatements(db, TOUCHED, "[]"),
    ...untouchStatements(db),
    db
      .prepare("INSERT INTO erased (digest, at) VALUES (?1, CAST(?2 AS INTEGER)) ON CONFLICT DO NOTHING")
      .bind(await unitDigest(unit), nowMs),
    counterStatement(db, [{ reason: "erased" }], nowMs),
  ];
}

/** By the shopper's own choice: no person of the shop stands in the audit log for it; the counter `erased` does. */
export async function eraseVisitor(db: D1Database, visitor: string, nowMs: number): Promise<true> {
  await db.batch(await eraseStatements(db, visitor, nowMs));
  return true;
}
