/** A warm page view asks D1 nothing: counted at the binding, through the Worker's own door. */
import { beforeEach, describe, expect, it } from "vitest";
import { readDefinitions } from "../../src/admin/definitions.ts";
import { loadDefinitions } from "../../src/admin/load.ts";
import type { Env } from "../../src/config.ts";
import worker from "../../src/index.ts";
import { db as realDb, freshDatabase } from "../store/database.ts";
import { cookieOf, experiment, html, NAVIGATION, PAGE } from "./edge.ts";

const KEYS = "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE";

/** The binding, with every call counted. */
function counted(db: D1Database): { db: D1Database; calls: () => number } {
  let calls = 0;
  const db2 = new Proxy(db, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      return (...args: unknown[]): unknown => {
        if (name === "prepare" || name === "batch" || name === "exec") calls++;
        return Reflect.apply(value as (...all: unknown[]) => unknown, target, args);
      };
    },
  });
  return { db: db2, calls: () => calls };
}

describe("a warm page view", () => {
  beforeEach(async () => {
    const db = await freshDatabase();
    const read = readDefinitions(JSON.stringify({ experiments: [experiment("title")] }));
    if (!read.ok) throw new Error(read.problems.join("\n"));
    expect((await loadDefinitions(db, read.definitions, Date.now())).problems).toEqual([]);
  });

  it("asks D1 nothing, by a visitor who was counted before", async () => {
    const { db, calls } = counted(realDb);
    const behind: Promise<unknown>[] = [];
    const context = {
      waitUntil: (work: Promise<unknown>) => void behind.push(work),
    } as unknown as ExecutionContext;
    const shop = { fetch: () => Promise.resolve(html(PAGE)) } as unknown as Fetcher;
    const testEnv: Env = { DB: db, SHOP: shop, COOKIE_KEYS: KEYS };
    const view = async (cookie: string): Promise<Response> => {
      const request = new Request("https://shop.example/", { headers: { ...NAVIGATION, cookie } }) as Request<
        unknown,
        IncomingRequestCfProperties
      >;
      const response = await worker.fetch(request, testEnv, context);
      expect(await response.clone().text()).toContain("<h1>Changed</h1>");
      while (behind.length > 0) await behind.shift();
      return response;
    };
    const first = await view("");
    const cookie = cookieOf(first) ?? "";
    await view(cookie);
    const before = calls();
    expect(before).toBeGreaterThan(0);
    for (let page = 0; page < 20; page++) await view(cookie);
    expect(calls()).toBe(before);
  });
});
