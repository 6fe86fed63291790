/** Who may, who did, and what is on its way to whom. See index.ts. */
import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

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
