/** Order webhooks over HTTP: signed as the platforms sign, into a real D1, with everything that must be refused. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseConfig } from "../../src/config.ts";
import { cartToken } from "../../src/visitor/cart-token.ts";
import { mintIdentity } from "../../src/visitor/cookie.ts";
import {
  example,
  fromOwnCode,
  fromSalla,
  fromShopify,
  fromWooCommerce,
  PERSONAL,
  SECRETS,
  type Sent,
} from "../fixtures/orders/deliveries.ts";
import { COOKIE_KEYS, type Lahza, startLahza } from "./lahza.ts";
import { heard } from "./refused-body.ts";
import { until } from "./started.ts";

const run = promisify(execFile);
const { cookieKeys } = parseConfig({ COOKIE_KEYS } as never);
const VISITOR = mintIdentity(Date.now(), (bytes) => bytes.fill(7)).id;
let token = "";
let lahza: Lahza;

const WEBHOOKS = {
  shopify: { secret: "WEBHOOK_SHOPIFY" },
  woocommerce: { secret: "WEBHOOK_WOO" },
  salla: { secret: "WEBHOOK_SALLA" },
  generic: { secret: "WEBHOOK_OWN" },
};

beforeAll(async () => {
  token = await cartToken(VISITOR, cookieKeys, (bytes) => void crypto.getRandomValues(bytes));
  lahza = await startLahza("http://127.0.0.1:1", {
    WEBHOOK_SHOPIFY: `an-old-one ${SECRETS.shopify}`,
    WEBHOOK_WOO: SECRETS.woocommerce,
    WEBHOOK_SALLA: SECRETS.salla,
    WEBHOOK_OWN: SECRETS.generic,
  });
  await lahza.load({
    settings: {
      currency: "SAR",
      webhooks: WEBHOOKS,
      orders: { customerIs: "phone", staff: ["0912 000 00 00"], payments: { wc_zpal: "card" } },
    },
  });
}, 60_000);
afterAll(async () => await (lahza as Lahza | undefined)?.close());

async function send(
  { path, headers, body }: Sent,
  method = "POST",
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(new URL(path, lahza.url), {
    method,
    headers,
    ...(method === "POST" ? { body } : {}),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

interface Row {
  readonly [column: string]: unknown;
}

async function rowsOf(orderId: string): Promise<Row[]> {
  const { results } = await lahza.db
    .prepare(
      "SELECT source, unit, id, visitor, customer, name, at_ms, value_minor, currency, order_id, refund_id, payment FROM events WHERE order_id = ?1 ORDER BY id",
    )
    .bind(orderId)
    .all<Row>();
  return results;
}

const STORED = (stored: number, reason: string | null = null) => ({ status: 200, body: { stored, reason } });

describe("a signed delivery is stored", () => {
  test("of Shopify, with the cart's token", async () => {
    expect(await send(fromShopify("orders/create", example("shopify", { TOKEN: token })))).toEqual(STORED(1));
    expect(await send(fromShopify("refunds/create", example("shopify-refund")))).toEqual(STORED(1));
    expect(await rowsOf("820982911946154508")).toEqual([
      {
        source: "webhook",
        unit: "orders",
        id: "order_placed:820982911946154508",
        visitor: VISITOR,
        customer: expect.stringMatching(/^[\w-]{22}$/),
        name: "order_placed",
        at_ms: Date.parse("2026-11-22T12:05:11Z"),
        value_minor: 25_498,
        currency: "EUR",
        order_id: "820982911946154508",
        refund_id: null,
        payment: null,
      },
      expect.objectContaining({
        id: "order_refunded:820982911946154508:890088186047892319",
        visitor: null,
        customer: null,
        value_minor: 7_099,
        refund_id: "890088186047892319",
      }),
    ]);
  });

  test("of WooCommerce, in toman, with a phone number in Persian digits", async () => {
    expect(await send(fromWooCommerce("order.created", example("woocommerce", { TOKEN: token })))).toEqual(
      STORED(2),
    );
    const [paid, placed] = await rowsOf("7271");
    expect(placed).toMatchObject({
      visitor: VISITOR,
      value_minor: 1_279_500,
      currency: "IRT",
      payment: "card",
    });
    expect(paid).toMatchObject({ name: "order_paid", value_minor: 1_279_500 });
    // The same number in another spelling is the same customer.
    for (const [order, phone] of [
      ["7272", "+98 912 345 6789"],
      ["7273", "00989123456789"],
      ["7274", "٠٩١٢٣٤٥٦٧٨٩"],
    ] as const) {
      const body = example("woocommerce", { "7271": order, "۰۹۱۲ ۳۴۵ ۶۷۸۹": phone });
      await send(fromWooCommerce("order.created", body));
      expect((await rowsOf(order))[0]?.["customer"]).toBe(placed?.["customer"]);
    }
    await send(fromWooCommerce("order.created", example("woocommerce", { "7271": "7275", "۶۷۸۹": "۶۷۸۸" })));
    expect((await rowsOf("7275"))[0]?.["customer"]).not.toBe(placed?.["customer"]);
  });

  test("of WooCommerce, several of one second, which all have the same delivery id; one of them again is known", async () => {
    const orders = ["8101", "8102"].map((order) =>
      fromWooCommerce(
        "order.created",
        example("woocommerce", { "7271": order, TOKEN: token }),
        "the-same-second",
      ),
    );
    for (const order of orders) expect(await send(order)).toEqual(STORED(2));
    for (const order of orders) expect(await send(order)).toEqual(STORED(0, "repeated"));
    for (const order of ["8101", "8102"]) expect(await rowsOf(order)).toHaveLength(2);
  });

  test("of Salla, with cash on delivery", async () => {
    expect(await send(fromSalla(example("salla")))).toEqual(STORED(1));
    expect(await rowsOf("41027662")).toEqual([
      expect.objectContaining({
        at_ms: Date.parse("2026-11-22T12:05:11Z"),
        value_minor: 24_417,
        currency: "SAR",
        payment: "cash_on_delivery",
        visitor: null,
      }),
    ]);
  });

  test("of the shop's own code, in dinars of three decimals", async () => {
    const order = { id: "K-1", total: "1.250", currency: "KWD", lahza: token };
    expect(await send(fromOwnCode({ event: "order_paid", at: "2026-11-22T12:00:00Z", order }))).toEqual(
      STORED(1),
    );
    expect(await rowsOf("K-1")).toEqual([
      expect.objectContaining({ value_minor: 1_250, currency: "KWD", visitor: VISITOR }),
    ]);
    const toman = { id: "K-2", total: "۱۲٬۳۴۵٬۰۰۰", currency: "تومان" };
    await send(fromOwnCode({ event: "order_paid", at: "2026-11-22T12:00:00Z", order: toman }));
    expect(await rowsOf("K-2")).toEqual([
      expect.objectContaining({ value_minor: 12_345_000, currency: "IRT" }),
    ]);
  });

  test("and nothing that names a person is stored with it", async () => {
    const { results: tables } = await lahza.db
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
      .all<{ name: string }>();
    let all = "";
    for (const { name } of tables)
      all += JSON.stringify((await lahza.db.prepare(`SELECT * FROM "${name}"`).all()).results);
    expect(all).toContain("820982911946154508");
    for (const word of PERSONAL) expect(all).not.toContain(word);
  });
});

test("sources that are ten apart are counted, those that say the same in rial and toman are not", async () => {
  const warnings = async () =>
    await lahza.db
      .prepare(
        "SELECT sum(count) AS n FROM counters WHERE reason = 'factor-of-ten' AND subject = 'hooks/generic'",
      )
      .first<number>("n");
  const paid = (id: string, total: string, currency: string) =>
    send(fromOwnCode({ event: "order_paid", at: "2026-11-22T12:00:00Z", order: { id, total, currency } }));
  const placed = (id: string, total: string, currency: string) =>
    send(fromOwnCode({ event: "order_placed", at: "2026-11-22T12:00:00Z", order: { id, total, currency } }));
  await placed("T-1", "1234500", "IRT");
  await paid("T-1", "12345000", "IRR");
  await placed("T-2", "1234500", "IRR");
  await paid("T-2", "1234500", "IRT");
  // Counters gather for a second.
  expect(await until(async () => (await warnings()) === 1, 10_000)).toBe(true);
});

test("the documented example, as it stands", async () => {
  const text = readFileSync(join(import.meta.dirname, "../../docs/orders.md"), "utf8");
  const [block, ...others] = [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, shell = ""]) => shell);
  expect(others).toEqual([]);
  const shell = (block ?? "").replace("https://shop.example/", lahza.url.href);
  const { stdout, stderr } = await run("sh", ["-euc", shell], {
    env: { ...process.env, WEBHOOK_OWN: SECRETS.generic },
  });
  expect([stdout, stderr]).toEqual(['{"stored":1,"reason":null}', ""]);
  expect(await rowsOf("SRV-1001")).toEqual([
    expect.objectContaining({
      value_minor: 1_234_500,
      currency: "IRT",
      at_ms: Date.parse("2026-11-22T08:30:00Z"),
    }),
  ]);
});

describe("what is not a shopper's order", () => {
  test.each([
    [
      "a test",
      fromShopify(
        "orders/create",
        example("shopify", { "820982911946154508": "5001", '"test": false': '"test": true' }),
      ),
      "5001",
      "test-order",
    ],
    [
      "tagged as staff's",
      fromShopify(
        "orders/create",
        example("shopify", { "820982911946154508": "5002", "imported, vip": "staff" }),
      ),
      "5002",
      "staff-order",
    ],
    [
      "of a staff member's number",
      fromWooCommerce(
        "order.created",
        example("woocommerce", { "7271": "5003", "۰۹۱۲ ۳۴۵ ۶۷۸۹": "+989120000000" }),
      ),
      "5003",
      "staff-order",
    ],
  ])("%s leaves a mark and no amount", async (_what, sent, orderId, reason) => {
    expect(await send(sent)).toEqual(STORED(1, reason));
    expect(await rowsOf(orderId)).toEqual([
      expect.objectContaining({
        name: reason.replace("-order", "").replace(/^/, "order_"),
        value_minor: null,
        visitor: null,
        customer: null,
      }),
    ]);
  });

  test("a token that we did not sign names nobody, and is counted", async () => {
    const forged = `${token.slice(0, -1)}${token.endsWith("A") ? "B" : "A"}`;
    const body = example("shopify", { "820982911946154508": "5004", TOKEN: forged });
    expect(await send(fromShopify("orders/create", body))).toEqual(STORED(1, "cart-token-invalid"));
    expect(await rowsOf("5004")).toEqual([expect.objectContaining({ visitor: null })]);
  });
});

describe("what is refused", () => {
  test.each([
    [
      "a body that was changed",
      () => {
        const sent = fromShopify("orders/create", example("shopify", { "820982911946154508": "6001" }));
        return { ...sent, body: sent.body.replace("254.98", "954.98") };
      },
      401,
    ],
    [
      "another's secret",
      () => ({ ...fromSalla(example("salla", { "41027662": "6001" })), headers: {} }),
      401,
    ],
    [
      "a delivery of ten minutes ago",
      () => fromOwnCode({ event: "order_paid", at: 1, order: { id: "6001" } }, Date.now() - 600_000),
      401,
    ],
    [
      "an unsigned ping of another kind",
      () => ({ ...fromWooCommerce("order.created", "webhook_id=1&x=1"), headers: {} }),
      401,
    ],
    ["no JSON", () => fromShopify("orders/create", "{"), 400],
    ["half a character", () => fromShopify("orders/create", "\ud800"), 400],
    ["another type", () => fromShopify("orders/create", '"6001"'), 422],
    ["an order without a number", () => fromShopify("orders/create", "{}"), 422],
    ["two megabytes and one byte", () => fromShopify("orders/create", " ".repeat(2_000_001)), 413],
    [
      "a source that there is not",
      () => ({ ...fromSalla("{}"), path: "/_lahza/hooks/magento" as never }),
      404,
    ],
    [
      "a name of the prototype",
      () => ({ ...fromSalla("{}"), path: "/_lahza/hooks/constructor" as never }),
      404,
    ],
  ])("%s", async (_what, sent, status) => {
    expect((await heard(() => send(sent()))).status).toBe(status);
    expect(await rowsOf("6001")).toEqual([]);
  });

  test("another method", async () => {
    expect((await send(fromSalla("{}"), "GET")).status).toBe(405);
  });

  test("a source that the settings do not name, until they do", async () => {
    const only = { ...WEBHOOKS, salla: null };
    const other = await startLahza("http://127.0.0.1:1", { WEBHOOK_SHOPIFY: "" });
    try {
      await other.load({ settings: { webhooks: only } });
      for (const sent of [fromSalla(example("salla")), fromShopify("orders/create", example("shopify"))]) {
        const { path, headers, body } = sent;
        expect((await fetch(new URL(path, other.url), { method: "POST", headers, body })).status).toBe(404);
      }
    } finally {
      await other.close();
    }
  }, 30_000);

  test("WooCommerce's ping is answered, and is no order", async () => {
    const ping = {
      ...fromWooCommerce("action.woocommerce", "webhook_id=5"),
      headers: { "content-type": "application/x-www-form-urlencoded" },
    };
    expect(await send(ping)).toEqual(STORED(0, "ping"));
  });
});

test("any order and any repetition of deliveries gives the same rows", { timeout: 60_000 }, async () => {
  let run = 0;
  const shopify = (id: string, more: Readonly<Record<string, string>>) =>
    example("shopify", { "820982911946154508": id, TOKEN: token, ...more });
  /** The life of one order, as it is told in nine deliveries. */
  const life = (id: string): Sent[] => {
    const refund = example("shopify-refund", { "820982911946154508": id });
    const paid = { '"financial_status": "pending"': '"financial_status": "paid"' };
    const later = {
      '"updated_at": "2026-11-22T13:05:11+01:00"': '"updated_at": "2026-11-25T10:00:01+01:00"',
    };
    const first = fromShopify("orders/create", shopify(id, {}));
    return [
      first,
      first,
      fromShopify("orders/create", shopify(id, {})),
      fromShopify("orders/paid", shopify(id, paid)),
      fromShopify(
        "orders/updated",
        shopify(id, { ...paid, ...later, '"refunds": []': `"refunds": [${refund}]` }),
      ),
      fromShopify("refunds/create", refund),
      fromShopify("refunds/create", refund.replace("890088186047892319", "890088186047892320")),
      fromShopify(
        "fulfillments/update",
        `{"id":1,"order_id":${id},"shipment_status":"delivered","updated_at":"2026-11-24T09:00:00Z"}`,
      ),
      fromShopify(
        "orders/cancelled",
        shopify(id, { '"cancelled_at": null': '"cancelled_at": "2026-11-26T09:00:00Z"' }),
      ),
    ];
  };
  const nameless = (rows: Row[], id: string): unknown =>
    JSON.parse(JSON.stringify(rows).replaceAll(id, "<id>"));
  const nextId = (): string => String(900_000_000 + ++run);

  const straight = nextId();
  for (const sent of life(straight)) expect((await send(sent)).status).toBe(200);
  const expected = nameless(await rowsOf(straight), straight);
  expect(expected).toHaveLength(6);

  const orders = fc.array(fc.nat({ max: 8 }), { maxLength: 9 }).chain((again) =>
    fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, ...again], {
      minLength: 9 + again.length,
    }),
  );
  await fc.assert(
    fc.asyncProperty(orders, fc.boolean(), async (order, together) => {
      const id = nextId();
      const deliveries = life(id);
      const sent = order.flatMap((index) => deliveries[index] ?? []);
      if (together) await Promise.all(sent.map((one) => send(one)));
      else for (const one of sent) await send(one);
      expect(nameless(await rowsOf(id), id)).toEqual(expected);
    }),
    { numRuns: 25 },
  );
});
