/** "Ordered N times today": from what shops tell of orders to the number that an element may say. */
import { beforeEach, describe, expect, it } from "vitest";
import { orderRows, type OrderRules } from "../../src/collect/orders.ts";
import { queuedRecordsSchema } from "../../src/collect/record.schema.ts";
import { SOURCES } from "../../src/collect/sources/index.ts";
import type { OrderReport } from "../../src/collect/sources/source.ts";
import { productDigest } from "../../src/facts/address.ts";
import { ordersOfProduct } from "../../src/store/order-products.ts";
import { writeRecords } from "../../src/store/records.ts";
import { runSchedule } from "../../src/scheduled.ts";
import { db, freshDatabase } from "./database.ts";

const HOUR_MS = 3_600_000;
const NOW = Date.parse("2026-11-22T12:00:00Z");
const MIDNIGHT = NOW - 12 * HOUR_MS;

beforeEach(freshDatabase);

const RULES: OrderRules = {
  cookieKeys: [{ id: "k1", secret: new Uint8Array(32).fill(7) }],
  currency: "USD",
  currencyIs: null,
  customerIs: "id",
  payments: {},
  consentNeeded: false,
  isStaff: () => false,
  nowMs: NOW,
};

async function tell(
  orderId: string,
  skus: readonly string[],
  more: Partial<OrderReport> & { name?: OrderReport["states"][number]["name"]; agoHours?: number } = {},
) {
  const { name = "order_placed", agoHours = 1, ...report } = more;
  const state = { name, atMs: NOW - agoHours * HOUR_MS, amounts: [], currency: null, refundId: null };
  const rows = await orderRows(
    {
      orderId,
      notCounted: null,
      customer: { id: null, phone: null, email: null },
      payment: null,
      cartToken: null,
      skus,
      states: [state],
      ...report,
    },
    "webhook",
    "generic",
    RULES,
  );
  // As through the queue, which allows what it knows.
  const queued = queuedRecordsSchema.parse({
    format: 1,
    atMs: NOW,
    exposures: [],
    events: rows.events,
    counters: [],
  });
  await writeRecords(db, queued, NOW);
}

const today = async (sku: string): Promise<number> =>
  await ordersOfProduct(db, (await productDigest(sku)) ?? "", MIDNIGHT, NOW);

describe("orders of a product today", () => {
  it("are orders, once each, however often and by whatever state they are told", async () => {
    await tell("A-1", ["TEA", "TEA", "CUP"]);
    await tell("A-1", ["TEA", "CUP"], { name: "order_paid", agoHours: 0 });
    await tell("A-2", [" TEA "], { name: "order_paid" });
    await tell("A-3", []);
    expect([await today("TEA"), await today("CUP"), await today("POT")]).toEqual([2, 1, 0]);
  });

  it("are of this day: neither yesterday's, which are paid today, nor what a clock ahead says of later", async () => {
    await tell("B-1", ["TEA"], { name: "order_paid", agoHours: 1 });
    expect(await today("TEA")).toBe(1);
    await tell("B-1", ["TEA"], { agoHours: 13 });
    await tell("B-2", ["TEA"], { agoHours: -1 });
    expect(await today("TEA")).toBe(0);
  });

  it("are without those that were refused, and without the shop's own, in whichever order that is told", async () => {
    await tell("C-1", ["TEA"]);
    await tell("C-2", ["TEA"]);
    await tell("C-3", ["TEA"]);
    expect(await today("TEA")).toBe(3);
    await tell("C-1", [], { name: "order_refused" });
    await tell("C-2", ["TEA"], { notCounted: "test-order" });
    await tell("C-4", [], { name: "order_refused" });
    await tell("C-4", ["TEA"]);
    expect(await today("TEA")).toBe(1);
  });

  it("keep no SKU, and nothing beyond three days", async () => {
    await tell("D-1", ["SECRET-TEA"]);
    await tell("D-2", ["SECRET-TEA"], { agoHours: 80 });
    const { results } = await db.prepare("SELECT * FROM order_products ORDER BY at").all();
    expect(results).toHaveLength(2);
    expect(JSON.stringify(results)).not.toContain("SECRET");
    await runSchedule(db, NOW, {});
    expect((await db.prepare("SELECT order_id FROM order_products").all()).results).toEqual([
      { order_id: "D-1" },
    ]);
  });
});

const BODIES: { readonly [source: string]: readonly [Record<string, string>, object] } = {
  shopify: [
    { "x-shopify-topic": "orders/create" },
    {
      id: 7,
      created_at: "2026-11-22T11:00:00Z",
      line_items: [{ sku: "TEA" }, { sku: null }, { price: "1" }],
    },
  ],
  woocommerce: [
    { "x-wc-webhook-topic": "order.created" },
    { id: 7, date_created_gmt: "2026-11-22T11:00:00", line_items: [{ sku: "TEA" }, { sku: "" }] },
  ],
  salla: [
    {},
    {
      event: "order.created",
      data: {
        reference_id: 7,
        date: "2026-11-22 14:00:00",
        amounts: { total: { amount: 5, currency: "SAR" } },
        items: [{ sku: "TEA", quantity: 2 }],
      },
    },
  ],
  generic: [{}, { event: "order_placed", at: "2026-11-22T11:00:00Z", order: { id: "7", skus: ["TEA"] } }],
};

it.each(Object.entries(BODIES))("%s tells what is in an order", async (name, [headers, body]) => {
  const source = SOURCES.find((one) => one.name === name);
  const reading = source?.read(new Headers(headers), body);
  if (reading?.ok !== true) throw new Error(JSON.stringify(reading));
  const rows = await orderRows(reading.report, "webhook", name, RULES);
  await writeRecords(db, { exposures: [], events: rows.events, counters: [] }, NOW);
  expect(await today("TEA")).toBe(1);
  expect((await db.prepare("SELECT count(*) AS n FROM order_products").first<number>("n")) ?? 0).toBe(1);
});
