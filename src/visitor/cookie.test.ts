import { describe, expect, it, vi } from "vitest";
import type { SigningKey } from "../config.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import {
  formatVisitorCookie,
  type Identity,
  MAX_AGE_SECONDS,
  mintIdentity,
  mintTimeOf,
  readVisitorCookie,
  secondsLeft,
  verifyVisitorCookie,
} from "./cookie.ts";
import { formatExposures, MAX_EXPOSURES, parseExposures, withExposure } from "./exposures.ts";

// Properties take longer on a loaded machine.
vi.setConfig({ testTimeout: 30_000 });

const NOW = Date.UTC(2026, 11, 1, 12, 0, 0);
const key = (id: string, fill: number): SigningKey => ({ id, secret: new Uint8Array(32).fill(fill) });
const keys: readonly SigningKey[] = [key("k2", 2), key("k1", 1)];

const identity: Identity = {
  ...mintIdentity(NOW, (bytes) => void bytes.fill(7)),
  exposures: new Map([
    [3, 1],
    [7, 2],
    [36, 40],
  ]),
};
/** With a list of keys of its own each time, so that nothing is remembered from the writing. */
const read = (value: string, nowMs = NOW, by = [...keys]): Promise<Identity | null> =>
  readVisitorCookie(`a=1; lahza=${value}; b=2`, by, nowMs);

describe("the visitor's cookie", () => {
  it("has the documented form", async () => {
    const value = await formatVisitorCookie(identity, keys);
    expect(value).toMatch(/^v1\.[A-Za-z0-9_-]{22}\.k2\.3_1-7_2-10_14\.[A-Za-z0-9_-]{22}$/);
    expect(await read(value)).toEqual(identity);
    expect(mintTimeOf(identity.id)).toBe(NOW);
    expect(value).toBe(await formatVisitorCookie(identity, keys));
  });

  it("is signed with the newest key, and read with every key", async () => {
    const old = await formatVisitorCookie(identity, keys.slice(1));
    expect(old).toContain(".k1.");
    expect(await read(old)).toEqual(identity);
    expect(await read(old, NOW, keys.slice(0, 1))).toBeNull();
  });

  it("agrees with an independent HMAC", async () => {
    // openssl dgst -sha256 -mac HMAC -macopt hexkey:0202…02 (32 bytes), its first 16 bytes as base64url
    const signed = "v1.aw62wAcHBwcHBwcHBwcHBw.k2.";
    expect(await formatVisitorCookie({ ...identity, exposures: new Map() }, keys)).toBe(
      `${signed}.hYPmHZpE8Sd7r0wZ0NLufA`,
    );
  });

  it("is refused when a single character differs", async () => {
    const value = await formatVisitorCookie(identity, keys);
    for (let at = 0; at < value.length; at++) {
      for (const char of ["A", "9", ".", "-"]) {
        const forged = value.slice(0, at) + char + value.slice(at + 1);
        if (forged !== value) expect(await read(forged), forged).toBeNull();
      }
    }
  });

  it.each([
    ["foreign key under our key's name", async () => formatVisitorCookie(identity, [key("k1", 9)])],
    ["unknown key", async () => formatVisitorCookie(identity, [key("k9", 9)])],
    ["nothing", async () => ""],
    ["too few parts", async () => "v1.a.b"],
    ["another version", async () => (await formatVisitorCookie(identity, keys)).replace("v1", "v2")],
    ["one part more", async () => `${await formatVisitorCookie(identity, keys)}.x`],
    ["longer than 2 KB", async () => `v1.${"a".repeat(3000)}.k1..${"a".repeat(22)}`],
    ["a short signature", async () => (await formatVisitorCookie(identity, keys)).slice(0, -1)],
    ["an empty signature", async () => (await formatVisitorCookie(identity, keys)).slice(0, -22)],
    ["other text", async () => "\u0000ü%E0%A4%A;"],
  ])("is null for %s", async (_, make) => {
    expect(await read(await make())).toBeNull();
  });

  it("ends 395 days after minting, also when it was written again", async () => {
    const value = await formatVisitorCookie(identity, keys);
    const end = NOW + MAX_AGE_SECONDS * 1000;
    expect(secondsLeft(identity, NOW + 1000)).toBe(395 * 86_400 - 1);
    expect(await read(value, end - 1000)).toEqual(identity);
    expect(await read(value, end)).toBeNull();
    const again = await formatVisitorCookie(
      { ...identity, exposures: withExposure(identity.exposures, 9, 1) },
      keys,
    );
    expect(await read(again, end)).toBeNull();
    expect(await read(value, NOW - 2 * 3_600_000)).toBeNull();
  });

  it("takes the first of several that verifies", async () => {
    const value = await formatVisitorCookie(identity, keys);
    expect(await readVisitorCookie(`lahza=v1.x; lahza=${value}; lahza=y`, keys, NOW)).toEqual(identity);
    expect(await readVisitorCookie(`xlahza=${value}`, keys, NOW)).toBeNull();
    expect(await readVisitorCookie(`lahza_x=${value}`, keys, NOW)).toBeNull();
    expect(await readVisitorCookie(null, keys, NOW)).toBeNull();
    expect(await readVisitorCookie(`${"lahza=v1.x; ".repeat(50)}lahza=${value}`, keys, NOW)).toBeNull();
  });

  it("verifies a known value without crypto, and never trusts it under other keys", async () => {
    const value = await formatVisitorCookie(identity, keys);
    const others = [...keys];
    await read(value, NOW, others);
    const spy = vi.spyOn(crypto.subtle, "sign");
    expect(await read(value, NOW, others)).toEqual(identity);
    expect(await read(value, NOW, keys as SigningKey[])).toEqual(identity);
    expect(spy).not.toHaveBeenCalled();
    expect(await read(value, NOW, [key("k2", 5)])).toBeNull();
    expect(spy).toHaveBeenCalledOnce();
    spy.mockRestore();
  });

  it("does not accept a signature over other text", async () => {
    const mine = await formatVisitorCookie(identity, keys);
    const other = await formatVisitorCookie({ ...identity, exposures: new Map() }, keys);
    const mixed = `${mine.slice(0, mine.lastIndexOf("."))}.${other.slice(other.lastIndexOf(".") + 1)}`;
    expect(await verifyVisitorCookie(mixed, keys)).toBeNull();
  });
});

describe("exposures", () => {
  it("keep their short form", () => {
    expect(formatExposures(new Map())).toBe("");
    expect(parseExposures("")).toEqual(new Map());
    expect(parseExposures("3_1-7_2")).toEqual(
      new Map([
        [3, 1],
        [7, 2],
      ]),
    );
    for (const text of ["3", "3_", "_1", "3_1-", "-3_1", "3_1--7_2", "3_1 ", "A_1", "3_1_1", "3.1"])
      expect(parseExposures(text)).toBeNull();
  });

  it("drop ended experiments and, beyond the bound, the oldest", () => {
    let exposures: ReadonlyMap<number, number> = new Map();
    for (let id = 1; id <= MAX_EXPOSURES + 20; id++) exposures = withExposure(exposures, id, 1);
    const kept = parseExposures(formatExposures(exposures));
    expect(kept?.size).toBe(MAX_EXPOSURES);
    expect([kept?.has(20), kept?.has(21)]).toEqual([false, true]);
    expect([
      ...withExposure(
        new Map([
          [1, 1],
          [2, 1],
        ]),
        3,
        2,
        (id) => id !== 1,
      ),
    ]).toEqual([
      [2, 1],
      [3, 2],
    ]);
    expect([
      ...withExposure(
        new Map([
          [1, 1],
          [2, 1],
        ]),
        1,
        2,
      ),
    ]).toEqual([
      [2, 1],
      [1, 2],
    ]);
  });

  it("never make the cookie longer than it may be", async () => {
    const many = new Map(Array.from({ length: 300 }, (_, n) => [36 ** 7 + n, 36 ** 3 + n]));
    const value = await formatVisitorCookie({ ...identity, exposures: many }, keys);
    expect(value.length).toBeLessThan(2048);
    expect(await read(value)).not.toBeNull();
  });
});

describe("base64url", () => {
  it("goes there and back, and takes one text for each value only", () => {
    for (let length = 0; length < 20; length++) {
      const bytes = crypto.getRandomValues(new Uint8Array(length));
      expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
    }
    expect(fromBase64Url("AB")).toBeNull();
    expect(fromBase64Url("A")).toBeNull();
    expect(fromBase64Url("AA==")).toBeNull();
    expect(fromBase64Url("A+")).toBeNull();
  });
});
