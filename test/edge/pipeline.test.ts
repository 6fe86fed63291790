/** What a shopper meets: variants, cookies, consent, caches. The pipeline with a shop made of functions. */
import { describe, expect, it } from "vitest";
import { visitCookieOf, cookieOf, edgeWith, html, PAGE } from "./edge.ts";
import { withoutOurTags } from "./our-tags.ts";

const shop = (): Promise<Response> =>
  Promise.resolve(html(PAGE, { headers: { etag: '"shop-1"', "cache-control": "public, max-age=600" } }));

describe("a page that an experiment touches", () => {
  it("shows the variant, sets the visitor's cookie once and records the exposure", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, shop);
    const first = await edge.fetch("/");
    expect(await first.text()).toContain("<h1>Changed</h1>");
    const cookie = cookieOf(first);
    expect(cookie).not.toBeNull();
    await edge.settle();
    expect(edge.exposures).toHaveLength(1);
    expect(edge.exposures[0]).toMatchObject({
      experiment: 1,
      phase: 1,
      variant: 1,
      facts: { device: "desktop", language: "en", visitor: "new" },
    });
    expect(edge.exposures[0]?.foundAtMs).not.toBeNull();

    const second = await edge.fetch("/", { headers: { cookie: `${cookie}; ${visitCookieOf(first)}` } });
    expect(second.headers.getSetCookie()).toEqual([]);
    expect(await second.text()).toContain("<h1>Changed</h1>");
    expect(edge.asked.at(-1)?.headers.has("cookie")).toBe(false);
    await edge.settle();
    expect(edge.exposures[1]?.visitor).toBe(edge.exposures[0]?.visitor);
  });

  it("shows control the shop's own bytes, and counts it alike", async () => {
    const edge = await edgeWith(
      {
        experiments: [
          {
            key: "title",
            variants: [
              { key: "control", weight: 1 },
              {
                key: "changed",
                weight: 0,
                changes: [{ selector: "h1", action: "set_text", value: "Changed" }],
              },
            ],
          },
        ],
      },
      shop,
    );
    const response = await edge.fetch("/");
    expect(withoutOurTags(await response.text())).toBe(PAGE);
    await edge.settle();
    expect(edge.exposures[0]).toMatchObject({ variant: 0 });
    expect(edge.exposures[0]?.foundAtMs).not.toBeNull();
  });

  it("is assigned but not found where the place is missing", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, () =>
      Promise.resolve(html("<!doctype html><html lang=en><title>x</title><p>no heading")),
    );
    await (await edge.fetch("/")).text();
    await edge.settle();
    expect(edge.exposures[0]).toMatchObject({ foundAtMs: null });
  });

  it("is private to the browser, whatever the shop said, and never no-store", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, () =>
      Promise.resolve(
        html(PAGE, {
          headers: {
            "cache-control": "public, s-maxage=900",
            expires: "Thu, 01 Jan 2032 00:00:00 GMT",
            "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT",
            "cdn-cache-control": "max-age=900",
            "content-length": String(PAGE.length),
          },
        }),
      ),
    );
    const { headers } = await edge.fetch("/");
    expect(headers.get("cache-control")).toBe("private, no-cache");
    for (const name of ["expires", "last-modified", "cdn-cache-control", "content-length"])
      expect(headers.has(name), name).toBe(false);
  });

  it("has the same variant on every request, also with several experiments on a page", async () => {
    const variants = [0, 1, 2].map((index) => ({
      key: `v${index}`,
      weight: 1 / 3,
      changes: [{ selector: "h1", action: "set_text" as const, value: `Variant ${index}` }],
    }));
    const edge = await edgeWith({ experiments: [{ key: "three", variants }] }, shop);
    const seen = new Set<string>();
    for (let visitor = 0; visitor < 30; visitor++) {
      const first = await edge.fetch("/");
      const cookie = cookieOf(first) ?? "";
      const text = await first.text();
      seen.add(withoutOurTags(text));
      for (let again = 0; again < 3; again++)
        expect(await (await edge.fetch("/", { headers: { cookie } })).text()).toBe(text);
    }
    expect(seen.size).toBe(3);
  });
});

describe("a page that no experiment touches", () => {
  it("is the shop's in bytes, status and headers, without a cookie of ours", async () => {
    const sent = new Response(PAGE, {
      status: 203,
      headers: [
        ["content-type", "text/html"],
        ["x-shop", "1"],
        ["set-cookie", "a=1"],
        ["set-cookie", "b=2"],
        ["etag", '"x"'],
      ],
    });
    const edge = await edgeWith(
      { experiments: [{ key: "title", pages: { include: ["/products/*"] } }] },
      () => Promise.resolve(sent),
    );
    const response = await edge.fetch("/about");
    expect(response).toBe(sent);
    await edge.settle();
    expect(edge.exposures).toEqual([]);
  });

  it("passes scripts, pictures and posts on without looking", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, shop);
    for (const [path, init] of [
      ["/app.js", { headers: { "sec-fetch-dest": "script", "sec-fetch-mode": "no-cors", accept: "*/*" } }],
      ["/cart", { method: "POST", body: "a=1" }],
      [
        "/api/stock",
        { headers: { "sec-fetch-dest": "empty", "sec-fetch-mode": "cors", accept: "application/json" } },
      ],
    ] as const) {
      const response = await edge.fetch(path, init);
      expect(await response.text()).toBe(PAGE);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
  });
});

describe("a visitor who is not to be counted", () => {
  it.each([
    [
      "without the shop's consent cookie",
      { consent: { mode: "cookie" as const, cookie: "consent", values: ["yes"] } },
      {},
    ],
    ["with Sec-GPC in opt-out mode", { consent: { mode: "opt-out" as const } }, { "sec-gpc": "1" }],
    ["who opted out", {}, { cookie: "lahza_optout=1" }],
  ])("%s gets the shop's page, no id and no record", async (_who, settings, headers) => {
    const edge = await edgeWith({ experiments: [{ key: "title" }], settings }, shop);
    const response = await edge.fetch("/", { headers });
    expect(await response.text()).toBe(PAGE);
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
    await edge.settle();
    expect(edge.exposures).toEqual([]);
  });

  it("with consent is counted", async () => {
    const settings = { consent: { mode: "cookie" as const, cookie: "consent", values: ["yes"] } };
    const edge = await edgeWith({ experiments: [{ key: "title" }], settings }, shop);
    const response = await edge.fetch("/", { headers: { cookie: "consent=yes" } });
    expect(await response.text()).toContain("Changed");
    await edge.settle();
    expect(edge.exposures).toHaveLength(1);
  });

  it("that is a crawler gets its variant and is not counted", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, shop);
    const response = await edge.fetch("/", {
      headers: { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" },
    });
    expect(await response.text()).toContain("Changed");
    await edge.settle();
    expect(edge.exposures).toEqual([]);
    expect(edge.counters).toContainEqual({ reason: "crawler" });
  });

  it("in the holdout never sees an experiment", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }], settings: { holdout: 0.5 } }, shop);
    let changed = 0;
    for (let visitor = 0; visitor < 200; visitor++)
      if ((await (await edge.fetch("/")).text()).includes("Changed")) changed++;
    expect(Math.abs(changed - 100)).toBeLessThan(4 * Math.sqrt(200 * 0.25));
  });
});

describe("languages", () => {
  const bilingual = [
    { key: "control", weight: 0, changes: [] },
    {
      key: "changed",
      weight: 1,
      changes: [{ selector: "h1", action: "set_text" as const, value: { en: "Fresh tea", fa: "چای تازه" } }],
    },
  ];
  const page = (language: string): string =>
    `<!doctype html><html ${language}><body><h1>x</h1></body></html>`;

  it.each([
    ["lang=fa", "&#1670;&#1575;&#1740; &#1578;&#1575;&#1586;&#1607;"],
    ['lang="fa-IR"', "&#1670;&#1575;&#1740; &#1578;&#1575;&#1586;&#1607;"],
    ["lang=en-GB", "Fresh tea"],
  ])("shows the text of %s", async (language, text) => {
    const edge = await edgeWith({ experiments: [{ key: "title", variants: bilingual }] }, () =>
      Promise.resolve(html(page(language))),
    );
    const response = await (await edge.fetch("/")).text();
    expect(
      response
        .toLowerCase()
        .replaceAll(/&#x([0-9a-f]+);/g, (_all, hex: string) => `&#${Number.parseInt(hex, 16)};`),
    ).toContain(text.toLowerCase());
  });

  it("guesses the language of a page that does not say it, however its bytes are cut", async () => {
    const silent = `<!doctype html><html><head><title>${"چای تازه از لاهیجان، گرم و خوش‌عطر. ".repeat(4)}</title></head><body><h1>x</h1><p>${"چای ".repeat(900)}</p></body></html>`;
    const bytes = new TextEncoder().encode(silent);
    const texts = new Set<string>();
    for (const cut of [bytes.length, 28, 300, 1500]) {
      const edge = await edgeWith({ experiments: [{ key: "title", variants: bilingual }] }, () => {
        const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
        const writer = writable.getWriter();
        const send = async (): Promise<void> => {
          for (let at = 0; at < bytes.length; at += cut) await writer.write(bytes.slice(at, at + cut));
          await writer.close();
        };
        void send().catch(() => undefined);
        return Promise.resolve(
          new Response(readable, { headers: { "content-type": "text/html; charset=utf-8" } }),
        );
      });
      texts.add(withoutOurTags(await (await edge.fetch("/")).text()));
      await edge.settle();
      expect(edge.exposures[0]?.facts.language).toBe("fa");
    }
    expect(texts.size).toBe(1);
  });

  it("does not run where some variant lacks the page's language, and exposes nobody", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title", variants: bilingual }] }, () =>
      Promise.resolve(html(page("lang=de"))),
    );
    expect(await (await edge.fetch("/")).text()).toBe(page("lang=de"));
    await edge.settle();
    expect(edge.exposures).toEqual([]);
  });
});

describe("redirect and originPath", () => {
  const away = (target: string) => [
    { key: "control", weight: 0 },
    { key: "away", weight: 1, redirect: target },
  ];

  it("redirects by 302 with the query, counted at the edge", async () => {
    const edge = await edgeWith(
      { experiments: [{ key: "new-home", pages: { include: ["/old"] }, variants: away("/new") }] },
      shop,
    );
    const response = await edge.fetch("/old?a=1&b=2");
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("/new?a=1&b=2");
    expect(cookieOf(response)).not.toBeNull();
    await edge.settle();
    expect(edge.exposures[0]?.foundAtMs).not.toBeNull();
    expect(edge.asked).toHaveLength(0);
  });

  it("never loops, neither onto itself nor between experiments", async () => {
    const edge = await edgeWith(
      {
        experiments: [
          { key: "a", pages: { include: ["/a"] }, variants: away("/b") },
          { key: "b", pages: { include: ["/b"] }, variants: away("/a") },
          { key: "self", pages: { include: ["/shop/*"] }, variants: away("/shop/new") },
        ],
      },
      shop,
    );
    expect((await edge.fetch("/a")).status).toBe(200);
    expect((await edge.fetch("/b")).status).toBe(200);
    expect((await edge.fetch("/shop/old")).status).toBe(302);
    expect((await edge.fetch("/shop/new")).status).toBe(200);
  });

  it("asks the origin for another page under the same address", async () => {
    const edge = await edgeWith(
      {
        experiments: [
          {
            key: "b",
            pages: { include: ["/products/*"] },
            variants: [
              { key: "control", weight: 0 },
              { key: "other", weight: 1, originPath: "/products-b/*" },
            ],
          },
        ],
      },
      shop,
    );
    const response = await edge.fetch("/products/tea?x=1");
    expect(response.status).toBe(200);
    expect(edge.asked[0]?.url).toBe("https://shop.example/products-b/tea?x=1");
    await response.text();
    await edge.settle();
    expect(edge.exposures[0]?.foundAtMs).not.toBeNull();
  });

  const other = (include: string, originPath: string) => ({
    experiments: [
      {
        key: "b",
        pages: { include: [include] },
        variants: [
          { key: "control", weight: 0 },
          { key: "other", weight: 1, originPath },
        ],
      },
    ],
  });

  it.each([
    ["/محصولات/*", "/b/*", "/محصولات/چای/سبز", "/b/چای/سبز"],
    // As an Arabic keyboard writes it, and with lower-case hex.
    ["/چای/*", "/b/*", "/چاي/سبز", "/b/سبز"],
    ["/چای/*", "/b/*", "/%da%86%d8%a7%db%8c/x%2fy", "/b/x%2fy"],
    ["/چای-*", "/b-*", "/چای-سبز", "/b-سبز"],
    ["/a b/*", "/c/*", "/a%20b/d", "/c/d"],
    ["/tea", "/tea-b?look=new", "/tea", "/tea-b?look=new"],
    ["/tea/*", "/b/*?look=new#top", "/tea/green?x=1", "/b/green?look=new&x=1"],
  ])("originPath on %s, to %s: %s is %s", async (include, originPath, path, expected) => {
    const edge = await edgeWith(other(include, originPath), shop);
    await edge.fetch(path);
    expect(edge.asked[0]?.url).toBe(new URL(expected, "https://shop.example").href);
  });

  it.each(["/products/../x", "/products/..%2f..%2fadmin", "/products//evil.example/", "/products/%2e%2e/x"])(
    "originPath stays on the shop's host for %s",
    async (path) => {
      const edge = await edgeWith(other("/*", "/*"), shop);
      await edge.fetch(path);
      expect(new URL(edge.asked[0]?.url ?? "").host).toBe("shop.example");
    },
  );

  it("redirects to an address in the shop's own script", async () => {
    const edge = await edgeWith(
      { experiments: [{ key: "new-home", pages: { include: ["/old"] }, variants: away("/فروش?رنگ=سبز") }] },
      shop,
    );
    const response = await edge.fetch("/old");
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe(
      "/%D9%81%D8%B1%D9%88%D8%B4?%D8%B1%D9%86%DA%AF=%D8%B3%D8%A8%D8%B2",
    );
  });

  it("never loops between experiments whose audiences ask for different things", async () => {
    const edge = await edgeWith(
      {
        experiments: [
          { key: "a", pages: { include: ["/a"] }, audience: { device: "desktop" }, variants: away("/b") },
          { key: "b", pages: { include: ["/b"] }, audience: { language: "en" }, variants: away("/a") },
        ],
      },
      shop,
    );
    const init = { headers: { "accept-language": "en" } };
    const statuses = [(await edge.fetch("/a", init)).status, (await edge.fetch("/b", init)).status];
    expect(statuses).toContain(200);
  });

  it.each([
    ["a moved page", () => new Response(null, { status: 301, headers: { location: "/b/" } })],
    ["a missing page", () => html("gone", { status: 404 })],
    ["no page", () => new Response("{}", { headers: { "content-type": "application/json" } })],
  ])("what one variant gets is never kept for all: %s", async (_name, answer) => {
    const cached = { "cache-control": "public, max-age=60", "cdn-cache-control": "max-age=60", etag: '"1"' };
    const definitions = other("/*", "/b");
    for (const weight of [0, 1]) {
      const [experiment] = definitions.experiments;
      const variants = experiment?.variants.map((variant, index) => ({
        ...variant,
        weight: index === 0 ? 1 - weight : weight,
      }));
      const edge = await edgeWith(
        { experiments: [{ ...experiment, key: "b", variants: variants ?? [] }] },
        () => {
          const response = answer();
          for (const [name, value] of Object.entries(cached)) response.headers.set(name, value);
          return Promise.resolve(response);
        },
      );
      const response = await edge.fetch("/x");
      expect(response.status).toBe(answer().status);
      expect(response.headers.get("cache-control")).toBe("private, no-cache");
      expect(response.headers.get("cdn-cache-control")).toBeNull();
      expect(await response.text()).toBe(await answer().text());
    }
  });
});

describe("an address", () => {
  it("with a port is one that an experiment can name", async () => {
    const pages = { include: ["/*"], hosts: ["shop.example:8443"] };
    const edge = await edgeWith({ experiments: [{ key: "title", pages }] }, shop);
    expect(await (await edge.fetch("https://shop.example:8443/")).text()).toContain("Changed");
    expect(await (await edge.fetch("https://shop.example/")).text()).toBe(PAGE);
  });

  it("without one names every port", async () => {
    const pages = { include: ["/*"], hosts: ["shop.example"] };
    const edge = await edgeWith({ experiments: [{ key: "title", pages }] }, shop);
    expect(await (await edge.fetch("https://shop.example:8443/")).text()).toContain("Changed");
  });
});

describe("rollout", () => {
  it("serves one variant to everyone and counts nobody", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }], rollouts: { title: "changed" } }, shop);
    for (let visitor = 0; visitor < 5; visitor++)
      expect(await (await edge.fetch("/")).text()).toContain("Changed");
    await edge.settle();
    expect(edge.exposures).toEqual([]);
  });
});

describe("goals at the edge", () => {
  const goals = [
    { key: "add_to_cart", kind: "request" as const, method: "POST" as const, path: "/cart/add" },
    {
      key: "purchase",
      kind: "page" as const,
      path: "/thanks/*",
      value: { selector: ".total" },
      orderId: { selector: "#order", attribute: "data-order" },
      currency: "USD",
    },
  ];
  const thanks =
    '<!doctype html><html lang=en><body><p id=order data-order="A-17">Order A-17</p><b class=total>$1,234.50</b></body></html>';

  async function known() {
    const edge = await edgeWith(
      { experiments: [{ key: "title", pages: { include: ["/"] } }], goals },
      (request) =>
        Promise.resolve(
          request.url.includes("/thanks/")
            ? html(thanks)
            : request.method === "POST"
              ? Response.redirect("https://shop.example/cart", 303)
              : html(PAGE),
        ),
    );
    const first = await edge.fetch("/");
    await first.text();
    return { edge, cookie: cookieOf(first) ?? "" };
  }

  it("records a watched request after its answer", async () => {
    const { edge, cookie } = await known();
    const response = await edge.fetch("/cart/add", { method: "POST", body: "sku=1", headers: { cookie } });
    expect(response.status).toBe(303);
    await edge.settle();
    expect(edge.events).toHaveLength(1);
    expect(edge.events[0]).toMatchObject({
      name: "add_to_cart",
      source: "edge",
      visitor: edge.exposures[0]?.visitor,
    });
  });

  it("reads value and order id off the page while it streams, leaves its bytes, and counts a reload once", async () => {
    const { edge, cookie } = await known();
    for (let load = 0; load < 2; load++) {
      const response = await edge.fetch("/thanks/you", { headers: { cookie } });
      expect(await response.text()).toBe(thanks);
      expect(response.headers.getSetCookie()).toEqual([]);
    }
    await edge.settle();
    expect(edge.events).toHaveLength(2);
    expect(edge.events[0]).toMatchObject({
      name: "purchase",
      valueMinor: 123450,
      currency: "USD",
      orderId: "A-17",
    });
    expect([edge.events[0]?.unit, edge.events[0]?.id]).toEqual([edge.events[1]?.unit, edge.events[1]?.id]);
  });

  it("counts nobody who is unknown", async () => {
    const { edge } = await known();
    await (await edge.fetch("/thanks/you")).text();
    await edge.fetch("/cart/add", { method: "POST", body: "sku=1" });
    await edge.settle();
    expect(edge.events).toEqual([]);
  });
});
