/**
 * Rollups counted anew from the raw rows, by the same SQL that keeps them: for the proof that they agree, and for how
 * things stood at an earlier instant.
 */
import { cell, day, level, variant } from "./cell.ts";
import { EXPOSURE_COLUMNS } from "./exposures.ts";
import { MOMENT_COLUMNS } from "./moments.ts";
import { ORDER_COLUMNS, ordersOf } from "./orders.ts";
import { outcomesOf } from "./outcomes.ts";
import { countUnits, ROLLUP_KEY, sumOutcomes, UNITS_KEY } from "./rollups.ts";

export interface RecountQuery {
  readonly experiment: number;
  readonly phase: number;
  /** What was known at this instant; null: all there is. */
  readonly asOfMs: number | null;
  /** Units from here (included) to there (not included), so that a large phase is counted in pieces; null: all. */
  readonly units: readonly [from: string, to: string] | null;
}

/** `?1` experiment, `?2` phase, `?3` asOf, `?4` and `?5` units. */
const SCOPE = "experiment = ?1 AND phase = ?2 AND (?4 IS NULL OR unit >= ?4) AND (?5 IS NULL OR unit < ?5)";

/**
 * Stands in front of the tables of the same names. A stage that was reached later is not known yet, nor is an exposure
 * assigned later; whoever is known today to be in two variants is left out at every instant.
 */
const known = (stage: string): string => `CASE WHEN ${stage} <= ?3 THEN ${stage} END AS ${stage}`;
const AS_OF = `
  events AS NOT MATERIALIZED (SELECT * FROM main.events WHERE received_ms <= ?3),
  exposures AS NOT MATERIALIZED (SELECT ${EXPOSURE_COLUMNS.map((column) =>
    /^(found|confirmed|seen)_at$/.test(column) ? known(column) : column,
  ).join(", ")} FROM main.exposures WHERE assigned_at <= ?3),
  orders (${ORDER_COLUMNS}) AS MATERIALIZED (
    ${ordersOf("SELECT DISTINCT order_id FROM main.events WHERE order_id IS NOT NULL AND received_ms <= ?3")}),`;

const OF_PHASE = `
  SELECT e.*, ${cell("e")} AS cell, ${variant("e")} AS place, ${day("e", "r")} AS day, ${level("e")} AS level, 1 AS sign
  FROM exposures AS e CROSS JOIN phase_rules AS r ON r.experiment = e.experiment AND r.phase = e.phase
  WHERE e.experiment = ?1 AND e.phase = ?2 AND (?4 IS NULL OR e.unit >= ?4) AND (?5 IS NULL OR e.unit < ?5)`;

/** Statements whose rows are those of `rollup_units` and of `rollups`. */
export function recountStatements(db: D1Database, query: RecountQuery): D1PreparedStatement[] {
  const asOf = query.asOfMs === null ? "" : AS_OF;
  const [from, to] = query.units ?? [null, null];
  const bound = [query.experiment, query.phase, query.asOfMs, from, to];
  const unitColumns = `${UNITS_KEY}, assigned, found, confirmed, seen`;
  return [
    db
      .prepare(
        `WITH ${asOf} placed AS MATERIALIZED (SELECT experiment, phase, cell, place AS variant, day, level, sign FROM (${OF_PHASE})),
           counted (${unitColumns}) AS (${countUnits("placed")})
         SELECT * FROM counted ORDER BY ${UNITS_KEY}`,
      )
      .bind(...bound),
    db
      .prepare(
        `WITH ${asOf} placed AS MATERIALIZED (SELECT unit, cell, place AS variant, day, level, sign FROM (${OF_PHASE}) WHERE place >= 0),
           source AS MATERIALIZED (
             SELECT placed.cell, placed.variant, placed.day, placed.level, placed.sign, o.* FROM (${freshOutcomes()}) AS o
               JOIN placed ON placed.unit = o.unit),
           summed (${ROLLUP_KEY}, ${MOMENT_COLUMNS.join(", ")}) AS (${sumOutcomes("source")})
         SELECT * FROM summed ORDER BY ${ROLLUP_KEY}`,
      )
      .bind(...bound),
  ];
}

function freshOutcomes(): string {
  const units = `SELECT unit FROM exposures WHERE ${SCOPE}`;
  return `SELECT * FROM (${outcomesOf(units)}) WHERE experiment = ?1 AND phase = ?2`;
}
