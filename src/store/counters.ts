/** What was not counted and why, added up by the hour. */
import type { CounterRecord } from "../collect/record.ts";

const HOUR_MS = 3_600_000;

export function hourOf(ms: number): number {
  return Math.floor(ms / HOUR_MS);
}

const ADD = `
  INSERT INTO counters (hour, reason, subject, count)
  SELECT CAST(?2 AS INTEGER), value->>0, value->>1, value->>2 FROM json_each(?1) WHERE true
  ON CONFLICT (hour, reason, subject) DO UPDATE SET count = count + excluded.count`;

export function counterStatement(
  db: D1Database,
  rows: readonly CounterRecord[],
  nowMs: number,
): D1PreparedStatement {
  const json = JSON.stringify(
    rows.map(({ reason, subject = "", count = 1 }) => [
      reason.slice(0, 64),
      subject.slice(0, 200),
      Math.trunc(count),
    ]),
  );
  return db.prepare(ADD).bind(json, hourOf(nowMs));
}

export interface CountedReason {
  readonly reason: string;
  readonly subject: string;
  readonly count: number;
}

/** The last 24 hours, this one included; the most frequent first, at most 500. Views are no problem: activity.ts. */
export async function countersOfLastDay(db: D1Database, nowMs: number): Promise<CountedReason[]> {
  const { results } = await db
    .prepare(
      `SELECT reason, subject, sum(count) AS count FROM counters WHERE hour > ?1 AND reason <> 'viewed'
       GROUP BY reason, subject ORDER BY count DESC, reason, subject LIMIT 500`,
    )
    .bind(hourOf(nowMs) - 24)
    .all<CountedReason>();
  return results;
}

/** Hours that began before `beforeMs` are forgotten. */
export function forgetCountersStatement(db: D1Database, beforeMs: number): D1PreparedStatement {
  return db.prepare("DELETE FROM counters WHERE hour < CAST(?1 AS INTEGER)").bind(hourOf(beforeMs));
}
