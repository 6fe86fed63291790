/** What tells pages, visitors and moments apart. Each case went unnoticed when its line was broken on purpose. */
import { describe, expect, it } from "vitest";
import { answerAsset } from "../../src/edge/asset.ts";
import { createCircuit } from "../../src/edge/circuit.ts";
import { createRecipes } from "../../src/edge/recipes.ts";
import { originPathFor } from "../../src/edge/redirect.ts";
import { isolateFor } from "../../src/isolate.ts";
import type { Env } from "../../src/config.ts";
import { cookieOf, edgeWith, html, NAVIGATION, NOW_MS, PAGE } from "./edge.ts";
import { withoutOurTags } from "./our-tags.ts";

const SCRIPT = { ...NAVIGATION, "sec-fetch-dest": "empty", "sec-fetch-mode": "cors" };
const TITLE = { experiments: [{ key: "title" }] };
const tagged = (request: Request): Promise<Response> =>
  Promise.resolve(
    request.headers.get("if-none-match") === '"1"'
      ? new Response(null, { status: 304, headers: { etag: '"1"' } })
      : html(PAGE, { headers: { etag: '"1"' } }),
  );
const shop = (): Promise<Response> => Promise.resolve(html(PAGE));

/** Everyone in the second variant. */
const variants = (more: object) => [
  { key: "control", weight: 0 },
  { key: "changed", weight: 1, ...more },
];

describe("time", () => {
  const ENDS_MS = NOW_MS + 90_000;
  const element = {
    kind: "countdown" as const,
    offerId: "tea",
    endsAt: new Date(ENDS_MS).toISOString(),
    timeZone: "Asia/Tehran",
    label: { en: "Ends in" },
  };
  const definitions = {
    experiments: [
      {
        key: "title",
        variants: variants({ changes: [{ selector: "h1", action: "after", element }] }) as never,
      },
    ],
  };

  it("of a countdown passes: neither a kept page nor a 304 shows yesterday's, and at zero it is gone", async () => {
    const recipes = createRecipes();
    let cookie = "";
    let etag = "";
    const pages: string[] = [];
    for (const nowMs of [NOW_MS, NOW_MS + 1_000, ENDS_MS - 1, ENDS_MS, ENDS_MS + 1]) {
      const edge = await edgeWith(definitions, tagged, { nowMs, recipes });
      const response = await edge.fetch("/", { headers: { cookie, "if-none-match": etag } });
      pages.push(response.status === 304 ? "304" : await response.text());
      await edge.settle();
      cookie = cookieOf(response) ?? cookie;
      etag = response.headers.get("etag") ?? "";
    }
    expect(pages[0]).toContain("Ends in");
    expect(new Set(pages.slice(0, 4)).size).toBe(4);
    expect(pages[3]).not.toContain("lahza-countdown");
    expect(pages[4]).toBe("304");
  });

  it("ends an experiment on the very millisecond", async () => {
    const schedule = { startAt: new Date(NOW_MS).toISOString(), endAt: new Date(ENDS_MS).toISOString() };
    const text = async (nowMs: number): Promise<string> => {
      const edge = await edgeWith({ experiments: [{ key: "title", schedule }] }, shop, { nowMs });
      const response = await edge.fetch("/");
      expect(cookieOf(response) !== null).toBe(nowMs >= NOW_MS && nowMs < ENDS_MS);
      return await response.text();
    };
    expect(await text(NOW_MS - 1)).toBe(PAGE);
    expect(await text(NOW_MS)).toContain("Changed");
    expect(await text(ENDS_MS - 1)).toContain("Changed");
    expect(await text(ENDS_MS)).toBe(PAGE);
  });

  it("closes a circuit again, and no number of paths fills its memory", () => {
    const circuit = createCircuit();
    circuit.trip("/a", NOW_MS);
    expect([circuit.isOpen("/a", NOW_MS + 299_999), circuit.isOpen("/b", NOW_MS)]).toEqual([true, false]);
    expect(circuit.isOpen("/a", NOW_MS + 300_000)).toBe(false);
    for (let path = 0; path < 5_000; path++) circuit.trip(`/${path}`, NOW_MS);
    const open = Array.from({ length: 5_000 }, (_, path) => circuit.isOpen(`/${path}`, NOW_MS));
    expect(open.filter(Boolean).length).toBeLessThanOrEqual(1_000);
  });
});

describe("an ETag", () => {
  it("is another one for another build, and for a fragment of the same address", async () => {
    const definitions = {
      experiments: [{ key: "title", fragments: true, variants: variants({ css: "h1{color:red}" }) }],
    };
    const recipes = createRecipes();
    const tags = new Set<string | null>();
    let cookie = "";
    for (const build of ["one", "two"]) {
      const edge = await edgeWith(definitions, tagged, { build, recipes });
      const page = await edge.fetch("/", { headers: { cookie } });
      cookie = cookieOf(page) ?? cookie;
      expect(await page.text()).toContain('<link rel="stylesheet"');
      const fragment = await edge.fetch("/", { headers: { ...SCRIPT, cookie } });
      expect(await fragment.text()).not.toContain("<link");
      await edge.settle();
      tags.add(page.headers.get("etag")).add(fragment.headers.get("etag"));
    }
    expect(tags.size).toBe(4);
  });
});

describe("who is counted", () => {
  it("neither a HEAD nor a prefetch is an exposure, nor makes HEAD a visitor", async () => {
    const edge = await edgeWith(TITLE, shop);
    const away = { experiments: [{ key: "away", variants: variants({ redirect: "/b" }) }] };
    const redirecting = await edgeWith(away, shop);
    expect((await redirecting.fetch("/a", { method: "HEAD" })).status).toBe(302);
    await redirecting.settle();
    expect(redirecting.exposures).toEqual([]);
    const head = await edge.fetch("/", { method: "HEAD" });
    expect(cookieOf(head)).toBeNull();
    await (await edge.fetch("/", { headers: { "sec-purpose": "prefetch" } })).text();
    await edge.settle();
    expect(edge.exposures).toEqual([]);
  });

  it("a rollout leaves nothing in the cookie", async () => {
    const edge = await edgeWith({ ...TITLE, rollouts: { title: "changed" } }, shop);
    const response = await edge.fetch("/");
    await response.text();
    expect(cookieOf(response)?.split(".")[3]).toBe("");
  });

  it("a crawler's order is no event, also on a page without experiments", async () => {
    const only = { key: "title", pages: { include: ["/"] } };
    const goals = [{ key: "add", kind: "request" as const, method: "POST" as const, path: "/add" }];
    const edge = await edgeWith({ experiments: [only], goals }, shop);
    const first = await edge.fetch("/");
    await first.text();
    const headers = { cookie: cookieOf(first) ?? "", "user-agent": "Googlebot/2.1" };
    await edge.fetch("/add", { method: "POST", headers });
    await edge.settle();
    expect(edge.events).toEqual([]);
    expect(edge.counters).toContainEqual({ reason: "crawler" });
  });

  it("whom the settings exclude sees the shop's page", async () => {
    const edge = await edgeWith(
      { ...TITLE, settings: { exclude: { "cookie.staff": "1" }, cookies: ["staff"] } },
      shop,
    );
    expect(await (await edge.fetch("/", { headers: { cookie: "staff=1" } })).text()).toBe(PAGE);
    expect(await (await edge.fetch("/", { headers: { cookie: "staff=0" } })).text()).toContain("Changed");
  });

  it("an experiment without places counts its page as met", async () => {
    const edge = await edgeWith(
      { experiments: [{ key: "title", variants: variants({ css: "a{}" }) }] },
      shop,
    );
    await (await edge.fetch("/")).text();
    await edge.settle();
    expect(edge.exposures[0]?.foundAtMs).toBe(NOW_MS);
  });
});

describe("a customer", () => {
  it("has one variant on every device, and before sign-in the shop's page, uncounted", async () => {
    const halves = ["a", "b"].map((key) => ({
      key,
      weight: 0.5,
      changes: [{ selector: "h1", action: "set_text" as const, value: key }],
    }));
    const edge = await edgeWith(
      {
        experiments: [{ key: "title", unit: "customer", variants: halves }],
        settings: { customerCookie: "id" },
      },
      shop,
    );
    expect(await (await edge.fetch("/")).text()).toBe(PAGE);
    await edge.settle();
    expect(edge.exposures).toEqual([]);
    const seen = new Set<string>();
    for (let device = 0; device < 12; device++)
      seen.add(withoutOurTags(await (await edge.fetch("/", { headers: { cookie: "id=17" } })).text()));
    expect(seen.size).toBe(1);
    const all = new Set<string>();
    for (let id = 0; id < 40; id++)
      all.add(withoutOurTags(await (await edge.fetch("/", { headers: { cookie: `id=${id}` } })).text()));
    expect(all.size).toBe(2);
  });
});

describe("a visit", () => {
  it("keeps the facts of its first page", async () => {
    const audience = { utm_source: "mail" };
    const edge = await edgeWith(
      {
        experiments: [
          { key: "title", audience, pages: { include: ["/a", "/b"] } },
          { key: "other", pages: { include: ["/"] } },
        ],
      },
      shop,
    );
    const first = await edge.fetch("/?utm_source=mail");
    await first.text();
    const cookie = first.headers
      .getSetCookie()
      .map((one) => one.split(";", 1)[0])
      .join("; ");
    expect(cookie).toContain("lahza_s=");
    expect(await (await edge.fetch("/a", { headers: { cookie } })).text()).toContain("Changed");
    expect(await (await edge.fetch("/a")).text()).toBe(PAGE);
  });
});

describe("a page that a goal reads", () => {
  it("is asked for whole", async () => {
    const goals = [{ key: "thanks", kind: "page" as const, path: "/thanks", value: { selector: ".price" } }];
    const edge = await edgeWith({ experiments: [{ key: "title", pages: { include: ["/"] } }], goals }, shop);
    const first = await edge.fetch("/");
    await first.text();
    const headers = { cookie: cookieOf(first) ?? "", range: "bytes=0-7", "if-range": '"1"' };
    await (await edge.fetch("/thanks", { headers })).text();
    expect(edge.asked.at(-1)?.headers.get("range")).toBeNull();
  });

  it("is read each time, also under a strong tag", async () => {
    const goals = [{ key: "thanks", kind: "page" as const, path: "/*", value: { selector: ".price" } }];
    let price = 4;
    const edge = await edgeWith({ ...TITLE, goals }, () =>
      Promise.resolve(html(PAGE.replace("$4", `$${price}`), { headers: { etag: '"1"' } })),
    );
    const first = await edge.fetch("/");
    await first.text();
    await edge.settle();
    price = 5;
    await (await edge.fetch("/", { headers: { cookie: cookieOf(first) ?? "" } })).text();
    await edge.settle();
    expect(edge.events.map(({ valueMinor }) => valueMinor)).toEqual([400, 500]);
  });
});

describe("a fragment", () => {
  it("gets no tags of ours, also where not all of its experiments are shown", async () => {
    const changes = [{ selector: "p", action: "set_text" as const, value: { fa: "x" } }];
    const edge = await edgeWith(
      {
        experiments: [
          { key: "a", fragments: true, variants: variants({ css: "a{}" }) },
          { key: "b", fragments: true, variants: variants({ css: "b{}", changes }) },
        ],
      },
      shop,
    );
    const page = await edge.fetch("/");
    expect(await page.text()).toContain("<link");
    const headers = { ...SCRIPT, cookie: cookieOf(page) ?? "" };
    expect(await (await edge.fetch("/", { headers })).text()).toBe(PAGE);
  });

  it("is never redirected, and sets no cookie", async () => {
    const experiment = { key: "title", fragments: true, variants: variants({ redirect: "/b" }) };
    const edge = await edgeWith({ experiments: [experiment] }, shop);
    const page = await edge.fetch("/a");
    const cookie = cookieOf(page) ?? "";
    const fragment = await edge.fetch("/a", { headers: { ...SCRIPT, cookie } });
    expect([page.status, fragment.status]).toEqual([302, 200]);
    expect(fragment.headers.getSetCookie()).toEqual([]);
    expect(await fragment.text()).toBe(PAGE);
  });
});

describe("policies", () => {
  it("by hash: our tag carries its integrity", async () => {
    const policy = "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
    const edge = await edgeWith({ experiments: [{ key: "title", variants: variants({ js: "1" }) }] }, () =>
      Promise.resolve(html(PAGE, { headers: { "content-security-policy": policy } })),
    );
    const response = await edge.fetch("/");
    const hash = /integrity="(sha256-[^"]+)"/.exec(await response.text())?.[1];
    expect(hash).toBeDefined();
    expect(response.headers.get("content-security-policy")).toContain(`'${hash}'`);
  });

  it("that change under one strong tag: the kept page is not taken for the other", async () => {
    let policy = "script-src 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
    const edge = await edgeWith({ experiments: [{ key: "title", variants: variants({ js: "1" }) }] }, () =>
      Promise.resolve(html(PAGE, { headers: { etag: '"1"', "content-security-policy": policy } })),
    );
    expect(await (await edge.fetch("/")).text()).toContain("integrity=");
    await edge.settle();
    policy = "sandbox";
    expect(await (await edge.fetch("/")).text()).not.toContain("<script");
  });

  it("in a meta that admit no script of ours: it is left out", async () => {
    const meta = `<meta http-equiv=content-security-policy content="script-src 'strict-dynamic' 'nonce-abc'">`;
    const strict = `<meta http-equiv=content-security-policy content="script-src 'nonce-x&bogus;'">`;
    const edge = await edgeWith(
      { experiments: [{ key: "title", variants: variants({ js: "1" }) }] },
      (request) =>
        Promise.resolve(
          html(PAGE.replace("<head>", `<head>${request.url.endsWith("/bad") ? strict : meta}`)),
        ),
    );
    expect(await (await edge.fetch("/good")).text()).toContain('nonce="abc"');
    expect(await (await edge.fetch("/bad")).text()).not.toContain("<script");
    await edge.settle();
    expect(edge.counters).toContainEqual({ reason: "policy", subject: "meta: unreadable" });
  });
});

describe("files", () => {
  it("of elements come with the page, and are served with types that nobody guesses", async () => {
    const element = { kind: "value_proposition" as const, headline: "Tea", points: [] };
    const edge = await edgeWith(
      {
        experiments: [
          {
            key: "title",
            variants: variants({ changes: [{ selector: "h1", action: "after", element }] }) as never,
          },
        ],
      },
      shop,
    );
    const hash = /\/_lahza\/a\/([0-9a-f]+)\.css/.exec(await (await edge.fetch("/")).text())?.[1] ?? "";
    // The isolate that is asked has no ruleset yet: the file comes from D1.
    const stored: unknown[] = [{ type: "css", body: ".lahza{}", integrity: "" }];
    const statement = { bind: () => statement, first: () => Promise.resolve(stored.shift() ?? null) };
    const env = { DB: { prepare: () => statement } as unknown as D1Database, COOKIE_KEYS: "" } as Env;
    const file = await answerAsset(
      new Request(`https://shop.example/_lahza/a/${hash}.css`),
      hash,
      isolateFor(env),
    );
    expect([file.status, file.headers.get("x-content-type-options")]).toEqual([200, "nosniff"]);
    expect(file.headers.get("cache-control")).toContain("immutable");
    const missing = await answerAsset(
      new Request("https://shop.example/_lahza/a/00.css"),
      "0".repeat(16),
      isolateFor(env),
    );
    expect([missing.status, missing.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });
});

describe("originPath", () => {
  it.each([
    [["/:lang/products/*"], "/b/*"],
    [["/products", "/products/*"], "/b/*"],
    [["/a/*/b"], "/b/*"],
    [["/a/*"], "/b/*/*"],
  ])("of %j cannot be %s: nobody would see it, and all would be counted", async (include, originPath) => {
    const other = { key: "b", pages: { include }, variants: variants({ originPath }) };
    await expect(edgeWith({ experiments: [other] }, shop)).rejects.toThrow("/variants/1/originPath");
  });

  it.each(["/a/../b", "/a/./b", "/a/..", "/a/x\\y"])("puts nothing of %s into another path", (path) => {
    expect(originPathFor("/b/*", ["/a/*"], path)).toBeNull();
  });
});

describe("an old ruleset", () => {
  it("is refreshed behind the page that it served, not behind a picture", async () => {
    const { rulesets } = (await edgeWith(TITLE, shop)).edge;
    let refreshed = 0;
    const now = rulesets.current(NOW_MS);
    const ruleset = now.state === "cold" ? null : now.ruleset;
    const refresh = (): Promise<void> => {
      refreshed++;
      return Promise.resolve();
    };
    const stale = { ...rulesets, current: () => ({ state: "stale" as const, ruleset, refresh }) };
    const edge = await edgeWith(TITLE, shop, { rulesets: stale });
    expect(await (await edge.fetch("/")).text()).toContain("Changed");
    expect(refreshed).toBe(1);
    await (await edge.fetch("/a.png", { headers: { "sec-fetch-dest": "image" } })).text();
    expect(refreshed).toBe(1);
  });
});
