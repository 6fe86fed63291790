/**
 * Nothing of a person is kept: everything that could be one goes in by every door, and is looked for in every table and
 * in every line of the log.
 */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  example,
  fromOwnCode,
  fromSalla,
  fromShopify,
  fromWooCommerce,
  PERSONAL,
  SECRETS,
} from "../fixtures/orders/deliveries.ts";
import { ADMIN_TOKEN, COOKIE_KEYS, type Lahza, startLahza } from "./lahza.ts";
import { ORDERS, Shopper } from "./shopper.ts";
import { until } from "./started.ts";

const WRITTEN_MS = 20_000;
const AGENT = "Mozilla/5.0 (PersonalPhone 17) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36";
/** As sent; the same in ASCII digits and the like is looked for as well. */
const WHO = {
  address: "198.51.100.23",
  address6: "2001:db8::beef",
  agent: AGENT,
  mail: "parvin.etesami@example.com",
  phone: "۰۹۱۲ ۵۵۵ ۴۴ ۳۳",
  nationalId: "۰۰۷۱۲۳۴۵۶۷",
  name: "Parvin Etesami",
  street: "خیابان شهید بهشتی ۱۲",
  query: "q-secret-search",
  referrer: "referrer-secret",
  note: "note-secret",
};
const ASCII = ["+989125554433", "09125554433", "989125554433", "9125554433", "0071234567"];
const FORM = { ...ORDERS["/fa"], name: WHO.name, phone: WHO.phone, email: WHO.mail, street: WHO.street };

let lahza: Lahza;
const log: string[] = [];

beforeAll(async () => {
  const secrets = {
    WEBHOOK_SHOPIFY: SECRETS.shopify,
    WEBHOOK_WOO: SECRETS.woocommerce,
    WEBHOOK_SALLA: SECRETS.salla,
    WEBHOOK_OWN: SECRETS.generic,
  };
  lahza = await startLahza("example-shop", secrets, { onLog: (line) => log.push(line) });
  await lahza.load({
    settings: {
      currency: "USD",
      customerCookie: "who",
      cookies: ["who"],
      orders: { cartForms: [{ path: "/fa/checkout", selector: "form.checkout-form" }] },
      webhooks: {
        shopify: { secret: "WEBHOOK_SHOPIFY" },
        woocommerce: { secret: "WEBHOOK_WOO" },
        salla: { secret: "WEBHOOK_SALLA" },
        generic: { secret: "WEBHOOK_OWN" },
      },
    },
    goals: [
      { kind: "request", key: "add_to_cart", method: "POST", path: "/fa/cart/add" },
      {
        kind: "request",
        key: "checkout",
        method: "POST",
        path: "/fa/checkout",
        orderId: { location: "/fa/thank-you/:order" },
      },
      { kind: "page", key: "purchase", path: "/fa/thank-you/:order", orderId: { segment: "order" } },
    ],
    experiments: [
      {
        key: "greeting",
        name: "g",
        pages: { include: ["/*"] },
        variants: [
          { key: "control", weight: 0.5 },
          {
            key: "named",
            weight: 0.5,
            changes: [
              { selector: "h1", action: "after", value: "<p>{{query.q|you}} {{cookie.who|you}}</p>" },
            ],
          },
        ],
      },
      {
        key: "account",
        name: "a",
        unit: "customer",
        pages: { include: ["/*"] },
        variants: [
          { key: "control", weight: 0.5 },
          { key: "other", weight: 0.5, css: "h1{color:red}" },
        ],
      },
    ],
  });
}, 60_000);
afterAll(async () => await (lahza as Lahza | undefined)?.close());

const post = async (path: string, body: BodyInit, headers: Record<string, string>): Promise<number> => {
  const answer = await fetch(new URL(path, lahza.url), { method: "POST", body, headers });
  await answer.arrayBuffer();
  return answer.status;
};

test("what shoppers, shops and backends send of a person is in no table and in no log", async () => {
  const network = { "cf-connecting-ip": WHO.address, "x-forwarded-for": `${WHO.address}, ${WHO.address6}` };
  const browser = {
    ...network,
    "user-agent": AGENT,
    referer: `https://elsewhere.example/?${WHO.referrer}=${encodeURIComponent(WHO.mail)}`,
  };
  const visitors: string[] = [];
  // Some in each variant; signed in by an address, a phone number, a national id.
  for (let index = 0; index < 6; index += 1) {
    const shopper = new Shopper(lahza.url.href, browser);
    shopper.cookies.set("who", encodeURIComponent([WHO.mail, WHO.phone, WHO.nationalId][index % 3] ?? ""));
    const query = `?q=${WHO.query}&email=${encodeURIComponent(WHO.mail)}&gclid=${WHO.note}`;
    const { html } = await shopper.open(`/fa/products/saffron-negin${query}`);
    const page = / data-lahza="([^"]+)"/.exec(html)?.[1];
    const cookie = [...shopper.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const events = [
      { id: `${index}-c`, name: "lahza.confirm", page, properties: { places: "0", language: "en" } },
      {
        id: WHO.mail,
        name: "purchase",
        value: 9,
        properties: { transaction_id: WHO.phone, email: WHO.mail, note: WHO.note },
      },
      { id: `${index}-x`, name: WHO.note, properties: { name: WHO.name } },
    ];
    const beacon = { ...browser, cookie, "sec-fetch-site": "same-origin" };
    expect(await post("/_lahza/events", JSON.stringify({ events }), beacon)).toBe(204);
    // Nothing that can be read, with something personal in it.
    expect(await post("/_lahza/events", `{"events":[{"id":"${WHO.mail}"`, beacon)).toBeGreaterThanOrEqual(
      400,
    );
    await post(
      "/_lahza/survey",
      new URLSearchParams({ survey: WHO.note, csat: "4", comment: WHO.mail }),
      beacon,
    );
    await shopper.post("/fa/cart/add", { sku: "SRV-101", quantity: "1", note: WHO.note });
    const thanks = await shopper.post(`/fa/checkout?${WHO.query}=1`, FORM);
    expect(thanks.path).toMatch(/thank-you/);
    visitors.push(shopper.cookies.get("lahza") ?? "");
  }
  expect(new Set(visitors).size).toBe(6);

  const backend = {
    ...network,
    authorization: `Bearer ${ADMIN_TOKEN}`,
    "content-type": "application/json",
    "user-agent": AGENT,
  };
  const told = [WHO.mail, WHO.phone, WHO.nationalId].map((customer, index) => ({
    id: `b-${index}`,
    name: "purchase",
    orderId: `B-${index}`,
    customer,
    value: 5,
    currency: "USD",
    properties: { note: WHO.note },
  }));
  expect(await post("/_lahza/api/events", JSON.stringify({ events: told }), backend)).toBe(200);
  for (const sent of [
    fromShopify("orders/create", example("shopify")),
    fromWooCommerce("order.created", example("woocommerce")),
    fromSalla(example("salla")),
    fromOwnCode({
      event: "order_paid",
      at: new Date().toISOString(),
      order: {
        id: "G-1",
        total: "12.50",
        currency: "USD",
        customer: WHO.phone,
      },
    }),
  ])
    expect(await post(sent.path, sent.body, { ...network, ...sent.headers })).toBeLessThan(300);

  const count = async (table: string): Promise<number> =>
    (await lahza.db.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;
  // All of it was written, so that there is something to look through.
  expect(await until(async () => (await count("exposures")) >= 9, WRITTEN_MS)).toBe(true);
  expect(await until(async () => (await count("orders")) >= 13, WRITTEN_MS)).toBe(true);

  const { results: tables } = await lahza.db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'")
    .all<{ name: string }>();
  const dumps = await Promise.all(
    tables.map(async ({ name }) => [
      name,
      JSON.stringify((await lahza.db.prepare(`SELECT * FROM "${name}"`).all()).results),
    ]),
  );
  const kept = Object.fromEntries([...dumps, ["log", JSON.stringify(log)]]) as Record<string, string>;
  expect(tables.length).toBeGreaterThan(20);
  const plain = [...Object.values(WHO), ...ASCII, ...PERSONAL];
  const forms = (secret: string): string[] => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    // A digest without a key is as good as the thing itself: phone numbers are few.
    createHash("sha256").update(secret).digest("hex"),
    createHash("sha256").update(secret).digest("base64url"),
  ];
  const found = Object.entries(kept).flatMap(([where, text]) =>
    plain.flatMap((secret) => (forms(secret).some((form) => text.includes(form)) ? [[where, secret]] : [])),
  );
  expect(found).toEqual([]);
  for (const secret of [ADMIN_TOKEN, COOKIE_KEYS.split(":")[1] ?? "", ...Object.values(SECRETS)])
    expect(Object.entries(kept).filter(([, text]) => text.includes(secret))).toEqual([]);
}, 60_000);
