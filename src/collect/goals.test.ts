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
  unit: "v-1",
  url: new URL("https://shop.example/thank-you"),
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
    const { events } = requestEvents([add, add], { location: null, json: undefined }, happening());
    const [one, other] = events;
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

describe("an order's number", () => {
  const order = { segment: "order" };
  test.each([
    ["/thank-you/:order", order, "/thank-you/SRV-1", "SRV-1"],
    ["/thank-you/:order", order, "/thank-you/SRV-1/", "SRV-1"],
    ["/*/thank-you/:order", order, "/fa/thank-you/%DB%B1%DB%B2%DB%B3", "123"],
    ["/checkout/order-received/:order/*", order, "/checkout/order-received/7271/print", "7271"],
    ["/checkout/:order/*", order, "/checkout/hannah@mail.example/1", null],
    ["/thank-you/:order", order, "/thank-you/09121234567", null],
    ["/thank-you/:order", order, "/thank-you", null],
    ["/thank-you/:order", order, "/thank-you/1/2", null],
    ["/thank-you", { query: "order" }, "/thank-you?order=%231001&x=1", "1001"],
    ["/thank-you", { query: "order" }, "/thank-you?orders=1001", null],
    ["/thank-you", { query: "__proto__" }, "/thank-you?order=1", null],
  ] as const)("%s, %j of %s is %s", (path, orderId, address, id) => {
    const goal = pageGoal({ key: "purchase", path, orderId });
    const url = new URL(address, "https://shop.example");
    const { events, counters } = pageEvents([goal], {}, happening({ url }));
    expect(events[0]?.orderId).toBe(id);
    expect(counters).toHaveLength(id === null ? 1 : 0);
    // Nothing has to be read for it, so that a 304 shows it as well.
    expect(isReached(goal, 304)).toBe(true);
    expect(readsFor([goal])).toEqual([]);
  });

  const told = (more: object) => ({ location: null, json: undefined, ...more });
  const post = (more: object) => requestGoal({ key: "checkout", method: "POST", path: "/checkout", ...more });

  test.each([
    [{ location: "/thank-you/:order" }, { location: "/thank-you/17?key=wc_order_1" }, "17"],
    [{ location: "/thank-you/:order" }, { location: "https://shop.example/thank-you/17" }, "17"],
    [{ location: "/thank-you/:order" }, { location: "../thank-you/17" }, "17"],
    [{ location: "/thank-you/:order" }, { location: "/checkout" }, null],
    [{ location: "/thank-you/:order" }, { location: "http://[" }, null],
    [{ location: "/thank-you/:order" }, {}, null],
    [{ locationQuery: "order" }, { location: "https://pay.example/start?order=17" }, "17"],
    [{ json: "order.id" }, { json: { order: { id: 17 } } }, "17"],
    [{ json: "order.id" }, { json: { order: { id: "۱۷" } } }, "17"],
    [{ json: "orders.0.id" }, { json: { orders: [{ id: 17 }] } }, "17"],
    [{ json: "order.id" }, { json: { order: { id: { toString: "17" } } } }, null],
    [{ json: "constructor.length" }, { json: {} }, null],
    [{ json: "__proto__.id" }, { json: JSON.parse('{"a":{"id":1}}') as unknown }, null],
    [{ json: "order.id" }, { json: null }, null],
  ])("told by %j as %j is %s", (orderId, answer, id) => {
    const { events, counters } = requestEvents([post({ orderId })], told(answer), happening());
    expect(events.map((event) => [event.unit, event.id, event.orderId, event.visitor])).toEqual(
      id === null ? [] : [["orders", `checkout:${id}`, id, "v-1"]],
    );
    expect(counters).toEqual(id === null ? [{ reason: "order-id-not-found", subject: "checkout" }] : []);
  });

  test.each([
    [{ total: 12.5 }, { json: "total" }, 1_250, "EUR"],
    [{ total: "1.250", currency: "KWD" }, { json: "total", currency: "currency" }, 1_250, "KWD"],
    [{ total: "۱٬۲۳۴٬۵۰۰ تومان" }, { json: "total" }, 1_234_500, "IRT"],
    [{ total: null }, { json: "total" }, null, null],
    [{ total: 1e300 }, { json: "total" }, null, null],
  ])("with %j, read by %j, comes %s %s", (json, value, minor, currency) => {
    const { events, counters } = requestEvents([post({ value })], told({ json }), happening());
    expect(events).toMatchObject([{ valueMinor: minor, currency }]);
    expect(counters).toHaveLength(minor === null ? 1 : 0);
  });

  test("is all that is kept of who comes back without a cookie", () => {
    const nobody = happening({ visitor: null, unit: null });
    expect(pageEvents([pageGoal({ key: "sizes", path: "/sizes" })], {}, nobody).events).toEqual([]);
    expect(pageEvents([thanks], {}, nobody)).toEqual({ events: [], counters: [] });
    const reads = { "goal:thanks:orderId": "1001" };
    expect(pageEvents([thanks], reads, nobody).events).toMatchObject([
      { unit: "orders", id: "purchase:1001", visitor: null, orderId: "1001" },
    ]);
    expect(requestEvents([post({})], told({}), nobody).events).toEqual([]);
  });

  test("of a customer without a visitor everything is kept, in the customer's namespace", () => {
    const signedIn = happening({ visitor: null, unit: "c.abc" });
    const sizes = pageEvents([pageGoal({ key: "sizes", path: "/sizes" })], {}, signedIn).events;
    expect(sizes).toMatchObject([{ unit: "c.abc", visitor: null, name: "sizes" }]);
    expect(requestEvents([post({})], told({}), signedIn).events).toMatchObject([
      { unit: "c.abc", visitor: null },
    ]);
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
