/**
 * Rollups counted anew from the raw rows, by the same SQL that keeps them: for the proof that they agree, and for how
 * things stood at an earlier instant.
 */
import { day, level, UNIT_CELL_COLUMNS, unitCells, variant } from "./cell.ts";
import { TOLD_COLUMNS } from "./events.ts";
import { COUNTED_COLUMNS, EXPOSURE_COLUMNS } from "./exposures.ts";
import { asKnown } from "./late.ts";
import { ORDER_COLUMNS, ordersOf } from "./orders.ts";
import { outcomesOf } from "./outcomes.ts";
import { countUnits, SUM_SOURCE, UNITS_KEY, withPlace } from "./rollups.ts";

const SCOPE = "experiment = ?1 AND phase = ?2 AND (?4 IS NULL OR unit >= ?4) AND (?5 IS NULL OR unit < ?5)";

/**
 * Stands in front of the tables of the same names: what was known then, however late the rest was told. A stage that was
 * reached later is not known yet, nor is an exposure assigned later.
 */
const known = (stage: string): string => `CASE WHEN ${stage} <= ?3 THEN ${stage} END AS ${stage}`;
const KEPT = new Set<string>(COUNTED_COLUMNS);
const AS_OF = `
  events AS NOT MATERIALIZED (SELECT * FROM (${asKnown("events", TOLD_COLUMNS, ["unit", "source", "id", "customer", "order_id"])}) WHERE received_ms <= ?3),
  order_events AS MATERIALIZED (SELECT * FROM (${asKnown("events", TOLD_COLUMNS, ["id", "source", "customer", "order_id"])} WHERE order_id IS NOT NULL)
    WHERE received_ms <= ?3),
  links AS NOT MATERIALIZED (SELECT * FROM (${asKnown("links", ["since"], ["customer", "visitor"])}) WHERE since <= ?3),
  exposures AS MATERIALIZED (SELECT ${EXPOSURE_COLUMNS.map((column) =>
    /^(found|confirmed|seen)_at$/.test(column)
      ? known(column)
      : column === "first_byte_ms"
        ? "CASE WHEN confirmed_at <= ?3 THEN first_byte_ms END AS first_byte_ms"
        : column,
  ).join(", ")} FROM (${asKnown(
    "exposures",
    COUNTED_COLUMNS,
    EXPOSURE_COLUMNS.filter((column) => !KEPT.has(column)),
  )} WHERE ${SCOPE}) WHERE assigned_at <= ?3),
  orders (${ORDER_COLUMNS}) AS MATERIALIZED (
    ${ordersOf("SELECT DISTINCT order_id FROM order_events", "order_events")}),`;

const OF_PHASE = `
  SELECT e.*, ${unitCells("e")}, ${variant("e")} AS place, ${day("e", "r")} AS day, ${level("e")} AS level, 1 AS sign
  FROM exposures AS e CROSS JOIN phase_rules AS r ON r.experiment = e.experiment AND r.phase = e.phase
  WHERE e.experiment = ?1 AND e.phase = ?2 AND (?4 IS NULL OR e.unit >= ?4) AND (?5 IS NULL OR e.unit < ?5)`;

export const UNIT_COLUMNS = `${UNITS_KEY}, assigned, found, confirmed, seen`;

/** CTEs, `counted` the last: rows of `rollup_units`. `?1` experiment, `?2` phase, `?3` asOf, `?4` and `?5` units. */
export function countedAnew(asOf: boolean): string {
  return `${asOf ? AS_OF : ""}
    placed AS MATERIALIZED (SELECT experiment, phase, ${UNIT_CELL_COLUMNS.join(", ")}, place AS variant, day, level, sign FROM (${OF_PHASE})),
    counted (${UNIT_COLUMNS}) AS (${countUnits("placed")})`;
}

/** CTEs, `summed` the last: rows of `rollups`. Bound as above. */
export function summedAnew(asOf: boolean): string {
  return `${asOf ? AS_OF : ""}
    placed AS MATERIALIZED (SELECT unit, visit_cell, person_cell, place AS variant, day, level, sign FROM (${OF_PHASE}) WHERE place >= 0),
    source AS MATERIALIZED (
      SELECT ${withPlace("placed.visit_cell, placed.person_cell, placed.variant, placed.day, placed.level, placed.sign", "o")}
      FROM (${freshOutcomes()}) AS o JOIN placed ON placed.unit = o.unit), ${SUM_SOURCE}`;
}

export function freshOutcomes(): string {
  const units = `SELECT unit FROM exposures WHERE ${SCOPE}`;
  return `SELECT * FROM (${outcomesOf(units)}) WHERE experiment = ?1 AND phase = ?2`;
}
