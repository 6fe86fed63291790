/** Visitors who met two experiments: counted by the variants of both, and whether they did what a metric asks for. */
import { level } from "./cell.ts";
import { STAGES } from "./aggregates.ts";
import type { StretchQuery } from "./times.ts";

export interface Overlap {
  /** Key of the other experiment, and the phase of it. */
  readonly experiment: string;
  readonly phase: number;
  /** Index among the variants of the one that was asked about, and of the other. */
  readonly variant: number;
  readonly otherVariant: number;
  /** Its key. */
  readonly otherKey: string;
  readonly visitors: number;
  readonly converted: number;
}

/** Reads the raw rows: its time grows with the visitors of the experiment. Both must have reached `population`. */
export async function overlapsOf(db: D1Database, query: StretchQuery): Promise<readonly Overlap[]> {
  const { results } = await db
    .prepare(
      `SELECT x.key AS experiment, b.phase AS phase, a.variant AS variant, b.variant AS otherVariant,
         coalesce((SELECT json_extract(p.definition, '$.variants[' || b.variant || '].key') FROM phases AS p
           WHERE p.experiment = b.experiment AND p.phase = b.phase), '') AS otherKey,
         count(*) AS visitors, sum(EXISTS (SELECT 1 FROM outcomes AS o
           WHERE o.unit = a.unit AND o.experiment = a.experiment AND o.phase = a.phase AND o.metric = ?3 AND o.x <> 0)) AS converted
       FROM exposures AS a
         CROSS JOIN exposures AS b ON b.unit = a.unit AND b.experiment <> a.experiment
         CROSS JOIN experiments AS x ON x.id = b.experiment
       WHERE a.experiment = ?1 AND a.phase = ?2 AND a.conflict = 0 AND b.conflict = 0
         AND (?5 IS NULL OR a.stretch = CAST(?5 AS INTEGER))
         AND ${level("a")} >= ?4 AND ${level("b")} >= ?4
       GROUP BY b.experiment, b.phase, a.variant, b.variant
       ORDER BY b.experiment, b.phase, a.variant, b.variant`,
    )
    .bind(query.experiment, query.phase, query.metric, STAGES.indexOf(query.population) + 1, query.stretch)
    .all<Overlap>();
  return results;
}

/** Phases of experiments that are dealt by another unit, and ran at the same time: who met both is not known. */
export async function apartOf(
  db: D1Database,
  { experiment, phase }: Pick<StretchQuery, "experiment" | "phase">,
): Promise<readonly { readonly experiment: string; readonly phase: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT x.key AS experiment, q.phase FROM phases AS p
         JOIN phases AS q ON q.experiment <> p.experiment AND q.started_at < coalesce(p.ended_at, 9e15)
           AND coalesce(q.ended_at, 9e15) > p.started_at
           AND coalesce(q.definition->>'$.unit', 'visitor') <> coalesce(p.definition->>'$.unit', 'visitor')
         JOIN experiments AS x ON x.id = q.experiment
       WHERE p.experiment = ?1 AND p.phase = ?2 ORDER BY x.key, q.phase`,
    )
    .bind(experiment, phase)
    .all<{ experiment: string; phase: number }>();
  return results;
}
