/**
 * Writing events. An event is (source, unit, id) and counts once, however often and in whatever order it arrives:
 * its time is the earliest that was reported, with the visitor and the customer of that time; where two deliveries
 * differ in content, the smaller canonical JSON stays and the row is marked as a conflict, which a trigger counts.
 */
import type { EventRecord } from "../collect/record.ts";
import { PAYMENT_METHODS } from "../domain/order.ts";
import { type Digests, isErased } from "./erased.ts";
import { isLate, keepWhatWas, knownAt } from "./late.ts";

const ROWS = `
  SELECT value->>0 AS unit, value->>1 AS source, value->>2 AS id, CASE WHEN ${isErased(14)} THEN NULL ELSE value->>3 END AS visitor,
    CASE WHEN ${isErased(15)} THEN NULL ELSE value->>4 END AS customer,
    value->>5 AS name, value->>6 AS at_ms, value->>7 AS received_ms, value->>8 AS value_minor, value->>9 AS currency,
    value->>10 AS order_id, value->>11 AS refund_id, value->>12 AS payment
  FROM json_each(?1) WHERE NOT ${isErased(13)}`;

const CONTENT = ["name", "value_minor", "currency", "order_id", "refund_id", "payment"] as const;
const canonical = (table: string): string =>
  `json_array(${CONTENT.map((column) => `${table}.${column}`).join(", ")})`;
/** A row that names somebody goes before one of the same time that does not. */
const moment = (table: string): string =>
  `(${table}.at_ms, ${["visitor", "customer"].map((who) => `${table}.${who} IS NULL, coalesce(${table}.${who}, '')`).join(", ")})`;

const SMALLER = `${canonical("excluded")} < ${canonical("events")}`;
const DIFFERS = `${canonical("excluded")} <> ${canonical("events")}`;
const EARLIER = `${moment("excluded")} < ${moment("events")}`;
/** Of another content that is not the smaller one only the conflict stays, however often it comes. */
const CHANGES = `${SMALLER} OR ${EARLIER} OR excluded.received_ms < events.received_ms`;
const when = (condition: string, column: string): string =>
  `${column} = CASE WHEN ${condition} THEN excluded.${column} ELSE ${column} END`;

/** What `was` keeps of an event that is told anew: all but what it is found by. */
export const TOLD_COLUMNS = [
  "name",
  "at_ms",
  "received_ms",
  "visitor",
  "value_minor",
  "currency",
  "refund_id",
  "payment",
] as const;

/** `?2`: now. */
const UPSERT = `
  INSERT INTO events (unit, source, id, visitor, customer, name, at_ms, received_ms, value_minor, currency,
    order_id, refund_id, payment, known_at)
  SELECT *, ${knownAt("received_ms")} FROM (${ROWS}) WHERE true
  ON CONFLICT (unit, source, id) DO UPDATE SET
    ${CONTENT.map((column) => when(SMALLER, column)).join(",\n    ")},
    conflict = max(conflict, ${DIFFERS}),
    ${["visitor", "customer"].map((column) => when(EARLIER, column)).join(",\n    ")},
    at_ms = min(at_ms, excluded.at_ms),
    received_ms = min(received_ms, excluded.received_ms),
    ${keepWhatWas(`${isLate("min(events.received_ms, excluded.received_ms)")} AND (${CHANGES})`, isLate("events.received_ms"), TOLD_COLUMNS)}
  WHERE ${DIFFERS} OR ${EARLIER} OR excluded.received_ms < received_ms`;

/** Amounts travel as JSON, because D1 binds numbers as REAL. */
export function eventsJson(rows: readonly EventRecord[], digests: Digests): string {
  return JSON.stringify(rows.map((row) => columnsOf(row, digests)));
}

export function eventStatement(db: D1Database, json: string, nowMs: number): D1PreparedStatement {
  return db.prepare(UPSERT).bind(json, nowMs);
}

const PAYMENTS: ReadonlySet<string> = new Set(PAYMENT_METHODS);

function columnsOf(row: EventRecord, digests: Digests): (string | number | null)[] {
  return [
    row.unit,
    row.source,
    row.id,
    row.visitor,
    row.customer,
    row.name,
    Math.trunc(row.atMs),
    Math.trunc(row.receivedMs),
    row.valueMinor,
    row.currency,
    row.orderId,
    row.refundId,
    row.payment !== undefined && row.payment !== null && PAYMENTS.has(row.payment) ? row.payment : null,
    digests.of(row.unit),
    digests.of(row.visitor),
    digests.ofCustomer(row.customer),
  ];
}
