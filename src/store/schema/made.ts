/** What is made from the raw rows, in the transaction that writes them (src/store/records.ts). See index.ts. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What a phase counts by, small enough to be read with every batch; made from its row in `phases`. */
export const phaseRules = sqliteTable(
  "phase_rules",
  {
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    /** Amounts are added up in this currency; rial where the shop reports in toman. */
    currency: text("currency").notNull(),
    /** JSON object: currency → [numerator, denominator] between minor units. */
    rates: text("rates").notNull(),
    /** JSON array of [from, offset] in ms, growing: the shop's clock less UTC. */
    offsets: text("offsets").notNull(),
  },
  (table) => [primaryKey({ columns: [table.experiment, table.phase] })],
);

/** The pinned metrics of a phase, taken apart: which event adds to which leg of which metric. */
export const measures = sqliteTable(
  "measures",
  {
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    event: text("event").notNull(),
    metric: text("metric").notNull(),
    /** `x`, or `d`: what a ratio divides by. */
    leg: text("leg", { enum: ["x", "d"] }).notNull(),
    /** How a unit's events become one number. */
    fn: text("fn", { enum: ["did", "count", "again", "sum", "net", "score", "answers", "priced"] }).notNull(),
    /** State that an order must have reached. */
    state: text("state", { enum: ["placed", "paid", "delivered", "refused", "refunded"] }).notNull(),
    /** Events count from this long after the place was found, */
    afterMs: integer("after_ms").notNull(),
    /** until this long after it; null: no end. */
    windowMs: integer("window_ms"),
    cap: integer("cap"),
  },
  (table) => [primaryKey({ columns: [table.experiment, table.phase, table.event, table.metric, table.leg] })],
);

/** Orders, made from the events that name one: a pure function of these and of `links`. */
export const orders = sqliteTable(
  "orders",
  {
    orderId: text("order_id").notNull(),
    /** `purchase`, or the name of a goal's event with an order id of its own. */
    name: text("name").notNull(),
    /** Empty; a visitor's id where nobody but that browser speaks of the order. */
    claimant: text("claimant").notNull(),
    visitor: text("visitor"),
    customer: text("customer"),
    /** `row`: a row of the order names the visitor (cart token, page); `customer`, `browser`; null: none found. */
    matchedBy: text("matched_by", { enum: ["row", "customer", "browser"] }),
    /** When it was placed, or the earliest state that is known. */
    at: integer("at_ms").notNull(),
    received: integer("received_ms").notNull(),
    value: integer("value_minor"),
    currency: text("currency"),
    refunded: integer("refunded_minor").notNull(),
    paidAt: integer("paid_at"),
    deliveredAt: integer("delivered_at"),
    refusedAt: integer("refused_at"),
    payment: text("payment"),
    /** 1: sources told different amounts, or a refund came in a currency that the order's cannot be told from. */
    conflict: integer("conflict").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.orderId, table.name, table.claimant] }),
    index("orders_by_visitor").on(table.visitor, table.at),
    index("orders_by_customer")
      .on(table.customer)
      .where(sql`customer IS NOT NULL`),
  ],
);

/** Units whose outcomes the batch under way recomputes beside those of its own rows; empty between batches. */
export const touched = sqliteTable("touched", { unit: text("unit").primaryKey() });

/** Orders that the batch under way makes anew; empty between batches. */
export const touchedOrders = sqliteTable("touched_orders", { orderId: text("order_id").primaryKey() });

/** What one unit did, by metric: a pure function of its raw rows. A unit that did nothing has no row. */
export const outcomes = sqliteTable(
  "outcomes",
  {
    unit: text("unit").notNull(),
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    metric: text("metric").notNull(),
    /** The metric's number, or its numerator; capped. */
    x: integer("x").notNull(),
    /** The same without the cap. */
    raw: integer("raw").notNull(),
    /** The denominator; 0 where there is none. */
    d: integer("d").notNull(),
    /** The number of the 30 days before the exposure (CUPED). */
    c: integer("c").notNull(),
    /** Events in the window that could not be added up, and why. */
    otherCurrency: integer("other_currency").notNull(),
    noAmount: integer("no_amount").notNull(),
    /** Orders in the window that have not reached the state that makes them count. */
    pending: integer("pending").notNull(),
    /** How the first order that counts was paid. */
    payment: text("payment").notNull(),
    /** Number of the batch that changed the row last, and what it was before; null: there was none. */
    batch: integer("batch"),
    wasX: integer("was_x"),
    wasRaw: integer("was_raw"),
    wasD: integer("was_d"),
    wasC: integer("was_c"),
    wasOtherCurrency: integer("was_other_currency"),
    wasNoAmount: integer("was_no_amount"),
    wasPending: integer("was_pending"),
    wasPayment: text("was_payment"),
  },
  (table) => [primaryKey({ columns: [table.unit, table.experiment, table.phase, table.metric] })],
);

/** One row, once there was a batch: the number of the last batch that changed outcomes (src/store/outcomes.ts). */
export const batches = sqliteTable("batches", {
  id: integer("id").primaryKey(),
  number: integer("number").notNull(),
});
