/** What pages report of themselves: confirmed, seen, stayed; and what nobody can claim. */
import { beforeEach, describe, expect, test } from "vitest";
import { type EventsDoor, receiveEvents } from "../../src/collect/events.ts";
import { createLimiter } from "../../src/collect/limiter.ts";
import { createDoorMemo } from "../../src/collect/memo.ts";
import type { CounterRecord } from "../../src/collect/record.ts";
import { answerStylesheet, stylesheetPath } from "../../src/collect/stylesheet.ts";
import { settingsSchema } from "../../src/domain/settings.schema.ts";
import { writeRecords } from "../../src/store/records.ts";
import { formatVisitorCookie, mintIdentity } from "../../src/visitor/cookie.ts";
import { customerDigest } from "../../src/visitor/customer-digest.ts";
import { formatPageToken, type PageToken } from "../../src/visitor/page-token.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { T0 } from "./records.ts";

beforeEach(freshDatabase);

const KEYS = [{ id: "k1", secret: new TextEncoder().encode("a key of our own, thirty-two bytes") }];
const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const mint = () => mintIdentity(T0, (bytes) => void crypto.getRandomValues(bytes));
const me = mint();
const cookie = `lahza=${await formatVisitorCookie(me, KEYS)}`;
const PAGE: PageToken = {
  ruleset: 7,
  exposures: [
    { experiment: 1, phase: 1, variant: 1, stretch: 0, unit: "visitor" },
    { experiment: 2, phase: 4, variant: 0, stretch: 0, unit: "visitor" },
  ],
  facts: null,
};
const page = await formatPageToken(me.id, PAGE, KEYS);

function doorWith(overrides: Partial<EventsDoor> = {}) {
  const counted: CounterRecord[] = [];
  const written: Promise<void>[] = [];
  let writes = 0;
  const counting = new Proxy(db, {
    get(target, name) {
      if (name === "batch") writes++;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value as () => unknown).bind(target) : value;
    },
  });
  const door: EventsDoor = {
    write: (records, nowMs) => writeRecords(counting, records, nowMs),
    cookieKeys: KEYS,
    rules: { settings: settingsSchema.parse({ currency: "EUR" }), goals: [] },
    recorder: {
      async record({ exposures = [], events = [], counters = [] }) {
        counted.push(...counters);
        if (exposures.length + events.length > 0)
          written.push(writeRecords(db, { exposures, events, counters: [] }, T0));
      },
      isStored: () => false,
      unsaved: () => [],
    },
    waitUntil: () => undefined,
    nowMs: T0,
    limiter: createLimiter(120),
    memo: createDoorMemo(),
    ...overrides,
  };
  return { door, counted, settle: () => Promise.all(written), writes: () => writes };
}

function post(events: object[], headers: Record<string, string> = {}, sentAt = T0): Request {
  return new Request("https://shop.example/_lahza/events", {
    method: "POST",
    headers: { "user-agent": CHROME, cookie, "sec-fetch-site": "same-origin", ...headers },
    body: JSON.stringify({ sentAt, events }),
  });
}

const confirm = (more: object = {}) => ({
  id: "c",
  name: "lahza.confirm",
  at: T0,
  page,
  properties: { places: "0,1" },
  ...more,
});
const rows = async (table: string) => (await dump([table]))[table] as Record<string, unknown>[];
const exposures = () => rows("exposures");

describe("a page's confirmation", () => {
  test("confirms the exposures that its token names, in the variants that the server chose", async () => {
    const { door, counted } = doorWith();
    expect((await receiveEvents(post([confirm()]), door)).status).toBe(204);
    expect(await exposures()).toEqual([
      expect.objectContaining({
        experiment: 1,
        phase: 1,
        variant: 1,
        found_at: null,
        confirmed_at: T0,
        seen_at: null,
      }),
      expect.objectContaining({
        experiment: 2,
        phase: 4,
        variant: 0,
        found_at: null,
        confirmed_at: T0,
        seen_at: null,
      }),
    ]);
    expect(counted).toEqual([]);
  });

  test("leaves what the edge found, and when", async () => {
    const { door } = doorWith();
    const found = {
      experiment: 1,
      phase: 1,
      unit: me.id,
      visitor: me.id,
      customer: null,
      variant: 1,
      assignedAtMs: T0 - 900,
      foundAtMs: T0 - 900,
      facts: { device: "mobile", country: "IR", language: "fa", visitor: "new", source: "search" },
    } as never;
    await writeRecords(db, { exposures: [found], events: [], counters: [] }, T0);
    await receiveEvents(post([confirm({ properties: { places: "0" } })]), door);
    expect(await exposures()).toEqual([
      expect.objectContaining({
        assigned_at: T0 - 900,
        found_at: T0 - 900,
        confirmed_at: T0,
        device: "mobile",
        source: "search",
      }),
    ]);
  });

  test("of places that were not on the page confirms nothing", async () => {
    const { door } = doorWith();
    await receiveEvents(
      post([
        confirm({ properties: { places: "" } }),
        confirm({ id: "d", properties: { places: "7,x,-1,1e3" } }),
      ]),
      door,
    );
    expect(await exposures()).toEqual([]);
  });

  test("says how long the first byte took; the first confirmation's word holds, and no other's", async () => {
    const told = async (wait: unknown, at = T0, id = "c"): Promise<unknown> => {
      const { door } = doorWith();
      await receiveEvents(post([confirm({ id, at, properties: { places: "0", wait } })]), door);
      return (await exposures())[0]?.["first_byte_ms"];
    };
    for (const [wait, stored] of [
      [312.4, 312],
      [0, 0],
      [1e9, 60_000],
      [-1, null],
      ["312", null],
      [undefined, null],
    ]) {
      await freshDatabase();
      expect([wait, await told(wait)]).toEqual([wait, stored]);
    }
    await freshDatabase();
    expect(await told(400, T0 - 5_000)).toBe(400);
    expect(await told(90, T0, "d")).toBe(400);
    const { door } = doorWith();
    await receiveEvents(
      post([{ ...confirm({ id: "s", properties: { places: "0", wait: 7 } }), name: "lahza.seen" }]),
      door,
    );
    expect(await exposures()).toEqual([expect.objectContaining({ first_byte_ms: 400, seen_at: T0 })]);
  });

  test("sees what was on screen, which was there", async () => {
    const { door } = doorWith();
    await receiveEvents(post([{ ...confirm({ properties: { places: "1" } }), name: "lahza.seen" }]), door);
    expect(await exposures()).toEqual([
      expect.objectContaining({ experiment: 2, confirmed_at: T0, seen_at: T0 }),
    ]);
  });

  test("of a page that was fetched ahead finds it, with the facts of then", async () => {
    const { door } = doorWith();
    const ahead = await formatPageToken(
      me.id,
      {
        ...PAGE,
        facts: { device: "mobile", country: "IR", language: null, visitor: "new", source: "search" },
      },
      KEYS,
    );
    await receiveEvents(
      post([confirm({ page: ahead, properties: { places: "0", language: "fa-IR" } })]),
      door,
    );
    expect(await exposures()).toEqual([
      expect.objectContaining({
        found_at: T0,
        confirmed_at: T0,
        device: "mobile",
        country: "IR",
        language: "fa",
        visitor_kind: "new",
        source: "search",
      }),
    ]);
  });

  test("again and again is one row and one write", async () => {
    const { door, writes } = doorWith();
    for (let view = 0; view < 5; view++)
      await receiveEvents(post([confirm({ id: `c${view}`, at: T0 + view })]), door);
    expect(writes()).toBe(1);
    expect((await exposures()).map((row) => row["confirmed_at"])).toEqual([T0, T0]);
  });
});

describe("a page's first moment", () => {
  const leave = (properties: object, id = "l") => ({
    id,
    name: "lahza.leave",
    at: T0,
    page,
    properties: { places: "0", ...properties },
  });

  test.each([
    [{ visible: 6_999, acted: false }, []],
    [{ visible: 7_000, acted: false }, ["lahza.stayed"]],
    [{ visible: 10, acted: true }, ["lahza.interaction"]],
    [{ visible: 90_000, acted: true }, ["lahza.interaction", "lahza.stayed"]],
    [{ visible: "9000", acted: "yes" }, []],
    [{ visible: -1e300, acted: 1 }, []],
  ])("%j", async (properties, names) => {
    const { door } = doorWith();
    expect((await receiveEvents(post([leave(properties)]), door)).status).toBe(204);
    expect(
      (await rows("events")).map((row) => String(row["name"])).toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(names);
  });

  test("is written once a day for the same exposures, however many pages are looked at", async () => {
    const { door, writes } = doorWith();
    for (let view = 0; view < 4; view++)
      await receiveEvents(post([leave({ visible: 9_000, acted: true }, `l${view}`)]), {
        ...door,
        nowMs: T0 + view,
      });
    expect(writes()).toBe(1);
    // Another isolate does not know, and writes it again: the same rows.
    await receiveEvents(post([leave({ visible: 9_000, acted: true }, "other")]), {
      ...door,
      memo: createDoorMemo(),
    });
    expect(await rows("events")).toHaveLength(2);
    await receiveEvents(post([leave({ places: "0,1", visible: 9_000 }, "more")]), door);
    expect(await rows("events")).toHaveLength(3);
  });
});

describe("what nobody can claim", () => {
  const other = mint();
  const forged = [
    ["another visitor's token", async () => await formatPageToken(other.id, PAGE, KEYS)],
    [
      "a token of a key of their own",
      async () => await formatPageToken(me.id, PAGE, [{ id: "k1", secret: new Uint8Array(32) }]),
    ],
    ["another variant written into it", () => Promise.resolve(page.replace("1_1_1", "1_1_0"))],
    ["another experiment written into it", () => Promise.resolve(page.replace("1_1_1", "9_1_1"))],
    ["none", () => Promise.resolve("")],
    ["a cookie", () => Promise.resolve(cookie.slice(6))],
  ] as const;
  test.each(forged)("%s: nothing stored, counted as page-token", async (_what, token) => {
    const { door, counted } = doorWith();
    expect((await receiveEvents(post([confirm({ page: await token() })]), door)).status).toBe(204);
    expect(await exposures()).toEqual([]);
    expect(counted).toEqual([{ reason: "page-token", subject: "lahza.confirm" }]);
  });

  test("without the cookie a token is worth nothing", async () => {
    const { door, counted } = doorWith();
    await receiveEvents(post([confirm()], { cookie: "" }), door);
    expect(await exposures()).toEqual([]);
    expect(counted).toEqual([{ reason: "no-visitor", subject: "events", count: 1 }]);
  });

  test("another account in the same browser: not the first one's exposure, counted as signed-out", async () => {
    const exposed = { ...PAGE, exposures: [{ ...PAGE.exposures[0], unit: "customer" }, PAGE.exposures[1]] };
    const first = await customerDigest("17", KEYS);
    const token = await formatPageToken(me.id, exposed as PageToken, KEYS, first);
    const rules = { settings: settingsSchema.parse({ currency: "EUR", customerCookie: "id" }), goals: [] };
    const report = async (more: string) => {
      const { door, counted } = doorWith({ rules });
      await receiveEvents(post([confirm({ page: token })], { cookie: `${cookie}${more}` }), door);
      return counted;
    };
    const visitors = expect.objectContaining({ experiment: 2, unit: me.id }) as unknown;
    for (const other of ["; id=18", ""]) {
      expect(await report(other)).toEqual([{ reason: "signed-out", subject: "lahza.confirm" }]);
      expect(await exposures()).toEqual([visitors]);
    }
    expect(await report("; id=17")).toEqual([]);
    const all = (await exposures()).toSorted((a, b) => Number(a["experiment"]) - Number(b["experiment"]));
    expect(all).toEqual([
      expect.objectContaining({ experiment: 1, unit: `c.${first}`, confirmed_at: T0 }),
      visitors,
    ]);
  });

  test("a variant in the properties is not asked", async () => {
    const { door } = doorWith();
    await receiveEvents(post([confirm({ properties: { places: "0", variant: 0, experiment: 9 } })]), door);
    expect(await exposures()).toEqual([expect.objectContaining({ experiment: 1, variant: 1 })]);
  });

  test.each([
    ["years ahead", T0 + 20 * 365 * 86_400_000, T0 + 20 * 365 * 86_400_000 + 400, T0 - 400],
    ["years behind", 1_000, 1_400, T0 - 400],
    ["turned between", T0 + 9e12, T0, T0],
    ["before the epoch", -8e15, T0, T0 - 86_400_000],
  ])("a clock that is %s moves nothing", async (_what, at, sentAt, expected) => {
    const { door } = doorWith();
    await receiveEvents(post([confirm({ at, properties: { places: "0" } })], {}, sentAt), door);
    expect(await exposures()).toEqual([expect.objectContaining({ confirmed_at: expected })]);
  });

  test("a flood is one visitor's own", async () => {
    const { door, counted } = doorWith();
    const flood = Array.from({ length: 100 }, (_, index) => confirm({ id: String(index) }));
    expect((await receiveEvents(post(flood), door)).status).toBe(204);
    expect((await receiveEvents(post(flood), door)).status).toBe(429);
    expect(counted).toEqual([{ reason: "rate-limited", subject: "events", count: 100 }]);
    const theirs = `lahza=${await formatVisitorCookie(other, KEYS)}`;
    const token = await formatPageToken(other.id, PAGE, KEYS);
    expect((await receiveEvents(post([confirm({ page: token })], { cookie: theirs }), door)).status).toBe(
      204,
    );
    expect(await exposures()).toHaveLength(4);
  });
});

describe("hostile bodies", () => {
  const send = async (body: BodyInit): Promise<number> => {
    const request = new Request("https://shop.example/_lahza/events", {
      method: "POST",
      headers: { "user-agent": CHROME, cookie, "sec-fetch-site": "same-origin" },
      body,
    });
    return (await receiveEvents(request, doorWith().door)).status;
  };

  test("10 MB are cut off at 64 KB, also when nothing says how long they are", async () => {
    expect(await send("x".repeat(10_000_000))).toBe(413);
    let pulled = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++;
        if (pulled > 160) controller.close();
        else controller.enqueue(new Uint8Array(65_536).fill(0x20));
      },
    });
    expect(await send(stream)).toBe(413);
    expect(pulled).toBeLessThan(10);
  });

  test.each([
    ["30,000 arrays deep", "[".repeat(30_000) + "]".repeat(30_000)],
    [
      "deep properties",
      `{"events":[{"id":"1","name":"purchase","properties":${'{"a":'.repeat(9_000)}1${"}".repeat(9_000)}}]}`,
    ],
    ["a prototype", `{"__proto__":{"events":[]},"events":[]}`],
    ["null", "null"],
    ["a number", "7"],
    ["NaN", `{"events":[{"id":"1","name":"purchase","value":NaN}]}`],
    ["infinity", `{"events":[{"id":"1","name":"purchase","value":1e999}]}`],
  ])("%s: 400", async (_what, body) => {
    expect(await send(body)).toBe(400);
    expect(await rows("events")).toEqual([]);
  });

  test.each([
    [-19.99, -1999, "EUR"],
    [0, 0, "EUR"],
    [-0, 0, "EUR"],
    [1e-9, 0, "EUR"],
    [1e10, 1e12, "EUR"],
    [1e10 + 1, null, null],
    [-1e308, null, null],
  ])("a value of %d is kept raw as %s, or not at all", async (value, minor, currency) => {
    await send(JSON.stringify({ events: [{ id: "1", name: "add_to_cart", value }] }));
    expect(await rows("events")).toEqual([expect.objectContaining({ value_minor: minor, currency })]);
  });

  test("a text of the data layer is read as a shop writes it", async () => {
    const event = { id: "1", name: "add_to_cart", currency: "IRT", properties: { value: "۱٬۲۳۴٬۵۰۰ تومان" } };
    await send(JSON.stringify({ events: [event] }));
    expect(await rows("events")).toEqual([
      expect.objectContaining({ value_minor: 1_234_500, currency: "IRT" }),
    ]);
  });
});

describe("the stylesheet of browsers without scripts", () => {
  const ask = async (token: string, headers: Record<string, string> = {}, places = "0.1") => {
    const made = doorWith();
    const url = `https://shop.example/_lahza/c/${places}/${token}`;
    const request = new Request(url, {
      headers: {
        "user-agent": CHROME,
        cookie,
        "sec-fetch-site": "same-origin",
        "sec-fetch-dest": "style",
        ...headers,
      },
    });
    const path = stylesheetPath(new URL(url).pathname.slice("/_lahza".length));
    const response = await answerStylesheet(request, path ?? { places: "", token: "" }, made.door);
    await made.settle();
    return { response, ...made };
  };

  test("confirms, draws nothing, and is not asked for again today", async () => {
    const { response } = await ask(page);
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(response.headers.get("content-type")).toBe("text/css; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("private, max-age=86400");
    expect((await exposures()).map((row) => [row["experiment"], row["confirmed_at"]])).toEqual([
      [1, T0],
      [2, T0],
    ]);
  });

  test("confirms only what was shown in the page's language", async () => {
    await ask(page, {}, "1");
    expect((await exposures()).map((row) => row["experiment"])).toEqual([2]);
  });

  test.each<[string, string, Record<string, string>, string]>([
    ["a forged token", page.replace("1_1_1", "1_1_0"), {}, "page-token"],
    ["no cookie", page, { cookie: "" }, "no-visitor"],
    ["opted out", page, { cookie: `${cookie}; lahza_optout=1` }, "opted-out"],
    ["a crawler", page, { "user-agent": "Googlebot/2.1" }, "crawler"],
  ])(
    "%s: an empty stylesheet all the same, nothing stored, counted",
    async (_what, token, headers, reason) => {
      const { response, counted } = await ask(token, headers);
      expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
      expect(await exposures()).toEqual([]);
      expect(counted.map((counter) => counter.reason)).toEqual([reason]);
    },
  );

  test("of another site's page says nothing", async () => {
    const { response } = await ask(page, { "sec-fetch-site": "cross-site" });
    expect(response.status).toBe(200);
    expect(await exposures()).toEqual([]);
  });
});
