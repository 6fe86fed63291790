/** Amounts that were told of orders, whoever told them. */

export interface ToldAmount {
  readonly orderId: string;
  readonly minor: number;
  readonly currency: string;
}

export async function amountsTold(db: D1Database, orderIds: readonly string[]): Promise<ToldAmount[]> {
  const { results } = await db
    .prepare(
      `SELECT DISTINCT e.order_id AS orderId, e.value_minor AS minor, e.currency AS currency
       FROM json_each(?1) AS w CROSS JOIN events AS e ON e.order_id = w.value
       WHERE e.value_minor IS NOT NULL AND e.currency IS NOT NULL AND e.name <> 'order_refunded'`,
    )
    .bind(JSON.stringify(orderIds))
    .all<ToldAmount>();
  return results;
}
