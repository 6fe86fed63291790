/** `POST /api/events`: what a backend reports, into a real D1. */
import { beforeEach, describe, expect, test } from "vitest";
import { readDefinitions } from "../../src/admin/definitions.ts";
import { loadDefinitions } from "../../src/admin/load.ts";
import { experiment } from "../edge/edge.ts";
import { cartToken } from "../../src/visitor/cart-token.ts";
import { mintIdentity } from "../../src/visitor/cookie.ts";
import { customerDigest } from "../../src/visitor/customer-digest.ts";
import { parseConfig } from "../../src/config.ts";
import { NOW, type TestApi, testApi, tokenFor } from "./api.ts";
import { db, dump, freshDatabase } from "./database.ts";

const random = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes);
const { cookieKeys } = parseConfig({
  DB: db,
  COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE",
});
const VISITOR = mintIdentity(NOW, random).id;
let api: TestApi;

beforeEach(async () => {
  await freshDatabase();
  api = testApi();
});

const send = async (events: readonly object[], more: object = {}) =>
  await api.ask("POST", "/events", { body: { events }, ...more });

async function rows(): Promise<readonly Record<string, unknown>[]> {
  const { events } = await dump(["events"]);
  return events as Record<string, unknown>[];
}

const csat = { id: "a", name: "csat", value: 4.5, visitor: VISITOR };

describe("events of a backend", () => {
  test("are whose it says, when it says, once", async () => {
    const events = [
      { ...csat, at: "2024-02-29T12:00:00Z" },
      { id: "a", name: "sign_up", customer: "۰۹۱۲ ۳۴۵ ۶۷۸۹", at: NOW + 5 },
    ];
    for (let again = 0; again < 3; again++)
      expect(await send(events)).toMatchObject({
        status: 200,
        body: { data: { stored: 2, notCounted: {} } },
      });
    const customer = await customerDigest("+989123456789", cookieKeys);
    expect(await rows()).toHaveLength(2);
    const expected = [
      expect.objectContaining({
        source: "backend",
        unit: `c.${customer}`,
        visitor: null,
        customer,
        name: "sign_up",
        at_ms: NOW + 5,
        received_ms: NOW,
      }),
      expect.objectContaining({
        source: "backend",
        unit: VISITOR,
        visitor: VISITOR,
        customer: null,
        value_minor: 4_500,
        currency: null,
        at_ms: Date.parse("2024-02-29T12:00:00Z"),
      }),
    ];
    expect(await rows()).toEqual(expect.arrayContaining(expected));
    expect(JSON.stringify(await dump())).not.toMatch(/۰۹۱۲|9123456789/);
  });

  test("tell an order's life, as webhooks do", async () => {
    const token = await cartToken(VISITOR, cookieKeys, random);
    const life = [
      { id: "1", name: "order_placed", orderId: "A-1", value: 1.25, currency: "KWD", visitor: token },
      { id: "2", name: "order_paid", orderId: "A-1", value: 1.25, currency: "KWD", payment: "card" },
      { id: "3", name: "order_refunded", orderId: "A-1", refundId: "r-1", value: 0.25, currency: "KWD" },
      { id: "4", name: "purchase", orderId: "A-1", value: 1.25, currency: "KWD", visitor: VISITOR },
      { id: "5", name: "purchase", visitor: VISITOR, properties: { transaction_id: "A-2" } },
      { id: "6", name: "order_placed", orderId: "A-3", test: true, value: 5 },
    ];
    expect(await send(life)).toMatchObject({
      status: 200,
      body: { data: { stored: 6, notCounted: { "test-order": 1 } } },
    });
    expect(
      (await rows()).map((row) => [row["id"], row["value_minor"], row["visitor"], row["refund_id"]]),
    ).toEqual(
      expect.arrayContaining([
        ["order_placed:A-1", 1_250, VISITOR, null],
        ["order_paid:A-1", 1_250, null, null],
        ["order_refunded:A-1:r-1", 250, null, "r-1"],
        ["purchase:A-1", 1_250, VISITOR, null],
        ["purchase:A-2", null, VISITOR, null],
        ["order_test:A-3", null, null, null],
      ]),
    );
  });

  test("without a name that is known, or a visitor who is, are told and not kept", async () => {
    const events = [
      { ...csat, name: "unheard_of" },
      { ...csat, id: "b", visitor: "nobody-of-ours" },
      { ...csat, id: "c" },
    ];
    expect(await send(events)).toMatchObject({
      body: { data: { stored: 1, notCounted: { "unknown-event": 1, "no-visitor": 1 } } },
    });
    expect((await dump(["counters"]))["counters"]).toHaveLength(2);
  });

  test.each([
    [[{ ...csat, name: "lahza.confirm" }], "/events/0/name"],
    [[csat, { id: "x", name: "order_paid" }], "/events/1/orderId"],
    [[{ id: "x", name: "order_refunded", orderId: "1" }], "/events/0/refundId"],
    [[{ id: "x", name: "order_paid", orderId: "1", refundId: "1" }], "/events/0/refundId"],
    [[{ id: "x", name: "csat" }], "/events/0"],
    [[{ ...csat, at: "yesterday" }], "/events/0/at"],
    [[{ ...csat, variant: "badges" }], "/events/0/variant"],
    [[{ ...csat, value: "5" }], "/events/0/value"],
    [[], "/events"],
  ])("are refused whole where one is wrong: %j", async (events, pointer) => {
    const { status, body } = await send(events);
    expect([status, body.errors[0].pointer]).toEqual([422, pointer]);
    expect(await rows()).toEqual([]);
  });

  test("need a token that may write", async () => {
    expect((await send([csat], { token: null })).status).toBe(401);
    expect((await send([csat], { token: (await tokenFor("viewer")).secret })).status).toBe(403);
    expect((await send([csat], { token: (await tokenFor("browser")).secret })).status).toBe(403);
    expect((await send([csat], { token: (await tokenFor("editor")).secret })).status).toBe(200);
  });

  test("are 503 when they cannot be stored", async () => {
    const failing = testApi({}, { write: () => Promise.reject(new Error("D1_ERROR: overloaded")) });
    const { status, headers } = await failing.ask("POST", "/events", { body: { events: [csat] } });
    expect([status, headers.get("retry-after")]).toEqual([503, "2"]);
  });
});

describe("an exposure that OpenFeature decided", () => {
  const report = (more: object = {}) => ({
    id: "x",
    name: "lahza.exposure",
    at: NOW - 5_000,
    visitor: VISITOR,
    properties: { experiment: "title" },
    ...more,
  });

  test("is stored as found and confirmed, in the variant that the server computes", async () => {
    const read = readDefinitions(
      JSON.stringify({ experiments: [experiment("title", { audience: { device: "mobile" } })] }),
    );
    if (!read.ok) throw new Error(read.problems.join());
    expect((await loadDefinitions(db, read.definitions, NOW)).problems).toEqual([]);
    const events = [
      report(),
      report({ id: "claimed", properties: { experiment: "title", variant: 0 } }),
      report({ id: "other", properties: { experiment: "nowhere" } }),
      report({ id: "forged", visitor: "somebody" }),
    ];
    for (let again = 0; again < 2; again++)
      expect(await send(events)).toMatchObject({
        status: 200,
        body: { data: { stored: 2, notCounted: { "unknown-experiment": 1, "no-visitor": 1 } } },
      });
    expect((await dump(["exposures"]))["exposures"]).toEqual([
      expect.objectContaining({
        unit: VISITOR,
        variant: 1,
        conflict: 0,
        assigned_at: NOW - 5_000,
        found_at: NOW - 5_000,
        confirmed_at: NOW - 5_000,
        seen_at: null,
      }),
    ]);
  });

  test("has to name its experiment; other names of ours stay ours", async () => {
    for (const [event, pointer] of [
      [report({ properties: {} }), "/events/0/properties/experiment"],
      [report({ name: "lahza.confirm" }), "/events/0/name"],
    ] as const)
      expect(await send([event])).toMatchObject({ status: 422, body: { errors: [{ pointer }] } });
  });
});
