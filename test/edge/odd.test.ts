/** Odd pages, odd clocks and odd moments: each was suspected once. */
import { describe, expect, it } from "vitest";
import { answerAsset } from "../../src/edge/asset.ts";
import { createRulesetReader } from "../../src/ruleset/read.ts";
import { isolateFor } from "../../src/isolate.ts";
import type { Env } from "../../src/config.ts";
import { prepare } from "../../src/edge/prepare.ts";
import { cookieOf, edgeWith, html, NOW_MS, PAGE, rulesOf } from "./edge.ts";

const TITLE = { experiments: [{ key: "title" }] };
const shop = (): Promise<Response> => Promise.resolve(html(PAGE));

function hanging(): D1Database {
  const never = (): Promise<never> => new Promise(() => undefined);
  const statement = { bind: () => statement, first: never, all: never, run: never };
  return { prepare: () => statement, batch: never } as unknown as D1Database;
}

describe("a page", () => {
  it.each([
    ["of no bytes", () => html("")],
    ["without a body", () => new Response(null, { headers: { "content-type": "text/html" } })],
    ["of white space", () => html(" \n ")],
    ["of text", () => html("Tea")],
    ["that ends inside a tag", () => html("<h1")],
    ["that ends inside a comment", () => html("<!-- <h1>Tea</h1>")],
  ])("%s stays what it is", async (_name, answer) => {
    const edge = await edgeWith(TITLE, () => Promise.resolve(answer()));
    const response = await edge.fetch("/");
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(await answer().text());
    await edge.settle();
    expect(edge.counters).toEqual([]);
    expect(edge.exposures.filter(({ foundAtMs }) => foundAtMs !== null)).toEqual([]);
  });
});

describe("a request that was made ahead of a visit", () => {
  it("fulfils no goal", async () => {
    const goals = [
      { key: "look", kind: "request" as const, method: "GET" as const, path: "/look" },
      { key: "page", kind: "page" as const, path: "/look" },
    ];
    const edge = await edgeWith({ ...TITLE, goals }, shop);
    const first = await edge.fetch("/");
    await first.text();
    const cookie = cookieOf(first) ?? "";
    await (await edge.fetch("/look", { headers: { cookie, "sec-purpose": "prefetch" } })).text();
    await edge.settle();
    expect(edge.events).toEqual([]);
    await (await edge.fetch("/look", { headers: { cookie } })).text();
    await edge.settle();
    expect(edge.events.map(({ name }) => name).toSorted()).toEqual(["look", "page"]);
  });
});

describe("consent that was withdrawn", () => {
  it("ends experiments and goals, on touched pages and others", async () => {
    const goals = [
      { key: "look", kind: "page" as const, path: "/look" },
      { key: "add", kind: "request" as const, method: "POST" as const, path: "/add" },
      { key: "home", kind: "page" as const, path: "/" },
    ];
    const only = { key: "title", pages: { include: ["/"] } };
    const edge = await edgeWith({ experiments: [only], goals }, shop);
    const first = await edge.fetch("/");
    await first.text();
    const cookie = `${cookieOf(first) ?? ""}; lahza_optout=1`;
    await edge.settle();
    edge.events.length = 0;
    edge.exposures.length = 0;
    const response = await edge.fetch("/", { headers: { cookie } });
    expect(await response.text()).toBe(PAGE);
    await (await edge.fetch("/look", { headers: { cookie } })).text();
    await edge.fetch("/add", { method: "POST", headers: { cookie } });
    await edge.settle();
    expect([edge.events, edge.exposures]).toEqual([[], []]);
  });
});

describe("a failure behind the shop's answer", () => {
  const goals = [{ key: "home", kind: "page" as const, path: "/" }];
  const broken = {
    newId: () => {
      throw new RangeError("broken on purpose");
    },
  };

  it("while a whole page is settled: the shopper has a page", async () => {
    const answer = (): Promise<Response> =>
      Promise.resolve(html(PAGE, { headers: { "content-length": String(PAGE.length) } }));
    const edge = await edgeWith({ ...TITLE, goals }, answer, broken);
    const response = await edge.fetch("/");
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<p class=price>$4</p>");
    await edge.settle();
    expect(edge.counters).toContainEqual({ reason: "failure", subject: "RangeError" });
  });

  it("that was a 304 to our own question: the shopper gets a page, not a 304 that nobody asked for", async () => {
    const answer = (request: Request): Promise<Response> =>
      Promise.resolve(
        request.headers.get("if-none-match") === '"1"'
          ? new Response(null, { status: 304, headers: { etag: '"1"' } })
          : html(PAGE, { headers: { etag: '"1"' } }),
      );
    const whole = await edgeWith({ ...TITLE, goals }, answer);
    const first = await whole.fetch("/");
    const etag = first.headers.get("etag") ?? "";
    const headers = { cookie: cookieOf(first) ?? "", "if-none-match": etag };
    expect((await whole.fetch("/", { headers })).status).toBe(304);
    const edge = await edgeWith({ ...TITLE, goals }, answer, broken);
    expect((await edge.fetch("/", { headers })).status).toBe(200);
  });
});

describe("a visitor whom we do not know", () => {
  it("gets a whole page, so that the exposure is counted, also where the browser has kept one", async () => {
    const answer = (request: Request): Promise<Response> =>
      Promise.resolve(
        request.headers.get("if-none-match") === '"1"'
          ? new Response(null, { status: 304, headers: { etag: '"1"' } })
          : html(PAGE, { headers: { etag: '"1"' } }),
      );
    const edge = await edgeWith(TITLE, answer);
    const first = await edge.fetch("/");
    await first.text();
    const etag = first.headers.get("etag") ?? "";
    await edge.settle();
    edge.exposures.length = 0;
    const response = await edge.fetch("/", { headers: { "if-none-match": etag } });
    await response.text();
    await edge.settle();
    expect(cookieOf(response)).not.toBeNull();
    expect(edge.exposures).toHaveLength(1);
  });
});

describe("a file of a variant", () => {
  it("is given up after a while where D1 hangs: a page waits for its styles", async () => {
    const env = { DB: hanging(), COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE" } as Env;
    const started = Date.now();
    const request = new Request("https://shop.example/_lahza/a/0123456789abcdef.css");
    const response = await answerAsset(request, "0123456789abcdef", isolateFor(env));
    expect(response.status).toBe(404);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(Date.now() - started).toBeLessThan(4_000);
  }, 10_000);
});

describe("a clock that was set back", () => {
  it("does not keep an old ruleset for as long", async () => {
    let now = NOW_MS;
    const first = (): Promise<null> => Promise.resolve(null);
    const statement = { bind: () => statement, first };
    const db = { prepare: () => statement } as unknown as D1Database;
    const reader = createRulesetReader({ db, prepare: () => "", clock: () => now });
    const current = reader.current(now);
    if (current.state !== "cold") throw new Error(current.state);
    await current.load(1_000).ruleset;
    expect(reader.current(now - 50).state).toBe("warm");
    now -= 3_600_000;
    expect(reader.current(now).state).toBe("cold");
  });
});

describe("many experiments", () => {
  it("more than a cookie holds: it stays a cookie that verifies, and everybody keeps the variant", async () => {
    const experiments = Array.from({ length: 120 }, (_, index) => ({
      key: `e${index}`,
      variants: [
        { key: "control", weight: 0.5 },
        {
          key: "changed",
          weight: 0.5,
          changes: [{ selector: "h1", action: "after" as const, value: `<i>${index}</i>` }],
        },
      ],
    }));
    const edge = await edgeWith({ experiments }, shop);
    const first = await edge.fetch("/");
    const text = await first.text();
    let cookie = cookieOf(first) ?? "";
    expect(cookie.length).toBeLessThan(2048);
    for (let view = 0; view < 3; view++) {
      const again = await edge.fetch("/", { headers: { cookie } });
      expect(await again.text()).toBe(text);
      cookie = cookieOf(again) ?? cookie;
    }
    await edge.settle();
    expect(new Set(edge.exposures.map(({ visitor }) => visitor)).size).toBe(1);
  });

  it("one that pauses is not forgotten when another is met", async () => {
    const audience = { "query.from": "mail" };
    const both = await rulesOf({
      experiments: [
        { key: "a", audience, pages: { include: ["/a"] } },
        { key: "b", pages: { include: ["/b"] } },
      ],
    });
    const { ruleset } = both;
    const paused = prepare({ ...ruleset, experiments: ruleset.experiments.filter(({ key }) => key === "b") });
    const running = await edgeWith(both, shop);
    const met = await running.fetch("/a?from=mail");
    expect(await met.text()).toContain("Changed");
    const other = await (
      await edgeWith(paused, shop)
    ).fetch("/b", { headers: { cookie: cookieOf(met) ?? "" } });
    expect(await other.text()).toContain("Changed");
    const again = await running.fetch("/a", { headers: { cookie: cookieOf(other) ?? "" } });
    expect(await again.text()).toContain("Changed");
  });
});
