/** Evidence on its way: from a page that streams past, and from the shop's endpoint, into elements and placeholders. */
import { describe, expect, it } from "vitest";
import { addressDigest, productDigest } from "../../src/facts/address.ts";
import { createFactMemory } from "../../src/facts/memory.ts";
import { cookieOf, edgeWith, html, NOW_MS, type TestEdge } from "./edge.ts";

const PRODUCT = (price: string, more = ""): string =>
  `<!doctype html><html lang=en><head><script type="application/ld+json">{"@type":"Product","name":"Akiko <b>","sku":"A/1","offers":{"price":"${price}","priceCurrency":"USD","inventoryLevel":{"value":3}},"aggregateRating":{"ratingValue":4.6,"reviewCount":103}${more}}</script></head><body><h1>Tea</h1></body></html>`;

const elements = (...list: object[]) => ({
  experiments: [
    {
      key: "facts",
      pages: { include: ["/products/*"] },
      variants: [
        { key: "control", weight: 0 },
        {
          key: "shown",
          weight: 1,
          changes: list.map((element) => ({ selector: "h1", action: "after", element })),
        },
      ] as never,
    },
  ],
});

const SHARED = { headers: { "cache-control": "public, max-age=60" } };

async function bodyOf(edge: TestEdge, path: string, init?: RequestInit): Promise<string> {
  const text = await (await edge.fetch(path, init)).text();
  await edge.settle();
  return text;
}

describe("page facts", () => {
  it("are taken as a page streams past, and shown on the next one", async () => {
    const edge = await edgeWith(elements({ kind: "price" }, { kind: "rating" }, { kind: "stock" }), () =>
      Promise.resolve(html(PRODUCT("12.5"), SHARED)),
    );
    const first = await bodyOf(edge, "/products/akiko?utm_source=x");
    expect(first).not.toContain("lahza-price");
    const second = await bodyOf(edge, "/products/akiko/?gclid=1");
    expect(second).toContain("$12.50");
    expect(second).toContain("4.6");
    expect(second).toContain("103 reviews");
    expect(second).toContain("Only 3 left in stock");
    expect(await bodyOf(edge, "/products/other")).not.toContain("$12.50");
  });

  it("fill placeholders, escaped, with their fallback before", async () => {
    const change = {
      selector: "h1",
      action: "set_text",
      value: "{{product.name|This}} at {{product.price|a good price}}",
    };
    const edge = await edgeWith(
      {
        experiments: [
          {
            key: "t",
            variants: [
              { key: "a", weight: 0 },
              { key: "b", weight: 1, changes: [change] },
            ] as never,
          },
        ],
      },
      () => Promise.resolve(html(PRODUCT("1234"), SHARED)),
    );
    expect(await bodyOf(edge, "/p")).toContain("<h1>This at a good price</h1>");
    expect(await bodyOf(edge, "/p")).toContain("<h1>Akiko &lt;b&gt; at $1,234</h1>");
  });

  it.each<[string, RequestInit, ResponseInit]>([
    ["a request with a customer's cookie", { headers: { cookie: "session=1" } }, SHARED],
    ["a request with a key", { headers: { authorization: "Basic x" } }, SHARED],
    ["a private answer", {}, { headers: { "cache-control": "private, max-age=60" } }],
    ["an answer that says nothing of caches", {}, {}],
    [
      "an answer that sets a cookie",
      {},
      { headers: { "cache-control": "public, max-age=60", "set-cookie": "a=b" } },
    ],
    ["an answer that depends on cookies", {}, { headers: { "cache-control": "public", vary: "Cookie" } }],
  ])("are never taken from %s", async (_name, request, answer) => {
    const edge = await edgeWith(elements({ kind: "price" }), () =>
      Promise.resolve(html(PRODUCT("12.5"), answer)),
    );
    await bodyOf(edge, "/products/akiko", request);
    expect(await bodyOf(edge, "/products/akiko", request)).not.toContain("lahza-price");
  });

  it("are not taken under an address whose parameters may show another thing, and kept apart by known ones", async () => {
    const edge = await edgeWith(elements({ kind: "price" }), (request) =>
      Promise.resolve(html(PRODUCT(/variant=2/.test(request.url) ? "20" : "10"), SHARED)),
    );
    await bodyOf(edge, "/products/a?engraving=yes");
    expect(await bodyOf(edge, "/products/a")).not.toContain("lahza-price");
    await bodyOf(edge, "/products/a?variant=2");
    expect(await bodyOf(edge, "/products/a")).toContain("$10");
    expect(await bodyOf(edge, "/products/a?variant=2")).toContain("$20");
  });

  it("go silent when they are old, by the age that a cache admits to", async () => {
    const aged = { headers: { "cache-control": "public, max-age=60", age: "4000" } };
    const edge = await edgeWith(elements({ kind: "price" }), () =>
      Promise.resolve(html(PRODUCT("12.5"), aged)),
    );
    await bodyOf(edge, "/products/akiko");
    expect(edge.edge.facts.read("shop.example/products/akiko")?.atMs).toBe(NOW_MS - 4_000_000);
    expect(await bodyOf(edge, "/products/akiko")).not.toContain("lahza-price");
  });

  it("are not taken from the page that a variant's originPath leads to", async () => {
    const other = {
      key: "other",
      pages: { include: ["/products/akiko"] },
      variants: [
        { key: "control", weight: 0 },
        { key: "other", weight: 1, originPath: "/other" },
      ] as never,
    };
    const edge = await edgeWith({ experiments: [...elements({ kind: "price" }).experiments, other] }, () =>
      Promise.resolve(html(PRODUCT("12.5"), SHARED)),
    );
    await bodyOf(edge, "/products/akiko");
    expect(edge.asked.map(({ url }) => new URL(url).pathname)).toEqual(["/other"]);
    expect(edge.edge.facts.read("shop.example/products/akiko")).toBeNull();
  });

  it("that another isolate learnt are there for the next page: none waits for the Cache", async () => {
    const stored = { facts: { "product.price": "12.5", "product.currency": "USD" }, atMs: NOW_MS - 1000 };
    let give: (found: Response) => void = () => undefined;
    const found = new Promise<Response>((resolve) => (give = resolve));
    const facts = createFactMemory({ match: () => found, put: () => Promise.resolve() });
    const edge = await edgeWith(elements({ kind: "price" }), () => Promise.resolve(html(PRODUCT("99"))), {
      facts,
    });
    const first = await (await edge.fetch("/products/akiko")).text();
    give(Response.json(stored));
    await edge.settle();
    const second = await bodyOf(edge, "/products/akiko");
    expect([first.includes("lahza-price"), second.includes("$12.50")]).toEqual([false, true]);
  });

  it("change the page's tag when they change", async () => {
    const edge = await edgeWith(elements({ kind: "stock" }), () =>
      Promise.resolve(html(PRODUCT("1"), { headers: { ...SHARED.headers, etag: '"1"' } })),
    );
    const tag = async (): Promise<string | null> => {
      const response = await edge.fetch("/products/akiko");
      await response.text();
      await edge.settle();
      return response.headers.get("etag");
    };
    const before = await tag();
    const after = await tag();
    expect([typeof before, after === before]).toEqual(["string", false]);
  });
});

describe("an endpoint of the shop", () => {
  const stock = (path: string) => ({
    kind: "stock",
    source: { from: "endpoint", path, value: "/stock/left" },
  });

  it("is asked behind the answer, without the shopper's cookies, and not for every page", async () => {
    const edge = await edgeWith(elements(stock("/api/stock?path={{path}}")), (request) =>
      Promise.resolve(
        request.url.includes("/api/")
          ? Response.json({ stock: { left: "۲" } })
          : html("<html lang=en><h1>Tea</h1>"),
      ),
    );
    const cookie = { headers: { cookie: "session=secret" } };
    expect(await bodyOf(edge, "/products/akiko", cookie)).not.toContain("left in stock");
    expect(await bodyOf(edge, "/products/akiko", cookie)).toContain("Only 2 left in stock");
    await bodyOf(edge, "/products/akiko", cookie);
    const asked = edge.asked.filter(({ url }) => url.includes("/api/"));
    expect(asked.map(({ url }) => url)).toEqual(["https://shop.example/api/stock?path=%2Fproducts%2Fakiko"]);
    expect(asked[0]?.headers.get("cookie")).toBeNull();
  });

  it("that answers while the page fails is not served as the page", async () => {
    const edge = await edgeWith(elements(stock("/stock.json")), async (request) => {
      const isStock = request.url.endsWith("/stock.json");
      await new Promise((resolve) => setTimeout(resolve, isStock ? 5 : 50));
      if (isStock) return new Response("no stock", { status: 404 });
      throw new TypeError("the shop is down");
    });
    await expect(edge.fetch("/products/akiko")).rejects.toThrow("the shop is down");
    await edge.settle();
    expect(edge.counters).toContainEqual({ reason: "origin-failure", subject: "TypeError" });
  });

  it("that is being asked when Lahza fails does not make it the shop's failure", async () => {
    const memory = createFactMemory(null);
    const facts = {
      ...memory,
      read: (key: string) => {
        if (key.includes("/second.json")) throw new RangeError("broken on purpose");
        return memory.read(key);
      },
    };
    const edge = await edgeWith(
      elements(stock("/first.json"), stock("/second.json")),
      (request) =>
        request.url.endsWith(".json") ? new Promise(() => undefined) : Promise.resolve(html("<h1>Tea</h1>")),
      { facts },
    );
    const response = await edge.fetch("/products/akiko");
    expect([response.status, await response.text()]).toEqual([200, "<h1>Tea</h1>"]);
    expect(edge.asked.map(({ url }) => new URL(url).pathname)).toEqual(["/first.json", "/products/akiko"]);
    expect(edge.counters).toContainEqual({ reason: "failure", subject: "RangeError" });
  });

  it.each<[string, () => Response]>([
    ["an error", () => new Response("{}", { status: 500 })],
    ["HTML", () => html('{"stock":{"left":2}}')],
    ["no JSON", () => new Response("{", { headers: { "content-type": "application/json" } })],
    ["zero", () => Response.json({ stock: { left: 0 } })],
    ["many", () => Response.json({ stock: { left: 60 } })],
    ["words", () => Response.json({ stock: { left: "few" } })],
  ])("that answers %s says nothing", async (_name, answer) => {
    const edge = await edgeWith(elements(stock("/api/stock")), (request) =>
      Promise.resolve(request.url.includes("/api/") ? answer() : html("<html lang=en><h1>Tea</h1>")),
    );
    await bodyOf(edge, "/products/akiko");
    expect(await bodyOf(edge, "/products/akiko")).not.toContain("lahza-stock");
  });
});

it("who sent an element away, or saw it often enough, does not get it again", async () => {
  const element = {
    kind: "voucher",
    offerId: "o",
    reward: "x",
    code: "ABC",
    endsAt: "2030-01-01T00:00:00Z",
    maxShows: 2,
  };
  const edge = await edgeWith(elements(element), () => Promise.resolve(html("<html lang=en><h1>Tea</h1>")));
  const shown = await bodyOf(edge, "/products/akiko");
  const id = /data-lahza-shown="([a-z0-9-]+)"/.exec(shown)?.[1] ?? "";
  const shownWith = async (state: string): Promise<boolean> =>
    (
      await bodyOf(edge, "/products/akiko", { headers: { cookie: `lahza_shown=x.1~${id}.${state}` } })
    ).includes("ABC");
  expect([await shownWith("1"), await shownWith("2"), await shownWith("x")]).toEqual([true, false, false]);
  const strict = await edgeWith(elements(element), () =>
    Promise.resolve(
      html("<html lang=en><h1>Tea</h1>", { headers: { "content-security-policy": "default-src 'none'" } }),
    ),
  );
  expect((await strict.fetch("/products/akiko")).headers.get("content-security-policy")).toContain(
    "img-src https://shop.example/_lahza/shown",
  );
  // Counted without scripts.
  const counted = async (count: number): Promise<boolean> =>
    (await bodyOf(edge, "/products/akiko", { headers: { cookie: `lahza_shown-${id}=${count}` } })).includes(
      "ABC",
    );
  expect([await counted(1), await counted(2)]).toEqual([true, false]);
  expect(shown).toContain(`<noscript><img class="lz-hidden" src="/_lahza/shown?id=${id}"`);
  expect(edge.asked.every(({ headers }) => headers.get("cookie") === null)).toBe(true);
});

describe("views of a page", () => {
  it("are counted once a visitor and hour, without crawlers, asked behind the answer, and said above a floor", async () => {
    const asked: unknown[] = [];
    const edge = await edgeWith(
      elements({ kind: "activity", atLeast: 5 }),
      () => Promise.resolve(html("<html lang=en><h1>Tea</h1>")),
      {
        views: (subject, hours) => {
          asked.push([subject, hours]);
          return Promise.resolve(7);
        },
      },
    );
    const response = await edge.fetch("/products/akiko?utm_source=x");
    expect(await response.text()).not.toContain("Viewed");
    await edge.settle();
    const cookie = cookieOf(response) ?? "";
    expect(await bodyOf(edge, "/products/akiko", { headers: { cookie } })).toContain(
      "Viewed 7 times in the last hour",
    );
    await bodyOf(edge, "/products/akiko", { headers: { "user-agent": "Googlebot/2.1" } });
    const subject = await addressDigest("shop.example/products/akiko");
    expect(subject).toMatch(/^[\w-]{22}$/);
    expect(asked).toEqual([[subject, 1]]);
    expect(edge.counters.filter(({ reason }) => reason === "viewed")).toEqual([
      { reason: "viewed", subject },
    ]);
  });

  it("are those of the product that the parameters choose, by the shop's own names for them", async () => {
    const asked: string[] = [];
    const edge = await edgeWith(
      {
        ...elements({ kind: "activity", atLeast: 5 }),
        settings: { productParameters: ["model"] },
      },
      () => Promise.resolve(html("<html lang=en><h1>Tea</h1>")),
      { views: (subject) => Promise.resolve(asked.push(subject) + 5) },
    );
    for (const query of ["?model=A1&utm_source=x", "?model=B2", "?sku=1"])
      await bodyOf(edge, `/products/akiko${query}`);
    const subjects = await Promise.all(
      ["A1", "B2"].map((model) => addressDigest(`shop.example/products/akiko?model=${model}`)),
    );
    expect(asked).toEqual(subjects);
    expect(edge.counters.filter(({ reason }) => reason === "viewed")).toEqual(
      subjects.map((subject) => ({ reason: "viewed", subject })),
    );
    expect(await bodyOf(edge, "/products/akiko?model=A1")).toContain("Viewed 6 times in the last hour");
    expect(await bodyOf(edge, "/products/akiko?model=B2")).toContain("Viewed 7 times in the last hour");
  });

  it.each(["?id=jane@example.com", "?id=09123456789", "?engraving=Jane"])(
    "are neither counted nor asked for, nor said, under an address with %s",
    async (query) => {
      let asked = 0;
      const edge = await edgeWith(
        elements({ kind: "activity", atLeast: 5 }),
        () => Promise.resolve(html("<html lang=en><h1>Tea</h1>")),
        { views: () => Promise.resolve(++asked + 10) },
      );
      await bodyOf(edge, `/products/akiko${query}`);
      expect(await bodyOf(edge, `/products/akiko${query}`)).not.toContain("Viewed");
      expect([asked, edge.counters.filter(({ reason }) => reason === "viewed")]).toEqual([0, []]);
    },
  );
});

describe("orders of a product", () => {
  const settings = { timeZone: "Asia/Tehran" };
  /** 21:30 in Tehran on November 22, and half past midnight there. */
  const EVENING_MS = Date.parse("2026-11-22T18:00:00Z");
  const AFTER_MIDNIGHT_MS = Date.parse("2026-11-22T21:00:00Z");

  it("are those of the SKU that the page names, since midnight in the shop", async () => {
    const asked: unknown[] = [];
    const edge = await edgeWith(
      { ...elements({ kind: "activity", count: "bought_today", atLeast: 3 }), settings },
      (request) =>
        Promise.resolve(
          html(request.url.includes("akiko") ? PRODUCT("12.5") : "<html lang=en><h1>Tea</h1>", SHARED),
        ),
      {
        nowMs: EVENING_MS,
        ordersOf: (product, sinceMs) => {
          asked.push([product, new Date(sinceMs).toISOString()]);
          return Promise.resolve(asked.length === 1 ? 4 : 2);
        },
      },
    );
    // The page tells its SKU, then D1 is asked, then it is said.
    expect(await bodyOf(edge, "/products/akiko")).not.toContain("Ordered");
    expect(await bodyOf(edge, "/products/akiko")).not.toContain("Ordered");
    expect(await bodyOf(edge, "/products/akiko?utm_source=x")).toContain("Ordered 4 times today");
    expect(await bodyOf(edge, "/products/other")).not.toContain("Ordered");
    expect(asked).toEqual([[await productDigest("A/1"), "2026-11-21T20:30:00.000Z"]]);
    expect(edge.counters.filter(({ reason }) => reason === "viewed")).toEqual([]);

    // What was counted yesterday says nothing of today, though it is not old.
    (edge.edge as { nowMs: number }).nowMs = AFTER_MIDNIGHT_MS;
    expect(await bodyOf(edge, "/products/akiko")).not.toContain("Ordered");
    expect(asked[1]).toEqual([await productDigest("A/1"), "2026-11-22T20:30:00.000Z"]);
    // Two are below the floor.
    expect(await bodyOf(edge, "/products/akiko")).not.toContain("Ordered");
  });
});
