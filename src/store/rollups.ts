/**
 * Rollups are sums over exposures and outcomes, kept in the batch that changes these. Only differences are written: what
 * a batch does not change costs nothing.
 *
 * | statement | when | what |
 * |---|---|---|
 * | units | before the exposures | counts of units leave where they stood and go to where they will stand |
 * | moves | before the exposures | so do the outcomes of units whose place changes (stage, day, facts, two variants) |
 * | changes | after the outcomes | what this batch has changed of them: the old ones out, the new ones in |
 */
import { CELL_COLUMNS, cells, day, level, UNIT_CELL_COLUMNS, unitCells, variant } from "./cell.ts";
import { MERGED_EXPOSURES } from "./exposures.ts";
import { halves, MOMENT_COLUMNS, PARTS } from "./moments.ts";
import { changesOf } from "./outcome-changes.ts";

const STAGES = ["assigned", "found", "confirmed", "seen"] as const;
export const UNITS_KEY = "experiment, phase, cell, variant, day";
export const ROLLUP_KEY = "experiment, phase, cell, metric, variant, day, level, part";

/** What a cell begins with: `visit`, `person`, `payment`, `browser`, `wait`, nothing for everyone's. */
export const KIND = "substr(cell, 1, instr(cell, ':') - 1)";

/** Place in the rollups of the rows of `exposures`: a query that gives `e.*` and the coordinates; `facts`: its cells. */
const placed = (exposures: string, facts: string): string => `
  SELECT e.unit, e.experiment, e.phase, ${facts}, ${variant("e")} AS variant, ${day("e", "r")} AS day, ${level("e")} AS level
  FROM (${exposures}) AS e CROSS JOIN phase_rules AS r ON r.experiment = e.experiment AND r.phase = e.phase`;

/** What the rows of `source` stand in, each in all of `cells`; one reference to it, because SQLite reads a CTE anew for each. */
const inCells = (columns: string, source: string, cells: readonly string[]): string =>
  `SELECT * FROM (SELECT CASE at ${cells.map((cell, index) => `WHEN ${index} THEN ${cell}`).join(" ")} END AS in_cell, ${columns}
    FROM ${source} CROSS JOIN (SELECT 0 AS at UNION ALL VALUES ${[...cells.slice(1), "NULL"].map((_, index) => `(${index + 1})`).join(", ")})) WHERE in_cell IS NOT NULL`;
const EVERYONE = "''";
/** Of outcomes also that of how they were paid. */
export const PAYMENT_CELL = "CASE WHEN payment <> '' THEN 'payment:' || payment END";
const OUTCOME_CELLS = [EVERYONE, ...CELL_COLUMNS, PAYMENT_CELL];

const BEFORE = `SELECT o.* FROM json_each(?1) AS row CROSS JOIN exposures AS o
  ON o.unit = row.value->>0 AND o.experiment = row.value->>1 AND o.phase = row.value->>2`;

/** `units`, as they stand in `placed` rows with a `sign`. */
export const countUnits = (source: string, cells = [EVERYONE, ...UNIT_CELL_COLUMNS]): string => `
  SELECT experiment, phase, in_cell AS cell, variant, day,
    ${STAGES.map((_, index) => `sum(sign * (level >= ${index + 1}))`).join(", ")}
  FROM (${inCells("experiment, phase, variant, day, level, sign", source, cells)})
  GROUP BY experiment, phase, in_cell, variant, day`;

const PLACE = "experiment, phase, metric, variant, day, level, sign";
const NUMBERS =
  "x_low, x_high, raw_low, raw_high, d_low, d_high, c_low, c_high, other_currency, no_amount, pending";

/** Outcome rows with their place, as `sumOutcomes` wants them. */
export const withPlace = (place: string, outcome: string): string =>
  `${place}, ${outcome}.experiment, ${outcome}.phase, ${outcome}.metric, ${halves(outcome)},
    ${outcome}.other_currency, ${outcome}.no_amount, ${outcome}.pending, ${outcome}.payment`;

/** CTEs over `source`, the last one of which, `summed`, has rows of `rollups`. */
export const sumSource = (cells: readonly string[]): string => `
  fanned AS MATERIALIZED (${inCells(`${PLACE}, ${NUMBERS}`, "source", cells)}),
  summed (${ROLLUP_KEY}, ${MOMENT_COLUMNS.join(", ")}) AS (${PARTS.map(
    ({ part, where, adds }) => `
    SELECT experiment, phase, in_cell, metric, variant, day, level, '${part}',
      ${adds.map((add) => (add === "0" ? "0" : `sum(sign * (${add}))`)).join(", ")}
    FROM fanned WHERE ${where} GROUP BY experiment, phase, in_cell, metric, variant, day, level`,
  ).join(" UNION ALL ")})`;

export const SUM_SOURCE = sumSource(OUTCOME_CELLS);

const ADD_UNITS = `ON CONFLICT (kind, ${UNITS_KEY}) DO UPDATE SET ${STAGES.map((stage) => `${stage} = ${stage} + excluded.${stage}`).join(", ")}`;
const ADD_SUMS = `ON CONFLICT (kind, ${ROLLUP_KEY}) DO UPDATE SET ${MOMENT_COLUMNS.map((column) => `${column} = ${column} + excluded.${column}`).join(", ")}`;

/** All that a unit added, out again; before its exposures and outcomes are deleted. */
export function takeOutStatements(db: D1Database, unit: string): D1PreparedStatement[] {
  const old = (facts: string): string =>
    `moved AS MATERIALIZED (SELECT *, -1 AS sign FROM (${placed("SELECT * FROM exposures WHERE unit = ?1", facts)}))`;
  return addStatements(db, old, unit);
}

/** Before the exposures are written; `json` as `exposuresJson` gives it. */
export function moveStatements(db: D1Database, json: string): D1PreparedStatement[] {
  const places = (facts: string): string => `
    new AS MATERIALIZED (${placed(MERGED_EXPOSURES, facts)}), old AS MATERIALIZED (${placed(BEFORE, facts)}),
    moved AS MATERIALIZED (
      SELECT *, 1 AS sign FROM (SELECT * FROM new EXCEPT SELECT * FROM old)
      UNION ALL SELECT *, -1 FROM (SELECT * FROM old EXCEPT SELECT * FROM new))`;
  return addStatements(db, places, json);
}

/** `places`: CTEs, the last one `moved`: places of these cells with a `sign`. */
function addStatements(
  db: D1Database,
  places: (facts: string) => string,
  bound: string,
): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `WITH ${places(unitCells("e"))} INSERT INTO rollup_units (kind, ${UNITS_KEY}, ${STAGES.join(", ")})
         SELECT ${KIND}, * FROM (${countUnits("moved")}) WHERE true ${ADD_UNITS}`,
      )
      .bind(bound),
    db
      .prepare(
        `WITH ${places(cells("e"))}, source AS MATERIALIZED (
           SELECT ${withPlace("moved.visit_cell, moved.person_cell, moved.variant, moved.day, moved.level, moved.sign", "o")}
           FROM moved CROSS JOIN outcomes AS o ON o.unit = moved.unit AND o.experiment = moved.experiment AND o.phase = moved.phase
           WHERE moved.variant >= 0), ${SUM_SOURCE}
         INSERT INTO rollups (kind, ${ROLLUP_KEY}, ${MOMENT_COLUMNS.join(", ")})
         SELECT ${KIND}, * FROM summed WHERE true ${ADD_SUMS}`,
      )
      .bind(bound),
  ];
}

/** After `outcomeStatement`, with the same `units` and `json`. */
export function changeStatement(db: D1Database, units: string, json: string): D1PreparedStatement {
  return db
    .prepare(
      `WITH changed AS MATERIALIZED (${changesOf(units)}),
         source AS MATERIALIZED (
           SELECT ${withPlace(`${cells("e")}, e.variant, ${day("e", "r")} AS day, ${level("e")} AS level, o.sign`, "o")}
           FROM changed AS o
             CROSS JOIN exposures AS e ON e.unit = o.unit AND e.experiment = o.experiment AND e.phase = o.phase
             CROSS JOIN phase_rules AS r ON r.experiment = e.experiment AND r.phase = e.phase
           WHERE e.conflict = 0), ${SUM_SOURCE}
       INSERT INTO rollups (kind, ${ROLLUP_KEY}, ${MOMENT_COLUMNS.join(", ")})
       SELECT ${KIND}, * FROM summed WHERE true ${ADD_SUMS}`,
    )
    .bind(json);
}
