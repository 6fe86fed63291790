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
