/** Sums over exposures and outcomes, and how their end is kept. See index.ts. */
import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

const amount = (name: string) => integer(name).notNull();

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
