/** What the shop recorded of a metric lately: the rate or mean of control, and how many visitors came a day. */
import { type Aggregates, readAggregates } from "./aggregates.ts";

export interface Baseline {
  /** Of the experiment that recorded it. */
  readonly experiment: string;
  readonly aggregates: Aggregates;
  readonly variants: number;
}

/** Of the phase that last counted the metric and has visitors, whatever its experiment; null: none has. */
export async function baselineOf(db: D1Database, metric: string): Promise<Baseline | null> {
  const row = await db
    .prepare(
      `SELECT p.experiment AS id, p.phase, x.key, json_array_length(p.definition, '$.variants') AS variants
       FROM phases AS p JOIN experiments AS x ON x.id = p.experiment
       WHERE EXISTS (SELECT 1 FROM json_each(p.metrics) AS m WHERE m.value->>'$.key' = ?1)
         AND EXISTS (SELECT 1 FROM rollup_units AS u
           WHERE u.experiment = p.experiment AND u.phase = p.phase AND u.kind = '' AND u.variant = 0 AND u.confirmed > 0)
       ORDER BY p.started_at DESC, p.experiment DESC LIMIT 1`,
    )
    .bind(metric)
    .first<{ id: number; phase: number; key: string; variants: number }>();
  if (row === null) return null;
  const aggregates = await readAggregates(db, {
    experiment: row.id,
    phase: row.phase,
    population: "confirmed",
    fromDay: null,
    toDay: null,
    by: "day",
    metrics: null,
  });
  return { experiment: row.key, aggregates, variants: row.variants };
}
