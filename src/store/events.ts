/**
 * Writing events. An event is (source, unit, id) and counts once, however often and in whatever order it arrives:
 * its time is the earliest that was reported, its visitor the one of that time, and where two deliveries differ
 * in content, the smaller canonical JSON stays and a `conflict` is counted.
 */
import type { EventRecord } from "../collect/record.ts";
import { hourOf } from "./counters.ts";

const ROWS = `
  SELECT value->>0 AS source, value->>1 AS unit, value->>2 AS id, value->>3 AS visitor, value->>4 AS name,
    value->>5 AS at_ms, value->>6 AS received_ms, value->>7 AS value_minor, value->>8 AS currency, value->>9 AS order_id
  FROM json_each(?1)`;

const CONTENT = ["name", "value_minor", "currency", "order_id"] as const;
const canonical = (table: string): string =>
  `json_array(${CONTENT.map((column) => `${table}.${column}`).join(", ")})`;

const COUNT_CONFLICTS = `
  INSERT INTO counters (hour, reason, subject, count)
  SELECT CAST(?2 AS INTEGER), 'conflict', row.name, count(*)
  FROM (${ROWS}) AS row JOIN events AS old ON old.source = row.source AND old.unit = row.unit AND old.id = row.id
  WHERE ${canonical("old")} <> ${canonical("row")}
  GROUP BY row.name
  ON CONFLICT (hour, reason, subject) DO UPDATE SET count = count + excluded.count`;

const SMALLER = `${canonical("excluded")} < ${canonical("events")}`;
const EARLIER =
  "excluded.at_ms < events.at_ms OR (excluded.at_ms = events.at_ms AND excluded.visitor < events.visitor)";

const UPSERT = `
  INSERT INTO events (source, unit, id, visitor, name, at_ms, received_ms, value_minor, currency, order_id)
  SELECT * FROM (${ROWS}) WHERE true
  ON CONFLICT (source, unit, id) DO UPDATE SET
    ${CONTENT.map((column) => `${column} = CASE WHEN ${SMALLER} THEN excluded.${column} ELSE ${column} END`).join(",\n    ")},
    visitor = CASE WHEN ${EARLIER} THEN excluded.visitor ELSE visitor END,
    at_ms = min(at_ms, excluded.at_ms),
    received_ms = min(received_ms, excluded.received_ms)
  WHERE (${SMALLER}) OR (${EARLIER}) OR excluded.received_ms < received_ms`;

/** Statements for one `batch`; `rows` is not empty. Amounts travel as JSON, because D1 binds numbers as REAL. */
export function eventStatements(
  db: D1Database,
  rows: readonly EventRecord[],
  nowMs: number,
): D1PreparedStatement[] {
  const json = JSON.stringify(
    rows.map((row) => [
      row.source,
      row.unit,
      row.id,
      row.visitor,
      row.name,
      Math.trunc(row.atMs),
      Math.trunc(row.receivedMs),
      row.valueMinor,
      row.currency,
      row.orderId,
    ]),
  );
  return [db.prepare(COUNT_CONFLICTS).bind(json, hourOf(nowMs)), db.prepare(UPSERT).bind(json)];
}
