import { describe, expect, test } from "vitest";
import {
  example,
  fromOwnCode,
  fromSalla,
  fromShopify,
  fromWooCommerce,
  PERSONAL,
  SECRETS,
  type Sent,
  type SourceName,
} from "../../../test/fixtures/orders/deliveries.ts";
import { exactIds, parseJson } from "../body.ts";
import { SOURCES } from "./index.ts";
import type { Delivery, OrderSource } from "./source.ts";

const NOW = Date.parse("2026-11-22T12:30:00Z");

function sourceOf(sent: Sent): OrderSource {
  const source = SOURCES.find(({ name }) => sent.path.endsWith(`/${name}`));
  if (source === undefined) throw new Error(sent.path);
  return source;
}

const deliveryOf = ({ headers, body }: Sent): Delivery => ({
  headers: new Headers(headers),
  body: new TextEncoder().encode(body),
});

const isAuthentic = async (sent: Sent, secrets: readonly string[], nowMs = NOW): Promise<boolean> =>
  await sourceOf(sent).isAuthentic(deliveryOf(sent), secrets, nowMs);

function read(sent: Sent) {
  const { headers, body } = deliveryOf(sent);
  const parsed = parseJson(body, exactIds);
  if (!parsed.ok) throw new Error(parsed.reason);
  return sourceOf(sent).read(headers, parsed.json);
}

/** Name, instant, amounts, currency and refund of each state. */
function statesOf(sent: Sent) {
  const reading = read(sent);
  if (!reading.ok) throw new Error(JSON.stringify(reading));
  return reading.report.states.map(({ name, atMs, amounts, currency, refundId }) => [
    name,
    atMs === null ? null : new Date(atMs).toISOString(),
    amounts,
    currency,
    refundId,
  ]);
}

const generic = (more: object = {}) =>
  fromOwnCode(
    {
      event: "order_paid",
      at: "2026-11-22T15:35:00+03:30",
      order: { id: "A-17", total: "12.345", currency: "KWD" },
      ...more,
    },
    NOW,
  );

const SENT: Readonly<Record<SourceName, Sent>> = {
  shopify: fromShopify("orders/create", example("shopify")),
  woocommerce: fromWooCommerce("order.created", example("woocommerce")),
  salla: fromSalla(example("salla")),
  generic: generic(),
};
const NAMES = Object.keys(SENT) as SourceName[];
const SIGNATURE: Readonly<Record<SourceName, string>> = {
  shopify: "x-shopify-hmac-sha256",
  woocommerce: "x-wc-webhook-signature",
  salla: "x-salla-signature",
  generic: "lahza-signature",
};

test("the list has every source once", () => {
  expect(SOURCES.map(({ name }) => name)).toEqual(NAMES);
});

describe.each(NAMES)("a signature of %s", (name) => {
  const sent = SENT[name];
  const header = SIGNATURE[name];
  const signed = (signature: string): Sent => ({
    ...sent,
    headers: { ...sent.headers, [header]: signature },
  });

  test("is that of one of the secrets", async () => {
    expect(await isAuthentic(sent, [SECRETS[name]])).toBe(true);
    expect(await isAuthentic(sent, ["the-next-one", SECRETS[name]])).toBe(true);
    expect(await isAuthentic(sent, ["another"])).toBe(false);
    expect(await isAuthentic(sent, [])).toBe(false);
  });

  test("is over every byte of the body", async () => {
    const body = sent.body.replace(/"id": ?"?/, "$&9");
    expect(body).not.toBe(sent.body);
    expect(await isAuthentic({ ...sent, body }, [SECRETS[name]])).toBe(false);
    expect(await isAuthentic({ ...sent, body: `${sent.body} ` }, [SECRETS[name]])).toBe(false);
  });

  test.each(["", "0", "x".repeat(44), "0".repeat(64), "A".repeat(43) + "=", "é".repeat(44), "a".repeat(1e5)])(
    "is not %j",
    async (signature) => {
      expect(await isAuthentic(signed(signature.replaceAll("é", "%")), [SECRETS[name]])).toBe(false);
    },
  );

  test("may not be left out", async () => {
    const { [header]: _left, ...headers } = sent.headers;
    expect(await isAuthentic({ ...sent, headers }, [SECRETS[name]])).toBe(false);
  });
});

describe("the generic source's time", () => {
  const MINUTE = 60_000;
  test.each([
    [0, true],
    [5 * MINUTE, true],
    [-5 * MINUTE, true],
    [5 * MINUTE + 1_000, false],
    [-5 * MINUTE - 1_000, false],
    [365 * 24 * 60 * MINUTE, false],
  ])("%d ms after it was signed", async (ms, authentic) => {
    expect(await isAuthentic(generic(), [SECRETS.generic], NOW + ms)).toBe(authentic);
  });

  test.each(["", "now", "1e9", "-1", "99999999999999"])("cannot be %j", async (timestamp) => {
    const sent = generic();
    const headers = { ...sent.headers, "lahza-timestamp": timestamp };
    expect(await isAuthentic({ ...sent, headers }, [SECRETS.generic])).toBe(false);
  });
});

describe("Shopify", () => {
  const sent = (topic: string, replaced: Readonly<Record<string, string>>) =>
    fromShopify(topic, example("shopify", replaced));

  test("an order that was placed", () => {
    expect(statesOf(SENT.shopify)).toEqual([
      ["order_placed", "2026-11-22T12:05:11.000Z", ["254.98"], "EUR", null],
    ]);
    expect(read(SENT.shopify)).toMatchObject({
      ok: true,
      report: {
        // Longer than a number can hold.
        orderId: "820982911946154508",
        notCounted: null,
        payment: "bogus",
        cartToken: "TOKEN",
        customer: {
          id: "115310627314723950",
          phone: "+4915112345678",
          email: "erika.mustermann@mail.example",
        },
      },
    });
  });

  test("one that was paid, delivered, cancelled and refunded", () => {
    const states = statesOf(
      sent("orders/updated", {
        '"financial_status": "pending"': '"financial_status": "refunded"',
        '"cancelled_at": null': '"cancelled_at": "2026-11-26T10:00:00+01:00"',
        '"updated_at": "2026-11-22T13:05:11+01:00"': '"updated_at": "2026-11-26T11:00:00+01:00"',
        '"fulfillments": []':
          '"fulfillments": [{ "id": 1, "shipment_status": "delivered", "updated_at": "2026-11-24T09:00:00Z" }]',
        '"refunds": []': `"refunds": [${example("shopify-refund")}]`,
      }),
    );
    expect(states).toEqual([
      ["order_placed", "2026-11-22T12:05:11.000Z", ["254.98"], "EUR", null],
      ["order_paid", "2026-11-26T10:00:00.000Z", ["254.98"], "EUR", null],
      ["order_delivered", "2026-11-24T09:00:00.000Z", [], null, null],
      ["order_refused", "2026-11-26T09:00:00.000Z", [], null, null],
      ["order_refunded", "2026-11-25T09:00:00.000Z", ["70.99"], "EUR", "890088186047892319"],
    ]);
  });

  test("a refund by itself says what the order says of it", () => {
    const refund = fromShopify("refunds/create", example("shopify-refund"));
    expect(statesOf(refund)).toEqual([
      ["order_refunded", "2026-11-25T09:00:00.000Z", ["70.99"], "EUR", "890088186047892319"],
    ]);
    expect(read(refund)).toMatchObject({ report: { orderId: "820982911946154508" } });
  });

  test("a parcel that arrived, and one on its way", () => {
    const parcel = (status: string) =>
      fromShopify(
        "fulfillments/update",
        `{"id":255858046,"order_id":820982911946154508,"status":"success","shipment_status":"${status}","updated_at":"2026-11-24T09:00:00Z","email":"erika.mustermann@mail.example"}`,
      );
    expect(statesOf(parcel("delivered"))).toEqual([
      ["order_delivered", "2026-11-24T09:00:00.000Z", [], null, null],
    ]);
    expect(statesOf(parcel("in_transit"))).toEqual([]);
  });

  test.each([
    [{ '"test": false': '"test": true' }, "test-order"],
    [{ "imported, vip": "vip, Staff" }, "staff-order"],
    [{ "imported, vip": "staffordshire" }, null],
  ])("orders of the shop's own: %j", (replaced, notCounted) => {
    expect(read(sent("orders/create", replaced as Record<string, string>))).toMatchObject({
      report: { notCounted },
    });
  });
});

describe("WooCommerce", () => {
  const sent = (topic: string, replaced: Readonly<Record<string, string>> = {}) =>
    fromWooCommerce(topic, example("woocommerce", replaced));

  test("an order that was placed and paid", () => {
    expect(statesOf(SENT.woocommerce)).toEqual([
      ["order_placed", "2026-11-22T12:05:11.000Z", ["1279500"], "IRT", null],
      ["order_paid", "2026-11-22T12:06:40.000Z", ["1279500"], "IRT", null],
    ]);
    expect(read(SENT.woocommerce)).toMatchObject({
      report: {
        orderId: "7271",
        cartToken: "TOKEN",
        payment: "WC_ZPal",
        customer: { id: "311", phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹" },
      },
    });
  });

  test("cash on delivery is paid when it is delivered", () => {
    const cash = { '"date_paid_gmt": "2026-11-22T12:06:40"': '"date_paid_gmt": null', WC_ZPal: "cod" };
    expect(statesOf(sent("order.created", cash)).map(([name]) => name)).toEqual(["order_placed"]);
    const done = {
      '"status": "processing"': '"status": "completed"',
      '"date_paid_gmt": "2026-11-22T12:06:40"': '"date_paid_gmt": "2026-11-24T08:00:00"',
      '"date_completed_gmt": null': '"date_completed_gmt": "2026-11-24T08:00:00"',
    };
    expect(statesOf(sent("order.updated", done)).slice(1)).toEqual([
      ["order_paid", "2026-11-24T08:00:00.000Z", ["1279500"], "IRT", null],
      ["order_delivered", "2026-11-24T08:00:00.000Z", [], null, null],
    ]);
  });

  test("cancelled, deleted, refunded", () => {
    const cancelled = sent("order.updated", { '"status": "processing"': '"status": "cancelled"' });
    expect(statesOf(cancelled).at(-1)).toEqual(["order_refused", "2026-11-22T12:06:40.000Z", [], null, null]);
    expect(statesOf(fromWooCommerce("order.deleted", '{"id":7271}'))).toEqual([
      ["order_refused", null, [], null, null],
    ]);
    const refunds = '"refunds": [{ "id": 7300, "reason": "به خانم رضایی پس داده شد", "total": "-45000" }]';
    expect(statesOf(sent("order.updated", { '"refunds": []': refunds })).at(-1)).toEqual([
      "order_refunded",
      "2026-11-22T12:06:40.000Z",
      ["45000"],
      "IRT",
      "7300",
    ]);
  });

  test("a guest has no id", () => {
    const guest = sent("order.created", { '"customer_id": 311': '"customer_id": 0' });
    expect(read(guest)).toMatchObject({
      report: { customer: { id: null, email: "maryam.rezaei@mail.example" } },
    });
  });

  test.each([
    ["webhook_id=5", true],
    ["webhook_id=5\n", true],
    ["webhook_id=", false],
    ["webhook_id=5&id=1", false],
    ['{"id":1}', false],
  ])("%j is a ping: %s", (body, isPing) => {
    const source = SOURCES.find(({ name }) => name === "woocommerce");
    const bytes = new TextEncoder().encode(body);
    expect(source?.isPing?.({ headers: new Headers(), body: bytes })).toBe(isPing);
    const signed = new Headers({ "x-wc-webhook-signature": "x" });
    expect(source?.isPing?.({ headers: signed, body: bytes })).toBe(false);
  });
});

describe("Salla", () => {
  const sent = (replaced: Readonly<Record<string, string>>) => fromSalla(example("salla", replaced));

  test("an order that was placed, by the shop's clock", () => {
    expect(statesOf(SENT.salla)).toEqual([
      ["order_placed", "2026-11-22T12:05:11.000Z", [244.17], "SAR", null],
    ]);
    expect(read(SENT.salla)).toMatchObject({
      report: { orderId: "41027662", payment: "cod", customer: { id: "225167971", phone: "+966501234567" } },
    });
  });

  test.each([
    [{ "order.created": "order.payment.updated" }, "order_paid"],
    [{ "order.created": "order.status.updated", under_review: "delivered" }, "order_delivered"],
    [{ "order.created": "order.cancelled", under_review: "canceled" }, "order_refused"],
    [{ "order.created": "order.refunded" }, "order_refunded"],
  ])("%j", (replaced, name) => {
    const states = statesOf(sent(replaced));
    expect(states.map(([state]) => state)).toEqual(["order_placed", name]);
    expect(states[1]?.[1]).toBe("2026-11-22T12:05:12.000Z");
  });

  test("a state whose order is inside", () => {
    const inside =
      '{"event":"order.status.updated","merchant":1,"created_at":"Tue Nov 24 2026 12:00:00 GMT+0300","data":{"id":9,"status":"delivered","order":{"id":2116149737,"reference_id":41027662}}}';
    expect(statesOf(fromSalla(inside))).toEqual([
      ["order_delivered", "2026-11-24T09:00:00.000Z", [], null, null],
    ]);
    expect(read(fromSalla(inside))).toMatchObject({ report: { orderId: "41027662" } });
  });
});

describe("what is sent in a shape of its own", () => {
  test.each([
    [fromShopify("products/update", "{}"), "other-topic"],
    [fromWooCommerce("product.created", "{}"), "other-topic"],
    [fromSalla('{"event":"product.created","data":{}}'), "other-topic"],
    [fromSalla("[]"), "other-topic"],
    [fromShopify("orders/create", "[]"), "not-readable"],
    [fromShopify("orders/create", '{"id":{"toString":1}}'), "not-readable"],
    [fromShopify("refunds/create", '{"id":1}'), "not-readable"],
    [fromWooCommerce("order.created", "null"), "not-readable"],
    [fromWooCommerce("order.created", '{"id":1,"meta_data":{"__proto__":[]}}'), "not-readable"],
    [fromSalla('{"event":"order.created","data":{"status":{}}}'), "not-readable"],
    [fromSalla('{"event":"order.created"}'), "not-readable"],
    [generic({ event: "order_lost" }), "not-readable"],
    [generic({ at: "yesterday" }), "not-readable"],
    [generic({ event: "order_refunded" }), "not-readable"],
    [generic({ refund: { id: "1", amount: 5 } }), "not-readable"],
    [generic({ order: { id: "1", email: "erika.mustermann@mail.example" } }), "not-readable"],
  ])("%j", (sent, reason) => {
    const reading = read(sent);
    expect(reading).toMatchObject({ ok: false, reason });
    // What was sent is not told again, in whatever log that ends.
    for (const word of PERSONAL) expect(JSON.stringify(reading)).not.toContain(word);
  });

  test("prototype keys are dropped", () => {
    const body =
      '{"id":5,"__proto__":{"test":true},"constructor":{"prototype":{"test":true}},"created_at":"2026-11-22T12:00:00Z"}';
    expect(read(fromShopify("orders/create", body))).toMatchObject({ report: { notCounted: null } });
    expect(({} as { test?: boolean }).test).toBeUndefined();
  });
});
