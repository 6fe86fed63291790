/** The way to a shop at another address: which address is asked, whatever the path says; and that it is asked once. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { configOf, type Env } from "../../src/config.ts";
import { originOf } from "../../src/edge/origin.ts";
import worker from "../../src/index.ts";
import { edgeWith, html, NAVIGATION, PAGE } from "./edge.ts";

const KEYS = "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE";

afterEach(() => vi.restoreAllMocks());

describe("ORIGIN", () => {
  /** Which address is asked for this one. */
  async function asked(address: string): Promise<string> {
    const urls: string[] = [];
    vi.spyOn(globalThis, "fetch").mockImplementation((input) => {
      urls.push((input as Request).url);
      return Promise.resolve(html(PAGE));
    });
    const env = { ORIGIN: "http://origin.example:3000" } as Env;
    await originOf(env, configOf(env))(new Request(address));
    return urls.join(" ");
  }

  it.each([
    ["/a/b?c=%20d", "/a/b?c=%20d"],
    ["//evil.example/x?y", "//evil.example/x?y"],
    ["///evil.example", "///evil.example"],
    ["/\\evil.example", "//evil.example"],
    ["/http://evil.example/", "/http://evil.example/"],
    ["/%D8%AF%D9%85/..%2fx", "/%D8%AF%D9%85/..%2fx"],
  ])("is where %s is asked for, and nowhere else", async (path, at) => {
    expect(await asked(`https://shop.example${path}`)).toBe(`http://origin.example:3000${at}`);
  });
});

describe("a shop that fails", () => {
  it.each(["POST", "GET"])("is not asked a second time for a %s", async (method) => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, () =>
      Promise.reject(new TypeError("connection lost")),
    );
    await expect(edge.fetch("/cart/add?sku=1", { method })).rejects.toThrow("connection lost");
    expect(edge.asked).toHaveLength(1);
  });

  it("fails as it did, also where a cookie of ours was taken out and a body sent", async () => {
    const edge = await edgeWith({ experiments: [{ key: "title" }] }, async (request) => {
      await request.text();
      throw new TypeError("connection lost");
    });
    const init = { method: "POST", body: "sku=1", headers: { cookie: "lahza=x; a=1" } };
    await expect(edge.fetch("/cart/add", init)).rejects.toThrow("connection lost");
    expect(edge.asked).toHaveLength(1);
  });
});

describe("PREFIX", () => {
  it.each(["", "/", "/a/b", "shop"])("of %j, which is none, takes no page of the shop", async (PREFIX) => {
    const shop = { fetch: () => Promise.resolve(html(PAGE)) } as unknown as Fetcher;
    const env: Env = { DB: undefined as unknown as D1Database, SHOP: shop, COOKIE_KEYS: KEYS, PREFIX };
    const context = { waitUntil: () => undefined } as unknown as ExecutionContext;
    for (const path of ["/", "/a/b", "/shop"]) {
      const request = new Request(`https://shop.example${path}`, { headers: NAVIGATION });
      const response = await worker.fetch(request as Parameters<typeof worker.fetch>[0], env, context);
      expect(await response.text()).toBe(PAGE);
    }
  });
});
