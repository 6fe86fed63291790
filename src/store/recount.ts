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
import { countUnits, PAYMENT_CELL, SUM_SOURCE, sumSource, UNITS_KEY, withPlace } from "./rollups.ts";

const SCOPE = "experiment = ?1 AND phase = ?2 AND (?4 IS NULL OR unit >= ?4) AND (?5 IS NULL OR unit < ?5)";

const known = (stage: string): string => `CASE WHEN ${stage} <= ?3 THEN ${stage} END AS ${stage}`;
const COUNTED = new Set<string>(COUNTED_COLUMNS);
const exposuresThen = (where: string): string =>
  `SELECT ${EXPOSURE_COLUMNS.map((column) =>
    /^(found|confirmed|seen)_at$/.test(column)
      ? known(column)
      : column === "first_byte_ms"
        ? "CASE WHEN confirmed_at <= ?3 THEN first_byte_ms END AS first_byte_ms"
        : column,
  ).join(", ")} FROM (${asKnown(
    "exposures",
    COUNTED_COLUMNS,
    EXPOSURE_COLUMNS.filter((column) => !COUNTED.has(column)),
  )} WHERE ${where}) WHERE assigned_at <= ?3`;

/** Exposures as they were known: a stage that was reached later is not known yet, nor is an exposure assigned later. */
const MET_THEN = `met AS MATERIALIZED (${exposuresThen(SCOPE)}),`;

/** SQL over a row: whether something of it was not known then. */
const toldLater = (row: string, time: string): string => `(${row}.${time} > ?3 OR ${row}.known_at > ?3)`;
const EVENT_KEYS = ["unit", "source", "id", "customer", "order_id"];

/**
 * Outcomes as they were known, in front of the tables that they are made from. Most are what they are today: made anew are
 * only those of units of which anything was told later, or of whose orders; mostly that is a small part, whatever the
 * instant, since who comes on one day seldom comes on another.
 */
const OUTCOMES_THEN = `
  events AS NOT MATERIALIZED (SELECT * FROM (${asKnown("events", TOLD_COLUMNS, EVENT_KEYS)}) WHERE received_ms <= ?3),
  links AS NOT MATERIALIZED (SELECT * FROM (${asKnown("links", ["since"], ["customer", "visitor"])}) WHERE since <= ?3),
  exposures AS NOT MATERIALIZED (${exposuresThen("experiment = ?1 AND phase = ?2")}),
  later AS MATERIALIZED (SELECT unit, customer, order_id FROM main.events AS v WHERE ${toldLater("v", "received_ms")}),
  changed_orders AS MATERIALIZED (
    SELECT order_id FROM later WHERE order_id IS NOT NULL
    UNION SELECT o.order_id FROM main.links AS l CROSS JOIN main.orders AS o ON o.customer = l.customer
      WHERE ${toldLater("l", "since")} AND o.matched_by IS NOT 'row'),
  order_events AS MATERIALIZED (
    SELECT * FROM (${asKnown("events", TOLD_COLUMNS, EVENT_KEYS)} WHERE order_id IN (SELECT order_id FROM changed_orders))
    WHERE received_ms <= ?3),
  orders_then (${ORDER_COLUMNS}) AS MATERIALIZED (${ordersOf("SELECT order_id FROM changed_orders", "order_events")}),
  changed AS MATERIALIZED (
    SELECT unit FROM (
      SELECT unit FROM later UNION SELECT 'c.' || customer FROM later
      UNION SELECT CASE who WHEN 0 THEN o.visitor ELSE 'c.' || o.customer END
        FROM (SELECT visitor, customer FROM orders_then
          UNION ALL SELECT visitor, customer FROM main.orders WHERE order_id IN (SELECT order_id FROM changed_orders)) AS o
        CROSS JOIN (SELECT 0 AS who UNION ALL SELECT 1)
      UNION SELECT unit FROM main.exposures
        WHERE ${SCOPE} AND (known_at > ?3 OR found_at > ?3 OR (found_at IS NULL AND seen_at > ?3))
    ) WHERE unit IS NOT NULL),
  orders (${ORDER_COLUMNS}) AS MATERIALIZED (
    SELECT ${ORDER_COLUMNS} FROM orders_then
    UNION ALL SELECT ${ORDER_COLUMNS} FROM main.orders WHERE order_id NOT IN (SELECT order_id FROM changed_orders)
      AND (visitor IN (SELECT unit FROM changed) OR 'c.' || customer IN (SELECT unit FROM changed))),
  fresh AS MATERIALIZED (${outcomesOf("SELECT unit FROM changed")}),`;

const ofPhase = (exposures: string): string => `
  SELECT e.*, ${unitCells("e")}, ${variant("e")} AS place, ${day("e", "r")} AS day, ${level("e")} AS level, 1 AS sign
  FROM ${exposures} AS e CROSS JOIN phase_rules AS r ON r.experiment = e.experiment AND r.phase = e.phase
  WHERE e.experiment = ?1 AND e.phase = ?2 AND (?4 IS NULL OR e.unit >= ?4) AND (?5 IS NULL OR e.unit < ?5)`;

export const UNIT_COLUMNS = `${UNITS_KEY}, assigned, found, confirmed, seen`;

const unitsPlaced = (exposures: string): string => `
  placed AS MATERIALIZED (
    SELECT experiment, phase, ${UNIT_CELL_COLUMNS.join(", ")}, place AS variant, day, level, sign FROM (${ofPhase(exposures)}))`;
const outcomesPlaced = (exposures: string): string => `
  placed AS MATERIALIZED (
    SELECT unit, visit_cell, person_cell, place AS variant, day, level, sign FROM (${ofPhase(exposures)}) WHERE place >= 0)`;
const SUMMED = withPlace(
  "placed.visit_cell, placed.person_cell, placed.variant, placed.day, placed.level, placed.sign",
  "o",
);

/** CTEs, `counted` the last: rows of `rollup_units`. `?1` experiment, `?2` phase, `?4` and `?5` units. */
export const COUNTED_ANEW = `${unitsPlaced("exposures")}, counted (${UNIT_COLUMNS}) AS (${countUnits("placed")})`;

/** CTEs, `summed` the last: rows of `rollups`. Bound as above. */
export const SUMMED_ANEW = `${outcomesPlaced("exposures")},
  source AS MATERIALIZED (SELECT ${SUMMED} FROM (${freshOutcomes()}) AS o JOIN placed ON placed.unit = o.unit), ${SUM_SOURCE}`;

/** Kinds of cells (src/store/cell.ts). Everyone is the sum of `visit`: each unit stands in one of these. */
export type ThenKind = "visit" | "person" | "payment" | "browser" | "wait";

const cellsOf = (kinds: readonly ThenKind[], own: { readonly [kind in ThenKind]?: string }): string[] =>
  kinds.flatMap((kind) => own[kind] ?? []);

/** The same as they were known at `?3`, of the cells of these kinds. */
export function countedThen(kinds: readonly ThenKind[]): string {
  const cells = cellsOf(kinds, {
    visit: "visit_cell",
    person: "person_cell",
    browser: "browser_cell",
    wait: "wait_cell",
  });
  return `${MET_THEN} ${unitsPlaced("met")}, counted (${UNIT_COLUMNS}) AS (${countUnits("placed", cells)})`;
}

export function summedThen(kinds: readonly ThenKind[]): string {
  const cells = cellsOf(kinds, { visit: "visit_cell", person: "person_cell", payment: PAYMENT_CELL });
  return `${MET_THEN} ${OUTCOMES_THEN} ${outcomesPlaced("met")},
    source AS MATERIALIZED (
      SELECT ${SUMMED} FROM placed CROSS JOIN outcomes AS o ON o.unit = placed.unit AND o.experiment = ?1 AND o.phase = ?2
      WHERE placed.unit NOT IN (SELECT unit FROM changed)
      UNION ALL SELECT ${SUMMED} FROM fresh AS o CROSS JOIN placed ON placed.unit = o.unit), ${sumSource(cells)}`;
}

export function freshOutcomes(): string {
  const units = `SELECT unit FROM exposures WHERE ${SCOPE}`;
  return `SELECT * FROM (${outcomesOf(units)}) WHERE experiment = ?1 AND phase = ?2`;
}
