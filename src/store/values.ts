/** What single units did, without saying who: for questions that sums cannot answer (A/A replay). */
import { day, level } from "./cell.ts";
import { type MetricQuery, STAGES } from "./aggregates.ts";

/** More than this is not read at once. */
export const MOST_VALUES = 50_000;

export interface DayValue {
  readonly day: number;
  readonly x: number;
  /** What a ratio divides by; 0 where there is none. */
  readonly d: number;
}

/** Of units with a number other than 0, by cohort day; null when there are more than MOST_VALUES. */
export async function valuesOf(db: D1Database, query: MetricQuery): Promise<readonly DayValue[] | null> {
  const row = await db
    .prepare(
      `SELECT json_group_array(json_array(day, x, d)) AS rows FROM (
         SELECT ${day("e", "r")} AS day, o.x AS x, o.d AS d
         FROM outcomes AS o
           CROSS JOIN exposures AS e ON e.unit = o.unit AND e.experiment = o.experiment AND e.phase = o.phase
           CROSS JOIN phase_rules AS r ON r.experiment = e.experiment AND r.phase = e.phase
         WHERE o.experiment = ?1 AND o.phase = ?2 AND o.metric = ?3 AND (o.x <> 0 OR o.d <> 0)
           AND e.conflict = 0 AND ${level("e")} >= ?4
         LIMIT ${MOST_VALUES + 1})`,
    )
    .bind(query.experiment, query.phase, query.metric, STAGES.indexOf(query.population) + 1)
    .first<{ rows: string }>();
  const rows = JSON.parse(row?.rows ?? "[]") as (readonly [number, number, number])[];
  return rows.length > MOST_VALUES ? null : rows.map(([on, x, d]) => ({ day: on, x, d }));
}
