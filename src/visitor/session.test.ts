import { describe, expect, it, vi } from "vitest";
import { beginVisit, formatVisit, readVisit, type Visit, visitSetCookie } from "./session.ts";

const NOW = Date.UTC(2026, 11, 1);
const MINUTE = 60_000;
const keys = [
  { id: "k2", secret: new Uint8Array(32).fill(2) },
  { id: "k1", secret: new Uint8Array(32).fill(1) },
];
const first = {
  url: new URL("https://shop.example/fa?utm_source=Insta&utm_campaign=%DB%8C%D9%84%D8%AF%D8%A7&utm_term="),
  referer: "https://www.google.com/search?q=secret",
  isNew: true,
  device: "mobile",
  country: "IR",
  nowMs: NOW,
} as const;
const visit = beginVisit(first);
const read = (
  value: string,
  { id = "visitor", nowMs = NOW, by = [...keys], settings = {} } = {},
): Promise<Visit | null> => readVisit(`a=1; lahza_s=${value}`, id, by, settings, nowMs);

describe("a visit", () => {
  it("begins with the facts of its first page, without any query", () => {
    expect(visit).toEqual({
      startedAtMs: NOW,
      visitor: "new",
      device: "mobile",
      country: "IR",
      referrer: "www.google.com/search",
      utm: { utm_source: "Insta", utm_campaign: "یلدا" },
    });
  });

  it.each([
    ["https://shop.example/other", null],
    ["not an address", null],
    ["android-app://com.example", null],
    [null, null],
    ["https://t.me/shop#x", "t.me/shop"],
  ])("referred by %s: %s", (referer, referrer) => {
    expect(beginVisit({ ...first, referer }).referrer).toBe(referrer);
  });

  it("goes on for 30 idle minutes after each time it was written", async () => {
    const value = await formatVisit(visit, "visitor", keys, NOW);
    expect(value).toMatch(/^v1\.k2\.[0-9a-z]+\.[0-9a-z]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{22}$/);
    expect(await read(value, { nowMs: NOW + 30 * MINUTE - 1 })).toEqual(visit);
    expect(await read(value, { nowMs: NOW + 30 * MINUTE })).toBeNull();
    const later = await formatVisit(visit, "visitor", keys, NOW + 20 * MINUTE);
    expect(await read(later, { nowMs: NOW + 49 * MINUTE })).toEqual(visit);
    expect(await read(value, { nowMs: NOW - 120 * MINUTE })).toBeNull();
  });

  it("lasts as long as the settings say", async () => {
    const value = await formatVisit(visit, "visitor", keys, NOW);
    const settings = { visitLengthMinutes: 60 };
    expect(await read(value, { settings, nowMs: NOW + 60 * MINUTE - 1 })).toEqual(visit);
    expect(await read(value, { settings, nowMs: NOW + 60 * MINUTE })).toBeNull();
    const url = new URL("https://shop.example/");
    expect(
      await visitSetCookie(visit, "visitor", { cookieKeys: keys, cookieDomain: null }, settings, url, NOW),
    ).toContain("Max-Age=3600");
  });

  it("belongs to one visitor and one set of keys", async () => {
    const value = await formatVisit(visit, "visitor", keys, NOW);
    expect(await read(value, { id: "another" })).toBeNull();
    expect(await read(value, { by: keys.slice(1) })).toBeNull();
    expect(await read(await formatVisit(visit, "visitor", keys.slice(1), NOW))).toEqual(visit);
  });

  it("is refused when a single character differs, or when it is no such cookie", async () => {
    const value = await formatVisit(visit, "visitor", keys, NOW);
    for (let at = 0; at < value.length; at++) {
      const forged = value.slice(0, at) + (value[at] === "A" ? "B" : "A") + value.slice(at + 1);
      expect(await read(forged)).toBeNull();
    }
    for (const other of ["", "v1", "v1.k2.a.b.c.d", "x".repeat(5000)]) expect(await read(other)).toBeNull();
    expect(await readVisit(null, "visitor", keys, {}, NOW)).toBeNull();
  });

  it("stays small, whatever the first page was called", async () => {
    const url = new URL(
      `https://shop.example/?${["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"].map(longParameter).join("&")}`,
    );
    const large = beginVisit({ ...first, url, referer: `https://x.example/${"é".repeat(3000)}` });
    const value = await formatVisit(large, "visitor", keys, NOW);
    expect(value.length).toBeLessThan(2048);
    expect(await read(value)).toMatchObject({ device: "mobile", country: "IR" });
  });

  it("is not verified again when it was written or read lately", async () => {
    const value = await formatVisit(visit, "visitor", keys, NOW);
    const spy = vi.spyOn(crypto.subtle, "sign");
    expect(await read(value, { by: keys })).toEqual(visit);
    expect(spy).not.toHaveBeenCalled();
    expect(await read(value, { by: keys, nowMs: NOW + 30 * MINUTE })).toBeNull();
    expect(await read(value, { by: keys, id: "another" })).toBeNull();
    expect(spy).toHaveBeenCalledOnce();
    spy.mockRestore();
  });

  it("is set for 30 minutes", async () => {
    const header = await visitSetCookie(
      visit,
      "visitor",
      { cookieKeys: keys, cookieDomain: "shop.example" },
      {},
      first.url,
      NOW,
    );
    expect(header).toMatch(
      /^lahza_s=[^;]+; Path=\/; Max-Age=1800; Domain=shop\.example; HttpOnly; SameSite=Lax; Secure$/,
    );
  });
});

function longParameter(name: string): string {
  return `${name}=${encodeURIComponent("😀".repeat(400))}`;
}
