/** OpenFeature remote evaluation, asked by the official clients, on the real Worker. */
import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import { OFREPApi, toResolutionDetails, handleEvaluationError } from "@openfeature/ofrep-core";
import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature as ServerFeature, type EvaluationContext, type Provider } from "@openfeature/server-sdk";
import { OpenFeature as WebFeature, type Provider as WebProvider } from "@openfeature/web-sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN_TOKEN, type Lahza, NAVIGATION, startLahza } from "./lahza.ts";
import { heard } from "./refused-body.ts";

const PUBLIC_KEY = "lhz_browser_contract-test-public-key";
const PAGE = "<!doctype html><html lang=en><head><title>x</title></head><body><h1>Tea</h1></body></html>";
const PATH = "/_lahza/ofrep/v1/evaluate/flags";

let lahza: Lahza;
let shop: Server;

const half = (key: string, more: object = {}): object => ({
  key,
  name: key,
  pages: { include: ["/products/*"] },
  variants: [
    { key: "control", weight: 0.5 },
    { key: "changed", weight: 0.5, changes: [{ selector: "h1", action: "append", value: `<i>${key}</i>` }] },
  ],
  ...more,
});

beforeAll(async () => {
  shop = createServer((_, answer) => answer.setHeader("content-type", "text/html; charset=utf-8").end(PAGE));
  await new Promise<void>((done) => shop.listen(0, "127.0.0.1", done));
  const { port } = shop.address() as { port: number };
  lahza = await startLahza(`http://127.0.0.1:${port}`);
  await lahza.load({
    settings: { ofrepOrigins: ["https://app.example"], customerCookie: "uid" },
    experiments: [
      half("plain"),
      half("phones", { audience: { device: "mobile" } }),
      half("traffic", { traffic: 0.3 }),
      half("account", { unit: "customer" }),
      half("typed", {
        variants: [
          { key: "control", weight: 0.5, value: { columns: 2 } },
          { key: "wide", weight: 0.5, value: { columns: 4 } },
        ],
      }),
      half("yes-no", {
        variants: [
          { key: "off", weight: 0, value: false },
          { key: "on", weight: 1, value: true },
        ],
      }),
    ],
  });
  await lahza.db
    .prepare(
      "INSERT INTO tokens (id, name, prefix, hash, role, created_at) VALUES ('t1', 'web', 'lhz_b', ?1, 'browser', 0)",
    )
    .bind(createHash("sha256").update(PUBLIC_KEY).digest("hex"))
    .run();
});
afterAll(async () => {
  await lahza?.close();
  shop?.close();
});

function ask(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(new URL(path, lahza.url), {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

/** With the public key, as if from this address. */
const from = (address: string): Promise<Response> =>
  ask(
    `${PATH}/plain`,
    { context: { targetingKey: "a" } },
    { "x-api-key": PUBLIC_KEY, authorization: "", "cf-connecting-ip": address },
  );

async function flag(
  key: string,
  context: object,
  headers?: Record<string, string>,
): Promise<Record<string, unknown>> {
  return (await (await ask(`${PATH}/${key}`, { context }, headers)).json()) as Record<string, unknown>;
}

/** A provider for servers, on the official protocol client. */
function serverProvider(): Provider {
  const api = new OFREPApi({
    baseUrl: new URL("/_lahza", lahza.url).href,
    headers: [["Authorization", `Bearer ${ADMIN_TOKEN}`]],
  });
  const resolve = async (key: string, fallback: never, context: EvaluationContext): Promise<never> => {
    const { httpStatus, value } = await api.postEvaluateFlag(key, { context });
    const details =
      httpStatus === 200
        ? toResolutionDetails(value as never, fallback)
        : handleEvaluationError(value as never, fallback);
    return details as never;
  };
  return {
    metadata: { name: "ofrep" },
    runsOn: "server",
    resolveBooleanEvaluation: resolve,
    resolveStringEvaluation: resolve,
    resolveNumberEvaluation: resolve,
    resolveObjectEvaluation: resolve,
  };
}

describe("the server SDK", () => {
  test("gets the variant, its value, and why", async () => {
    await ServerFeature.setProviderAndWait(serverProvider());
    const client = ServerFeature.getClient();
    const context = { targetingKey: "somebody", url: "https://shop.example/products/tea" };
    const plain = await client.getStringDetails("plain", "fallback", context);
    expect(plain).toMatchObject({
      reason: "SPLIT",
      flagMetadata: { experiment: "plain", phase: 1, counted: true },
    });
    expect(["control", "changed"]).toContain(plain.value);
    expect(plain.variant).toBe(plain.value);
    const typed = await client.getObjectDetails("typed", {}, context);
    expect(typed.value).toEqual({ columns: typed.variant === "wide" ? 4 : 2 });
    expect(await client.getBooleanValue("yes-no", false, context)).toBe(true);
    // Another page, or an audience that does not match: the code's own default.
    expect(await client.getStringDetails("plain", "fallback", { ...context, url: "/about" })).toMatchObject({
      value: "fallback",
      reason: "DISABLED",
      flagMetadata: { why: "pages" },
    });
    expect(await client.getStringDetails("phones", "fallback", context)).toMatchObject({ value: "fallback" });
    expect(
      await client.getStringDetails("phones", "fallback", { ...context, device: "mobile" }),
    ).toMatchObject({
      reason: "SPLIT",
    });
    expect(await client.getStringDetails("nothing", "fallback", context)).toMatchObject({
      value: "fallback",
      errorCode: "FLAG_NOT_FOUND",
    });
    expect(await client.getStringDetails("plain", "fallback", {})).toMatchObject({
      value: "fallback",
      errorCode: "TARGETING_KEY_MISSING",
    });
    expect(await client.getNumberDetails("plain", 3, context)).toMatchObject({
      value: 3,
      errorCode: "TYPE_MISMATCH",
    });
  });
});

describe("the web provider", () => {
  test("evaluates all flags with a public key, and asks again by ETag", async () => {
    const asked: { status: number; noneMatch: string | null }[] = [];
    const provider = new OFREPWebProvider({
      baseUrl: new URL("/_lahza", lahza.url).href,
      headers: [["X-API-Key", PUBLIC_KEY]],
      cacheMode: "disabled",
      fetchImplementation: async (request: RequestInfo | URL, init?: RequestInit) => {
        const sent = request as Request;
        const answer = await fetch(sent, init);
        asked.push({ status: answer.status, noneMatch: sent.headers.get("if-none-match") });
        return answer;
      },
    });
    await WebFeature.setContext({ targetingKey: "somebody" });
    await WebFeature.setProviderAndWait(provider as WebProvider);
    const client = WebFeature.getClient();
    const server = (await flag("plain", { targetingKey: "somebody" }))["value"];
    expect(client.getStringValue("plain", "fallback")).toBe(server);
    expect(client.getBooleanValue("yes-no", false)).toBe(true);
    // The same evaluation: nothing new, although the context changed.
    await WebFeature.setContext({ targetingKey: "somebody", unread: "field" });
    expect(asked.at(-1)).toMatchObject({ status: 304 });
    expect(client.getStringValue("plain", "fallback")).toBe(server);
    await WebFeature.setContext({ targetingKey: "somebody", device: "mobile" });
    expect(asked.at(-1)).toMatchObject({ status: 200 });
    expect(client.getStringDetails("phones", "fallback").reason).toBe("SPLIT");
    await WebFeature.close();
  });

  test("a key that nobody made is a fatal error", async () => {
    const provider = new OFREPWebProvider({
      baseUrl: new URL("/_lahza", lahza.url).href,
      headers: [["Authorization", "Bearer made-up"]],
      cacheMode: "disabled",
    });
    await expect(WebFeature.setProviderAndWait("stranger", provider as WebProvider)).rejects.toThrow(
      /Initialization failed/,
    );
    await WebFeature.close();
  });
});

describe("the same visitor gets the same variant as in HTML", () => {
  test("for many new visitors, each asked by the id in the cookie", async () => {
    let changed = 0;
    for (let round = 0; round < 60; round++) {
      const page = await fetch(new URL("/products/tea", lahza.url), { headers: NAVIGATION });
      const html = await page.text();
      const cookie = page.headers.getSetCookie().find((line) => line.startsWith("lahza=")) ?? "";
      const id = cookie.split(".")[1] ?? "";
      const context = { targetingKey: id, url: "/products/tea" };
      const { flags } = (await (await ask(PATH, { context })).json()) as { flags: Record<string, unknown>[] };
      for (const key of ["plain", "traffic"]) {
        const shown = html.includes(`<i>${key}</i>`);
        const value = flags.find((one) => one["key"] === key)?.["value"];
        expect([id, key, value === "changed"]).toEqual([id, key, shown]);
        if (shown) changed++;
      }
      // A visitor's id is no customer: before sign-in HTML shows the shop's page.
      expect(flags.find((one) => one["key"] === "account")).toMatchObject({
        reason: "UNKNOWN",
        metadata: { why: "no-unit" },
      });
      expect(html).not.toContain("<i>account</i>");
    }
    expect(changed).toBeGreaterThan(10);
  });

  test("a customer too, however the id is written", async () => {
    for (let number = 0; number < 25; number++) {
      const mobile = `09${String(120000000 + number * 7919)}`;
      const page = await fetch(new URL("/products/tea", lahza.url), {
        headers: { ...NAVIGATION, cookie: `uid=${mobile}` },
      });
      const shown = (await page.text()).includes("<i>account</i>");
      const { value } = await flag("account", { targetingKey: `+98 ${mobile.slice(1)}` });
      expect([mobile, value === "changed"]).toEqual([mobile, shown]);
    }
  });

  test("a browser of the shop needs no key of its own: the signed cookie says who it is", async () => {
    const page = await fetch(new URL("/products/tea", lahza.url), { headers: NAVIGATION });
    const shown = (await page.text()).includes("<i>plain</i>");
    const cookie =
      (page.headers.getSetCookie().find((line) => line.startsWith("lahza=")) ?? "").split(";")[0] ?? "";
    const headers = { cookie, "x-api-key": PUBLIC_KEY, authorization: "", "sec-fetch-site": "same-origin" };
    expect((await flag("plain", {}, headers))["value"] === "changed").toBe(shown);
    expect((await flag("plain", {}, { ...headers, cookie: `${cookie}x` }))["errorCode"]).toBe(
      "TARGETING_KEY_MISSING",
    );
    expect(await flag("plain", {}, { ...headers, cookie: `${cookie}; lahza_optout=1` })).toMatchObject({
      reason: "DISABLED",
      metadata: { why: "opted-out" },
    });
  });
});

describe("the protocol", () => {
  test.each([
    ["no JSON", "{", 400, "PARSE_ERROR"],
    ["an array", "[]", 400, "PARSE_ERROR"],
    ["context that is none", { context: 3 }, 400, "INVALID_CONTEXT"],
    ["a number for a key", { context: { targetingKey: 3 } }, 400, "INVALID_CONTEXT"],
    ["a url that is none", { context: { targetingKey: "a", url: "http://[" } }, 400, "INVALID_CONTEXT"],
    [
      "a url of another kind",
      { context: { targetingKey: "a", url: "javascript:1" } },
      400,
      "INVALID_CONTEXT",
    ],
    ["an endless key", { context: { targetingKey: "a".repeat(513) } }, 400, "INVALID_CONTEXT"],
    ["nobody", {}, 400, "TARGETING_KEY_MISSING"],
    ["too much", { context: { targetingKey: "a", x: "y".repeat(70_000) } }, 413, "GENERAL"],
  ])("%s", async (_, body, status, errorCode) => {
    for (const path of [PATH, `${PATH}/plain`]) {
      const answer = await heard(() => ask(path, body));
      expect(answer.status).toBe(status);
      expect(answer.headers.get("content-type")).toMatch(/^application\/json/);
      expect(await answer.json()).toMatchObject({ errorCode });
    }
  });

  test("keys, methods and unknown paths", async () => {
    const context = { context: { targetingKey: "a" } };
    expect((await ask(PATH, context, { authorization: "" })).status).toBe(401);
    expect((await ask(PATH, context, { authorization: "Bearer nobody" })).status).toBe(401);
    expect((await fetch(new URL(PATH, lahza.url))).status).toBe(405);
    expect((await ask(`${PATH}/%ff`, context)).status).toBe(404);
    expect((await ask(`${PATH}/constructor`, context)).status).toBe(404);
    expect((await ask("/_lahza/ofrep/v1/evaluate/flagsx", context)).status).toBe(404);
  });

  test("a revoked key ends, at the latest with the second request after ten seconds", async () => {
    const token = "lhz_browser_soon-revoked";
    await lahza.db
      .prepare(
        "INSERT INTO tokens (id, name, prefix, hash, role, created_at, revoked_at) VALUES ('t2', 'web', 'lhz_b', ?1, 'browser', 0, 1)",
      )
      .bind(createHash("sha256").update(token).digest("hex"))
      .run();
    expect(
      (await ask(PATH, { context: { targetingKey: "a" } }, { authorization: `Bearer ${token}` })).status,
    ).toBe(401);
  });

  test("the tag is of what was evaluated", async () => {
    const first = await ask(PATH, { context: { targetingKey: "a" } });
    const tag = first.headers.get("etag") ?? "";
    expect(tag).toMatch(/^"[0-9a-f]{32}"$/);
    const again = await ask(PATH, { context: { targetingKey: "a" } }, { "if-none-match": `"x", W/${tag}` });
    expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", tag]);
    const other = await ask(
      PATH,
      { context: { targetingKey: "a", url: "/about" } },
      { "if-none-match": tag },
    );
    expect(other.status).toBe(200);
  });

  test("other sites' pages: closed unless the settings name them", async () => {
    const context = { context: { targetingKey: "a" } };
    const stranger = await ask(PATH, context, { origin: "https://evil.example" });
    expect([stranger.status, stranger.headers.get("access-control-allow-origin")]).toEqual([403, null]);
    const named = await ask(PATH, context, { origin: "https://app.example" });
    expect(named.status).toBe(200);
    expect(named.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(named.headers.get("access-control-expose-headers")).toBe("ETag, Retry-After");
    expect(named.headers.get("vary")).toContain("Origin");
    const preflight = (origin: string): Promise<Response> =>
      fetch(new URL(PATH, lahza.url), {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "if-none-match",
        },
      });
    expect((await preflight("https://evil.example")).status).toBe(403);
    const answer = await preflight("https://app.example");
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-headers")).toContain("If-None-Match");
  });

  test("too often is 429 with Retry-After, for one shopper and not for the next", async () => {
    let last = await from("192.0.2.1");
    for (let times = 0; times < 300 && last.status === 200; times++) last = await from("192.0.2.1");
    expect(last.status).toBe(429);
    expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await from("192.0.2.2")).status).toBe(200);
  });

  test("an evaluation is no exposure", async () => {
    const id = "AAAAAAAAAAAAAAAAAAAAAA";
    await flag("plain", { targetingKey: id });
    await new Promise((done) => setTimeout(done, 300));
    const row = await lahza.db
      .prepare("SELECT count(*) AS n FROM exposures WHERE visitor = ?1")
      .bind(id)
      .first<{ n: number }>();
    expect(row?.n).toBe(0);
  });
});
