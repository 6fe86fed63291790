/** Rulesets that come by the Cache or KV: never an old one while D1 answers, and better than none when it does not. */
import { beforeEach, describe, expect, test } from "vitest";
import { cacheCarrier, type Carrier, kvCarrier } from "../../src/ruleset/carriers.ts";
import { publish } from "../../src/ruleset/publish.ts";
import { createRulesetReader } from "../../src/ruleset/read.ts";
import { db, freshDatabase } from "./database.ts";
import { T0 } from "./records.ts";
import { ruleset } from "./ruleset.ts";

beforeEach(freshDatabase);

/** What KV does, in memory. */
function memoryKv(): KVNamespace & { readonly store: Map<string, string> } {
  const store = new Map<string, string>();
  const get = (key: string, type?: string): Promise<unknown> => {
    const value = store.get(key) ?? null;
    return Promise.resolve(value !== null && type === "json" ? JSON.parse(value) : value);
  };
  const put = (key: string, value: string): Promise<void> => Promise.resolve(void store.set(key, value));
  return { get, put, store } as unknown as KVNamespace & { readonly store: Map<string, string> };
}

function readerWith(carriers: readonly Carrier[]) {
  const state = { bodies: 0, away: false };
  const watched = new Proxy(db, {
    get(target, name) {
      if (name !== "prepare") return Reflect.get(target, name) as unknown;
      return (sql: string) => {
        if (state.away) throw new Error("D1 is away");
        if (sql.includes("body")) state.bodies++;
        return target.prepare(sql);
      };
    },
  });
  const reader = createRulesetReader({ db: watched, prepare: (it) => it.digest, carriers, clock: () => T0 });
  return {
    state,
    async load(): Promise<string | null> {
      const current = reader.current(T0);
      if (current.state !== "cold") throw new Error(`${current.state}, not cold`);
      const { ruleset: prepared, settled } = current.load(2_000);
      await settled;
      return await prepared;
    },
  };
}

describe.each([
  ["KV", () => kvCarrier(memoryKv())],
  ["the Cache", () => cacheCarrier(caches.default)],
])("by %s", (_name, make) => {
  test("a second isolate takes the body from there, and only the version from D1", async () => {
    await publish(db, ruleset(`one-${Math.random()}`), T0);
    const carrier = make();
    const first = readerWith([carrier]);
    const digest = await first.load();
    expect(first.state.bodies).toBe(1);
    const second = readerWith([carrier]);
    expect(await second.load()).toBe(digest);
    expect(second.state.bodies).toBe(0);
  });

  test("a newer version in D1 wins over what is carried", async () => {
    const carrier = make();
    await publish(db, ruleset("old"), T0);
    await readerWith([carrier]).load();
    await publish(db, ruleset("new"), T0);
    expect(await readerWith([carrier]).load()).toBe("new");
  });

  test("what does not fit its checksum is read from D1", async () => {
    await publish(db, ruleset("good"), T0);
    const carrier = make();
    const lying: Carrier = { ...carrier, read: () => Promise.resolve('{"format":1}') };
    expect(await readerWith([lying]).load()).toBe("good");
  });

  test("a carrier that fails is no obstacle", async () => {
    await publish(db, ruleset("good"), T0);
    const broken = (): Promise<never> => Promise.reject(new Error("away"));
    expect(await readerWith([{ read: broken, newest: broken, keep: broken }]).load()).toBe("good");
  });
});

describe("while D1 is away", () => {
  test("a cold isolate serves the newest that KV knows", async () => {
    const carrier = kvCarrier(memoryKv());
    await publish(db, ruleset("kept"), T0);
    await readerWith([carrier]).load();
    const cold = readerWith([carrier]);
    cold.state.away = true;
    expect(await cold.load()).toBe("kept");
  });

  test("without KV it gets the origin's page", async () => {
    await publish(db, ruleset("kept"), T0);
    const carrier = cacheCarrier(caches.default);
    await readerWith([carrier]).load();
    const cold = readerWith([carrier]);
    cold.state.away = true;
    expect(await cold.load()).toBeNull();
  });
});
