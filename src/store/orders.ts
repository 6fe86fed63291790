/**
 * Orders, made from the events that name one. One order id is one purchase, whatever saw it and however often.
 *
 * | | decided by |
 * |---|---|
 * | visitor | a row that names one (webhook and backend: the signed cart token; edge: a page with the order's number), the higher source first; then one of another event with its number (a checkout); else the browser in which the customer was known last before the order; else the only browser that speaks of it. Rows that come more than 7 days after the first one name nobody |
 * | customer | a row that names one, the higher source first; then one of another event with its number: a checkout knows who is signed in, and the payment page's POST afterwards does not |
 * | time | when it was placed, by whoever is not a browser; the earliest state where nobody told of that |
 * | amount | the higher source; of one source the later state, then the later time, then the smaller JSON |
 * | refunds | one a refund id, the higher source's; one without an amount takes all |
 * | states | within 60 days |
 *
 * An order that is marked as the shop's own (domain/order.ts) is none.
 *
 * A browser speaks for its own visitor only: an order that nobody else tells of is one of each browser that does, and
 * none of theirs as soon as somebody else tells of it.
 */
import { ORDER_STAFF, ORDER_TEST } from "../domain/order.ts";
import { isErased } from "./erased.ts";
import { isLate, keepWhatWas, knownAt } from "./late.ts";

const DAY_MS = 86_400_000;
const WAIT_MS = 7 * DAY_MS;
export const ORDER_LIFE_MS = 60 * DAY_MS;

const RANK = "CASE v.source WHEN 'webhook' THEN 4 WHEN 'backend' THEN 3 WHEN 'edge' THEN 2 ELSE 1 END";
const LATER = "('order_paid', 'order_delivered', 'order_refused', 'order_refunded')";
const OWN = `('${ORDER_TEST}', '${ORDER_STAFF}')`;
const family = (name: string): string =>
  `CASE WHEN ${name} IN ('order_placed', 'order_paid', 'order_delivered', 'order_refused', 'order_refunded') THEN 'purchase' ELSE ${name} END`;

/** The least of these texts begins with the highest source and the earliest time; the rest of it is what is wanted. */
const pick = (condition: string, wanted: string): string =>
  `substr(min(CASE WHEN ${condition} THEN (9 - rank) || printf('%015d', at_ms) || ${wanted} END), 17)`;
const stateAt = (name: string): string =>
  `min(CASE WHEN told = '${name}' AND at_ms <= placed_at + ${ORDER_LIFE_MS} THEN at_ms END)`;

/**
 * `scope`: SQL of a set with the column order_id. Gives rows of `orders`, in the order of ORDER_COLUMNS; `events`: the table
 * that tells of them.
 */
export function ordersOf(scope: string, events = "events"): string {
  return `
WITH told AS (
  SELECT v.order_id, ${family("v.name")} AS name, v.name AS told, ${RANK} AS rank, v.visitor, v.customer, v.at_ms,
    v.received_ms, v.value_minor, v.currency, v.payment
  FROM (${scope}) AS wanted CROSS JOIN ${events} AS v ON v.order_id = wanted.order_id
  WHERE NOT EXISTS (SELECT 1 FROM ${events} AS m WHERE m.order_id = wanted.order_id AND m.name IN ${OWN} AND m.source <> 'browser')
), trusted AS (
  SELECT *, min(received_ms) OVER of_order AS first_received,
    coalesce(min(CASE WHEN told NOT IN ${LATER} THEN at_ms END) OVER of_order,
      min(CASE WHEN told IN ('order_paid', 'order_delivered') THEN at_ms END) OVER of_order) AS placed_at
  FROM told WHERE rank > 1 WINDOW of_order AS (PARTITION BY order_id, name)
), life AS (
  SELECT order_id, name, placed_at, first_received,
    ${pick(`visitor IS NOT NULL AND received_ms <= first_received + ${WAIT_MS}`, "visitor")} AS told_visitor,
    ${pick("customer IS NOT NULL", "customer")} AS told_customer,
    substr(min(CASE WHEN value_minor IS NOT NULL AND told NOT IN ('order_refused', 'order_refunded')
      THEN (9 - rank) || CASE told WHEN 'order_delivered' THEN 1 WHEN 'order_paid' THEN 2 ELSE 3 END
        || printf('%015d', 999999999999999 - at_ms) || json_array(value_minor, currency) END), 18) AS amount,
    ${stateAt("order_paid")} AS paid_at, ${stateAt("order_delivered")} AS delivered_at, ${stateAt("order_refused")} AS refused_at,
    ${pick("payment IS NOT NULL", "payment")} AS payment,
    count(DISTINCT CASE WHEN value_minor IS NOT NULL AND told NOT IN ${LATER} THEN json_array(value_minor, currency) END) > 1 AS conflict
  FROM trusted WHERE placed_at IS NOT NULL GROUP BY order_id, name
), main AS (
  SELECT *, coalesce(told_visitor, (SELECT v.visitor FROM ${events} AS v
      WHERE v.order_id = life.order_id AND v.source <> 'browser' AND v.visitor IS NOT NULL
        AND v.received_ms <= first_received + ${WAIT_MS}
      ORDER BY ${RANK} DESC, v.at_ms, v.visitor LIMIT 1)) AS named,
    coalesce(told_customer, (SELECT v.customer FROM ${events} AS v
      WHERE v.order_id = life.order_id AND v.source <> 'browser' AND v.customer IS NOT NULL
      ORDER BY ${RANK} DESC, v.at_ms, v.customer LIMIT 1)) AS customer
  FROM life
), linked AS (
  SELECT *, CASE WHEN named IS NULL AND customer IS NOT NULL THEN (SELECT l.visitor FROM links AS l
      WHERE l.customer = main.customer AND l.since <= placed_at ORDER BY l.since DESC, l.visitor LIMIT 1) END AS linked,
    CASE WHEN named IS NULL THEN (SELECT CASE WHEN min(v.visitor) = max(v.visitor) THEN min(v.visitor) END FROM ${events} AS v
      WHERE v.order_id = main.order_id AND v.source = 'browser' AND ${family("v.name")} = main.name
        AND v.received_ms <= first_received + ${WAIT_MS}) END AS claimed
  FROM main
), matched AS (
  SELECT *, coalesce(named, linked, claimed) AS visitor,
    CASE WHEN named IS NOT NULL THEN 'row' WHEN linked IS NOT NULL THEN 'customer' WHEN claimed IS NOT NULL THEN 'browser' END AS matched_by
  FROM linked
), valued AS (
  SELECT *, coalesce(amount, (SELECT json_array(v.value_minor, v.currency) FROM ${events} AS v
      WHERE v.order_id = matched.order_id AND v.source = 'browser' AND v.visitor = matched.visitor
        AND ${family("v.name")} = matched.name AND v.value_minor IS NOT NULL
      ORDER BY v.at_ms, json_array(v.value_minor, v.currency) LIMIT 1)) AS told_amount
  FROM matched
), priced AS (SELECT *, told_amount->>0 AS value_minor, told_amount->>1 AS currency FROM valued)
SELECT order_id, name, '' AS claimant, visitor, customer, matched_by, placed_at AS at_ms, first_received AS received_ms,
  value_minor, currency, CASE WHEN name = 'purchase' THEN ${refunded(events)} ELSE 0 END AS refunded_minor,
  paid_at, delivered_at, refused_at, payment, max(conflict, CASE WHEN name = 'purchase' THEN ${unknownRefunds(events)} ELSE 0 END) AS conflict
FROM priced
UNION ALL
SELECT order_id, name, visitor, visitor, ${pick("customer IS NOT NULL", "customer")}, 'browser', min(at_ms), min(received_ms),
  ${claimedAmount}->>0, ${claimedAmount}->>1, 0, NULL, NULL, NULL, ${pick("payment IS NOT NULL", "payment")},
  count(DISTINCT CASE WHEN value_minor IS NOT NULL THEN json_array(value_minor, currency) END) > 1
FROM told
WHERE rank = 1 AND visitor IS NOT NULL AND told NOT IN ${LATER} AND (order_id, name) NOT IN (SELECT order_id, name FROM main)
GROUP BY order_id, name, visitor`;
}

const claimedAmount = pick("value_minor IS NOT NULL", "json_array(value_minor, currency)");

/** One row a refund, as the highest source tells it: its amount in the order's currency; null: all of the order. */
const refunds = (events: string): string => `(
  SELECT told->>0 IS NULL AS whole, CASE
      WHEN told->>1 IS NULL OR told->>1 = priced.currency THEN abs(told->>0)
      WHEN told->>1 = 'IRT' AND priced.currency = 'IRR' THEN abs(told->>0) * 10
      WHEN told->>1 = 'IRR' AND priced.currency = 'IRT' THEN abs(told->>0) / 10 END AS amount
  FROM (SELECT substr(min((9 - ${RANK}) || json_array(v.value_minor, v.currency)), 2) AS told FROM ${events} AS v
    WHERE v.order_id = priced.order_id AND v.name = 'order_refunded' AND v.source <> 'browser'
      AND v.at_ms <= priced.placed_at + ${ORDER_LIFE_MS}
    GROUP BY coalesce(v.refund_id, v.id)))`;
const refunded = (events: string): string =>
  `(SELECT CASE WHEN max(whole) THEN coalesce(priced.value_minor, 0) ELSE coalesce(sum(amount), 0) END FROM ${refunds(events)})`;
const unknownRefunds = (events: string): string =>
  `(SELECT coalesce(max(NOT whole AND amount IS NULL), 0) FROM ${refunds(events)})`;

export const ORDER_COLUMNS =
  "order_id, name, claimant, visitor, customer, matched_by, at_ms, received_ms, value_minor, currency, refunded_minor, paid_at, delivered_at, refused_at, payment, conflict";

const NEW_LINKS = `
  SELECT value->>0 AS customer, value->>1 AS visitor, value->>2 AS since FROM json_each(?1)
  WHERE NOT ${isErased(3)} AND NOT ${isErased(4)}`;

/** Rows as they stand before the batch under the identities of its events; `?1` as `eventsJson` gives it. */
const STORED = `json_each(?1) AS row CROSS JOIN events AS v
  ON v.unit = row.value->>0 AND v.source = row.value->>1 AND v.id = row.value->>2`;

export type Link = readonly [string, string, number, string | null, string | null];

export interface TouchedByEvents {
  /** What `eventsJson` gives. */
  readonly events: string;
  readonly orderIds: readonly string[];
  /** [customer, visitor, ms, and the digests of both] of every row that names both. */
  readonly links: readonly Link[];
  /** Customers that rows of orders name. */
  readonly customers: readonly string[];
  /** Units of the batch's own rows. */
  readonly units: string;
}

/**
 * To come before the raw rows: orders that the batch makes anew (those that its rows name, and those that the rows they
 * replace named), and units beside those of its own rows whose outcomes may change: everyone whom any row of these
 * orders, stored or coming, could name, and customers whom a replaced row named. Whoever an order or an event belongs
 * to before or afterwards is among them. Mostly there are none, and nothing is written.
 */
export function touchStatements(
  db: D1Database,
  { events, orderIds, links, customers, units }: TouchedByEvents,
): D1PreparedStatement[] {
  const statements = [
    db
      .prepare(
        `INSERT INTO touched_orders
         SELECT value FROM json_each(?2) UNION SELECT v.order_id FROM ${STORED} WHERE v.order_id IS NOT NULL`,
      )
      .bind(events, JSON.stringify(orderIds)),
  ];
  if (links.length > 0)
    statements.push(
      // A browser that the customer was not known in, or not so early: orders that find no other way are asked again.
      db
        .prepare(
          `INSERT INTO touched_orders
           SELECT DISTINCT o.order_id FROM (${NEW_LINKS}) AS link CROSS JOIN orders AS o ON o.customer = link.customer
           WHERE o.matched_by IS NOT 'row' AND NOT EXISTS (
             SELECT 1 FROM links AS l WHERE l.customer = link.customer AND l.visitor = link.visitor AND l.since <= link.since)
           ON CONFLICT DO NOTHING`,
        )
        .bind(JSON.stringify(links)),
    );
  statements.push(
    db
      .prepare(
        `INSERT INTO touched SELECT unit FROM (
           SELECT v.visitor AS unit FROM touched_orders AS o CROSS JOIN events AS v ON v.order_id = o.order_id
           UNION SELECT 'c.' || v.customer FROM touched_orders AS o CROSS JOIN events AS v ON v.order_id = o.order_id
           UNION SELECT l.visitor FROM touched_orders AS o CROSS JOIN events AS v ON v.order_id = o.order_id
             CROSS JOIN links AS l ON l.customer = v.customer
           UNION SELECT l.visitor FROM json_each(?2) AS named CROSS JOIN links AS l ON l.customer = named.value
           UNION SELECT 'c.' || v.customer FROM ${STORED}
         ) WHERE unit IS NOT NULL AND unit NOT IN (SELECT value FROM json_each(?3))`,
      )
      .bind(events, JSON.stringify(customers), units),
  );
  return statements;
}

/** `?2`: now. */
const ADD_LINKS = `
  INSERT INTO links (customer, visitor, since, known_at) SELECT *, ${knownAt("since")} FROM (${NEW_LINKS}) WHERE true
  ON CONFLICT (customer, visitor) DO UPDATE SET since = excluded.since,
    ${keepWhatWas(isLate("excluded.since"), isLate("links.since"), ["since"])}
  WHERE excluded.since < since`;

export function linkStatement(
  db: D1Database,
  links: TouchedByEvents["links"],
  nowMs: number,
): D1PreparedStatement {
  return db.prepare(ADD_LINKS).bind(JSON.stringify(links), nowMs);
}

/** To come after the raw rows. */
export function orderStatements(db: D1Database): D1PreparedStatement[] {
  const scope = "SELECT order_id FROM touched_orders";
  return [
    db.prepare(`DELETE FROM orders WHERE order_id IN (${scope})`),
    db.prepare(`INSERT INTO orders (${ORDER_COLUMNS}) ${ordersOf(scope)}`),
  ];
}

/** To end the batch with. */
export function untouchStatements(db: D1Database): D1PreparedStatement[] {
  return [db.prepare("DELETE FROM touched"), db.prepare("DELETE FROM touched_orders")];
}
