/**
 * Which products are in which order, for "ordered N times today": digests of SKUs beside order numbers, nobody's name.
 * Rows come from signed sources alone, in the transaction of their events, and are gone after some days: a count of
 * today needs no older ones.
 */
import type { EventRecord } from "../collect/record.ts";
import { ORDER_STAFF, ORDER_TEST } from "../domain/order.ts";

const ADD = `
  INSERT INTO order_products (product, order_id, at)
  SELECT value->>0, value->>1, value->>2 FROM json_each(?1) WHERE true
  ON CONFLICT (product, order_id) DO UPDATE SET at = excluded.at WHERE excluded.at < at`;

/** Null: no order with products is among them. */
export function orderProductStatement(
  db: D1Database,
  events: readonly EventRecord[],
): D1PreparedStatement | null {
  const rows = events.flatMap(({ orderId, products = [], atMs }) =>
    orderId === null ? [] : products.map((product) => [product, orderId, Math.trunc(atMs)]),
  );
  return rows.length === 0 ? null : db.prepare(ADD).bind(JSON.stringify(rows));
}

/** Orders with this product that were placed from `sinceMs` on, but for those that were refused or are the shop's own. */
export async function ordersOfProduct(
  db: D1Database,
  product: string,
  sinceMs: number,
  nowMs: number,
): Promise<number> {
  const orders = await db
    .prepare(
      `SELECT count(*) AS orders FROM order_products AS p
       WHERE p.product = ?1 AND p.at BETWEEN CAST(?2 AS INTEGER) AND CAST(?3 AS INTEGER)
       AND NOT EXISTS (SELECT 1 FROM events AS v WHERE v.order_id = p.order_id AND v.source <> 'browser'
         AND v.name IN ('order_refused', '${ORDER_TEST}', '${ORDER_STAFF}'))`,
    )
    .bind(product, sinceMs, nowMs)
    .first<number>("orders");
  return orders ?? 0;
}

export function forgetOrderProductsStatement(db: D1Database, beforeMs: number): D1PreparedStatement {
  return db.prepare("DELETE FROM order_products WHERE at < CAST(?1 AS INTEGER)").bind(beforeMs);
}
