import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { matches } from "../assignment/condition.ts";
import { ATTRIBUTE_NAMES, attributesFor, type AttributeSource, visitFrom } from "./attributes.ts";
import { isCrawler } from "./bots.ts";
import { shopClock } from "./clock.ts";
import { deviceOf } from "./device.ts";
import { preferredLanguage } from "./language.ts";
import { recent } from "./recent.ts";

// Properties take longer on a loaded machine.
vi.setConfig({ testTimeout: 30_000 });

const IPHONE =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

const source: AttributeSource = {
  headers: new Headers({
    "user-agent": IPHONE,
    "accept-language": "fa-IR,fa;q=0.9,en;q=0.8",
    referer: "https://t.me/channel?x=1",
    cookie: "city=%D8%AA%D9%87%D8%B1%D8%A7%D9%86; secret=1; seg=vip",
    "x-store": "tehran",
    "x-secret": "1",
  }),
  url: new URL("https://shop.example/%DA%AF%D9%84/?color=red&color=blue&utm_source=insta"),
  place: { country: "IR", region: "Tehran", city: "Tehran" },
  visitor: { isNew: true, customer: null },
  visit: null,
  settings: {
    timeZone: "Asia/Tehran",
    cookies: ["city"],
    headers: ["X-Store"],
    segmentCookie: "seg",
    // Already the 5th in Tehran, still the 4th in UTC.
    calendar: [{ name: "student day", kind: "occasion", date: "2026-12-05" }],
  },
  nowMs: Date.UTC(2026, 11, 4, 20, 45),
  known: { stage: "first", cart: { value: 12 } },
};

describe("attributesFor", () => {
  it("knows every attribute of the contract", () => {
    const names = [...ATTRIBUTE_NAMES, "query.color", "cookie.city", "header.x-store", "cart.value"];
    expect(attributesFor(names, source)).toEqual({
      visitor: "new",
      device: "mobile",
      country: "IR",
      referrer: "t.me/channel",
      utm_source: "insta",
      browser: "safari",
      os: "ios",
      inApp: false,
      region: "Tehran",
      city: "Tehran",
      language: "fa",
      url: source.url.href,
      path: "/گل",
      customer: false,
      segment: "vip",
      hour: 0,
      weekday: "saturday",
      occasion: "student day",
      holiday: false,
      stage: "first",
      query: { color: "red" },
      cookie: { city: "تهران" },
      header: { "x-store": "tehran" },
      cart: { value: 12 },
    });
  });

  it("reads only the cookies and headers that the settings name, and only what is asked for", () => {
    expect(
      attributesFor(
        ["cookie.secret", "header.x-secret", "header.cookie", "query.none", "nonsense", "cart.none"],
        source,
      ),
    ).toEqual({ cart: { value: 12 } });
    expect(attributesFor([], source)).toEqual({});
  });

  it("takes the facts of the visit's first page where there is a visit", () => {
    const visit = {
      ...visitFrom(source),
      visitor: "returning",
      device: "tablet",
      country: null,
      utm: { utm_medium: "cpc" },
    } as const;
    expect(
      attributesFor(["visitor", "device", "country", "utm_source", "utm_medium", "referrer"], {
        ...source,
        visit,
      }),
    ).toEqual({
      visitor: "returning",
      device: "tablet",
      utm_medium: "cpc",
      referrer: "t.me/channel",
    });
  });

  it("lets conditions find dotted names, and no prototype", () => {
    const asked = ["query.color", "query.__proto__", "__proto__.x", "cookie.__proto__.x"];
    const attributes = attributesFor(asked, { ...source, url: new URL("https://h/?color=red&__proto__=x") });
    expect(matches({ "query.color": { $in: ["red"] } }, attributes)).toBe(true);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it("knows no country for Tor and the unknown", () => {
    for (const country of ["T1", "XX", undefined])
      expect(attributesFor(["country"], { ...source, place: { country } })).toEqual({});
  });

  it("never throws", () => {
    const name = fc.oneof(
      fc.constantFrom(...ATTRIBUTE_NAMES, "query.a", "cookie.city", "header.X-Store"),
      fc.string(),
    );
    const latin1 = fc.string({
      unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(fc.array(name), latin1, fc.webUrl({ withQueryParameters: true }), (names, value, url) => {
        const headers = new Headers({
          "user-agent": value,
          cookie: value,
          "accept-language": value,
          referer: value,
          "x-store": value,
        });
        expect(attributesFor(names, { ...source, headers, url: new URL(url) })).toBeTypeOf("object");
      }),
      { numRuns: 300 },
    );
  });
});

describe("deviceOf", () => {
  it.each([
    ["mobile", "safari", "ios", false, IPHONE],
    [
      "mobile",
      "safari",
      "ios",
      true,
      IPHONE.replace(" Version/18.1", "").replace(" Safari/604.1", " Instagram 350.0"),
    ],
    ["tablet", "safari", "ios", false, IPHONE.replaceAll("iPhone", "iPad")],
    ["mobile", "chrome", "ios", false, IPHONE.replace("Version/18.1", "CriOS/130.0")],
    [
      "mobile",
      "chrome",
      "android",
      false,
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
    ],
    [
      "tablet",
      "chrome",
      "android",
      false,
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    ],
    [
      "mobile",
      "samsung",
      "android",
      false,
      "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
    ],
    [
      "mobile",
      "chrome",
      "android",
      true,
      "Mozilla/5.0 (Linux; Android 14; SM-S911B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/130.0.0.0 Mobile Safari/537.36",
    ],
    [
      "mobile",
      "firefox",
      "android",
      false,
      "Mozilla/5.0 (Android 14; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0",
    ],
    [
      "tablet",
      "firefox",
      "android",
      false,
      "Mozilla/5.0 (Android 14; Tablet; rv:132.0) Gecko/132.0 Firefox/132.0",
    ],
    [
      "desktop",
      "edge",
      "windows",
      false,
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
    ],
    [
      "desktop",
      "opera",
      "windows",
      false,
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 OPR/115.0.0.0",
    ],
    [
      "desktop",
      "safari",
      "macos",
      false,
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
    ],
    [
      "desktop",
      "firefox",
      "linux",
      false,
      "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
    ],
    [
      "desktop",
      "chrome",
      "chromeos",
      false,
      "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    ],
    ["desktop", "other", "other", false, "curl/8.5.0"],
    ["desktop", "other", "other", false, ""],
  ])("%s, %s, %s, in app %s", (device, browser, os, inApp, agent) => {
    expect(deviceOf(new Headers({ "user-agent": agent }))).toEqual({ device, browser, os, inApp });
  });

  it("believes client hints", () => {
    const agent =
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36";
    const hints = { "user-agent": agent, "sec-ch-ua-mobile": "?1", "sec-ch-ua-platform": '"Android"' };
    expect(deviceOf(new Headers(hints))).toMatchObject({ device: "mobile", os: "android" });
  });
});

describe("isCrawler", () => {
  it.each([
    [true, "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"],
    [
      true,
      "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot) Chrome/130",
    ],
    [true, "curl/8.5.0"],
    [true, ""],
    [true, null],
    [false, IPHONE],
  ])("%s: %s", async (expected, agent) => {
    expect(isCrawler(agent)).toBe(expected);
    expect(isCrawler(agent)).toBe(expected);
  });
});

describe("preferredLanguage", () => {
  it.each([
    ["fa-IR,fa;q=0.9,en;q=0.8", "fa"],
    ["en;q=0.5, ar;q=0.9", "ar"],
    ["EN", "en"],
    ["*", null],
    ["", null],
    [null, null],
    ["en;q=0", null],
    ["*;q=1, ckb;q=0.3", "ckb"],
    [";;,,=q;q=x", null],
    ["de;level=1;q=0.2,fr ; q = 0.3", "fr"],
  ])("%j is %s", (header, language) => {
    expect(preferredLanguage(header)).toBe(language);
  });
});

describe("shopClock", () => {
  it("tells hour and weekday in the shop's zone", () => {
    const fridayNoon = Date.UTC(2026, 11, 4, 12, 0);
    expect(shopClock(fridayNoon, "Asia/Tehran")).toEqual({ hour: 15, weekday: "friday", day: "2026-12-04" });
    expect(shopClock(fridayNoon + 29 * 60_000, "Asia/Tehran").hour).toBe(15);
    expect(shopClock(fridayNoon + 30 * 60_000, "Asia/Tehran").hour).toBe(16);
    expect(shopClock(fridayNoon + 8.5 * 3_600_000, "Asia/Tehran")).toEqual({
      hour: 0,
      weekday: "saturday",
      day: "2026-12-05",
    });
    expect(shopClock(fridayNoon, "Pacific/Honolulu")).toEqual({
      hour: 2,
      weekday: "friday",
      day: "2026-12-04",
    });
    expect(shopClock(fridayNoon, "No/Such_Zone")).toEqual({ hour: 12, weekday: "friday", day: "2026-12-04" });
  });
});

describe("recent", () => {
  it("keeps what was used lately, within its bound", () => {
    const memory = recent<number>(100);
    memory.set("kept", 1);
    for (let n = 0; n < 10_000; n++) {
      memory.set(`other-${n}`, n);
      if (n % 10 === 0) expect(memory.get("kept")).toBe(1);
      expect(memory.size).toBeLessThanOrEqual(100);
    }
    expect(memory.get("other-0")).toBeUndefined();
    expect(memory.get("other-9999")).toBe(9999);
    memory.delete("kept");
    expect(memory.get("kept")).toBeUndefined();
  });
});
