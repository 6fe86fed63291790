import { describe, expect, test } from "vitest";
import { cartToken, visitorOfCart } from "./cart-token.ts";
import { mintIdentity } from "./cookie.ts";

const random = (bytes: Uint8Array): void => void crypto.getRandomValues(bytes);
const key = (id: string, byte: number) => ({ id, secret: new Uint8Array(32).fill(byte) });
const OLD = key("k1", 1);
const NEW = key("k2", 2);
const VISITOR = mintIdentity(Date.UTC(2026, 10, 22), random).id;

describe("the cart's token", () => {
  test("names its visitor, under every key that is still there", async () => {
    const token = await cartToken(VISITOR, [OLD], random);
    expect(await visitorOfCart(token, [NEW, OLD])).toBe(VISITOR);
    expect(await visitorOfCart(`  ${token}\n`, [OLD])).toBe(VISITOR);
    expect(await visitorOfCart(token, [NEW])).toBeNull();
    expect(await visitorOfCart(token, [key("k1", 3)])).toBeNull();
  });

  test("needs no escaping, and tells nobody who it is", async () => {
    const tokens = await Promise.all([1, 2, 3].map(() => cartToken(VISITOR, [OLD], random)));
    for (const token of tokens) {
      expect(token).toMatch(/^[A-Za-z0-9._-]{50,90}$/);
      expect(token).not.toContain(VISITOR);
    }
    expect(new Set(tokens).size).toBe(3);
  });

  test("that was changed is none", async () => {
    const token = await cartToken(VISITOR, [OLD, NEW], random);
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === "A" ? "B" : "A";
      expect(await visitorOfCart(token.slice(0, at) + other + token.slice(at + 1), [OLD, NEW])).toBeNull();
    }
  });

  test.each([
    "",
    ".",
    "c1",
    "c1.k1.",
    "c1.k1.AAAA",
    "c1.k1.%%",
    `c1.k1.${"A".repeat(1e6)}`,
    "c1.k1.A.B",
    "__proto__",
  ])("%.40s is none", async (text) => {
    expect(await visitorOfCart(text, [OLD])).toBeNull();
  });

  test("of another key's name is none, though the bytes are right", async () => {
    const same = { id: "k9", secret: OLD.secret };
    const token = await cartToken(VISITOR, [OLD], random);
    expect(await visitorOfCart(token.replace("c1.k1.", "c1.k9."), [same])).toBeNull();
  });
});
