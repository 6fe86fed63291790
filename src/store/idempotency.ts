/** Answers of writes by their Idempotency-Key, kept for a day: a retry is told the same and does nothing twice. */

export interface KeptAnswer {
  /** `POST /goals` */
  readonly request: string;
  /** Hex SHA-256 of the body. */
  readonly digest: string;
  readonly status: number;
  /** JSON of headers and body. */
  readonly response: string;
}

export interface IdempotencyKey {
  /** Id of who asks: one client's keys are not another's. */
  readonly token: string;
  readonly key: string;
}

const KEPT_MS = 24 * 3_600_000;

export function keptAnswer(
  db: D1Database,
  { token, key }: IdempotencyKey,
  nowMs: number,
): Promise<KeptAnswer | null> {
  return db
    .prepare(
      `SELECT request, digest, status, response FROM idempotency
       WHERE token = ?1 AND key = ?2 AND created_at > ?3 AND status IS NOT NULL`,
    )
    .bind(token, key, nowMs - KEPT_MS)
    .first<KeptAnswer>();
}

/**
 * Goes into the batch of the write. Of two requests with the same key at once one fails here, by the table's key, and
 * with it its whole batch.
 */
export function keepAnswerStatements(
  db: D1Database,
  { token, key }: IdempotencyKey,
  answer: KeptAnswer,
  nowMs: number,
): D1PreparedStatement[] {
  return [
    db.prepare("DELETE FROM idempotency WHERE created_at <= ?1").bind(nowMs - KEPT_MS),
    db
      .prepare(
        `INSERT INTO idempotency (token, key, request, digest, status, response, created_at)
         VALUES (?1, ?2, ?3, ?4, CAST(?5 AS INTEGER), ?6, CAST(?7 AS INTEGER))`,
      )
      .bind(token, key, answer.request, answer.digest, answer.status, answer.response, nowMs),
  ];
}

/**
 * Marks a one-time code as used: one row is changed the first time, none afterwards. Codes live for minutes, these
 * rows for a day. A purpose cannot be a token's id, so the two uses of the table never meet.
 */
export function spendStatement(
  db: D1Database,
  purpose: string,
  nonce: string,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO idempotency (token, key, request, digest, created_at)
       VALUES (?1, ?2, 'once', '', CAST(?3 AS INTEGER)) ON CONFLICT DO NOTHING`,
    )
    .bind(`once:${purpose}`, nonce, nowMs);
}
