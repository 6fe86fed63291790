/** What shoppers can see and choose by themselves, and their answers to surveys, with a script and without. */
import { beforeEach, describe, expect, test } from "vitest";
import type { EventsDoor } from "../../src/collect/events.ts";
import type { CounterRecord } from "../../src/collect/record.ts";
import { receiveSurvey } from "../../src/collect/survey.ts";
import { type Settings, settingsSchema, type SettingsInput } from "../../src/domain/settings.schema.ts";
import { answerOptOut, answerPrivacy, type PrivacyDoor } from "../../src/shopper-pages/privacy.ts";
import { answerShown } from "../../src/shopper-pages/shown.ts";
import { shownIn } from "../../src/visitor/shown-cookie.ts";
import { eraseVisitor } from "../../src/store/erase.ts";
import { keptOf } from "../../src/store/kept.ts";
import { writeRecords } from "../../src/store/records.ts";
import { consentOf } from "../../src/visitor/consent.ts";
import { formatVisitorCookie, mintIdentity } from "../../src/visitor/cookie.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { T0 } from "./records.ts";

beforeEach(freshDatabase);

const KEYS = [{ id: "k1", secret: new TextEncoder().encode("a key of our own, thirty-two bytes") }];
const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36";
const me = mintIdentity(T0, (bytes) => void crypto.getRandomValues(bytes));
const cookie = `lahza=${await formatVisitorCookie(me, KEYS)}`;

function surveyDoor(overrides: Partial<EventsDoor> = {}) {
  const counted: CounterRecord[] = [];
  const door: EventsDoor = {
    write: (records, nowMs) => writeRecords(db, records, nowMs),
    cookieKeys: KEYS,
    rules: { settings: settingsSchema.parse({ currency: "EUR" }), goals: [] },
    recorder: {
      record: async ({ counters = [] }) => void counted.push(...counters),
      isStored: () => false,
      unsaved: () => [],
    },
    waitUntil: () => undefined,
    nowMs: T0,
    ...overrides,
  };
  return { door, counted };
}

function form(fields: string, headers: Record<string, string> = {}): Request {
  return new Request("https://shop.example/_lahza/survey", {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "user-agent": CHROME,
      "sec-fetch-site": "same-origin",
      "sec-fetch-dest": "document",
      referer: "https://shop.example/orders/17",
      cookie,
      ...headers,
    },
    body: fields,
  });
}

const answers = async () => (await dump(["events"]))["events"] as Record<string, unknown>[];

describe("a survey's answers", () => {
  test("are stored as plain numbers in thousandths, and thanked for in the shopper's language", async () => {
    const { door, counted } = surveyDoor();
    const response = await receiveSurvey(
      form("survey=after&csat=4.5&nps=10", { "accept-language": "fa-IR,fa;q=0.9" }),
      door,
    );
    expect(response.status).toBe(200);
    const page = await response.text();
    expect(page).toContain('<html lang="fa" dir="rtl">');
    expect(page).toContain("پاسخ شما ثبت شد.");
    expect(page).toContain('href="https://shop.example/orders/17"');
    expect(
      (await answers()).map((row) => [row["name"], row["value_minor"], row["currency"], row["visitor"]]),
    ).toEqual(
      expect.arrayContaining([
        ["csat", 4500, null, me.id],
        ["nps", 10_000, null, me.id],
      ]),
    );
    expect(counted).toEqual([]);
  });

  test("count once a survey, however often the form is sent", async () => {
    const { door } = surveyDoor();
    for (const fields of ["survey=a&csat=5", "survey=a&csat=5", "survey=b&csat=1"])
      await receiveSurvey(form(fields), door);
    expect(await answers()).toHaveLength(2);
  });

  test("a script is told by a status alone", async () => {
    const { door } = surveyDoor();
    const headers = { "sec-fetch-dest": "empty" };
    expect((await receiveSurvey(form("survey=a&csat=5", headers), door)).status).toBe(204);
    const away = surveyDoor({ write: () => Promise.reject(new Error("away")) });
    expect((await receiveSurvey(form("survey=a&csat=4", headers), away.door)).status).toBe(503);
    expect(away.counted).toEqual([{ reason: "not-stored", subject: "survey", count: 1 }]);
  });

  test.each([
    ["no number", "survey=a&csat=very", [{ reason: "no-score", subject: "csat" }]],
    ["a number beyond all scales", "survey=a&csat=9999", [{ reason: "no-score", subject: "csat" }]],
    [
      "words beside it",
      "survey=a&note=my+phone+is+09121234567",
      [{ reason: "unknown-event", subject: "survey" }],
    ],
    ["infinity", "survey=a&csat=1e999", [{ reason: "no-score", subject: "csat" }]],
  ])("%s is not stored, and thanked for all the same", async (_what, fields, reasons) => {
    const { door, counted } = surveyDoor();
    expect((await receiveSurvey(form(fields), door)).status).toBe(200);
    expect(await answers()).toEqual([]);
    expect(counted).toEqual(reasons);
  });

  test.each<[string, Record<string, string>, string]>([
    ["nobody known", { cookie: "" }, "no-visitor"],
    ["opted out", { cookie: `${cookie}; lahza_optout=1` }, "opted-out"],
  ])("%s: thanked, not stored, counted", async (_what, headers, reason) => {
    const { door, counted } = surveyDoor();
    expect((await receiveSurvey(form("survey=a&csat=5", headers), door)).status).toBe(200);
    expect(await answers()).toEqual([]);
    expect(counted).toEqual([{ reason, subject: "survey" }]);
  });

  test.each<[number, Request]>([
    [403, form("csat=5", { "sec-fetch-site": "cross-site" })],
    [415, form("{}", { "content-type": "application/json" })],
    [413, form(`csat=${"5".repeat(5000)}`)],
    [405, new Request("https://shop.example/_lahza/survey")],
  ])("%i", async (status, request) => {
    expect((await receiveSurvey(request, surveyDoor().door)).status).toBe(status);
    expect(await answers()).toEqual([]);
  });

  test("never lead back to another site", async () => {
    const page = await (
      await receiveSurvey(form("csat=5", { referer: "https://evil.example/x" }), surveyDoor().door)
    ).text();
    expect(page).not.toContain("evil");
    expect(page).toContain('href="https://shop.example/"');
  });
});

function privacyDoor(settings: SettingsInput = {}, overrides: Partial<PrivacyDoor> = {}): PrivacyDoor {
  return {
    config: { cookieKeys: KEYS, cookieDomain: null, prefix: "/_lahza" },
    settings: settingsSchema.parse({ languages: ["en", "fa"], timeZone: "Asia/Tehran", ...settings }),
    kept: (visitor) => keptOf(db, visitor),
    erase: (visitor) => eraseVisitor(db, visitor, T0),
    nowMs: T0,
    ...overrides,
  };
}

const look = async (headers: Record<string, string>, path = "", door = privacyDoor()) =>
  await answerPrivacy(new Request(`https://shop.example/_lahza/privacy${path}`, { headers }), door);

describe("the page about what is kept", () => {
  test("tells this visitor's number, its end after 13 months, and how much there is", async () => {
    const event = {
      source: "browser",
      unit: me.id,
      id: "1",
      visitor: me.id,
      customer: null,
      name: "csat",
      atMs: T0,
      receivedMs: T0,
      valueMinor: null,
      currency: null,
      orderId: null,
      refundId: null,
    } as const;
    await writeRecords(db, { exposures: [], events: [event, { ...event, id: "2" }], counters: [] }, T0);
    const response = await look({ cookie });
    const page = await response.text();
    expect(page).toContain(me.id);
    expect(page).toContain("<dt>Steps noted</dt><dd>2</dd>");
    expect(page).toContain("the kind of device and browser");
    expect(page).toContain("<dt>Comparisons you saw</dt><dd>0</dd>");
    const until = new Date(me.mintedAtMs + 395 * 86_400_000);
    expect(page).toContain(
      new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "Asia/Tehran" }).format(until),
    );
    expect(response.headers.getSetCookie()).toEqual([]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-security-policy")).toMatch(/^default-src 'none'/);
  });

  test.each([
    ["fa", "?lang=fa", {}, "rtl"],
    ["ar", "", { "accept-language": "ar-SA" }, "rtl"],
    ["en", "", { "accept-language": "de-DE" }, "ltr"],
    ["en", "?lang=%22%3E%3Cscript%3E", {}, "ltr"],
  ])("speaks %s", async (language, path, headers, direction) => {
    const page = await (await look(headers, path)).text();
    expect(page).toContain(`<html lang="${language}" dir="${direction}">`);
    expect(page).not.toContain("<script");
  });

  test("says that nothing is kept where there is no cookie, and that it does not know where D1 is away", async () => {
    expect(await (await look({})).text()).toContain("Nothing is kept about this browser.");
    const away = privacyDoor({}, { kept: () => Promise.reject(new Error("away")) });
    expect(await (await look({ cookie }, "", away)).text()).toContain("cannot be told right now");
  });

  test("honours Sec-GPC where the shop counts everybody who does not object", async () => {
    const page = await (
      await look({ cookie, "sec-gpc": "1" }, "", privacyDoor({ consent: { mode: "opt-out" } }))
    ).text();
    expect(page).toContain("Global Privacy Control");
    expect(await (await look({ cookie, "sec-gpc": "1" })).text()).not.toContain("Global Privacy Control");
  });
});

describe("opting out", () => {
  const choose = async (body: string, headers: Record<string, string> = {}, door = privacyDoor()) =>
    await answerOptOut(
      new Request("https://shop.example/_lahza/optout", {
        method: "POST",
        body,
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "sec-fetch-site": "same-origin",
          ...headers,
        },
      }),
      door,
    );

  test("takes the number out of the browser for 13 months, and holds in every consent mode", async () => {
    const response = await choose("choice=out&lang=fa");
    expect([response.status, response.headers.get("location")]).toEqual([303, "/_lahza/privacy?lang=fa"]);
    const cookies = response.headers.getSetCookie();
    expect(cookies).toHaveLength(4);
    expect(cookies[0]).toMatch(/^lahza_optout=1; Path=\/; Max-Age=34128000;/);
    for (const name of ["lahza", "lahza_s", "lahza_b"])
      expect(cookies.some((one) => one.startsWith(`${name}=; Path=/; Max-Age=0`))).toBe(true);
    const modes: Settings["consent"][] = [
      { mode: "none" },
      { mode: "opt-out" },
      { mode: "cookie", cookie: "ok", values: [] },
    ];
    for (const consent of modes)
      expect(consentOf(new Headers({ cookie: "lahza_optout=1; ok=1" }), consent)).toEqual({
        allowed: false,
        reason: "opted-out",
      });
    const page = await (await look({ cookie: "lahza_optout=1" })).text();
    expect(page).toContain("You have opted out.");
    expect(page).toContain('name="choice" value="in"');
  });

  test("deletes what is kept where that is asked for, and says when it could not", async () => {
    const event = {
      source: "browser",
      unit: me.id,
      id: "1",
      visitor: me.id,
      customer: null,
      name: "csat",
      atMs: T0,
      receivedMs: T0,
      valueMinor: null,
      currency: null,
      orderId: null,
      refundId: null,
    } as const;
    const write = async () => await writeRecords(db, { exposures: [], events: [event], counters: [] }, T0);
    await write();
    expect(await (await look({ cookie })).text()).toContain('name="choice" value="erase"');
    const away = privacyDoor({}, { erase: () => Promise.reject(new Error("away")) });
    const failed = await choose("choice=erase&lang=fa", { cookie }, away);
    expect(failed.headers.get("location")).toBe("/_lahza/privacy?lang=fa&erasure=failed");
    // Out they are all the same, and can ask again.
    expect(failed.headers.getSetCookie().some((one) => one.startsWith("lahza_optout=1;"))).toBe(true);
    expect(failed.headers.getSetCookie().some((one) => one.startsWith("lahza=;"))).toBe(false);
    expect(await keptOf(db, me.id)).toEqual({ exposures: 0, events: 1 });

    const done = await choose("choice=erase", { cookie });
    expect(done.headers.get("location")).toBe("/_lahza/privacy?erasure=done");
    expect(done.headers.getSetCookie().some((one) => one.startsWith("lahza=;"))).toBe(true);
    await write();
    expect(await keptOf(db, me.id)).toEqual({ exposures: 0, events: 0 });
    expect(await (await look({}, "?erasure=done")).text()).toContain("has been deleted");
    const forged = await choose("choice=erase", { cookie: "lahza=v1.x.k1..AAAAAAAAAAAAAAAAAAAAAA" });
    expect(forged.headers.get("location")).toBe("/_lahza/privacy?erasure=done");
  });

  test("can be taken back", async () => {
    const response = await choose("choice=in");
    expect(response.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^lahza_optout=; Path=\/; Max-Age=0/),
    ]);
  });

  test("is nobody else's to choose", async () => {
    expect((await choose("choice=out", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    expect(
      (await answerOptOut(new Request("https://shop.example/_lahza/optout"), privacyDoor())).status,
    ).toBe(405);
  });
});

describe("an element's showings without scripts", () => {
  const show = async (id: string, headers: Record<string, string> = {}) =>
    await answerShown(
      new Request(`https://shop.example/_lahza/shown?id=${encodeURIComponent(id)}`, {
        headers: { "sec-fetch-site": "same-origin", ...headers },
      }),
    );

  test("are counted one by one, each in a cookie of its own", async () => {
    let cookie = "a=1";
    for (const count of [1, 2, 3]) {
      const answer = await show("lahza-1-0", { cookie });
      expect([answer.status, answer.headers.get("cache-control")]).toEqual([204, "no-store"]);
      const [set = ""] = answer.headers.getSetCookie();
      expect(set).toBe(
        `lahza_shown-lahza-1-0=${count}; Path=/; Max-Age=15552000; HttpOnly; SameSite=Lax; Secure`,
      );
      cookie = `a=1; ${set.split(";", 1)[0] ?? ""}`;
      expect(shownIn(cookie).get("lahza-1-0")).toBe(String(count));
    }
    // Pictures of one page are asked for at once: none undoes what another one counted.
    const [other = ""] = (await show("lahza-2-0", { cookie })).headers.getSetCookie();
    expect(other).toMatch(/^lahza_shown-lahza-2-0=1;/);
  });

  test("add to what scripts counted, and never bring back what was sent away", () => {
    const both = shownIn("lahza_shown=e1.4~e2.x~e3.1; lahza_shown-e1=2; lahza_shown-e2=1;lahza_shown-e3=5");
    expect(Object.fromEntries(both)).toEqual({ e1: "4", e2: "x", e3: "5" });
    expect(shownIn("lahza_shown-e1=x; lahza_shown-e2=1000; lahza_shown-=1; xlahza_shown-e3=1").size).toBe(0);
  });

  test("are nobody else's to count, and of one element", async () => {
    expect((await show("e1", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    for (const id of ["", "a;b", "a=1", "a".repeat(65)]) expect((await show(id)).status).toBe(400);
    const [last = ""] = (await show("e1", { cookie: "lahza_shown-e1=99" })).headers.getSetCookie();
    expect(last).toMatch(/^lahza_shown-e1=99;/);
    const [odd = ""] = (await show("e1", { cookie: "lahza_shown-e1=-7e9" })).headers.getSetCookie();
    expect(odd).toMatch(/^lahza_shown-e1=1;/);
  });
});

describe("sending an element away without scripts", () => {
  const send = async (id: string, headers: Record<string, string> = {}) =>
    await answerShown(
      new Request("https://shop.example/_lahza/shown", {
        method: "POST",
        body: new URLSearchParams({ id }).toString(),
        headers: {
          "content-type": "application/x-www-form-urlencoded",
          "sec-fetch-site": "same-origin",
          referer: "https://shop.example/products/tea?size=2",
          ...headers,
        },
      }),
    );

  test("is remembered beside what was before, and leads back", async () => {
    const answer = await send("lahza-1-0", { cookie: "a=1; lahza_shown=lahza-2-0.3~lahza-1-0.2~<b>.x" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/products/tea?size=2"]);
    expect(answer.headers.getSetCookie()).toEqual([
      "lahza_shown=lahza-2-0.3~lahza-1-0.x; Path=/; Max-Age=15552000; SameSite=Lax; Secure",
    ]);
    expect(shownIn("lahza_shown=lahza-2-0.3~lahza-1-0.x").get("lahza-1-0")).toBe("x");
  });

  test("is nobody else's to ask for, names one element, and leads nowhere else", async () => {
    expect((await send("lahza-1-0", { "sec-fetch-site": "cross-site" })).status).toBe(403);
    for (const id of ["", "a.x~b", "a;b", "a".repeat(65)]) expect((await send(id)).status).toBe(400);
    for (const referer of ["https://evil.example/", "https://shop.example//evil.example", "x", ""])
      expect((await send("e", { referer })).headers.get("location")).toBe("/");
    const many = Array.from({ length: 60 }, (_, index) => `e${index}.1`).join("~");
    const [cookie = ""] = (await send("new", { cookie: `lahza_shown=${many}` })).headers.getSetCookie();
    expect(cookie.split(";", 1)[0]?.split("~")).toHaveLength(40);
    expect(cookie).toMatch(/~new\.x;/);
    const put = new Request("https://shop.example/_lahza/shown", { method: "PUT" });
    expect((await answerShown(put)).status).toBe(405);
  });
});
