/**
 * Batches that hold only while what was read is still so. D1 has no transaction that spans a read and a write, and a
 * batch is undone when one of its statements fails: so the first one fails when the world has moved on.
 */

/** Fails, and with it the batch, unless `condition` (SQL, `?1`, …) holds. */
export function onlyIf(
  db: D1Database,
  condition: string,
  ...values: readonly (string | number | null)[]
): D1PreparedStatement {
  // `json()` of what is no JSON is an error; the argument depends on a row, so that it is not computed beforehand.
  return db
    .prepare(
      `SELECT CASE WHEN (${condition}) THEN 1 ELSE json('lost the race ' || type) END
       FROM (SELECT type FROM sqlite_schema LIMIT 1)`,
    )
    .bind(...values);
}

/**
 * Whether a batch failed because somebody else was faster: by `onlyIf`, by a key that is taken now, or by the id of a
 * row that is no longer what was read. A retry that met its first request is another matter (`isRepeated`).
 */
export function isLostRace(error: unknown): boolean {
  return /malformed JSON|UNIQUE constraint failed: (?!idempotency)|NOT NULL constraint failed: (?:revisions|approvals)\./.test(
    String(error),
  );
}

/** Whether a batch failed because one with the same Idempotency-Key was written. */
export function isRepeated(error: unknown): boolean {
  return String(error).includes("UNIQUE constraint failed: idempotency");
}
