/** How often somebody has bought, as far as it matters: not at all, once, or more often. */

/** Orders of a visitor that were placed and not refused, counted up to 2. */
export async function ordersOfVisitor(db: D1Database, visitor: string): Promise<number> {
  const row = await db
    .prepare(
      `SELECT count(*) AS orders FROM (
         SELECT 1 FROM orders WHERE visitor = ?1 AND name = 'purchase' AND refused_at IS NULL LIMIT 2)`,
    )
    .bind(visitor)
    .first<{ orders: number }>();
  return row?.orders ?? 0;
}
