/** Messages of the queue that could not be stored: kept parsed, so that they can be replayed once the cause is mended. */
import type { QueuedRecords } from "../collect/write.ts";

export interface DeadLetter {
  /** The queue's id of the message. */
  readonly id: string;
  readonly atMs: number;
  /** `not-readable`: not what Lahza sends; `refused`: D1 refused its rows; `retries-exhausted`: the platform gave up. */
  readonly reason: "not-readable" | "refused" | "retries-exhausted";
  readonly attempts: number;
  /** Null: nothing of it may be kept, because it could not be read. */
  readonly records: QueuedRecords | null;
}

export function deadLetterStatement(db: D1Database, letter: DeadLetter): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO dead_letters (id, at, reason, attempts, records)
       VALUES (?1, CAST(?2 AS INTEGER), ?3, CAST(?4 AS INTEGER), ?5) ON CONFLICT DO NOTHING`,
    )
    .bind(
      letter.id,
      letter.atMs,
      letter.reason,
      letter.attempts,
      letter.records === null ? null : JSON.stringify(letter.records),
    );
}

/** The oldest first; `after`: the last one of the page before. */
export async function deadLetterPage(
  db: D1Database,
  after: { readonly atMs: number; readonly id: string } | null,
  limit: number,
): Promise<DeadLetter[]> {
  const { results } = await db
    .prepare(
      `SELECT id, at, reason, attempts, records FROM dead_letters
       WHERE (at, id) > (CAST(?1 AS INTEGER), ?2) ORDER BY at, id LIMIT CAST(?3 AS INTEGER)`,
    )
    .bind(after?.atMs ?? 0, after?.id ?? "", limit)
    .all<{
      id: string;
      at: number;
      reason: DeadLetter["reason"];
      attempts: number;
      records: string | null;
    }>();
  return results.map(({ id, at, reason, attempts, records }) => ({
    id,
    atMs: at,
    reason,
    attempts,
    records: records === null ? null : (JSON.parse(records) as QueuedRecords),
  }));
}

export async function countDeadLetters(db: D1Database): Promise<number> {
  return (await db.prepare("SELECT count(*) AS n FROM dead_letters").first<number>("n")) ?? 0;
}

export function dropDeadLettersStatement(db: D1Database, ids: readonly string[]): D1PreparedStatement {
  return db
    .prepare("DELETE FROM dead_letters WHERE id IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(ids));
}

/** Letters from before `beforeMs` are forgotten: their rows would be too late for any experiment. */
export function forgetDeadLettersStatement(db: D1Database, beforeMs: number): D1PreparedStatement {
  return db.prepare("DELETE FROM dead_letters WHERE at < CAST(?1 AS INTEGER)").bind(beforeMs);
}
