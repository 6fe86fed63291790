/** Everything that is kept of one unit, as support and exports ask for it. All by the beginning of a key. */
import { EXPOSURE_COLUMNS } from "./exposures.ts";
import { ORDER_COLUMNS } from "./orders.ts";
import { OUTCOME_COLUMNS } from "./outcomes.ts";

type Row = { [column: string]: string | number | null };

export interface UnitRows {
  readonly exposures: Row[];
  readonly events: Row[];
  readonly orders: Row[];
  readonly outcomes: Row[];
}

/** Of a visitor, or of a customer as `c.<digest>`; at most 1,000 rows of each kind, the oldest first. */
export async function unitRows(db: D1Database, unit: string): Promise<UnitRows> {
  const customer = unit.startsWith("c.") ? unit.slice(2) : null;
  const [exposures, events, orders, outcomes] = await db.batch<Row>([
    db
      .prepare(
        `SELECT ${EXPOSURE_COLUMNS.map((column) => `e.${column}`).join(", ")}, x.key AS experiment_key,
           p.definition->'$.variants'->e.variant->>'$.key' AS variant_key
         FROM exposures AS e LEFT JOIN experiments AS x ON x.id = e.experiment
           LEFT JOIN phases AS p ON p.experiment = e.experiment AND p.phase = e.phase
         WHERE e.unit = ?1 ORDER BY e.assigned_at LIMIT 1000`,
      )
      .bind(unit),
    db
      .prepare(
        `SELECT source, name, at_ms, received_ms, value_minor, currency, order_id, refund_id, payment FROM events
         WHERE unit = ?1 ORDER BY at_ms LIMIT 1000`,
      )
      .bind(unit),
    db
      .prepare(
        `SELECT ${ORDER_COLUMNS} FROM orders WHERE visitor = ?1
         UNION SELECT ${ORDER_COLUMNS} FROM orders WHERE customer = ?2 ORDER BY at_ms LIMIT 1000`,
      )
      .bind(unit, customer),
    db.prepare(`SELECT ${OUTCOME_COLUMNS} FROM outcomes WHERE unit = ?1 LIMIT 1000`).bind(unit),
  ]);
  return {
    exposures: exposures?.results ?? [],
    events: events?.results ?? [],
    orders: orders?.results ?? [],
    outcomes: outcomes?.results ?? [],
  };
}

export interface ExportQuery {
  readonly experiment: number;
  readonly phase: number;
  /** The last unit of the page before; empty: from the beginning. */
  readonly afterUnit: string;
  readonly limit: number;
}

/**
 * Pages in the order of the key, which no write changes: whoever was there when the first page was read is on exactly one
 * page, whatever is written meanwhile.
 */
export async function exposurePage(db: D1Database, query: ExportQuery): Promise<Row[]> {
  const { results } = await db
    .prepare(
      `SELECT ${EXPOSURE_COLUMNS.join(", ")} FROM exposures
       WHERE experiment = ?1 AND phase = ?2 AND unit > ?3 ORDER BY unit LIMIT CAST(?4 AS INTEGER)`,
    )
    .bind(query.experiment, query.phase, query.afterUnit, query.limit)
    .all<Row>();
  return results;
}

/** Of so many exposed units, who did nothing included: `metric` is null there. */
export async function outcomePage(db: D1Database, query: ExportQuery): Promise<Row[]> {
  const { results } = await db
    .prepare(
      `SELECT e.unit, e.variant, e.conflict, ${OUTCOME_COLUMNS.split(", ")
        .slice(3)
        .map((column) => `o.${column}`)
        .join(", ")}
       FROM (SELECT unit, experiment, phase, variant, conflict FROM exposures
         WHERE experiment = ?1 AND phase = ?2 AND unit > ?3 ORDER BY unit LIMIT CAST(?4 AS INTEGER)) AS e
       LEFT JOIN outcomes AS o ON o.unit = e.unit AND o.experiment = e.experiment AND o.phase = e.phase
       ORDER BY e.unit, o.metric`,
    )
    .bind(query.experiment, query.phase, query.afterUnit, query.limit)
    .all<Row>();
  return results;
}
