/** The example storefront, asked as a browser without a script asks it. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "parse5";
import { describe, expect, test } from "vitest";
import { createShop } from "../../examples/shop/app.tsx";
import { PICTURE_NAMES } from "../../examples/shop/art/index.ts";
import { PRODUCTS } from "../../examples/shop/data.ts";
import { normalPhone } from "../../examples/shop/checkout.ts";
import { createFaults } from "../../examples/shop/faults.ts";
import { readDefinitions } from "../../src/admin/definitions.ts";

const read = (path: string): string =>
  readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url).href), "utf8");
const NOW = Date.parse("2026-11-22T08:00:00Z");
const shop = createShop({
  files: {
    styles: read("examples/shop/styles.css"),
    script: read("examples/shop/client/shop.js"),
    fonts: { "vazirmatn-latin.woff2": new ArrayBuffer(4) },
  },
  now: () => NOW,
  random: () => 0.5,
});

const LANGUAGES = [
  { prefix: "", lang: "en-US", dir: "ltr", price: "$42.00", iso: [42, "USD"], page: ["42.00", "USD"] },
  {
    prefix: "/fa",
    lang: "fa-IR",
    dir: "rtl",
    price: "۱٬۹۸۰٬۰۰۰ تومان",
    iso: [19_800_000, "IRR"],
    page: ["1980000", "IRT"],
  },
  { prefix: "/ar", lang: "ar-SA", dir: "rtl", price: "١٥٩ ر.س", iso: [159, "SAR"], page: ["159.00", "SAR"] },
] as const;

const CATALOGUE = [
  "/",
  "/category/spice",
  "/category/tea",
  "/category/table",
  "/search?q=",
  "/about",
  "/shipping",
  ...PRODUCTS.map(({ slug }) => `/products/${slug}`),
];

/** Keeps cookies between requests, and posts forms. */
class Shopper {
  readonly cookies = new Map<string, string>();

  async ask(path: string, form?: Record<string, string>): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await shop.request(`https://sarv.example${path}`, {
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
      headers: {
        ...(cookie === "" ? {} : { cookie }),
        ...(form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.cookies.delete(name ?? "");
      else this.cookies.set(name ?? "", value ?? "");
    }
    return answer;
  }
}

const ADDRESS = {
  "": {
    name: "Hannah Weiss",
    phone: "(212) 555-0148",
    city: "New York",
    street: "12 Grove Street",
    postcode: "10014",
  },
  "/fa": {
    name: "مریم رضایی",
    phone: "۰۹۱۲ ۳۴۵ ۶۷۸۹",
    city: "تهران",
    street: "خیابان ولی‌عصر، پلاک ۱۲",
    postcode: "۱۴۱۵۵۱۲۳۴۵",
  },
  "/ar": {
    name: "نورة العتيبي",
    phone: "+966 50 123 4567",
    city: "الرياض",
    street: "حي الملقا، مبنى ٢٩٢٩",
    postcode: "RRRD2929",
  },
} as const;

const homeOf = (prefix: string, path: string): string => (path === "/" ? prefix || "/" : `${prefix}${path}`);

describe.each(LANGUAGES)("$lang", ({ prefix, lang, dir, price, iso, page }) => {
  test.each(CATALOGUE)("%s is whole, tagged and equal for everyone", async (path) => {
    const address = homeOf(prefix, path);
    const answer = await shop.request(address);
    const html = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(answer.headers.get("cache-control")).toMatch(/^public,.*s-maxage=/);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(html).toContain(`<html lang="${lang}" dir="${dir}"`);
    expect(html).not.toMatch(/undefined|\[object|NaN/);
    // Nothing that the policy would refuse.
    expect(html).not.toMatch(/<style|\sstyle="|\son[a-z]+="/);
    expect(html).not.toMatch(/<script(?![^>]*(src=|application\/))/);
    const errors: string[] = [];
    parse(html, { onParseError: ({ code }) => errors.push(code) });
    expect(errors).toEqual([]);

    const etag = answer.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{16}"$/);
    const again = await shop.request(address, { headers: { "if-none-match": `"other", W/${etag}` } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe("");
    expect((await shop.request(address, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
    const head = await shop.request(address, { method: "HEAD" });
    expect([head.status, head.headers.get("etag"), await head.text()]).toEqual([200, etag, ""]);
  });

  test("a product says its price to people, to machines and to the data layer", async () => {
    const html = await (await shop.request(`${prefix}/products/saffron-negin`)).text();
    expect(html).toContain(
      `<span class="price" data-amount="${page[0]}" data-currency="${page[1]}">${price}</span>`,
    );
    const blocks = [...html.matchAll(/<script type="application\/ld\+json">(.*?)<\/script>/g)].map(
      ([, text]) => JSON.parse(text ?? ""),
    );
    const product = blocks.find((block) => block["@type"] === "Product");
    expect([product.offers.price, product.offers.priceCurrency]).toEqual(iso);
    expect(product.aggregateRating).toMatchObject({ ratingValue: 4.9, reviewCount: 312 });
    const [event] = JSON.parse(/id="page-events">(.*?)<\/script>/.exec(html)?.[1] ?? "[]");
    expect(event).toMatchObject({ event: "view_item", ecommerce: { value: iso[0], currency: iso[1] } });
    for (const hook of [
      '<h1 class="product-title">',
      'class="add-to-cart"',
      '<button id="buy"',
      'class="site-header"',
      'rel="canonical"',
      'hreflang="fa"',
      'property="og:image"',
    ]) {
      expect(html).toContain(hook);
    }
  });

  test("a shopper adds, changes, removes, and orders", async () => {
    const shopper = new Shopper();
    const added = await shopper.ask(`${prefix}/cart/add`, { sku: "SRV-101", quantity: "2" });
    expect([added.status, added.headers.get("location")]).toEqual([303, `${prefix}/cart`]);
    expect(added.headers.getSetCookie()).toHaveLength(3);
    await shopper.ask(`${prefix}/cart/add`, { sku: "SRV-101" });
    await shopper.ask(`${prefix}/cart/add`, { sku: "SRV-203" });
    expect(await (await shopper.ask(`${prefix}/api/cart`)).json()).toMatchObject({ items: 4 });
    await shopper.ask(`${prefix}/cart/update`, { sku: "SRV-101", quantity: "1" });
    await shopper.ask(`${prefix}/cart/remove`, { sku: "SRV-203" });
    const cart = await shopper.ask(`${prefix}/cart`);
    expect(cart.headers.get("cache-control")).toBe("private, no-store");
    expect(await cart.text()).toContain(`data-currency="${page[1]}"`);
    expect(await (await shopper.ask(`${prefix}/fragments/cart-drawer`)).text()).toMatch(
      /^<div class="drawer">/,
    );

    const refused = await shopper.ask(`${prefix}/checkout`, { name: "", payment: "card" });
    expect(refused.status).toBe(422);
    expect((await refused.text()).match(/aria-invalid="true"/g)).toHaveLength(5);

    const form = { ...ADDRESS[prefix], email: "", payment: "cash" };
    const placed = await shopper.ask(`${prefix}/checkout`, form);
    expect([placed.status, placed.headers.get("location")]).toEqual([
      303,
      `${prefix}/thank-you/SRV-261122-HHHHHHHH`,
    ]);
    const thanks = await shopper.ask(placed.headers.get("location") ?? "");
    const html = await thanks.text();
    expect(thanks.status).toBe(200);
    expect(html).toContain('data-order-id="SRV-261122-HHHHHHHH"');
    expect(html).toContain(`data-order-currency="${page[1]}"`);
    const [event] = JSON.parse(/id="page-events">(.*?)<\/script>/.exec(html)?.[1] ?? "[]");
    expect(event).toMatchObject({
      event: "purchase",
      ecommerce: { transaction_id: "SRV-261122-HHHHHHHH", currency: iso[1] },
    });
    expect((await shopper.ask(`${prefix}/checkout`)).headers.get("location")).toBe(`${prefix}/cart`);
    expect((await new Shopper().ask(`${prefix}/thank-you/SRV-261122-HHHHHHHH`)).status).toBe(404);
  });
});

test("no two pages share a tag", async () => {
  const paths = LANGUAGES.flatMap(({ prefix }) => CATALOGUE.map((path) => homeOf(prefix, path)));
  const tags = await Promise.all(paths.map(async (path) => (await shop.request(path)).headers.get("etag")));
  expect(new Set(tags).size).toBe(paths.length);
});

test("a phone number is one number however it is written", () => {
  for (const text of [
    "09123456789",
    "۰۹۱۲۳۴۵۶۷۸۹",
    "٠٩١٢ ٣٤٥ ٦٧٨٩",
    "00989123456789",
    "\u2066+98 912 345-6789\u2069",
  ]) {
    expect(normalPhone(text, "fa")).toBe("+989123456789");
  }
  expect(normalPhone("0501234567", "ar")).toBe("+966501234567");
  expect(normalPhone("1 (212) 555-0148", "en")).toBe("+12125550148");
  expect(normalPhone("02188776655", "fa")).toBe(null);
});

test("dates: Jalali in Persian, Gregorian with the Hijri beside it in Arabic", async () => {
  const texts: string[] = [];
  for (const { prefix } of LANGUAGES) {
    const shopper = new Shopper();
    await shopper.ask(`${prefix}/cart/add`, { sku: "SRV-201" });
    const placed = await shopper.ask(`${prefix}/checkout`, { ...ADDRESS[prefix], payment: "card" });
    texts.push(await (await shopper.ask(placed.headers.get("location") ?? "")).text());
  }
  expect(texts[0]).toContain("Nov 22, 2026");
  expect(texts[1]).toContain("یکشنبه ۱ آذر ۱۴۰۵");
  expect(texts[2]).toContain("الأحد ٢٢ نوفمبر ٢٠٢٦");
  expect(texts[2]).toContain("١٢ جمادى الآخرة ١٤٤٨ هـ");
});

test("cash is not taken everywhere, whichever yeh and kaf the city is typed with", async () => {
  const shopper = new Shopper();
  await shopper.ask("/fa/cart/add", { sku: "SRV-201" });
  const form = { ...ADDRESS["/fa"], payment: "cash" };
  expect((await shopper.ask("/fa/checkout", { ...form, city: "یزد" })).status).toBe(422);
  expect((await shopper.ask("/fa/checkout", { ...form, city: " كرج" })).status).toBe(303);
});

test("an order keeps its currency when the language is changed", async () => {
  const shopper = new Shopper();
  await shopper.ask("/fa/cart/add", { sku: "SRV-201" });
  await shopper.ask("/fa/checkout", { ...ADDRESS["/fa"], payment: "card" });
  const other = await shopper.ask("/thank-you/SRV-261122-HHHHHHHH");
  expect([other.status, other.headers.get("location")]).toEqual([303, "/fa/thank-you/SRV-261122-HHHHHHHH"]);
});

test("text from the request is escaped", async () => {
  const html = await (
    await shop.request(`/search?q=${encodeURIComponent('"><script>alert(1)</script>')}`)
  ).text();
  expect(html).not.toContain("<script>alert");
  const shopper = new Shopper();
  await shopper.ask("/cart/add", { sku: "SRV-201" });
  const placed = await shopper.ask("/checkout", {
    ...ADDRESS[""],
    name: "<b>x</b></script>",
    payment: "card",
  });
  expect(await (await shopper.ask(placed.headers.get("location") ?? "")).text()).not.toMatch(
    /<b>x|<\/script><\/h1/,
  );
});

/** The codes of the products that a search shows, in order. */
async function found(path: string, query: string): Promise<(string | undefined)[]> {
  const html = await (await shop.request(`${path}?q=${encodeURIComponent(query)}`)).text();
  return [...html.matchAll(/class="product-card" data-sku="([^"]+)"/g)].map(([, sku]) => sku);
}

test("search folds letters, takes a product's code, and puts names first", async () => {
  const persian = await found("/fa/search", "زعفران نگین");
  expect(persian[0]).toBe("SRV-101");
  expect(await found("/fa/search", "زعفران نگين")).toEqual(persian);
  expect(await found("/search", "srv-301")).toEqual(["SRV-301"]);
  expect(await found("/search", "nothing-like-it")).toEqual([]);
});

test("the policy allows our own files only", async () => {
  for (const path of ["/", "/cart", "/nowhere", "/images/hero.svg"]) {
    const policy = (await shop.request(path)).headers.get("content-security-policy") ?? "";
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*/);
  }
});

test("every picture is drawn, alike every time, and every one that a page names exists", async () => {
  const named = new Set<string>();
  for (const path of CATALOGUE)
    for (const [, name] of (await (await shop.request(path)).text()).matchAll(
      /src="\/images\/([a-z0-9-]+)\.svg"/g,
    ))
      named.add(name ?? "");
  expect([...named].filter((name) => !PICTURE_NAMES.includes(name))).toEqual([]);
  for (const name of PICTURE_NAMES) {
    const answer = await shop.request(`/images/${name}.svg`);
    const markup = await answer.text();
    expect(answer.headers.get("content-type")).toBe("image/svg+xml; charset=utf-8");
    expect(markup).toMatch(/^<svg xmlns=/);
    expect(markup).not.toMatch(/NaN|undefined|<script|href=/);
  }
  expect((await shop.request("/images/toString.svg")).status).toBe(404);
});

test("assets change their name with their content and are kept for good", async () => {
  const html = await (await shop.request("/")).text();
  for (const [, path] of html.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)) {
    const answer = await shop.request(path ?? "");
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([
      200,
      "public, max-age=31536000, immutable",
    ]);
  }
});

test("wrong addresses: 404 in the page's language, one redirect for slashes and for /en", async () => {
  expect((await shop.request("/fa/nowhere")).status).toBe(404);
  expect(await (await shop.request("/fa/nowhere")).text()).toContain('lang="fa-IR"');
  expect((await shop.request("/products/none")).status).toBe(404);
  const location = async (path: string): Promise<string | null> =>
    (await shop.request(path)).headers.get("location");
  expect(await location("/fa/")).toBe("/fa");
  expect(await location("/en/products/borage")).toBe("/products/borage");
  expect(await location("/en//evil.example")).toBe("/evil.example");
  expect(await location("//evil.example/")).not.toMatch(/^\/\//);
});

async function consent(referer: string): Promise<Response> {
  const body = new URLSearchParams({ choice: "all" });
  return await shop.request("https://sarv.example/consent", { method: "POST", body, headers: { referer } });
}

test("a choice about cookies is kept, and returns to one of our pages only", async () => {
  const answer = await consent("https://sarv.example/fa/about");
  expect(answer.headers.getSetCookie()[0]).toMatch(/^consent=all; .*Secure; SameSite=Lax/);
  expect(answer.headers.get("location")).toBe("/fa/about");
  expect((await consent("https://evil.example/x")).headers.get("location")).toBe("/");
});

test("the odd answers are what they say", async () => {
  const faults = createFaults();
  const ask = (path: string, init?: RequestInit): Promise<Response> =>
    Promise.resolve(faults.request(`/__test${path}`, init));
  const page = await (await ask("/page")).text();
  expect(page).toContain('<h1 class="product-title">');
  expect(await (await ask("/slow?ms=5")).text()).toBe(page);
  await expect((await ask("/abort")).text()).rejects.toThrow();
  const part = await ask("/range", { headers: { range: "bytes=5-9" } });
  expect([part.status, part.headers.get("content-range"), await part.text()]).toEqual([
    206,
    `bytes 5-9/${page.length}`,
    page.slice(5, 10),
  ]);
  const { brotliDecompressSync, gunzipSync } = await import("node:zlib");
  expect(brotliDecompressSync(await (await ask("/brotli")).arrayBuffer()).toString()).toBe(page);
  expect(gunzipSync(await (await ask("/gzip")).arrayBuffer()).toString()).toBe(page);
  expect((await (await ask("/huge")).text()).length).toBeGreaterThan(5_000_000);
  expect((await ask("/503")).headers.get("retry-after")).toBe("120");
  expect((await ask("/cookies")).headers.getSetCookie()).toHaveLength(3);
  const etag = (await ask("/304")).headers.get("etag") ?? "";
  expect((await ask("/304", { headers: { "if-none-match": etag } })).status).toBe(304);
  expect(await (await ask("/echo", { method: "POST", body: "abc" })).text()).toBe("abc");
});

test("the seeded experiments are valid", () => {
  const definitions = readDefinitions(read("examples/experiments.json"));
  expect(definitions).toMatchObject({ ok: true });
});
