import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import {
  customerUnit,
  type EventRecord,
  type ExposureRecord,
  NO_FACTS,
  ORDERS,
} from "../../src/collect/record.ts";
import { experimentSchema } from "../../src/domain/experiment.schema.ts";
import { builtInMetrics } from "../../src/domain/metric.ts";
import { metricSchema, type Metric } from "../../src/domain/metric.schema.ts";
import { saveExperimentStatement, startPhaseStatements } from "../../src/store/experiments.ts";
import { addMoments, type Moments, momentsOf, NO_MOMENTS } from "../../src/store/moments.ts";
import { recordStatements } from "../../src/store/records.ts";
import { type BrutePhase, bruteTables, type Tables } from "./brute.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { T0 } from "./records.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const own = [
  { key: "quick_sale", kind: "conversion", event: "purchase", windowHours: 24 },
  { key: "two_orders", kind: "count", event: "purchase", cap: 2 },
  { key: "capped_revenue", kind: "sum", event: "purchase", cap: 5_000, windowHours: 72 },
  { key: "capped_score", kind: "mean", event: "csat", cap: 4_000 },
  { key: "paid", kind: "count", event: "order_paid" },
  { key: "returned", kind: "conversion", event: "order_refunded" },
  { key: "bookings", kind: "sum", event: "booking" },
  { key: "basket", kind: "ratio", numerator: "capped_revenue", denominator: "two_orders", windowHours: 200 },
].map((metric) => metricSchema.parse(metric));
const metrics: readonly Metric[] = [...builtInMetrics(), ...own];

const SETTINGS = {
  visitors: {
    currency: "EUR",
    timeZone: "Europe/Berlin",
    orders: { purchaseFrom: "placed" },
    currencyRates: { date: "2026-11-01", rates: { USD: 0.925, KWD: 2.8 } },
  },
  customers: { currency: "IRT", timeZone: "Asia/Tehran", orders: { purchaseFrom: "paid" } },
} as const;

/** The clocks of Berlin go back one hour on 2026-10-25, of Tehran never. */
const BERLIN_WINTER = Date.UTC(2026, 9, 25, 1);

let phases: readonly BrutePhase[] = [];

async function begin(): Promise<void> {
  await freshDatabase();
  await db.prepare("DELETE FROM sqlite_sequence").run();
  for (const key of ["visitors", "customers"] as const) {
    const definition = experimentSchema.parse({
      key,
      name: key,
      unit: key === "customers" ? "customer" : "visitor",
      pages: { include: ["/*"] },
      variants: [
        { key: "control", weight: 0.5 },
        { key: "other", weight: 0.5 },
      ],
    });
    const experiment = { key, status: "running" as const, phase: 1, definition };
    await db.batch([
      saveExperimentStatement(db, experiment, T0),
      // Started long before, so that the change of the clocks lies within.
      ...startPhaseStatements(db, experiment, { metrics, settings: SETTINGS[key] }, T0 - 60 * DAY),
    ]);
  }
  phases = [
    {
      experiment: 1,
      phase: 1,
      metrics,
      currency: "EUR",
      rates: { USD: [925n, 1000n], KWD: [28n, 100n] },
      purchaseFrom: "placed",
      offsetAt: (ms) => (ms < BERLIN_WINTER ? 2 : 1) * HOUR,
    },
    {
      experiment: 2,
      phase: 1,
      metrics,
      currency: "IRR",
      rates: { IRT: [10n, 1n] },
      purchaseFrom: "paid",
      offsetAt: () => 3.5 * HOUR,
    },
  ];
}

beforeAll(begin);

interface Sent {
  readonly exposure?: ExposureRecord;
  readonly event?: EventRecord;
}

const visitors = fc.constantFrom("v-1", "v-2", "v-3");
const maybeVisitor = fc.option(visitors, { freq: 2 });
const customers = fc.constantFrom("k-1", "k-2");
const maybeCustomer = fc.option(customers, { freq: 2 });
/** Around windows' ends, the 7 and the 60 days, midnights and the change of the clocks. */
const moments = fc
  .tuple(
    fc.constantFrom(-31 * DAY, -26 * DAY, -DAY, 0, 0, HOUR / 2, DAY, 3 * DAY, 7 * DAY, 8 * DAY, 60 * DAY),
    fc.constantFrom(-1, 0, 1, 11 * HOUR + 1),
  )
  .map(([around, offset]) => T0 + around + offset);
const lateness = fc.constantFrom(0, 0, 5_000, 7 * DAY, 8 * DAY);
const amounts = fc.constantFrom(null, 0, 100, 4_999, 5_001, -250, 999_999_999_999);

const exposures: fc.Arbitrary<Sent> = fc
  .record({
    experiment: fc.constantFrom(1, 1, 2),
    phase: fc.constantFrom(1, 1, 1, 1, 1, 1, 1, 2),
    visitor: visitors,
    customer: maybeCustomer,
    variant: fc.constantFrom(0, 0, 0, 1),
    assigned: moments,
    found: fc.option(moments, { freq: 4 }),
    confirmed: fc.option(moments, { freq: 2 }),
    seen: fc.option(moments, { freq: 2 }),
    device: fc.constantFrom("mobile", "desktop", null),
    kind: fc.constantFrom("new", "returning"),
    browser: fc.constantFrom("safari", "in-app", null),
    // Steps' ends, and beyond the longest.
    firstByte: fc.constantFrom(null, 0, 9, 99, 100, 119, 299, 300, 999, 1_000, 3_000, 9_999, 10_000, 60_000),
  })
  .map((it) => ({
    exposure: {
      experiment: it.experiment,
      phase: it.phase,
      unit: it.experiment === 2 ? customerUnit(it.customer ?? "k-1") : it.visitor,
      visitor: it.visitor,
      customer: it.experiment === 2 ? (it.customer ?? "k-1") : it.customer,
      // Mostly what an assignment gives: the same at every meeting.
      variant: it.variant === 1 ? (it.visitor === "v-2" ? 0 : 1) : it.visitor === "v-2" ? 1 : 0,
      assignedAtMs: it.assigned,
      foundAtMs: it.found,
      confirmedAtMs: it.confirmed,
      seenAtMs: it.seen,
      firstByteMs: it.firstByte,
      facts: { ...NO_FACTS, device: it.device, visitor: it.kind, country: "IR", browser: it.browser },
    },
  }));

const deeds: fc.Arbitrary<Sent> = fc
  .record({
    source: fc.constantFrom("browser", "edge", "backend"),
    visitor: visitors,
    customer: maybeCustomer,
    byCustomer: fc.constantFrom(false, false, false, true),
    id: fc.constantFrom("a", "b", "c"),
    name: fc.constantFrom(
      "view_item",
      "add_to_cart",
      "purchase",
      "purchase",
      "purchase",
      "csat",
      "lahza.page",
      "lahza.interaction",
      "lahza.stayed",
      "lahza.visit",
    ),
    at: moments,
    late: lateness,
    value: amounts,
    currency: fc.constantFrom("EUR", "USD", "USD", "IRT", "SEK", null),
  })
  .map((it) => {
    const customer = it.byCustomer ? (it.customer ?? "k-1") : it.customer;
    return {
      event: {
        source: it.source,
        unit: it.byCustomer ? customerUnit(customer ?? "k-1") : it.visitor,
        id: `${it.name}-${it.id}`,
        visitor: it.byCustomer ? null : it.visitor,
        customer,
        name: it.name,
        atMs: it.at,
        receivedMs: it.at + it.late,
        valueMinor: it.value,
        currency: it.value === null || it.name === "csat" ? null : it.currency,
        orderId: null,
        refundId: null,
      },
    };
  });

const orders: fc.Arbitrary<Sent> = fc
  .record({
    source: fc.constantFrom("browser", "edge", "backend", "webhook", "webhook"),
    order: fc.constantFrom("o-1", "o-1", "o-2", "o-2", "o-3", "o-3", "o-own"),
    visitor: maybeVisitor,
    customer: maybeCustomer,
    name: fc.constantFrom(
      "purchase",
      "purchase",
      "booking",
      "order_placed",
      "order_paid",
      "order_delivered",
      "order_refused",
      "order_refunded",
      "order_refunded",
      "order_staff",
    ),
    refund: fc.constantFrom("r-1", "r-2", null),
    at: moments,
    late: lateness,
    value: amounts,
    currency: fc.constantFrom("EUR", "EUR", "USD", "IRT", "IRR", "SEK"),
    payment: fc.constantFrom("card", "cash_on_delivery", null),
    confused: fc.constantFrom(false, false, false, false, true),
  })
  .map((it) => {
    const isBrowser = it.source === "browser";
    const visitor = isBrowser ? (it.visitor ?? "v-1") : it.visitor;
    // Marked as the shop's own is one order only, or hardly any would be left.
    const told = it.name === "order_staff" && it.order !== "o-own" ? "order_placed" : it.name;
    const refundId = told === "order_refunded" ? it.refund : null;
    return {
      event: {
        source: it.source,
        unit: isBrowser ? (visitor ?? "v-1") : ORDERS,
        // Now and then one identity stands for several orders.
        id: it.confused ? "confused" : `${told}:${it.order}:${refundId ?? ""}`,
        visitor,
        customer: it.customer,
        name: isBrowser && told.startsWith("order_") ? "purchase" : told,
        atMs: it.at,
        receivedMs: it.at + it.late,
        valueMinor: it.value,
        currency: it.value === null ? null : it.currency,
        orderId: it.order,
        refundId,
        payment: it.payment,
      },
    };
  });

const sentLists = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: exposures },
    { weight: 3, arbitrary: deeds },
    { weight: 4, arbitrary: orders },
  ),
  {
    minLength: 1,
    size: "max",
    maxLength: 30,
  },
);

const RECORDED = [
  "phase_rules",
  "measures",
  "exposures",
  "events",
  "links",
  "orders",
  "outcomes",
  "rollup_units",
  "rollups",
  "touched",
  "touched_orders",
];

async function write(sent: readonly Sent[], times = 1): Promise<void> {
  const statements = await recordStatements(
    db,
    {
      exposures: sent.flatMap(({ exposure }) => exposure ?? []),
      events: sent.flatMap(({ event }) => event ?? []),
      counters: [],
    },
    T0,
  );
  for (let time = 0; statements.length > 0 && time < times; time++) await db.batch(statements);
}

/** What the rows make, whatever way they came: not which batch changed an outcome last, and from what. */
async function recorded(): Promise<{ [table: string]: unknown[] }> {
  const { outcomes = [], ...tables } = await dump(RECORDED);
  return {
    ...tables,
    outcomes: (outcomes as Record<string, unknown>[]).map((row) =>
      Object.fromEntries(Object.entries(row).filter(([column]) => !/^(batch|was_.*)$/.test(column))),
    ),
  };
}

async function clear(): Promise<void> {
  await db.batch(
    RECORDED.filter((table) => table !== "phase_rules" && table !== "measures").map((table) =>
      db.prepare(`DELETE FROM ${table}`),
    ),
  );
}

/** In the words of the brute-force count. */
async function stored(): Promise<Tables> {
  const tables = await dump(["orders", "outcomes", "rollup_units", "rollups"]);
  const rows = (table: string): Record<string, unknown>[] => tables[table] as Record<string, unknown>[];
  const joined = (row: Record<string, unknown>, columns: string): string =>
    columns
      .split(" ")
      .map((column) => String(row[column]))
      .join("|");
  return {
    orders: rows("orders")
      .map((row) =>
        joined(
          row,
          "order_id name claimant visitor customer at_ms value_minor currency refunded_minor payment",
        ),
      )
      .sort(),
    outcomes: rows("outcomes")
      .map((row) =>
        joined(row, "unit experiment phase metric x raw d c other_currency no_amount pending payment"),
      )
      .sort(),
    units: rows("rollup_units")
      .map((row) => joined(row, "experiment phase cell variant day assigned found confirmed seen"))
      .sort(),
    sums: [...sumsByPlace(rows("rollups"))]
      .map(([place, m]) => {
        return [
          place,
          [m.units, m.converted, m.x, m.raw, m.d, m.c, m.xx, m.dd, m.xd, m.cc, m.xc].join("|"),
          [m.otherCurrency, m.noAmount, m.pending].join("|"),
        ].join("|");
      })
      .sort(),
  };
}

function sumsByPlace(rows: readonly Record<string, unknown>[]): Map<string, Moments> {
  const sums = new Map<string, Moments>();
  for (const row of rows) {
    const place = ["experiment", "phase", "cell", "metric", "variant", "day", "level"]
      .map((column) => String(row[column]))
      .join("|");
    sums.set(place, addMoments(sums.get(place) ?? NO_MOMENTS, momentsOf(row)));
  }
  return sums;
}

/** Sizes of batches, and where the retries begin, from the same randomness as everything else. */
const batching = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 8 });

function batches<T>(items: readonly T[], sizes: readonly number[]): T[][] {
  const cut: T[][] = [];
  for (let at = 0, turn = 0; at < items.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    cut.push(items.slice(at, at + size));
    at += size;
  }
  return cut;
}

const reached = new Map<string, number>();
const note = (what: string, times: number): void => void reached.set(what, (reached.get(what) ?? 0) + times);

test("any set of events, in any order and batching, with duplicates and retries: the same tables, and a brute-force count agrees", async () => {
  await fc.assert(
    fc.asyncProperty(
      sentLists,
      batching,
      batching,
      fc.infiniteStream(fc.nat()),
      async (sent, sizes, otherSizes, numbers) => {
        await clear();
        for (const batch of batches(sent, sizes)) await write(batch);
        const tables = await recorded();
        const expected = bruteTables(
          sent.flatMap(({ exposure }) => exposure ?? []),
          sent.flatMap(({ event }) => event ?? []),
          phases,
        );
        expect(await stored()).toEqual(expected);
        noteReached(expected, tables);

        await clear();
        const shuffled = sent
          .flatMap((it) => (numbers.next().value % 3 === 0 ? [it, it] : [it]))
          .map((it) => ({ it, at: numbers.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ it }) => it);
        for (const batch of batches(shuffled, otherSizes)) {
          // An answer that never came: the whole batch again, made anew or the very same statements.
          const again = (numbers.next().value as number) % 6;
          await write(batch, again === 1 ? 2 : 1);
          if (again === 0) await write(batch);
        }
        expect(await recorded()).toEqual(tables);
      },
    ),
    { numRuns: RUNS },
  );
  for (const what of MUST_REACH) expect([what, (reached.get(what) ?? 0) > 0]).toEqual([what, true]);
}, 120_000);

declare const process: { readonly env: Readonly<Record<string, string | undefined>> } | undefined;
const RUNS = Number((typeof process === "undefined" ? undefined : process.env["RUNS"]) ?? 60);

const MUST_REACH = [
  "matched by row",
  "matched by customer",
  "matched by browser",
  "unmatched",
  "claimed by browsers only",
  "refunded",
  "refused",
  "conflicting amounts",
  "conflicting events",
  "two variants",
  "pending",
  "other currency",
  "no amount",
  "capped",
  "converted currency",
  "before the exposure",
  "customer outcomes",
  "by payment",
  "beyond 2^63",
];

function noteReached(expected: Tables, tables: { [table: string]: unknown[] }): void {
  const rows = (table: string): Record<string, unknown>[] => tables[table] as Record<string, unknown>[];
  const count = (table: string, is: (row: Record<string, unknown>) => boolean): number =>
    rows(table).filter(is).length;
  for (const by of ["row", "customer", "browser"])
    note(
      `matched by ${by}`,
      count("orders", (row) => row["matched_by"] === by && row["claimant"] === ""),
    );
  note(
    "unmatched",
    count("orders", (row) => row["matched_by"] === null),
  );
  note(
    "claimed by browsers only",
    count("orders", (row) => row["claimant"] !== ""),
  );
  note(
    "refunded",
    count("orders", (row) => Number(row["refunded_minor"]) > 0),
  );
  note(
    "refused",
    count("orders", (row) => row["refused_at"] !== null),
  );
  note(
    "conflicting amounts",
    count("orders", (row) => row["conflict"] === 1),
  );
  note(
    "conflicting events",
    count("events", (row) => row["conflict"] === 1),
  );
  note(
    "two variants",
    count("exposures", (row) => row["conflict"] === 1),
  );
  note(
    "pending",
    count("outcomes", (row) => row["pending"] !== 0),
  );
  note(
    "other currency",
    count("outcomes", (row) => row["other_currency"] !== 0),
  );
  note(
    "no amount",
    count("outcomes", (row) => row["no_amount"] !== 0),
  );
  note(
    "capped",
    count("outcomes", (row) => row["x"] !== row["raw"]),
  );
  note(
    "converted currency",
    count("outcomes", (row) => row["metric"] === "revenue" && [93, 4_624, 4_626].includes(Number(row["x"]))),
  );
  note(
    "before the exposure",
    count("outcomes", (row) => row["c"] !== 0),
  );
  note(
    "customer outcomes",
    count("outcomes", (row) => String(row["unit"]).startsWith("c.")),
  );
  note("by payment", expected.sums.filter((row) => row.includes("|payment:")).length);
  note(
    "beyond 2^63",
    count("rollups", (row) => momentsOf(row).xx > 2n ** 63n),
  );
}
