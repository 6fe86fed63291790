import { describe, expect, it } from "vitest";
import { type BuyerStage, buyerSetCookie, readBuyerStage } from "./buyer.ts";

const key = (id: string, byte: number) => ({ id, secret: new Uint8Array(32).fill(byte) });
const keys = [key("k1", 1)];
const url = new URL("https://shop.example/");
const told = async (stage: BuyerStage, visitor: string): Promise<string> =>
  (await buyerSetCookie(stage, visitor, { cookieKeys: keys, cookieDomain: null }, url)).split(";", 1)[0] ??
  "";

describe("a buyer's cookie", () => {
  it("says how often its own visitor bought", async () => {
    for (const stage of ["first", "repeat"] as const)
      expect(await readBuyerStage(`a=1; ${await told(stage, "me")}`, "me", keys)).toBe(stage);
    expect(await readBuyerStage(null, "me", keys)).toBe("none");
    expect(await told("none", "me")).toBe("lahza_b=");
  });

  it("is believed of nobody else, under no other key, and not when it was changed", async () => {
    const cookie = await told("first", "me");
    expect(await readBuyerStage(cookie, "you", keys)).toBe("none");
    expect(await readBuyerStage(cookie, "me", [key("k1", 2)])).toBe("none");
    expect(await readBuyerStage(cookie, "me", [key("k2", 1)])).toBe("none");
    expect(await readBuyerStage(cookie.replace(".1.", ".2."), "me", keys)).toBe("none");
    for (const odd of ["lahza_b=", "lahza_b=v1.k1.1", "lahza_b=v1.k1.9.AAAAAAAAAAAAAAAAAAAAAA"])
      expect(await readBuyerStage(odd, "me", keys)).toBe("none");
    // A forgery in front does not hide it.
    expect(await readBuyerStage(`lahza_b=x; ${cookie}`, "me", keys)).toBe("first");
  });
});
