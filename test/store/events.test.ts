import { beforeEach, describe, expect, test } from "vitest";
import { receiveEvents, timeOf, type EventsDoor } from "../../src/collect/events.ts";
import { createLimiter } from "../../src/collect/limiter.ts";
import type { CounterRecord } from "../../src/collect/record.ts";
import { writerFor } from "../../src/collect/write.ts";
import { goalSchema } from "../../src/domain/goal.schema.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { formatVisitorCookie, mintIdentity } from "../../src/visitor/cookie.ts";
import { ordersOfVisitor } from "../../src/store/buyers.ts";
import { readBuyerStage } from "../../src/visitor/buyer.ts";
import { db, dump, freshDatabase, tables } from "./database.ts";
import { T0 } from "./records.ts";

beforeEach(freshDatabase);

const KEYS = [{ id: "k1", secret: new TextEncoder().encode("a key of our own, thirty-two bytes") }];
const ADDRESS = "https://shop.example/_lahza/events";
const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";

const identity = mintIdentity(T0, (bytes) => void crypto.getRandomValues(bytes));
const cookie = `lahza=${await formatVisitorCookie(identity, KEYS)}`;

function doorWith(overrides: Partial<EventsDoor> = {}) {
  const counted: CounterRecord[] = [];
  const door: EventsDoor = {
    write: writerFor({ DB: db }),
    cookieKeys: KEYS,
    rules: {
      settings: settingsSchema.parse({ currency: "EUR" }),
      goals: [goalSchema.parse({ kind: "custom", key: "size_chart", event: "sized_up" })],
    },
    recorder: {
      record: async ({ counters = [] }) => void counted.push(...counters),
      isStored: () => false,
      unsaved: () => [],
    },
    waitUntil: () => undefined,
    nowMs: T0,
    limiter: createLimiter(120),
    ...overrides,
  };
  return { door, counted };
}

function post(body: unknown, headers: Record<string, string> = {}): Request {
  return new Request(ADDRESS, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "user-agent": CHROME,
      cookie,
      "sec-fetch-site": "same-origin",
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

const one = (overrides: object = {}) => ({ events: [{ id: "e1", name: "add_to_cart", ...overrides }] });
const batch = (from: number) => ({
  events: Array.from({ length: 60 }, (_, index) => ({ id: String(from + index), name: "view_item" })),
});
const storedEvents = async (): Promise<Record<string, unknown>[]> =>
  (await dump(["events"]))["events"] as Record<string, unknown>[];

describe("what is stored", () => {
  test("an event of the visitor in the signed cookie, in minor units", async () => {
    const { door, counted } = doorWith();
    const body = {
      sentAt: T0 - 500,
      events: [
        {
          id: "e1",
          name: "purchase",
          at: T0 - 2_500,
          value: 19.9,
          currency: "KWD",
          properties: { transaction_id: "#۱۰۰۱" },
        },
      ],
    };
    const response = await receiveEvents(post(body), door);
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(await storedEvents()).toEqual([
      {
        source: "browser",
        unit: identity.id,
        id: expect.stringMatching(/^[\w-]{22}$/),
        visitor: identity.id,
        customer: null,
        name: "purchase",
        at_ms: T0 - 2_000,
        received_ms: T0,
        value_minor: 19_900,
        currency: "KWD",
        order_id: "1001",
        refund_id: null,
        payment: null,
        conflict: 0,
        known_at: null,
        was: null,
      },
    ]);
    expect(counted).toEqual([]);
  });

  test("also as text/plain, as sendBeacon sends it", async () => {
    const { door } = doorWith();
    expect(
      (await receiveEvents(post(one(), { "content-type": "text/plain;charset=UTF-8" }), door)).status,
    ).toBe(204);
    expect(await storedEvents()).toHaveLength(1);
  });

  test("twice delivered is once stored", async () => {
    const { door } = doorWith();
    await receiveEvents(post({ events: [...one().events, ...one().events] }), door);
    await receiveEvents(post(one()), { ...door, nowMs: T0 + 60_000 });
    expect(await storedEvents()).toEqual([expect.objectContaining({ at_ms: T0 })]);
  });

  test("names that a goal defines; others are counted", async () => {
    const { door, counted } = doorWith();
    const response = await receiveEvents(
      post({
        events: [
          { id: "1", name: "sized_up" },
          { id: "2", name: "hovered" },
          { id: "3", name: "size_chart" },
        ],
      }),
      door,
    );
    expect(response.status).toBe(204);
    expect((await storedEvents()).map((row) => row["name"])).toEqual(["sized_up"]);
    expect(counted).toEqual([{ reason: "unknown-event", count: 2 }]);
  });

  test("an amount beyond 10¹² minor units is left out and counted, the event stays", async () => {
    const { door, counted } = doorWith();
    await receiveEvents(post(one({ value: 1e11 })), door);
    expect(await storedEvents()).toEqual([expect.objectContaining({ value_minor: null, currency: null })]);
    expect(counted).toEqual([{ reason: "amount-too-large", subject: "add_to_cart" }]);
  });

  test("a visitor named in the body is refused, not believed", async () => {
    const { door } = doorWith();
    expect((await receiveEvents(post({ ...one(), visitor: "somebody" }), door)).status).toBe(400);
    expect(await storedEvents()).toEqual([]);
  });
});

describe("what is not counted", () => {
  test.each<[string, string, Record<string, string>]>([
    ["no cookie", "no-visitor", { cookie: "" }],
    ["a forged cookie", "no-visitor", { cookie: `${cookie.slice(0, -2)}AA` }],
    ["somebody else's key", "no-visitor", { cookie: cookie.replace(".k1.", ".k2.") }],
    ["opted out", "opted-out", { cookie: `${cookie}; lahza_optout=1` }],
    [
      "a crawler",
      "crawler",
      { "user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)" },
    ],
    ["no user agent", "crawler", { "user-agent": "" }],
  ])("%s: 204, nothing stored, counted as %s", async (_what, reason, headers) => {
    const { door, counted } = doorWith();
    expect((await receiveEvents(post(one(), headers), door)).status).toBe(204);
    expect(await storedEvents()).toEqual([]);
    expect(counted).toEqual([{ reason, subject: "events", count: 1 }]);
  });

  test("GPC in opt-out mode", async () => {
    const { door, counted } = doorWith({
      rules: { settings: settingsSchema.parse({ consent: { mode: "opt-out" } }), goals: [] },
    });
    expect((await receiveEvents(post(one(), { "sec-gpc": "1" }), door)).status).toBe(204);
    expect(await storedEvents()).toEqual([]);
    expect(counted).toEqual([{ reason: "gpc", subject: "events", count: 1 }]);
  });
});

describe("what is refused", () => {
  test.each<[string, unknown, string | undefined]>([
    ["not JSON", "{", undefined],
    ["no events", { events: [] }, "/events"],
    ["an unknown field", { events: [{ id: "1", name: "purchase", variant: "b" }] }, "/events/0"],
    ["no id", { events: [{ name: "purchase" }] }, "/events/0/id"],
    [
      "101 events",
      { events: Array.from({ length: 101 }, (_, id) => ({ id: String(id), name: "purchase" })) },
      "/events",
    ],
    [
      "a reserved name",
      {
        events: [
          { id: "1", name: "purchase" },
          { id: "2", name: "lahza.exposure" },
        ],
      },
      "/events/1/name",
    ],
    ["a reserved name of later", { events: [{ id: "1", name: "lahza.visit" }] }, "/events/0/name"],
  ])("%s: 400 as problem details, nothing stored", async (_what, body, pointer) => {
    const { door } = doorWith();
    const response = await receiveEvents(post(body), door);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      400,
      "application/problem+json",
    ]);
    const details = await response.json<{ status: number; title: string; errors?: { pointer: string }[] }>();
    expect(details).toMatchObject({ status: 400, title: expect.any(String) });
    expect(details.errors?.[0]?.pointer).toBe(pointer);
    expect(await storedEvents()).toEqual([]);
  });

  test("bytes that are not UTF-8", async () => {
    const { door } = doorWith();
    const request = new Request(ADDRESS, {
      method: "POST",
      headers: post(one()).headers,
      body: new Uint8Array([0x7b, 0xff, 0x7d]),
    });
    expect((await receiveEvents(request, door)).status).toBe(400);
  });

  test.each(["declared", "streamed"])("more than 64 KB, %s: 413", async (how) => {
    const { door } = doorWith();
    const text = JSON.stringify(one({ properties: { note: "x".repeat(70_000) } }));
    const body = how === "declared" ? text : new Blob([text]).stream();
    const request = new Request(ADDRESS, { method: "POST", headers: { cookie, "user-agent": CHROME }, body });
    const response = await receiveEvents(request, door);
    expect([response.status, response.headers.get("content-type")]).toEqual([
      413,
      "application/problem+json",
    ]);
  });

  test.each<[string, Record<string, string>, number]>([
    ["another site's page", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }, 403],
    ["a sister host's page", { "sec-fetch-site": "same-site", origin: "https://blog.shop.example" }, 403],
    ["another site over plain HTTP", { "sec-fetch-site": "", origin: "http://evil.example" }, 403],
    ["a sandboxed frame", { "sec-fetch-site": "", origin: "null" }, 403],
    [
      "the shop's own page, without fetch metadata",
      { "sec-fetch-site": "", origin: "https://shop.example" },
      204,
    ],
  ])("%s", async (_what, headers, status) => {
    const { door } = doorWith();
    const request = post(one(), headers);
    if (headers["sec-fetch-site"] === "") request.headers.delete("sec-fetch-site");
    expect((await receiveEvents(request, door)).status).toBe(status);
    expect(await storedEvents()).toHaveLength(status === 204 ? 1 : 0);
  });

  test("a GET: 405 with Allow", async () => {
    const response = await receiveEvents(new Request(ADDRESS), doorWith().door);
    expect([response.status, response.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("more than 120 events a minute: 429 with Retry-After, for this visitor only", async () => {
    const { door, counted } = doorWith();
    expect((await receiveEvents(post(batch(0)), door)).status).toBe(204);
    expect((await receiveEvents(post(batch(60)), door)).status).toBe(204);
    const refused = await receiveEvents(post(batch(120)), door);
    expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("content-type")]).toEqual(
      [429, "30", "application/problem+json"],
    );
    expect(counted).toEqual([{ reason: "rate-limited", subject: "events", count: 60 }]);
    const other = mintIdentity(T0, (bytes) => void crypto.getRandomValues(bytes));
    const otherCookie = `lahza=${await formatVisitorCookie(other, KEYS)}`;
    expect((await receiveEvents(post(batch(120), { cookie: otherCookie }), door)).status).toBe(204);
    expect((await receiveEvents(post(batch(120)), { ...door, nowMs: T0 + 30_000 })).status).toBe(204);
    expect(await storedEvents()).toHaveLength(240);
  });

  test("D1 away: 503 with Retry-After, never a 204", async () => {
    const away = {
      prepare: db.prepare.bind(db),
      batch: () => Promise.reject(new Error("D1 is away")),
    } as unknown as D1Database;
    const { door, counted } = doorWith({ write: writerFor({ DB: away }) });
    const response = await receiveEvents(post(one()), door);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(counted).toEqual([{ reason: "not-stored", subject: "events", count: 1 }]);
  });

  test("D1 silent: 503 as well, before the sender gives up", async () => {
    const silent = {
      prepare: db.prepare.bind(db),
      batch: () => new Promise(() => undefined),
    } as unknown as D1Database;
    const { door, counted } = doorWith({ write: writerFor({ DB: silent }) });
    const response = await receiveEvents(post(one()), door);
    expect([response.status, response.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(counted).toEqual([{ reason: "not-stored", subject: "events", count: 1 }]);
  }, 10_000);

  test("no ruleset to judge by: 503", async () => {
    expect((await receiveEvents(post(one()), doorWith({ rules: null }).door)).status).toBe(503);
  });
});

test.each([
  ["the clock of the sender does not matter", { at: 1_000 }, 5_000, T0 - 4_000],
  ["an ISO instant with its zone", { at: "2026-11-20T15:29:00+03:30" }, undefined, T0 - 60_000],
  ["no time: when it arrived", {}, 5_000, T0],
  ["the future is now", { at: T0 + 60_000 }, T0, T0],
  ["not longer ago than a day", { at: T0 - 5 * 86_400_000 }, T0, T0 - 86_400_000],
])("an event's time: %s", (_what, event, sentAt, expected) => {
  expect(timeOf(event, sentAt, T0)).toBe(expected);
});

test("nothing personal is stored, whatever a shop puts into its events", async () => {
  const { door } = doorWith();
  const secrets = [
    "ali@example.com",
    "+989121234567",
    "09121234567",
    "203.0.113.7",
    "2001:db8::1",
    "utm_secret",
    "کوچه گل",
  ];
  const body = {
    events: secrets.map((secret) => ({
      id: secret,
      name: "purchase",
      value: 1,
      properties: { transaction_id: secret, email: secret, page: `/thanks?email=${secret}`, note: secret },
    })),
  };
  const headers = { "cf-connecting-ip": "203.0.113.7", referer: "https://shop.example/thanks?utm_secret=1" };
  expect((await receiveEvents(post(body, headers), door)).status).toBe(204);
  expect(await storedEvents()).toHaveLength(secrets.length);
  const text = JSON.stringify(await dump());
  for (const secret of [...secrets, "989121234567"]) expect(text).not.toContain(secret);
  expect(text).not.toMatch(/@|\?|Mozilla/);
});

test("no table has a column that could hold personal data", async () => {
  const columns: string[] = [];
  for (const table of await tables()) {
    const { results } = await db
      .prepare(`SELECT name FROM pragma_table_info('${table}')`)
      .all<{ name: string }>();
    // Where news goes to is the shop's own address, from its settings.
    const known = table === "alerts" ? ["url"] : [];
    columns.push(...results.map((row) => row.name).filter((name) => !known.includes(name)));
  }
  expect(columns.length).toBeGreaterThan(50);
  expect(
    columns.filter((name) =>
      /(^|_)(ip|agent|ua|mail|email|phone|name_of|address|url|query|referr?er|path)($|_)/.test(name),
    ),
  ).toEqual([]);
});

describe("how often somebody bought", () => {
  const bought = (order: string) => ({
    events: [
      { id: order, name: "purchase", value: 1, currency: "EUR", properties: { transaction_id: order } },
    ],
  });
  const buyers = { orders: (visitor: string) => ordersOfVisitor(db, visitor), cookieDomain: null };

  test("is told to the browser where orders are stored, once, and counts an order once", async () => {
    const { door } = doorWith({ buyers });
    const stages: (string | undefined)[] = [];
    let jar = cookie;
    for (const order of ["A1", "A1", "A2", "A3"]) {
      const [set] = (await receiveEvents(post(bought(order), { cookie: jar }), door)).headers.getSetCookie();
      const pair = set?.split(";", 1)[0];
      if (pair !== undefined) jar = `${cookie}; ${pair}`;
      stages.push(set === undefined ? undefined : await readBuyerStage(jar, identity.id, KEYS));
    }
    expect(stages).toEqual(["first", undefined, "repeat", undefined]);
  });

  test("is not told where D1 does not say it, and the events are stored all the same", async () => {
    const away = { ...buyers, orders: () => Promise.reject(new Error("away")) };
    const response = await receiveEvents(post(bought("B1")), doorWith({ buyers: away }).door);
    expect([response.status, response.headers.getSetCookie()]).toEqual([204, []]);
    expect(await storedEvents()).toHaveLength(1);
  });
});
