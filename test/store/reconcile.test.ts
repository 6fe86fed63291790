/** `POST /api/reconcile`: a shop's own list against what was recorded, every reason once. */
import { beforeEach, describe, expect, test } from "vitest";
import { ORDERS, type EventRecord } from "../../src/collect/record.ts";
import { experimentSchema } from "../../src/domain/experiment.schema.ts";
import { metricSchema } from "../../src/domain/metric.schema.ts";
import { saveExperimentStatement, startPhaseStatements } from "../../src/store/experiments.ts";
import { writeRecords } from "../../src/store/records.ts";
import { type TestApi, testApi } from "./api.ts";
import { db, freshDatabase } from "./database.ts";
import { exposure, T0 } from "./records.ts";

const HOUR = 3_600_000;
let api: TestApi;

const definition = experimentSchema.parse({
  key: "pdp-trust",
  name: "Trust badges",
  pages: { include: ["/products/*"] },
  variants: [
    { key: "control", weight: 0.5 },
    { key: "badges", weight: 0.5 },
  ],
  metrics: { primary: "purchase", secondary: [], guardrails: [] },
});
const purchase = metricSchema.parse({
  key: "purchase",
  kind: "conversion",
  event: "purchase",
  windowHours: 48,
});

/** An order of the webhook, of visitor v-<n>, an hour after they met the experiment. */
function order(n: number, more: Partial<EventRecord> = {}): EventRecord {
  const name = more.name ?? "order_paid";
  return {
    source: "webhook",
    unit: ORDERS,
    id: `${name}:A-${n}`,
    visitor: `v-${n}`,
    customer: null,
    name,
    atMs: T0 + HOUR,
    receivedMs: T0 + HOUR,
    valueMinor: 19_900,
    currency: "EUR",
    orderId: `A-${n}`,
    refundId: null,
    ...more,
  };
}

beforeEach(async () => {
  await freshDatabase();
  api = testApi();
  const experiment = { key: "pdp-trust", status: "running" as const, phase: 1, definition };
  await db.batch([
    saveExperimentStatement(db, experiment, T0),
    ...startPhaseStatements(
      db,
      experiment,
      { metrics: [purchase], settings: { currency: "EUR", orders: { purchaseFrom: "paid" } } },
      T0,
    ),
  ]);
  const id = (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;
  const met = (n: number, variant: number, confirmed = true) =>
    exposure({
      experiment: id,
      visitor: `v-${n}`,
      unit: `v-${n}`,
      variant,
      confirmedAtMs: confirmed ? T0 : null,
    });
  const exposures = [1, 2, 4, 5, 6, 7, 10, 11, 12].map((n) => met(n, n % 2));
  await writeRecords(db, { exposures: [...exposures, met(13, 1, false)], events: [], counters: [] }, T0);
  await writeRecords(db, { exposures: [met(12, 1)], events: [], counters: [] }, T0);
  const events = [
    order(1),
    order(2, { source: "edge", name: "purchase" }),
    order(2, { name: "order_paid", visitor: null }),
    order(4, { currency: "USD" }),
    order(5, { valueMinor: 199_000 }),
    order(6, { valueMinor: 19_800 }),
    order(7, { valueMinor: null, currency: null }),
    order(8, { visitor: null }),
    order(9),
    order(10, { atMs: T0 + 48 * HOUR }),
    order(11, { name: "order_placed" }),
    order(12),
    order(13),
    order(14, { name: "order_staff", id: "order_staff:A-14", valueMinor: null, currency: null }),
    order(15, { name: "order_test", id: "order_test:A-15", valueMinor: null, currency: null }),
    order(16, { visitor: "v-1", atMs: T0 - 1 }),
  ];
  await writeRecords(db, { exposures: [], events, counters: [] }, T0);
});

const EXPECTED: readonly (readonly [string, string | null, string | null])[] = [
  ["A-1", null, "badges"],
  ["A-2", null, "control"],
  ["A-3", "not-recorded", null],
  ["A-4", "other-currency", "control"],
  ["A-5", "factor-of-ten", "badges"],
  ["A-6", "other-amount", "control"],
  ["A-7", "no-amount", "badges"],
  ["A-8", "no-visitor", null],
  ["A-9", "no-exposure", null],
  ["A-10", "outside-window", null],
  ["A-11", "not-paid", null],
  ["A-12", "two-variants", null],
  ["A-13", "not-confirmed", "badges"],
  ["A-14", "staff-order", null],
  ["A-15", "test-order", null],
  ["A-16", "before-exposure", null],
];
const LIST = EXPECTED.map(([id]) => ({ id, amount: "199.00" }));

describe("reconciling", () => {
  test("tells of each order whether it counts, and why not", async () => {
    const { status, body } = await api.ask("POST", "/reconcile?experiment=pdp-trust", {
      body: { orders: LIST.map((one) => ({ ...one, currency: "EUR" })) },
    });
    expect(status).toBe(200);
    const { rows, ...summary } = body.data;
    expect(rows.map((row: Record<string, unknown>) => [row["id"], row["why"], row["variant"]])).toEqual(
      EXPECTED,
    );
    expect(summary).toMatchObject({
      experiment: "pdp-trust",
      phase: 1,
      orders: 16,
      matched: 2,
      missing: 14,
      variants: [
        { variant: "control", orders: 1, listed: { EUR: 19_900 }, recorded: { EUR: 19_900 } },
        { variant: "badges", orders: 1, listed: { EUR: 19_900 }, recorded: { EUR: 19_900 } },
      ],
    });
    expect(Object.values(summary.why as Record<string, number>)).toEqual(Array(14).fill(1));
  });

  test("takes a spreadsheet's CSV, in its own words", async () => {
    const csv = `ID;Amount;Currency\r\n#A-1;"199,00";eur\r\n\r\nA-5;۱۹۹٫۰۰ €;\r\nhannah@mail.example;1;EUR\r\nA-6;a lot;EUR\r\n`;
    const { body } = await api.ask("POST", "/reconcile?experiment=pdp-trust", {
      body: csv,
      headers: { "content-type": "text/csv; charset=utf-8" },
    });
    expect(body.data.rows).toMatchObject([
      { id: "A-1", why: null, variant: "badges", listed: 19_900 },
      { id: "A-5", why: "factor-of-ten", listed: 19_900, recorded: 199_000, currency: "EUR" },
      { id: "", why: "not-a-number" },
      { id: "A-6", why: "not-a-number" },
    ]);
    expect(JSON.stringify(body)).not.toContain("hannah");
  });

  test("without an experiment asks only what was recorded; rial is ten to a toman", async () => {
    await writeRecords(
      db,
      {
        exposures: [],
        events: [
          order(20, { valueMinor: 12_345_000, currency: "IRR" }),
          order(21, { valueMinor: 1_234_500, currency: "IRR" }),
        ],
        counters: [],
      },
      T0,
    );
    const orders = [
      { id: "A-8" },
      { id: "A-9", amount: 199, currency: "EUR" },
      { id: "A-20", amount: "1234500", currency: "IRT" },
      { id: "A-21", amount: "1234500", currency: "IRT" },
    ];
    const { body } = await api.ask("POST", "/reconcile", { body: { orders } });
    expect(body.data.rows.map((row: Record<string, unknown>) => row["why"])).toEqual([
      null,
      null,
      null,
      "factor-of-ten",
    ]);
    expect(body.data.variants).toEqual([]);
  });

  test.each([
    ["?experiment=nobody", { orders: LIST }, 404],
    ["?experiment=pdp-trust&phase=7", { orders: LIST }, 404],
    ["?experiment=pdp-trust&phase=x", { orders: LIST }, 422],
    ["", { orders: [] }, 422],
    ["", { orders: [{ id: {} }] }, 422],
    ["", { orders: [{ id: "1", currency: "toman" }] }, 422],
    ["", "{", 400],
  ])("%s refuses %j with %i", async (query, body, status) => {
    expect((await api.ask("POST", `/reconcile${query}`, { body })).status).toBe(status);
  });

  test("takes ten thousand orders at once", async () => {
    const orders = Array.from({ length: 10_000 }, (_, n) => ({ id: `A-${n}`, amount: 199 }));
    const { body } = await api.ask("POST", "/reconcile?experiment=pdp-trust", { body: { orders } });
    // In the shop's own currency, the one order that was told in it.
    expect(body.data).toMatchObject({ orders: 10_000, matched: 1 });
    expect(body.data.why["not-recorded"]).toBe(10_000 - 15);
  });
});
