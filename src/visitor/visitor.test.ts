import { describe, expect, it } from "vitest";
import type { Settings } from "../domain/settings.schema.ts";
import { formatVisitorCookie, mintIdentity } from "./cookie.ts";
import { normaliseCustomer } from "./customer.ts";
import { setCookie } from "./set-cookie.ts";
import { identify, isVisitor, visitorSetCookie } from "./visitor.ts";

const NOW = Date.UTC(2026, 11, 1);
const config = {
  cookieKeys: [{ id: "k1", secret: new Uint8Array(32).fill(1) }],
  cookieDomain: null,
  customerSecrets: {},
};
const none: Pick<Settings, "consent" | "customerCookie"> = {
  consent: { mode: "none" },
  customerCookie: "uid",
};
const random = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes);
const request = (headers: Record<string, string> = {}, method = "GET"): Request =>
  new Request("https://shop.example/p", { headers, method });
const settings = (consent: Settings["consent"]): typeof none => ({ ...none, consent });
const ask = (asked: Request, by = none, keys = config): ReturnType<typeof identify> =>
  identify(asked, keys, by, NOW, random);

describe("identify", () => {
  it("mints an id for a new visitor, and knows it afterwards", async () => {
    const fresh = await ask(request());
    if (!isVisitor(fresh)) throw new Error(fresh.none);
    expect(fresh).toMatchObject({ isNew: true, mintedAtMs: NOW, customer: null });
    const header = await visitorSetCookie(
      { ...fresh, exposures: new Map([[5, 1]]) },
      config,
      new URL("https://shop.example/"),
      NOW,
    );
    expect(header).toMatch(/^lahza=v1\.[^;]+; Path=\/; Max-Age=34128000; HttpOnly; SameSite=Lax; Secure$/);
    const cookie = header.slice(0, header.indexOf(";"));
    const known = await ask(request({ cookie: `${cookie}; uid=%D9%A0912` }));
    expect(known).toEqual({ ...fresh, exposures: new Map([[5, 1]]), isNew: false, customer: "0912" });
  });

  it("gives different visitors different ids", async () => {
    const [a, b] = [await ask(request()), await ask(request())];
    expect(isVisitor(a) && isVisitor(b) && a.id !== b.id).toBe(true);
  });

  it("replaces a forged cookie by a new id", async () => {
    const forged = await formatVisitorCookie(mintIdentity(NOW, random), [
      { id: "k1", secret: new Uint8Array(32).fill(9) },
    ]);
    expect(await ask(request({ cookie: `lahza=${forged}` }))).toMatchObject({ isNew: true });
  });

  it("mints none for a POST that comes back from a payment page", async () => {
    const crossSite = { none: "cross-site-post" };
    expect(await ask(request({ "sec-fetch-site": "cross-site" }, "POST"))).toEqual(crossSite);
    expect(await ask(request({ origin: "https://bank.example" }, "POST"))).toEqual(crossSite);
    expect(await ask(request({ origin: "null" }, "POST"))).toEqual(crossSite);
    expect(await ask(request({ origin: "https://shop.example" }, "POST"))).toMatchObject({ isNew: true });
    expect(await ask(request({ "sec-fetch-site": "cross-site" }))).toMatchObject({ isNew: true });
    const cookie = `lahza=${await formatVisitorCookie(mintIdentity(NOW, random), config.cookieKeys)}`;
    expect(await ask(request({ "sec-fetch-site": "cross-site", cookie }, "POST"))).toMatchObject({
      isNew: false,
    });
  });

  it("mints none without a key", async () => {
    expect(await ask(request(), none, { ...config, cookieKeys: [] })).toEqual({ none: "no-key" });
  });

  it.each<[Settings["consent"], Record<string, string>, string | null]>([
    [{ mode: "none" }, { "sec-gpc": "1" }, null],
    [{ mode: "none" }, { cookie: "lahza_optout=1" }, "opted-out"],
    [{ mode: "opt-out" }, {}, null],
    [{ mode: "opt-out" }, { "sec-gpc": "0" }, null],
    [{ mode: "opt-out" }, { "sec-gpc": "1" }, "gpc"],
    [{ mode: "opt-out" }, { cookie: "a=1; lahza_optout=1" }, "opted-out"],
    [{ mode: "opt-out" }, { cookie: "lahza_optout=0" }, null],
    [{ mode: "cookie", cookie: "ok", values: [] }, {}, "no-consent"],
    [{ mode: "cookie", cookie: "ok", values: [] }, { cookie: "ok=" }, "no-consent"],
    [{ mode: "cookie", cookie: "ok", values: [] }, { cookie: "ok=no" }, null],
    [{ mode: "cookie", cookie: "ok", values: ["yes", "a b"] }, { cookie: "ok=no" }, "no-consent"],
    [{ mode: "cookie", cookie: "ok", values: ["yes", "a b"] }, { cookie: "ok=a%20b" }, null],
    [{ mode: "cookie", cookie: "ok", values: ["yes"] }, { cookie: "ok=yes; lahza_optout=1" }, "opted-out"],
    [{ mode: "cookie", cookie: "ok", values: ["yes"] }, { cookie: "ok=%E0%A4%A" }, "no-consent"],
  ])("with consent %j and %j: %s", async (consent, headers, reason) => {
    const result = await ask(request(headers), settings(consent));
    expect(isVisitor(result) ? null : result.none).toBe(reason);
  });
});

function attributes(url: string, domain: string | null = null): string {
  return setCookie("n", "v", { maxAgeSeconds: 9.7, domain, url: new URL(url) });
}

describe("setCookie", () => {
  it("is Secure but on plain http of a loopback host", () => {
    for (const url of [
      "https://shop.example",
      "http://shop.example",
      "https://localhost",
      "http://localhost.shop.example",
      "http://127.evil.example",
    ]) {
      expect(attributes(url)).toBe("n=v; Path=/; Max-Age=9; HttpOnly; SameSite=Lax; Secure");
    }
    for (const url of [
      "http://localhost:8787",
      "http://127.0.0.1:1",
      "http://admin.localhost",
      "http://[::1]:8787",
    ]) {
      expect(attributes(url)).toBe("n=v; Path=/; Max-Age=9; HttpOnly; SameSite=Lax");
    }
  });

  it("names the domain that is set", () => {
    expect(attributes("https://a.shop.example", "shop.example")).toContain("; Domain=shop.example;");
  });
});

describe("normaliseCustomer", () => {
  it.each([
    ["0912 345 6789", "+989123456789"],
    ["۰۹۱۲۳۴۵۶۷۸۹", "+989123456789"],
    ["00989123456789", "+989123456789"],
    ["\u200e+98 912-345-6789\u200e", "+989123456789"],
    ["+980912345678 9", "+989123456789"],
    ["٠٥١٢٣٤٥٦٧٨", "+966512345678"],
    ["00966 51 234 5678", "+966512345678"],
    [" Sara@Shop.Example ", "sara@shop.example"],
    ["AbC-17", "AbC-17"],
    ["12345", "12345"],
    ["  ", null],
    ["x".repeat(201), null],
  ])("%j is %j", (text, expected) => {
    expect(normaliseCustomer(text)).toBe(expected);
  });
});
