/**
 * Stretches of constant weights within a phase. The first is the definition's; a row is one that came later. Rows are
 * only added: whoever was minted in a stretch keeps its weights.
 */

/** SQL: a phase's stretches as JSON, oldest first, such as `[{"fromMs":1,"weights":[0.4,0.6]}]`. */
export function stretchesJson(experiment: string, phase: string): string {
  return `(SELECT json_group_array(json_object('fromMs', from_ms, 'weights', json(weights))) FROM
    (SELECT from_ms, weights FROM stretches WHERE stretches.experiment = ${experiment} AND stretches.phase = ${phase} ORDER BY stretch))`;
}

/** `stretch` from 1; of two writers of the same one loses its whole batch. */
export function stretchStatement(
  db: D1Database,
  { experiment, phase, stretch }: { experiment: number; phase: number; stretch: number },
  { fromMs, weights }: { fromMs: number; weights: readonly number[] },
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO stretches (experiment, phase, stretch, from_ms, weights)
       VALUES (CAST(?1 AS INTEGER), CAST(?2 AS INTEGER), CAST(?3 AS INTEGER), CAST(?4 AS INTEGER), ?5)`,
    )
    .bind(experiment, phase, stretch, fromMs, JSON.stringify(weights));
}
