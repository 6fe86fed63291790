/** Where the shop last recorded enough of a metric to plan by. */
import type { Stage } from "./aggregates.ts";

export interface Baseline {
  /** Of the experiment that recorded it. */
  readonly experiment: string;
  readonly phase: number;
}

/** So many are looked at, of which the newest may be too young to tell. */
const MOST = 5;

/**
 * Phases that counted the metric and whose control has met `least` visitors of the population, whatever their experiment,
 * the newest first.
 */
export async function baselinesOf(
  db: D1Database,
  metric: string,
  population: Stage,
  least: number,
): Promise<readonly Baseline[]> {
  const { results } = await db
    .prepare(
      `SELECT x.key AS experiment, p.phase
       FROM phases AS p JOIN experiments AS x ON x.id = p.experiment
       WHERE EXISTS (SELECT 1 FROM json_each(p.metrics) AS m WHERE m.value->>'$.key' = ?1)
         AND (SELECT sum(u.${population}) FROM rollup_units AS u
           WHERE u.experiment = p.experiment AND u.phase = p.phase AND u.kind = '' AND u.variant = 0) >= CAST(?2 AS INTEGER)
       ORDER BY p.started_at DESC, p.experiment DESC LIMIT ${MOST}`,
    )
    .bind(metric, least)
    .all<Baseline>();
  return results;
}
