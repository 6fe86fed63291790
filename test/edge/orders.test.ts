/** What the edge sees of orders with a visitor, on its way through. */
import { describe, expect, test } from "vitest";
import type { GoalInput } from "../../src/domain/goal.schema.ts";
import type { SettingsInput } from "../../src/domain/settings.schema.ts";
import { visitorOfCart } from "../../src/visitor/cart-token.ts";
import { customerDigest } from "../../src/visitor/customer-digest.ts";
import { CONFIG, cookieOf, edgeWith, html, NAVIGATION, PAGE } from "./edge.ts";

const purchase: GoalInput = {
  kind: "page",
  key: "purchase",
  path: "/thank-you",
  orderId: { selector: ".order" },
  value: { selector: ".total" },
  currency: "IRT",
};
const checkout: GoalInput = {
  kind: "request",
  key: "checkout",
  method: "POST",
  path: "/checkout",
  orderId: { location: "/thank-you/:order" },
};
const api: GoalInput = {
  kind: "request",
  key: "api_checkout",
  method: "POST",
  path: "/api/checkout",
  orderId: { json: "order.id" },
  value: { json: "order.total" },
};
const THANKS = "<p>Order <b class=order>#۱۰۰۱</b>, <b class=total>۱٬۲۳۴٬۵۰۰ تومان</b></p>";
const LONG = `{"order":{"id":"1003","total":5},"pad":"${"x".repeat(70_000)}"}`;

type Asking = Omit<RequestInit, "headers"> & { readonly headers?: Readonly<Record<string, string>> };

/** Begins at once and never ends. */
const endless = (): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new TextEncoder().encode(" ".repeat(16_384)));
    },
  });

async function shopper(settings: SettingsInput = {}) {
  const edge = await edgeWith(
    { experiments: [{ key: "home", pages: { include: ["/"] } }], goals: [purchase, checkout, api], settings },
    async (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === "/checkout")
        return new Response(null, { status: 303, headers: { location: "/thank-you/1001" } });
      if (pathname === "/api/checkout" && request.url.endsWith("?endless"))
        return new Response(endless(), { headers: { "content-type": "application/json" } });
      if (pathname === "/api/checkout") {
        const text = await request.text();
        return new Response(text, {
          headers: { "content-type": "application/json; charset=utf-8", "x-shop": "1" },
        });
      }
      return html(pathname === "/thank-you" ? THANKS : PAGE);
    },
  );
  const first = await edge.fetch("/", { headers: { cookie: "ok=1" } });
  await first.text();
  await edge.settle();
  const cookie = cookieOf(first) ?? "";
  const visitor = edge.exposures[0]?.visitor ?? "";
  expect(visitor).not.toBe("");
  edge.events.length = 0;
  edge.counters.length = 0;
  return {
    ...edge,
    visitor,
    cookie,
    ask: async (path: string, init: Asking = {}, known = true) => {
      const response = await edge.fetch(path, {
        ...init,
        headers: { ...(known ? { cookie } : {}), ...init.headers },
      });
      const text = await response.text();
      await edge.settle();
      return { response, text };
    },
  };
}

describe("an order's number is kept with the visitor", () => {
  test("from the Location of a checkout", async () => {
    const { ask, events, visitor } = await shopper();
    const { response } = await ask("/checkout", { method: "POST", body: "name=x" });
    expect([response.status, response.headers.get("location")]).toEqual([303, "/thank-you/1001"]);
    expect(events).toMatchObject([
      { name: "checkout", unit: "orders", id: "checkout:1001", orderId: "1001", visitor },
    ]);
  });

  test("from the JSON of a checkout, which the shopper gets as it is", async () => {
    const { ask, events, visitor } = await shopper();
    const body = '{"order": {"id": "1002", "total": "19.90"}}';
    const { response, text } = await ask("/api/checkout", { method: "POST", body });
    expect(text).toBe(body);
    expect(response.headers.get("x-shop")).toBe("1");
    expect(events).toMatchObject([
      { name: "api_checkout", orderId: "1002", valueMinor: 1_990, currency: "USD", visitor },
    ]);
  });

  test.each([
    ["longer than what is looked into", LONG],
    ["no JSON", "{"],
    ["without a number", '{"errors":["name"]}'],
  ])("not from an answer that is %s", async (_what, body) => {
    const { ask, events, counters } = await shopper();
    expect((await ask("/api/checkout", { method: "POST", body })).text).toBe(body);
    expect(events).toEqual([]);
    expect(counters).toEqual([{ reason: "order-id-not-found", subject: "api_checkout" }]);
  });

  test("an answer without an end begins at once, and is looked into for a while only", async () => {
    const { fetch, settle, cookie, counters } = await shopper();
    const response = await fetch("/api/checkout?endless", { method: "POST", body: "x", headers: { cookie } });
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await settle();
    expect(counters).toEqual([{ reason: "order-id-not-found", subject: "api_checkout" }]);
    await reader?.cancel();
  });

  test("from the page, with the customer's id hidden, however it is written", async () => {
    const { ask, events, visitor, cookie } = await shopper({ customerCookie: "uid" });
    const phone = encodeURIComponent("۰۹۱۲ ۳۴۵ ۶۷۸۹");
    await ask("/thank-you", { headers: { cookie: `${cookie}; uid=${phone}` } });
    const customer = await customerDigest("+989123456789", CONFIG.cookieKeys);
    expect(events).toMatchObject([
      { unit: "orders", id: "purchase:1001", visitor, customer, valueMinor: 1_234_500, currency: "IRT" },
    ]);
  });

  test("of who is signed in on a device that met nothing: the customer's, and no visitor is made", async () => {
    const { ask, events } = await shopper({ customerCookie: "uid" });
    const headers = { cookie: "uid=C-17" };
    const { response } = await ask("/thank-you", { headers }, false);
    expect(response.headers.getSetCookie()).toEqual([]);
    await ask("/checkout", { method: "POST", body: "a=1", headers }, false);
    const customer = await customerDigest("C-17", CONFIG.cookieKeys);
    expect(events).toMatchObject([
      { unit: "orders", id: "purchase:1001", visitor: null, customer },
      { name: "checkout", orderId: "1001", visitor: null, customer },
    ]);
    const asked = await shopper({ customerCookie: "uid", consent: { mode: "cookie", cookie: "ok" } });
    await asked.ask("/thank-you", { headers }, false);
    expect(asked.events).toEqual([]);
  });

  test("but not of who has no cookie of ours", async () => {
    const { ask, events } = await shopper();
    const { response, text } = await ask("/thank-you", {}, false);
    expect([text, response.headers.getSetCookie()]).toEqual([THANKS, []]);
    expect(events).toEqual([]);
  });
});

describe("who comes back from a payment page by a cross-site POST", () => {
  const back = {
    method: "POST",
    body: "status=ok",
    headers: { ...NAVIGATION, "sec-fetch-site": "cross-site" },
  };

  test("gets no cookie, and the order's number is kept without a visitor", async () => {
    const { ask, events } = await shopper();
    const { response, text } = await ask("/thank-you", back, false);
    expect(text).toBe(THANKS);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(events).toMatchObject([
      { unit: "orders", id: "purchase:1001", visitor: null, orderId: "1001", valueMinor: 1_234_500 },
    ]);
  });

  test("with the cookie it is the visitor's", async () => {
    const { ask, events, visitor } = await shopper();
    await ask("/thank-you", back);
    expect(events).toMatchObject([{ id: "purchase:1001", visitor }]);
  });

  test.each([
    ["consent is asked for", { consent: { mode: "cookie", cookie: "ok" } } as const, back.headers],
    ["it is no navigation", {}, { ...back.headers, "sec-fetch-dest": "empty", accept: "*/*" }],
    ["it comes from the shop itself", {}, { ...back.headers, "sec-fetch-site": "same-origin" }],
    ["it is a crawler", {}, { ...back.headers, "user-agent": "Googlebot/2.1" }],
  ])("nothing is kept where %s", async (_where, settings, headers) => {
    const { ask, events } = await shopper(settings);
    expect((await ask("/thank-you", { ...back, headers }, false)).text).toBe(THANKS);
    expect(events).toEqual([]);
  });

  test("a form that is posted to a page without an order is no view of it", async () => {
    const edge = await edgeWith({ goals: [{ kind: "page", key: "contact", path: "/contact" }] }, () =>
      Promise.resolve(html(PAGE)),
    );
    await (await edge.fetch("/contact", back)).text();
    await edge.settle();
    expect(edge.events).toEqual([]);
  });
});

describe("the cart's token", () => {
  const CART =
    "<!doctype html><html lang=en><head><title>Cart</title></head><body><form action=/cart method=post><button>Pay</button></form></body></html>";
  const FIELD = /<input type="hidden" name="attributes\[lahza\]" value="([\w.-]+)">/;
  const orders = {
    cartForms: [{ path: "/cart", selector: "form[action='/cart']", name: "attributes[lahza]" }],
  };
  const experiments = [{ key: "home", pages: { include: ["/", "/both"] } }];

  async function cart(
    settings: SettingsInput = { orders },
    page = CART,
    headers: Record<string, string> = {},
  ) {
    const edge = await edgeWith({ experiments, settings }, () => Promise.resolve(html(page, { headers })));
    const visit = async () => {
      const first = await edge.fetch("/");
      await first.text();
      await edge.settle();
      return { cookie: cookieOf(first) ?? "", visitor: edge.exposures.at(-1)?.visitor };
    };
    const ask = async (path: string, cookie: string, more: Record<string, string> = {}) => {
      const response = await edge.fetch(path, { headers: { cookie, ...more } });
      const text = await response.text();
      await edge.settle();
      return { response, text, token: FIELD.exec(text)?.[1] ?? null };
    };
    return { ...edge, visit, ask };
  }

  test("is a hidden field of the form, and nothing else is changed", async () => {
    const { visit, ask, exposures } = await cart();
    const { cookie, visitor } = await visit();
    const before = exposures.length;
    const { response, text, token } = await ask("/cart", cookie);
    expect(text.replace(FIELD, "")).toBe(CART);
    expect(text).toMatch(/<form action=\/cart method=post><input type="hidden"/);
    expect(await visitorOfCart(token ?? "", CONFIG.cookieKeys)).toBe(visitor);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(exposures).toHaveLength(before);
    expect((await ask("/cart", cookie)).token).not.toBe(token);
  });

  test.each([
    ["who is new", "", { orders }],
    ["whose cookie is forged", "lahza=v1.AAAAAAAAAAAAAAAAAAAAAA.k1..AAAAAAAAAAAAAAAAAAAAAA", { orders }],
    ["who does not consent", null, { orders, consent: { mode: "opt-out" } } as const],
  ])("is not given to %s: the page is the shop's", async (_who, sent, settings) => {
    const { visit, ask } = await cart(settings);
    const { cookie } = await visit();
    const { response, text } = await ask("/cart", sent ?? cookie, sent === null ? { "sec-gpc": "1" } : {});
    expect(text).toBe(CART);
    expect(response.headers.has("cache-control")).toBe(false);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test("is each visitor's own, also where the page is read but once", async () => {
    const { visit, ask } = await cart({ orders }, CART, { etag: '"1"' });
    const visitors = [await visit(), await visit(), await visit()];
    for (const { cookie, visitor } of [...visitors, ...visitors]) {
      const { text, token } = await ask("/cart", cookie);
      expect(text.replace(FIELD, "")).toBe(CART);
      expect(await visitorOfCart(token ?? "", CONFIG.cookieKeys)).toBe(visitor);
    }
  });

  test("is revalidated by who has the page, and by nobody else in the same browser", async () => {
    const edge = await edgeWith({ experiments, settings: { orders } }, (request) =>
      Promise.resolve(
        request.headers.has("if-none-match")
          ? new Response(null, { status: 304, headers: { etag: '"1"' } })
          : html(CART, { headers: { etag: '"1"' } }),
      ),
    );
    const visitor = async () => cookieOf(await edge.fetch("/")) ?? "";
    const [one, other] = [await visitor(), await visitor()];
    const first = await edge.fetch("/cart", { headers: { cookie: one } });
    expect(await first.text()).toMatch(FIELD);
    const etag = first.headers.get("etag") ?? "";
    expect(etag).not.toBe("");
    const ask = (cookie: string) => edge.fetch("/cart", { headers: { cookie, "if-none-match": etag } });
    expect((await ask(one)).status).toBe(304);
    expect((await ask(other)).status).toBe(200);
  });

  test("stands beside an experiment's changes, and a new visitor of it has one", async () => {
    const both = { orders: { cartForms: [{ path: "/both", selector: "form", name: "attributes[lahza]" }] } };
    const page = CART.replace("<form", "<h1>Tea</h1><form");
    const { ask, exposures } = await cart(both, page);
    const { text, token } = await ask("/both", "");
    expect(text).toContain("<h1>Changed</h1>");
    expect(await visitorOfCart(token ?? "", CONFIG.cookieKeys)).toBe(exposures[0]?.visitor);
  });

  test("is left out where a form cannot be reached, and that is counted", async () => {
    const odd = CART.replace("<form", "<table><form");
    const { visit, ask, counters } = await cart({ orders }, odd);
    const { cookie } = await visit();
    const { text, token } = await ask("/cart", cookie);
    expect([text, token]).toEqual([odd, null]);
    expect(counters).toContainEqual({ reason: expect.stringMatching(/^skipped-/), subject: "cart#0" });
  });

  test("is told to the shop's scripts where the settings say so", async () => {
    const { visit, ask } = await cart({ orders: { cartScript: true } });
    const { cookie, visitor } = await visit();
    const { text } = await ask("/", cookie);
    const [, token = ""] = / data-cart="([\w.-]+)"/.exec(text) ?? [];
    expect(await visitorOfCart(token, CONFIG.cookieKeys)).toBe(visitor);
    const silent = await cart();
    expect((await silent.ask("/", (await silent.visit()).cookie)).text).not.toContain("data-cart");
  });
});
