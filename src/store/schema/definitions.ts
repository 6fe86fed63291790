/** What teams define, and what became of it: every state, every phase, what the edge serves. See index.ts. */
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
