/**
 * Outcomes as a batch changes them. What a row was before stays beside it, with the number of the batch, so that the
 * rollups get the difference without a second count, and without a row that would be written and deleted again for it.
 *
 * The number is taken from the database and used up within the batch: the same statements run twice change nothing.
 */
import { OUTCOME_COLUMNS, OUTCOME_KEY, outcomesOf } from "./outcomes.ts";

const VALUES = ["x", "raw", "d", "c", "other_currency", "no_amount", "pending", "payment"] as const;
const THIS_BATCH = "coalesce((SELECT number FROM batches), 0) + 1";
const IS_NOTHING = VALUES.filter((column) => column !== "payment")
  .map((column) => `${column} = 0`)
  .join(" AND ");
/** Rows that this batch has written. */
const written = (units: string): string =>
  `(${units}) AS units CROSS JOIN outcomes AS o ON o.unit = units.unit AND o.batch = ${THIS_BATCH}`;

/**
 * After events and orders. `units` as in outcomes.ts, `json` what they are made from. Rows that come out otherwise are
 * written; those that no longer come out are zeros until `closeStatements`.
 */
export function outcomeStatement(db: D1Database, units: string, json: string): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO outcomes (${OUTCOME_COLUMNS}, batch)
       SELECT *, ${THIS_BATCH} FROM (${outcomesOf(units, true)}) WHERE true
       ON CONFLICT (${OUTCOME_KEY}) DO UPDATE SET
         ${VALUES.map((column) => `was_${column} = ${column}, ${column} = excluded.${column}`).join(", ")}, batch = excluded.batch
       WHERE ${VALUES.map((column) => `excluded.${column} <> outcomes.${column}`).join(" OR ")}`,
    )
    .bind(json);
}

/** Rows as of `outcomes` with a `sign`: 1 for what this batch has put there, -1 for what stood there before. */
export function changesOf(units: string): string {
  return `
    SELECT sign, unit, experiment, phase, metric, ${VALUES.map((column) => `CASE sign WHEN 1 THEN ${column} ELSE was_${column} END AS ${column}`).join(", ")}
    FROM (SELECT o.* FROM ${written(units)})
      CROSS JOIN (SELECT 1 AS sign UNION ALL SELECT -1)
    WHERE CASE sign WHEN 1 THEN NOT (${IS_NOTHING}) ELSE was_x IS NOT NULL END`;
}

/** After the rollups: the number is used up, and rows of nothing are dropped. */
export function closeStatements(db: D1Database, units: string, json: string): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `INSERT INTO batches (id, number) SELECT 1, ${THIS_BATCH} WHERE EXISTS (SELECT 1 FROM ${written(units)})
         ON CONFLICT (id) DO UPDATE SET number = excluded.number`,
      )
      .bind(json),
    db.prepare(`DELETE FROM outcomes WHERE unit IN (${units}) AND ${IS_NOTHING}`).bind(json),
  ];
}
