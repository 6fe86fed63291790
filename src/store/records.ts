/**
 * One batch of records, written atomically: all of it or none. Raw rows, the orders made from them, outcomes and rollups
 * belong to one transaction, so that whoever reads finds them in agreement, and a batch that is sent again after an
 * unclear answer changes nothing.
 */
import {
  type CounterRecord,
  customerUnit,
  type EventRecord,
  type ExposureRecord,
  ORDERS,
} from "../collect/record.ts";
import { counterStatement } from "./counters.ts";
import { type Digests, digestsOf } from "./erased.ts";
import { eventsJson, eventStatement } from "./events.ts";
import { exposuresJson, exposureStatement } from "./exposures.ts";
import { orderProductStatement } from "./order-products.ts";
import { type Link, linkStatement, orderStatements, touchStatements, untouchStatements } from "./orders.ts";
import { closeStatements, outcomeStatement } from "./outcome-changes.ts";
import { changeStatement, moveStatements } from "./rollups.ts";

export interface Records {
  readonly exposures: readonly ExposureRecord[];
  readonly events: readonly EventRecord[];
  readonly counters: readonly CounterRecord[];
}

/**
 * Rejects when D1 does; what then happened is unknown, and writing exposures and events again does no harm. `madeMs`: when
 * the records were made, for the hour of their counters.
 */
export async function writeRecords(
  db: D1Database,
  records: Records,
  nowMs: number,
  madeMs = nowMs,
): Promise<void> {
  const statements = await recordStatements(db, records, nowMs, madeMs);
  if (statements.length > 0) await db.batch(statements);
}

const OWN_UNITS = "SELECT value AS unit FROM json_each(?1)";
const ALL_UNITS = `${OWN_UNITS} UNION ALL SELECT unit FROM touched`;

/** The statements of one batch, in their order; none for nothing. */
export async function recordStatements(
  db: D1Database,
  records: Records,
  nowMs: number,
  madeMs = nowMs,
): Promise<D1PreparedStatement[]> {
  const { exposures, events, counters } = records;
  const counted = counters.length > 0 ? [counterStatement(db, counters, madeMs)] : [];
  if (exposures.length + events.length === 0) return counted;

  const units = JSON.stringify([...unitsOf(exposures, events)]);
  const orderIds = [...new Set(events.flatMap(({ orderId }) => orderId ?? []))];
  const digests = await digestsOf([...exposures, ...events]);
  const links = linksOf(exposures, events, digests);
  const customers = [
    ...new Set(events.flatMap((event) => (event.orderId === null ? [] : (event.customer ?? [])))),
  ];
  // New exposures of people who are not signed in change nobody else's outcomes.
  const mayTouchOthers = events.length + links.length > 0;
  const scope = mayTouchOthers ? ALL_UNITS : OWN_UNITS;
  const rows = eventsJson(events, digests);
  const met = exposuresJson(exposures, digests);
  const inOrders = orderProductStatement(db, events);
  return [
    ...(mayTouchOthers ? touchStatements(db, { events: rows, orderIds, links, customers, units }) : []),
    ...(exposures.length > 0 ? [...moveStatements(db, met), exposureStatement(db, met, nowMs)] : []),
    ...(links.length > 0 ? [linkStatement(db, links, nowMs)] : []),
    ...(events.length > 0 ? [eventStatement(db, rows, nowMs)] : []),
    ...(inOrders === null ? [] : [inOrders]),
    ...(mayTouchOthers ? orderStatements(db) : []),
    outcomeStatement(db, scope, units),
    changeStatement(db, scope, units),
    ...closeStatements(db, scope, units),
    ...(mayTouchOthers ? untouchStatements(db) : []),
    ...counted,
  ];
}

/** Every unit whose outcomes these rows may change, those through orders apart. */
function unitsOf(exposures: Records["exposures"], events: Records["events"]): Set<string> {
  const units = new Set<string>();
  for (const { unit, visitor, customer } of exposures) {
    units.add(unit);
    // Known together for the first time, perhaps: orders of the customer may become this visitor's.
    if (customer !== null && visitor !== null) units.add(visitor);
  }
  for (const { unit, visitor, customer } of events) {
    if (unit !== ORDERS) units.add(unit);
    if (visitor !== null) units.add(visitor);
    if (customer !== null) units.add(customerUnit(customer));
  }
  return units;
}

/** Which customer was known in which browser, the earliest time of each pair. */
function linksOf(
  exposures: Records["exposures"],
  events: Records["events"],
  digests: Digests,
): readonly Link[] {
  const links = new Map<string, Link>();
  const add = (customer: string | null, visitor: string | null, ms: number): void => {
    if (customer === null || visitor === null) return;
    const key = `${customer}|${visitor}`;
    const known = links.get(key);
    if (known === undefined || ms < known[2])
      links.set(key, [customer, visitor, Math.trunc(ms), digests.ofCustomer(customer), digests.of(visitor)]);
  };
  for (const row of exposures) add(row.customer, row.visitor, row.assignedAtMs);
  for (const row of events) add(row.customer, row.visitor, row.atMs);
  return [...links.values()];
}
