import { describe, expect, test } from "vitest";
import { goalSchema, type GoalInput } from "../domain/goal.schema.ts";
import {
  isDone,
  isReached,
  pageEvents,
  readsFor,
  requestEvents,
  type PageGoal,
  type RequestGoal,
} from "./goals.ts";
import { orderIdOf } from "./record.ts";

const pageGoal = (goal: Omit<GoalInput & { kind: "page" }, "kind">): PageGoal =>
  goalSchema.parse({ kind: "page", ...goal }) as PageGoal;
const requestGoal = (goal: Omit<GoalInput & { kind: "request" }, "kind">): RequestGoal =>
  goalSchema.parse({ kind: "request", ...goal }) as RequestGoal;

const T0 = Date.UTC(2026, 10, 20, 12);
let made = 0;
const happening = (overrides: object = {}) => ({
  visitor: "v-1",
  nowMs: T0,
  newId: () => `id-${++made}`,
  currency: "EUR",
  ...overrides,
});

const thanks = pageGoal({
  key: "thanks",
  event: "purchase",
  path: "/thank-you",
  value: { selector: ".total" },
  orderId: { selector: "[data-order]", attribute: "data-order" },
});

describe("page goals", () => {
  test("say what to read, by names of their own", () => {
    expect(readsFor([thanks, pageGoal({ key: "sizes", path: "/sizes" })])).toEqual([
      { name: "goal:thanks:value", selector: ".total", attribute: null },
      { name: "goal:thanks:orderId", selector: "[data-order]", attribute: "data-order" },
    ]);
  });

  test("an order is one event, on every reload and every device", () => {
    const reads = { "goal:thanks:value": "۱٬۲۳۴٬۵۰۰ تومان", "goal:thanks:orderId": " #۱۰۰۱ " };
    const first = pageEvents([thanks], reads, happening());
    const again = pageEvents([thanks], reads, happening({ visitor: "v-2", nowMs: T0 + 5 }));
    expect(first).toEqual({
      counters: [],
      events: [
        {
          source: "edge",
          unit: "orders",
          id: "purchase:1001",
          visitor: "v-1",
          name: "purchase",
          atMs: T0,
          receivedMs: T0,
          valueMinor: 1_234_500,
          currency: "IRT",
          orderId: "1001",
          customer: null,
          refundId: null,
        },
      ],
    });
    expect(again.events[0]).toMatchObject({ unit: "orders", id: "purchase:1001", visitor: "v-2" });
  });

  test("without the order id that it asks for, one event a visitor and day stands for it, and it is counted", () => {
    const { events, counters } = pageEvents([thanks], { "goal:thanks:value": "5 €" }, happening());
    const [later] = pageEvents([thanks], {}, happening({ nowMs: T0 + 3_600_000 })).events;
    expect(events[0]).toMatchObject({ unit: "v-1", id: "thanks:2026-11-20", valueMinor: 500, orderId: null });
    expect(later?.id).toBe("thanks:2026-11-20");
    expect(counters).toEqual([{ reason: "order-id-not-found", subject: "thanks" }]);
  });

  test("an amount that cannot be read leaves the event and is counted with its reason", () => {
    const reads = { "goal:thanks:value": "3 × $5", "goal:thanks:orderId": "1001" };
    const { events, counters } = pageEvents([thanks], reads, happening());
    expect(events[0]).toMatchObject({ valueMinor: null, currency: null, orderId: "1001" });
    expect(counters).toEqual([{ reason: "amount-several-numbers", subject: "thanks" }]);
    expect(pageEvents([thanks], { "goal:thanks:orderId": "1" }, happening()).counters).toEqual([
      { reason: "amount-not-found", subject: "thanks" },
    ]);
  });

  test("without an order, each view is an event of its own", () => {
    const sizes = pageGoal({ key: "sizes", path: "/sizes" });
    const ids = [1, 2].map(() => pageEvents([sizes], {}, happening()).events[0]?.id);
    expect(new Set(ids).size).toBe(2);
  });

  test.each([
    [200, true, true],
    [304, false, true],
    [302, false, false],
    [404, false, false],
    [500, false, false],
  ])("status %i: read %s, only viewed %s", (status, read, viewed) => {
    expect(isReached(thanks, status)).toBe(read);
    expect(isReached(pageGoal({ key: "sizes", path: "/sizes" }), status)).toBe(viewed);
  });
});

describe("request goals", () => {
  const add = requestGoal({ key: "add_to_cart", method: "POST", path: "/cart/add" });

  test.each([
    ["POST", 200, true],
    ["POST", 303, true],
    ["POST", 400, false],
    ["POST", 503, false],
    ["GET", 200, false],
    ["HEAD", 200, false],
  ])("%s answered %i: %s", (method, status, done) => {
    expect(isDone(add, method, status)).toBe(done);
  });

  test("each request is an event", () => {
    const [one, other] = requestEvents([add, add], happening());
    expect(one).toMatchObject({
      source: "edge",
      unit: "v-1",
      name: "add_to_cart",
      orderId: null,
      valueMinor: null,
    });
    expect(one?.id).not.toBe(other?.id);
  });
});

test.each([
  ["#1001", "1001"],
  ["۱۲۳۴", "1234"],
  ["\u200eORD-2026/77\u200e", "ORD-2026/77"],
  ["", null],
  ["order", null],
  ["Order 1001", null],
  ["ali@example.com", null],
  ["203.0.113.7", null],
  ["۰۹۱۲۱۲۳۴۵۶۷", null],
  ["+989121234567", null],
  ["00966512345678", null],
  ["x".repeat(64) + "1", null],
])("order number %j → %j", (text, id) => {
  expect(orderIdOf(text)).toBe(id);
});
