/** What happens in the shop, as it arrived. See index.ts. */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const exposures = sqliteTable(
  "exposures",
  {
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    /** What the experiment is keyed by: a visitor's id, or `c.` and a customer's digest. */
    unit: text("unit").notNull(),
    visitor: text("visitor"),
    customer: text("customer"),
    /** Index among the phase's variants; 0 is control. */
    variant: integer("variant").notNull(),
    /** Stretch of constant weights within the phase (bandits). */
    stretch: integer("stretch").notNull().default(0),
    /** 1 once the unit was reported in another variant too: left out of the results, and counted. */
    conflict: integer("conflict").notNull().default(0),
    assignedAt: integer("assigned_at").notNull(),
    foundAt: integer("found_at"),
    confirmedAt: integer("confirmed_at"),
    seenAt: integer("seen_at"),
    /** Of the page by which it was first confirmed; null: unknown. */
    firstByteMs: integer("first_byte_ms"),
    /** Facts of the first visit, each from a closed list (src/collect/record.ts). */
    device: text("device"),
    country: text("country"),
    region: text("region"),
    language: text("language"),
    visitorKind: text("visitor_kind"),
    source: text("source"),
    stage: text("stage"),
    browser: text("browser"),
    /** When this was told, where that was late; null: at its own times (src/store/late.ts). */
    knownAt: integer("known_at"),
    /** What stood here before something was told late: a JSON list; null: nothing else. */
    was: text("was"),
  },
  (table) => [primaryKey({ columns: [table.unit, table.experiment, table.phase] })],
);

export const events = sqliteTable(
  "events",
  {
    /** Whose namespace `id` is in: a visitor's, `c.` and a customer's digest, or `orders`. */
    unit: text("unit").notNull(),
    source: text("source", { enum: ["browser", "edge", "backend", "webhook"] }).notNull(),
    id: text("id").notNull(),
    visitor: text("visitor"),
    customer: text("customer"),
    name: text("name").notNull(),
    at: integer("at_ms").notNull(),
    received: integer("received_ms").notNull(),
    value: integer("value_minor"),
    currency: text("currency"),
    orderId: text("order_id"),
    refundId: text("refund_id"),
    payment: text("payment"),
    /** 1 once two deliveries of it differed in content. */
    conflict: integer("conflict").notNull().default(0),
    /** As of exposures. */
    knownAt: integer("known_at"),
    was: text("was"),
  },
  (table) => [
    primaryKey({ columns: [table.unit, table.source, table.id] }),
    index("events_by_order")
      .on(table.orderId)
      .where(sql`order_id IS NOT NULL`),
    index("events_by_customer")
      .on(table.customer)
      .where(sql`customer IS NOT NULL`),
    // Hardly any: for an erasure, which leaves nobody's id in what was.
    index("events_told_anew")
      .on(table.knownAt)
      .where(sql`was IS NOT NULL`),
  ],
);

/** Since when a customer is known to use which visitor's browser: how an order finds its visitor at the third try. */
export const links = sqliteTable(
  "links",
  {
    customer: text("customer").notNull(),
    visitor: text("visitor").notNull(),
    since: integer("since").notNull(),
    /** As of exposures. */
    knownAt: integer("known_at"),
    was: text("was"),
  },
  (table) => [primaryKey({ columns: [table.customer, table.visitor] })],
);

/** What was not counted, or went wrong, and why, by the hour. */
export const counters = sqliteTable(
  "counters",
  {
    /** Hours since the epoch. */
    hour: integer("hour").notNull(),
    reason: text("reason").notNull(),
    /** What it happened to, such as a change's label; empty when it is about nothing in particular. */
    subject: text("subject").notNull().default(""),
    count: integer("count").notNull(),
  },
  (table) => [primaryKey({ columns: [table.hour, table.reason, table.subject] })],
);

/** Products of orders of the last days, by a digest of the SKU. */
export const orderProducts = sqliteTable(
  "order_products",
  {
    product: text("product").notNull(),
    orderId: text("order_id").notNull(),
    /** When the order was placed; of several that tell of it the earliest. */
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.product, table.orderId] })],
);

/** One row: until when somebody watches what arrives. While nobody does, nothing is written beside the events. */
export const tracking = sqliteTable("tracking", {
  id: integer("id").primaryKey(),
  untilMs: integer("until_ms").notNull(),
});

/** The last events and exposures that arrived while somebody watched, written by triggers; 500 of them. */
export const arrivals = sqliteTable("arrivals", {
  number: integer("number").primaryKey({ autoIncrement: true }),
  received: integer("received_ms").notNull(),
  at: integer("at_ms").notNull(),
  /** Of an exposure: `lahza.exposure`. */
  name: text("name").notNull(),
  source: text("source").notNull(),
  visitor: text("visitor"),
  customer: text("customer"),
  value: integer("value_minor"),
  currency: text("currency"),
  orderId: text("order_id"),
  /** Of an exposure. */
  experiment: integer("experiment"),
  variant: integer("variant"),
});

/** Messages of the queue that could not be stored, parsed and allow-listed, to be replayed. */
export const deadLetters = sqliteTable("dead_letters", {
  /** The queue's id of the message. */
  id: text("id").primaryKey(),
  at: integer("at").notNull(),
  reason: text("reason", { enum: ["not-readable", "refused", "retries-exhausted"] }).notNull(),
  attempts: integer("attempts").notNull(),
  /** JSON of the records; null: not readable, so nothing of it is kept. */
  records: text("records"),
});
