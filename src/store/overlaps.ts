/** Visitors who met two experiments: counted by the variants of both, and whether they did what a metric asks for. */
import { level } from "./cell.ts";
import { type MetricQuery, STAGES } from "./aggregates.ts";

export interface Overlap {
  /** Key of the other experiment, and the phase of it. */
  readonly experiment: string;
  readonly phase: number;
  /** Index among the variants of the one that was asked about, and of the other. */
  readonly variant: number;
  readonly otherVariant: number;
  readonly visitors: number;
  readonly converted: number;
}

/** Reads the raw rows: its time grows with the visitors of the experiment. Both must have reached `population`. */
export async function overlapsOf(db: D1Database, query: MetricQuery): Promise<readonly Overlap[]> {
  const { results } = await db
    .prepare(
      `SELECT x.key AS experiment, b.phase AS phase, a.variant AS variant, b.variant AS otherVariant,
         count(*) AS visitors, sum(EXISTS (SELECT 1 FROM outcomes AS o
           WHERE o.unit = a.unit AND o.experiment = a.experiment AND o.phase = a.phase AND o.metric = ?3 AND o.x <> 0)) AS converted
       FROM exposures AS a
         CROSS JOIN exposures AS b ON b.unit = a.unit AND b.experiment <> a.experiment
         CROSS JOIN experiments AS x ON x.id = b.experiment
       WHERE a.experiment = ?1 AND a.phase = ?2 AND a.conflict = 0 AND b.conflict = 0
         AND ${level("a")} >= ?4 AND ${level("b")} >= ?4
       GROUP BY b.experiment, b.phase, a.variant, b.variant
       ORDER BY b.experiment, b.phase, a.variant, b.variant`,
    )
    .bind(query.experiment, query.phase, query.metric, STAGES.indexOf(query.population) + 1)
    .all<Overlap>();
  return results;
}
