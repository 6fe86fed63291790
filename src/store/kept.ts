/** How much is kept of one visitor, for the page that tells shoppers: by the keys of the tables, so that it is cheap. */

export async function keptOf(
  db: D1Database,
  visitor: string,
): Promise<{ readonly exposures: number; readonly events: number } | null> {
  return await db
    .prepare(
      `SELECT (SELECT count(*) FROM exposures WHERE unit = ?1) AS exposures,
              (SELECT count(*) FROM events WHERE unit = ?1) AS events`,
    )
    .bind(visitor)
    .first();
}
