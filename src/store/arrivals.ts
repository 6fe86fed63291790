/**
 * What arrives while somebody watches (is the tracking right?), written by triggers beside the raw rows, so that nothing
 * is written, or paid for, while nobody does. The last 500; gone an hour after the watch.
 */

export interface Arrival {
  /** Grows with every arrival. */
  readonly number: number;
  readonly receivedMs: number;
  readonly atMs: number;
  /** `lahza.exposure` and `lahza.confirm`: of an experiment. */
  readonly name: string;
  readonly source: string;
  readonly visitor: string | null;
  readonly customer: string | null;
  readonly valueMinor: number | null;
  readonly currency: string | null;
  readonly orderId: string | null;
  /** Keys. */
  readonly experiment: string | null;
  readonly variant: string | null;
}

/** Watched until then at the least; a longer watch stays. */
export function watchStatement(db: D1Database, untilMs: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO tracking (id, until_ms) VALUES (1, CAST(?1 AS INTEGER))
       ON CONFLICT (id) DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)`,
    )
    .bind(untilMs);
}

/** Null: nobody ever watched. */
export async function watchedUntil(db: D1Database): Promise<number | null> {
  return await db.prepare("SELECT until_ms FROM tracking WHERE id = 1").first<number>("until_ms");
}

export interface ArrivalQuery {
  /** Numbers above this one, the oldest first; null: the newest, in the same order. */
  readonly after: number | null;
  readonly name: string | null;
  /** An experiment's key. */
  readonly experiment: string | null;
  readonly limit: number;
}

export async function arrivalPage(
  db: D1Database,
  { after, name, experiment, limit }: ArrivalQuery,
): Promise<Arrival[]> {
  const { results } = await db
    .prepare(
      `SELECT * FROM (
         SELECT a.number, a.received_ms AS receivedMs, a.at_ms AS atMs, a.name, a.source, a.visitor, a.customer,
           a.value_minor AS valueMinor, a.currency, a.order_id AS orderId, x.key AS experiment,
           x.definition->'$.variants'->a.variant->>'$.key' AS variant
         FROM arrivals AS a LEFT JOIN experiments AS x ON x.id = a.experiment
         WHERE (?1 IS NULL OR a.number > ?1) AND (?2 IS NULL OR a.name = ?2) AND (?3 IS NULL OR x.key = ?3)
         ORDER BY CASE WHEN ?1 IS NULL THEN -a.number ELSE a.number END LIMIT CAST(?4 AS INTEGER))
       ORDER BY number`,
    )
    .bind(after, name, experiment, limit)
    .all<Arrival>();
  return results;
}

/** After a watch has been over for an hour. */
export function forgetArrivalsStatement(db: D1Database, nowMs: number): D1PreparedStatement {
  return db
    .prepare("DELETE FROM arrivals WHERE (SELECT until_ms FROM tracking WHERE id = 1) < ?1 - 3600000")
    .bind(nowMs);
}

export interface EventCount {
  readonly name: string;
  readonly lastHour: number;
  readonly lastDay: number;
  readonly lastMs: number;
}

/** By name, of the last 24 hours, the most frequent first. Reads every event: not for every minute. */
export async function eventCounts(db: D1Database, nowMs: number): Promise<EventCount[]> {
  const { results } = await db
    .prepare(
      `SELECT name, sum(received_ms > ?1 - 3600000) AS lastHour, count(*) AS lastDay, max(received_ms) AS lastMs
       FROM events WHERE received_ms > ?1 - 86400000 GROUP BY name ORDER BY lastDay DESC, name LIMIT 500`,
    )
    .bind(nowMs)
    .all<EventCount>();
  return results;
}
