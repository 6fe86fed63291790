/** News on its way to where the settings send it: each is told once for a phase, and tried again until it is taken. */

export interface Alert {
  readonly experiment: string;
  readonly phase: number;
  readonly event: string;
  readonly subject: string;
  readonly url: string;
  /** JSON as it is sent. */
  readonly body: string;
  readonly attempts: number;
}

/** After so many tries in vain it is given up, and stays in the table with its error. */
export const MOST_ATTEMPTS = 12;

/** Nothing where the same news has been told to the same address. */
export function tellStatement(
  db: D1Database,
  alert: Omit<Alert, "attempts">,
  nowMs: number,
): D1PreparedStatement {
  const { experiment, phase, event, subject, url, body } = alert;
  return db
    .prepare(
      `INSERT INTO alerts (experiment, phase, event, subject, url, body, created_at, attempts, next_at)
       VALUES (?1, CAST(?2 AS INTEGER), ?3, ?4, ?5, ?6, CAST(?7 AS INTEGER), 0, CAST(?7 AS INTEGER)) ON CONFLICT DO NOTHING`,
    )
    .bind(experiment, phase, event, subject, url, body, nowMs);
}

/** `urls`: where news is sent now; what was meant for others waits. */
export async function dueAlerts(db: D1Database, urls: readonly string[], nowMs: number): Promise<Alert[]> {
  const { results } = await db
    .prepare(
      `SELECT experiment, phase, event, subject, url, body, attempts FROM alerts
       WHERE delivered_at IS NULL AND attempts < ${MOST_ATTEMPTS} AND next_at <= CAST(?1 AS INTEGER)
         AND url IN (SELECT value FROM json_each(?2))
       ORDER BY next_at, experiment, event, subject, url LIMIT 20`,
    )
    .bind(nowMs, JSON.stringify(urls))
    .all<Alert>();
  return results;
}

export interface Try {
  /** Null: it was taken. */
  readonly error: string | null;
  /** False: nothing was sent, because something is not set up; it does not count as an attempt. */
  readonly counts: boolean;
  readonly nextAtMs: number;
}

export function triedStatement(
  db: D1Database,
  { experiment, phase, event, subject, url }: Alert,
  { error, counts, nextAtMs }: Try,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE alerts SET attempts = attempts + CAST(?9 AS INTEGER), error = ?6, next_at = CAST(?7 AS INTEGER),
         delivered_at = CASE WHEN ?6 IS NULL THEN CAST(?8 AS INTEGER) END
       WHERE experiment = ?1 AND phase = CAST(?2 AS INTEGER) AND event = ?3 AND subject = ?4 AND url = ?5`,
    )
    .bind(experiment, phase, event, subject, url, error, nextAtMs, nowMs, Number(counts));
}

export interface ListedAlert extends Omit<Alert, "body"> {
  readonly text: string;
  readonly createdAtMs: number;
  readonly nextAtMs: number;
  readonly deliveredAtMs: number | null;
  readonly error: string | null;
}

/** The newest first. */
export async function alertPage(db: D1Database, offset: number, limit: number): Promise<ListedAlert[]> {
  const { results } = await db
    .prepare(
      `SELECT experiment, phase, event, subject, url, attempts, error, json_extract(body, '$.text') AS text,
         created_at AS createdAtMs, next_at AS nextAtMs, delivered_at AS deliveredAtMs
       FROM alerts ORDER BY created_at DESC, experiment, phase, event, subject, url
       LIMIT CAST(?2 AS INTEGER) OFFSET CAST(?1 AS INTEGER)`,
    )
    .bind(offset, limit)
    .all<ListedAlert>();
  return results;
}

/** How many of the alerts since then somebody has to care for: tried in vain, and not only once or twice. */
export async function countStuckAlerts(
  db: D1Database,
  urls: readonly string[],
  sinceMs: number,
): Promise<number> {
  const count = await db
    .prepare(
      `SELECT count(*) AS n FROM alerts
       WHERE delivered_at IS NULL AND error IS NOT NULL AND (attempts >= 3 OR attempts = 0)
         AND created_at >= CAST(?1 AS INTEGER) AND url IN (SELECT value FROM json_each(?2))`,
    )
    .bind(sinceMs, JSON.stringify(urls))
    .first<number>("n");
  return count ?? 0;
}

/** Whatever was given up, or waits, is tried again at once. */
export function retryAlertsStatement(db: D1Database, nowMs: number): D1PreparedStatement {
  return db
    .prepare("UPDATE alerts SET attempts = 0, next_at = CAST(?1 AS INTEGER) WHERE delivered_at IS NULL")
    .bind(nowMs);
}

export async function countWaitingAlerts(db: D1Database): Promise<number> {
  const row = db.prepare("SELECT count(*) AS n FROM alerts WHERE delivered_at IS NULL");
  return (await row.first<number>("n")) ?? 0;
}
