/** News on its way to where the settings send it: each once for a phase, tried again until it is taken. */

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

export async function dueAlerts(db: D1Database, nowMs: number): Promise<Alert[]> {
  const { results } = await db
    .prepare(
      `SELECT experiment, phase, event, subject, url, body, attempts FROM alerts
       WHERE delivered_at IS NULL AND attempts < ${MOST_ATTEMPTS} AND next_at <= CAST(?1 AS INTEGER)
       ORDER BY created_at, experiment, event, subject, url LIMIT 20`,
    )
    .bind(nowMs)
    .all<Alert>();
  return results;
}

/** `error` null: it was taken. */
export function triedStatement(
  db: D1Database,
  { experiment, phase, event, subject, url }: Alert,
  error: string | null,
  nextAtMs: number,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `UPDATE alerts SET attempts = attempts + 1, error = ?6, next_at = CAST(?7 AS INTEGER),
         delivered_at = CASE WHEN ?6 IS NULL THEN CAST(?8 AS INTEGER) END
       WHERE experiment = ?1 AND phase = CAST(?2 AS INTEGER) AND event = ?3 AND subject = ?4 AND url = ?5`,
    )
    .bind(experiment, phase, event, subject, url, error, nextAtMs, nowMs);
}
