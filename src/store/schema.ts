/**
 * The tables, as drizzle knows them: the source of `npm run db:generate` and of the definitions' row types.
 * docs/storage-schema.md says what each column means. Migrations are append-only; STRICT and WITHOUT ROWID are
 * written into them by hand, because drizzle has no words for them.
 *
 * Times are INTEGER milliseconds since the epoch. Amounts are INTEGER minor units. No table holds an address of a
 * network or a person, a user agent, a query string or a free text of a shopper.
 */
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

export const experiments = sqliteTable("experiments", {
  /** Stands for the experiment in cookies and rows; never given to another one. */
  id: integer("id").primaryKey({ autoIncrement: true }),
  key: text("key").notNull().unique(),
  status: text("status", {
    enum: ["draft", "running", "paused", "finished", "archived", "rollout"],
  }).notNull(),
  phase: integer("phase").notNull(),
  /** Grows with every change of the definition or the status. */
  revision: integer("revision").notNull(),
  /** JSON, as `experimentSchema` gives it out. */
  definition: text("definition").notNull(),
  createdAt: integer("created_at").notNull(),
  updatedAt: integer("updated_at").notNull(),
  startedAt: integer("started_at"),
  endedAt: integer("ended_at"),
  /** Key of the variant that everyone gets while the status is `rollout`. */
  rolloutVariant: text("rollout_variant"),
});

/**
 * Every state that an experiment was ever in. Rows are only ever added; their key is what two people who change the
 * same revision race for.
 */
export const revisions = sqliteTable(
  "revisions",
  {
    experiment: integer("experiment").notNull(),
    /** As `experiments.revision` after the change. */
    revision: integer("revision").notNull(),
    status: text("status").notNull(),
    phase: integer("phase").notNull(),
    rolloutVariant: text("rollout_variant"),
    definition: text("definition").notNull(),
    /** What made it: `create`, `edit`, `restore`, `load`, or the life cycle's action. */
    action: text("action").notNull(),
    /** Name of the token, or `schedule`, `seed`. */
    actor: text("actor").notNull(),
    at: integer("at").notNull(),
    /** What the person said about it. */
    note: text("note"),
  },
  (table) => [primaryKey({ columns: [table.experiment, table.revision] })],
);

/** That somebody who did not write a revision vouches for what it says to shoppers. */
export const approvals = sqliteTable(
  "approvals",
  {
    experiment: integer("experiment").notNull(),
    revision: integer("revision").notNull(),
    by: text("approved_by").notNull(),
    at: integer("at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.experiment, table.revision, table.by] })],
);

/** Who changed what, when, from what to what. Rows are only ever added. */
export const audit = sqliteTable(
  "audit",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    at: integer("at").notNull(),
    /** Id of the token; `admin` for the secret ADMIN_TOKEN, `schedule` for the clock. */
    actorId: text("actor_id").notNull(),
    /** The token's name at that time. */
    actor: text("actor").notNull(),
    /** `experiment.start`, `goal.update`, `token.create`, … */
    action: text("action").notNull(),
    /** `experiments/pdp-trust`, `settings`, `tokens/<id>`. */
    resource: text("resource").notNull(),
    /** JSON; null when there was nothing before, or nothing after. Never holds a secret. */
    before: text("before"),
    after: text("after"),
    /** The request that did it, as its answer's `Lahza-Request` header names it. */
    request: text("request"),
  },
  (table) => [index("audit_by_resource").on(table.resource, table.id)],
);

/** Bearer tokens. Of the token itself only a digest is kept. */
export const tokens = sqliteTable("tokens", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  /** The token's beginning, so that people can tell which one it is. */
  prefix: text("prefix").notNull(),
  /** Hex SHA-256 of the whole token. */
  hash: text("hash").notNull().unique(),
  /** `viewer`, `editor`, `publisher`, `admin`; `browser` for publishable keys. */
  role: text("role").notNull(),
  expiresAt: integer("expires_at"),
  lastUsedAt: integer("last_used_at"),
  createdAt: integer("created_at").notNull(),
  revokedAt: integer("revoked_at"),
});

/** Answers of writes by their `Idempotency-Key`, kept for 24 hours, so that a retry does nothing twice. */
export const idempotency = sqliteTable(
  "idempotency",
  {
    /** Id of the token: one client's keys are not another's. */
    token: text("token").notNull(),
    key: text("key").notNull(),
    /** `POST /experiments`: the same key on another route is a mistake. */
    request: text("request").notNull(),
    /** Hex SHA-256 of the body: the same key with another body is a mistake. */
    digest: text("digest").notNull(),
    /** Of the answer; written in the batch of the write itself. */
    status: integer("status"),
    /** JSON of headers and body. */
    response: text("response"),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.token, table.key] }),
    index("idempotency_by_age").on(table.createdAt),
  ],
);

/** What a phase was started with. Editing a metric or a text later does not rewrite it. */
export const phases = sqliteTable(
  "phases",
  {
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    revision: integer("revision").notNull(),
    definition: text("definition").notNull(),
    /** JSON array of the metric definitions that the experiment names. */
    metrics: text("metrics").notNull(),
    /** JSON array of the goals that give the events of these metrics. */
    goals: text("goals").notNull().default("[]"),
    /** Currency that amounts are reported in. */
    currency: text("currency").notNull(),
    /** JSON: what else amounts, orders and days are counted by (`CountingRules`, src/store/pin.ts). */
    rules: text("rules").notNull().default("{}"),
    startedAt: integer("started_at").notNull(),
    endedAt: integer("ended_at"),
  },
  (table) => [primaryKey({ columns: [table.experiment, table.phase] })],
);

export const goals = sqliteTable("goals", {
  key: text("key").primaryKey(),
  definition: text("definition").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

export const metrics = sqliteTable("metrics", {
  key: text("key").primaryKey(),
  definition: text("definition").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** One row, id 1. */
export const settings = sqliteTable("settings", {
  id: integer("id").primaryKey(),
  definition: text("definition").notNull(),
  updatedAt: integer("updated_at").notNull(),
});

/** Every published ruleset, in each format that was current when it was published. */
export const rulesets = sqliteTable(
  "rulesets",
  {
    version: integer("version").notNull(),
    format: integer("format").notNull(),
    /** The ruleset's own digest of its content (without version and time). */
    digest: text("digest").notNull(),
    /** Hex SHA-256 of `body`, so that a damaged row is told from a good one. */
    checksum: text("checksum").notNull(),
    body: text("body").notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.version, table.format] })],
);

/** Files of variants. Never deleted: a page in somebody's tab may still ask for an old one. */
export const assets = sqliteTable("assets", {
  hash: text("hash").primaryKey(),
  type: text("type", { enum: ["css", "js"] }).notNull(),
  body: text("body").notNull(),
  integrity: text("integrity").notNull(),
  createdAt: integer("created_at").notNull(),
});

/** Compiled previews, by their content: what a signed preview link shows. Never part of a ruleset. */
export const previews = sqliteTable(
  "previews",
  {
    /** `<experiment id in base 36>-<digest of the compiled preview>` */
    id: text("id").primaryKey(),
    experiment: integer("experiment").notNull(),
    /** A ruleset of its own: the experiment as it was, and the badge. */
    body: text("body").notNull(),
    createdAt: integer("created_at").notNull(),
    /** When the last link to it ends; the row goes with a later preview. */
    expiresAt: integer("expires_at").notNull(),
  },
  (table) => [index("previews_by_experiment").on(table.experiment)],
);

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
    /** Facts of the first visit, each from a closed list (src/collect/record.ts). */
    device: text("device"),
    country: text("country"),
    region: text("region"),
    language: text("language"),
    visitorKind: text("visitor_kind"),
    source: text("source"),
    stage: text("stage"),
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
  },
  (table) => [
    primaryKey({ columns: [table.unit, table.source, table.id] }),
    index("events_by_order")
      .on(table.orderId)
      .where(sql`order_id IS NOT NULL`),
    index("events_by_customer")
      .on(table.customer)
      .where(sql`customer IS NOT NULL`),
  ],
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

/** Later weights of a phase, from 1; its first are its definition's. Rows are only added. */
export const stretches = sqliteTable(
  "stretches",
  {
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    stretch: integer("stretch").notNull(),
    /** Whoever's id was minted from here on, in ms since the epoch. */
    fromMs: integer("from_ms").notNull(),
    /** JSON array of numbers that add up to 1, control first. */
    weights: text("weights").notNull(),
  },
  (table) => [primaryKey({ columns: [table.experiment, table.phase, table.stretch] })],
);

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
    fn: text("fn", { enum: ["did", "count", "again", "sum", "net", "score", "answers"] }).notNull(),
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

/** Since when a customer is known to use which visitor's browser: how an order finds its visitor at the third try. */
export const links = sqliteTable(
  "links",
  {
    customer: text("customer").notNull(),
    visitor: text("visitor").notNull(),
    since: integer("since").notNull(),
  },
  (table) => [primaryKey({ columns: [table.customer, table.visitor] })],
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

/** Units by variant, day and cell, at each stage. `cell` is empty for all of them (src/store/cell.ts). */
export const rollupUnits = sqliteTable(
  "rollup_units",
  {
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    /** What the cell begins with. Beside the day in the key, so that what is written together stands together. */
    kind: text("kind").notNull(),
    cell: text("cell").notNull(),
    /** -1: units that were reported in two variants. */
    variant: integer("variant").notNull(),
    /** Days since the epoch of the first *found*, in the shop's time zone. */
    day: integer("day").notNull(),
    assigned: integer("assigned").notNull(),
    found: integer("found").notNull(),
    confirmed: integer("confirmed").notNull(),
    seen: integer("seen").notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.experiment, table.phase, table.kind, table.day, table.cell, table.variant],
    }),
  ],
);

const amount = (name: string) => integer(name).notNull();

/**
 * Sums over outcomes. `_0` to `_3` are limbs in base 10⁸ (src/store/moments.ts), so that every sum is exact. An outcome
 * adds to the part `x`, and to `d` and `c` where it has such a number: most have not.
 */
export const rollups = sqliteTable(
  "rollups",
  {
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    kind: text("kind").notNull(),
    cell: text("cell").notNull(),
    metric: text("metric").notNull(),
    variant: integer("variant").notNull(),
    day: integer("day").notNull(),
    /** Highest stage reached: 1 assigned, 2 found, 3 confirmed, 4 seen. */
    level: integer("level").notNull(),
    /** Which number of the outcomes the sums are of. */
    part: text("part", { enum: ["x", "d", "c"] }).notNull(),
    /** Outcomes that have this number, and (part x) those of them where it is not 0. */
    units: amount("units"),
    converted: amount("converted"),
    /** Σ of the number, */
    s0: amount("s_0"),
    s1: amount("s_1"),
    /** of its raw form (part x), */
    raw0: amount("raw_0"),
    raw1: amount("raw_1"),
    /** of its square, */
    q0: amount("q_0"),
    q1: amount("q_1"),
    q2: amount("q_2"),
    q3: amount("q_3"),
    /** of its product with x (parts d and c). */
    p0: amount("p_0"),
    p1: amount("p_1"),
    p2: amount("p_2"),
    p3: amount("p_3"),
    otherCurrency: amount("other_currency"),
    noAmount: amount("no_amount"),
    pending: amount("pending"),
  },
  (table) => [
    primaryKey({
      columns: [
        table.experiment,
        table.phase,
        table.kind,
        table.day,
        table.cell,
        table.metric,
        table.variant,
        table.level,
        table.part,
      ],
    }),
  ],
);

/** Phases whose raw rows were deleted: the rollups stay as they were at the last recount, which `digest` proves. */
export const seals = sqliteTable(
  "seals",
  {
    experiment: integer("experiment").notNull(),
    phase: integer("phase").notNull(),
    sealedAt: integer("sealed_at").notNull(),
    /** Hex SHA-256 of the phase's rows of `rollup_units` and `rollups` (src/store/seal.ts). */
    digest: text("digest").notNull(),
    units: integer("units").notNull(),
  },
  (table) => [primaryKey({ columns: [table.experiment, table.phase] })],
);

/** Keyed digests of units that were erased, so that rows of theirs that come late are not stored. */
export const erased = sqliteTable("erased", {
  digest: text("digest").primaryKey(),
  at: integer("at").notNull(),
});

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

/** News on its way to the addresses of the settings; each once for a phase. */
export const alerts = sqliteTable(
  "alerts",
  {
    experiment: text("experiment").notNull(),
    phase: integer("phase").notNull(),
    event: text("event", { enum: ["split", "guardrail", "selector", "verdict", "end"] }).notNull(),
    /** What tells it from other news of the same kind: variant and metric, the verdict. */
    subject: text("subject").notNull(),
    url: text("url").notNull(),
    /** JSON as it is sent; never a secret. */
    body: text("body").notNull(),
    createdAt: integer("created_at").notNull(),
    attempts: integer("attempts").notNull(),
    nextAt: integer("next_at").notNull(),
    /** Null: not taken yet, or given up. */
    deliveredAt: integer("delivered_at"),
    error: text("error"),
  },
  (table) => [
    primaryKey({ columns: [table.experiment, table.phase, table.event, table.subject, table.url] }),
  ],
);
