/** How long units took until they did what a metric counts, by variant; from the raw rows. */
import { level, since } from "./cell.ts";
import { DEEDS, isCustomer } from "./outcomes.ts";
import { type MetricQuery, STAGES } from "./aggregates.ts";

const DAY_MS = 86_400_000;

export interface StretchQuery extends MetricQuery {
  /** Only whom its weights dealt, 0 being those of the phase's beginning; null: everybody. */
  readonly stretch: number | null;
}

/** Units that were watched for `whole` full days, and did it on day `day` since their exposure; null: not yet. */
export interface TimeRow {
  readonly variant: number;
  readonly whole: number;
  readonly day: number | null;
  readonly units: number;
}

/**
 * The first time that counts; of a repeat the second. An order counts from when it was placed, also where it counts only as
 * paid or delivered, and not at all before it is.
 */
export async function timesOf(
  db: D1Database,
  query: StretchQuery & { readonly nowMs: number },
): Promise<readonly TimeRow[]> {
  const deeds = DEEDS.map(
    ({ from, reached, value, ofCustomers }) => `
      SELECT e.n, h.at_ms - e.since AS after, CASE m.fn WHEN 'again' THEN 2 ELSE 1 END AS wanted FROM did AS e CROSS JOIN ${from}
        CROSS JOIN measures AS m ON m.experiment = ?1 AND m.phase = ?2 AND m.event = h.name
      WHERE m.metric = ?3 AND m.leg = 'x' AND h.at_ms >= e.since + m.after_ms AND (${reached})
        AND (m.fn NOT IN ('sum', 'net') OR ${value} IS NOT NULL) ${ofCustomers ? `AND ${isCustomer("e.unit")}` : ""}`,
  );
  const { results } = await db
    .prepare(
      `WITH cohort AS MATERIALIZED (
         SELECT row_number() OVER () AS n, e.unit, e.variant, ${since("e")} AS since, (?4 - ${since("e")}) / ${DAY_MS} AS whole
         FROM exposures AS e WHERE e.experiment = ?1 AND e.phase = ?2 AND e.conflict = 0 AND ${level("e")} >= ?5
           AND (?6 IS NULL OR e.stretch = CAST(?6 AS INTEGER))
       ), did AS MATERIALIZED (
         SELECT c.* FROM cohort AS c CROSS JOIN outcomes AS o
           ON o.unit = c.unit AND o.experiment = ?1 AND o.phase = ?2 AND o.metric = ?3
         WHERE o.x <> 0
       ), done AS MATERIALIZED (
         SELECT n, after / ${DAY_MS} AS day FROM (
           SELECT n, after, wanted, row_number() OVER (PARTITION BY n ORDER BY after) AS nth FROM (${deeds.join(" UNION ALL ")})
         ) WHERE nth = wanted
       )
       SELECT variant, whole, CASE WHEN done.day < whole THEN done.day END AS day, count(*) AS units
       FROM cohort LEFT JOIN done ON done.n = cohort.n WHERE whole > 0 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    )
    .bind(
      query.experiment,
      query.phase,
      query.metric,
      JSON.stringify(query.nowMs),
      STAGES.indexOf(query.population) + 1,
      query.stretch,
    )
    .all<TimeRow>();
  return results;
}
