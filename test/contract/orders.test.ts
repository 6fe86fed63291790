/**
 * An order's whole way over HTTP: met, put into the cart, paid, and told by a webhook, with the browser gone. What finds
 * its visitor: the cart's token; the number in the checkout's answer; and nothing at all.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fromOwnCode, SECRETS } from "../fixtures/orders/deliveries.ts";
import { ADMIN_TOKEN, type Lahza, startLahza } from "./lahza.ts";
import { ORDERS, Shopper } from "./shopper.ts";
import { until } from "./started.ts";

const PRODUCT = "/products/saffron-negin";
let lahza: Lahza;

beforeAll(async () => {
  lahza = await startLahza("example-shop", { WEBHOOK_OWN: SECRETS.generic });
  await lahza.load({
    settings: {
      currency: "USD",
      webhooks: { generic: { secret: "WEBHOOK_OWN" } },
      orders: { cartForms: [{ path: "/checkout", selector: "form.checkout-form" }] },
    },
    goals: [
      {
        kind: "request",
        key: "checkout_done",
        method: "POST",
        path: "/checkout",
        orderId: { location: "/thank-you/:order" },
      },
    ],
    experiments: [
      {
        key: "pdp",
        name: "pdp",
        pages: { include: ["/products/*"] },
        variants: [
          { key: "control", weight: 0.5 },
          { key: "words", weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: "Saffron" }] },
        ],
        metrics: { primary: "purchase" },
      },
    ],
  });
}, 60_000);
afterAll(async () => await (lahza as Lahza | undefined)?.close());

/** Somebody who met the experiment, and has something in the cart. */
async function shopper(): Promise<{ readonly browser: Shopper; readonly visitor: string }> {
  const browser = new Shopper(lahza.url.href);
  await browser.open(PRODUCT);
  const [, visitor = ""] = /^v1\.([\w-]{22})\./.exec(browser.cookies.get("lahza") ?? "") ?? [];
  expect(visitor).toHaveLength(22);
  await browser.post("/cart/add", { sku: "SRV-101" });
  const isStored = async () =>
    (await lahza.db
      .prepare("SELECT count(*) AS n FROM exposures WHERE unit = ?1")
      .bind(visitor)
      .first("n")) === 1;
  expect(await until(isStored, 10_000)).toBe(true);
  return { browser, visitor };
}

async function webhook(order: object): Promise<void> {
  const { path, headers, body } = fromOwnCode({ event: "order_paid", at: Date.now(), order });
  const answer = await fetch(new URL(path, lahza.url), { method: "POST", headers, body });
  expect([answer.status, await answer.json()]).toEqual([200, { stored: 1, reason: null }]);
}

const orderOf = (id: string) =>
  lahza.db
    .prepare(
      "SELECT visitor, matched_by, value_minor, currency FROM orders WHERE order_id = ?1 AND name = 'purchase'",
    )
    .bind(id)
    .first();

async function counts(id: string): Promise<unknown> {
  const answer = await fetch(new URL("/_lahza/api/reconcile?experiment=pdp", lahza.url), {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ orders: [{ id, amount: 61.5 }] }),
  });
  const { data } = (await answer.json()) as {
    data: { rows: { why: string | null; variant: string | null }[] };
  };
  return data.rows[0];
}

describe("an order that a webhook tells of", () => {
  test("is the visitor's whose token its cart had, though the browser never came back", async () => {
    const { browser, visitor } = await shopper();
    const { html } = await browser.open("/checkout");
    const [, token = ""] = /<input type="hidden" name="lahza" value="([\w.-]+)">/.exec(html) ?? [];
    await webhook({ id: "W-1", total: "61.50", currency: "USD", lahza: token });
    expect(await orderOf("W-1")).toEqual({ visitor, matched_by: "row", value_minor: 6_150, currency: "USD" });
    // No browser confirmed the page in this test, which is the only thing that is said against it.
    expect(await counts("W-1")).toMatchObject({ why: "not-confirmed", variant: expect.any(String) });
  });

  test("is the visitor's who was seen checking out with its number", async () => {
    const { browser, visitor } = await shopper();
    const { path } = await browser.post("/checkout", { ...ORDERS[""], email: "" });
    const id = path.replace("/thank-you/", "");
    expect(id).toMatch(/^SRV-/);
    await webhook({ id, total: "61.50", currency: "USD" });
    expect(await until(async () => (await orderOf(id))?.["visitor"] === visitor, 10_000)).toBe(true);
    expect(await orderOf(id)).toMatchObject({ matched_by: "row", value_minor: 6_150 });
  });

  test("is nobody's where nothing names one, and reconciling says so", async () => {
    await webhook({ id: "W-3", total: "61.50", currency: "USD" });
    expect(await orderOf("W-3")).toMatchObject({ visitor: null, matched_by: null });
    expect(await counts("W-3")).toMatchObject({ why: "no-visitor", variant: null });
  });
});
