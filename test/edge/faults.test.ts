/** Whatever breaks in Lahza, the shopper gets the shop's page. Each case here broke something on purpose. */
import { describe, expect, it, vi } from "vitest";
import { apiService } from "../../src/app.ts";
import worker from "../../src/index.ts";
import type { Env } from "../../src/config.ts";
import { rewrite } from "../../src/rewrite/index.ts";
import { createRulesetReader } from "../../src/ruleset/read.ts";
import { prepare } from "../../src/edge/prepare.ts";
import { CONFIG, edgeWith, html, NAVIGATION, PAGE } from "./edge.ts";

const TITLE = { experiments: [{ key: "title" }] };
const HEADERS = { etag: '"shop-1"', "cache-control": "public, max-age=60", "x-shop": "yes" };
const shop = (): Promise<Response> => Promise.resolve(html(PAGE, { headers: HEADERS }));

async function expectShopsPage(response: Response): Promise<void> {
  expect(response.status).toBe(200);
  expect(await response.text()).toBe(PAGE);
  for (const [name, value] of Object.entries(HEADERS)) expect(response.headers.get(name)).toBe(value);
  expect(response.headers.getSetCookie()).toEqual([]);
}

/** A D1 binding of which every call does this. */
function database(behaviour: () => Promise<never>): D1Database {
  const statement = {
    bind: () => statement,
    first: behaviour,
    all: behaviour,
    run: behaviour,
    raw: behaviour,
  };
  return {
    prepare: () => statement,
    batch: behaviour,
    exec: behaviour,
    dump: behaviour,
    withSession: () => database(behaviour),
  } as unknown as D1Database;
}

describe("the ruleset", () => {
  it.each([
    ["D1 is not bound", () => undefined as unknown as D1Database],
    ["D1 fails", () => database(() => Promise.reject(new Error("D1_ERROR: overloaded")))],
    ["D1 hangs", () => database(() => new Promise<never>(() => undefined))],
    [
      "D1 throws",
      () =>
        ({
          prepare: () => {
            throw new Error("no such binding");
          },
        }) as unknown as D1Database,
    ],
  ])("%s", async (_name, db) => {
    const edge = await edgeWith(null, shop, { rulesets: createRulesetReader({ db: db(), prepare }) });
    const started = Date.now();
    await expectShopsPage(await edge.fetch("/"));
    expect(Date.now() - started).toBeLessThan(1500);
  });

  it.each([
    ["is empty", null],
    ["is no JSON", "{"],
    ["is of a future format", JSON.stringify({ format: 99, version: 1 })],
    ["lacks its parts", JSON.stringify({ format: 1, version: 1, experiments: [{}] })],
  ])("%s", async (_name, body) => {
    const head = body === null ? null : { version: 1, format: 1, digest: "d", checksum: "c", body };
    const statement = {
      bind: () => statement,
      first: () => Promise.resolve(head),
      all: () => Promise.resolve({ results: head === null ? [] : [head] }),
    };
    const db = { prepare: () => statement } as unknown as D1Database;
    const edge = await edgeWith(null, shop, { rulesets: createRulesetReader({ db, prepare }) });
    await expectShopsPage(await edge.fetch("/"));
  });

  it("switched off by the kill switch", async () => {
    const edge = await edgeWith({ ...TITLE, settings: { enabled: false } }, shop);
    await expectShopsPage(await edge.fetch("/"));
  });
});

describe("a stage that throws", () => {
  const thrower = (): never => {
    throw new RangeError("broken on purpose");
  };

  it.each([
    ["reading the ruleset", { rulesets: { current: thrower, status: thrower } }],
    ["minting an id", { random: thrower }],
    ["starting the rewriter", { rewrite: thrower }],
  ])("%s", async (_name, broken) => {
    const edge = await edgeWith(TITLE, shop, broken);
    await expectShopsPage(await edge.fetch("/"));
    await edge.settle();
    expect(edge.counters).toContainEqual({ reason: "failure", subject: "RangeError" });
  });

  it("the recorder, which the shopper does not notice", async () => {
    const edge = await edgeWith(TITLE, shop, {
      recorder: { record: () => Promise.reject(new Error("full")), isStored: () => false, unsaved: () => [] },
    });
    expect(await (await edge.fetch("/")).text()).toContain("<h1>Changed</h1>");
  });

  it("inside the stream: the rest of the page passes as it is, and the path is left alone for a while", async () => {
    const edge = await edgeWith(TITLE, shop, {
      rewrite: (body, options) =>
        rewrite(body, {
          ...options,
          plan: () => {
            throw new RangeError("broken on purpose");
          },
        }),
    });
    expect(await (await edge.fetch("/only-this-path")).text()).toBe(PAGE);
    await edge.settle();
    expect(edge.counters.map(({ reason }) => reason)).toContain("rewriter-failure");
    const again = await edge.fetch("/only-this-path");
    await expectShopsPage(again);
  });
});

describe("the environment", () => {
  const context = {
    waitUntil: () => undefined,
    passThroughOnException: () => undefined,
    templates: {},
  } as unknown as ExecutionContext;

  it.each([
    ["no keys", {}],
    ["a key that is too short", { COOKIE_KEYS: "k1:AAAA" }],
    [
      "a prefix that is none",
      { COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE", PREFIX: "a b" },
    ],
  ])("with %s only passes through, and health says what to do", async (_name, variables) => {
    const env = {
      DB: database(() => Promise.reject(new Error("away"))),
      SHOP: { fetch: shop } as unknown as Fetcher,
      ...variables,
    } as Env;
    const request = (path: string): Request<unknown, IncomingRequestCfProperties> =>
      new Request(`https://shop.example${path}`, { headers: NAVIGATION }) as Request<
        unknown,
        IncomingRequestCfProperties
      >;
    await expectShopsPage(await worker.fetch(request("/"), env, context));
    if (!("PREFIX" in variables)) {
      const health = request("/_lahza/api/health");
      health.headers.set("authorization", "Bearer token-of-the-test");
      const bound = { ...env, ADMIN_TOKEN: "token-of-the-test", API: apiService(env, context) };
      const answer = await worker.fetch(health, bound, context);
      expect(answer.status).toBe(503);
      const { problems } = (await answer.json()) as { problems: string[] };
      expect(problems.join()).toContain("COOKIE_KEYS");
    }
  });

  it("without the API's Worker serves shoppers, and says on the API's paths what to do", async () => {
    const env = {
      DB: database(() => Promise.reject(new Error("away"))),
      SHOP: { fetch: shop },
    } as unknown as Env;
    const ask = async (path: string, API?: Env["API"]): Promise<Response> =>
      await worker.fetch(
        new Request(`https://shop.example${path}`, { headers: NAVIGATION }),
        API === undefined ? env : { ...env, API },
        context,
      );
    await expectShopsPage(await ask("/"));
    const missing = await ask("/_lahza/events");
    expect(missing.status).toBe(503);
    expect(await missing.text()).toContain("wrangler.api.toml");
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const gone = (): Promise<never> => Promise.reject(new Error("exceeded its limits"));
    const broken = { answer: gone, preview: gone, schedule: gone };
    const failing = await ask("/_lahza/events", broken);
    expect(failing.status).toBe(503);
    expect(failing.headers.get("retry-after")).toBe("5");
    await expectShopsPage(await ask("/", broken));
    vi.restoreAllMocks();
  });

  it("names every problem", () => {
    expect(CONFIG.problems).toEqual([]);
  });
});

describe("changes that cannot be made", () => {
  it("leave the place as it was, and are counted with their reason", async () => {
    const variants = [
      { key: "control", weight: 0 },
      {
        key: "changed",
        weight: 1,
        changes: [
          { selector: "p.price", action: "prepend" as const, value: "<div>block</div>" },
          { selector: "h1", action: "set_text" as const, value: "Changed" },
        ],
      },
    ];
    const edge = await edgeWith({ experiments: [{ key: "title", variants }] }, shop);
    const text = await (await edge.fetch("/")).text();
    expect(text).toContain("<p class=price>$4</p>");
    expect(text).toContain("<h1>Changed</h1>");
    await edge.settle();
    expect(edge.counters).toContainEqual({
      reason: "skipped-content-not-allowed-here",
      subject: "title/changed#0",
    });
  });
});
