import { describe, expect, it } from "vitest";
import { PRODUCT_PARAMETERS } from "../domain/product-parameters.ts";
import { addressDigest, factAddress, productDigest } from "./address.ts";

const at = (path: string, parameters: readonly string[] = PRODUCT_PARAMETERS) =>
  factAddress(new URL(path, "https://shop.example"), parameters);

describe("the address of a page's facts", () => {
  it.each([
    ["/p/akiko/", "shop.example/p/akiko"],
    ["/p/akiko?utm_source=x&gclid=1", "shop.example/p/akiko"],
    ["/p/akiko?size=XL&Color=red&utm_source=x", "shop.example/p/akiko?color=red&size=XL"],
    ["/p?variant=41249953214522974", "shop.example/p?variant=41249953214522974"],
  ])("%s is kept and counted as %s", (path, key) => {
    expect(at(path)).toEqual({ key, mayKeep: true, counted: key });
  });

  it("is nobody's where a parameter may have changed the page", () => {
    expect(at("/p?engraving=Jane")).toEqual({ key: "shop.example/p", mayKeep: false, counted: null });
    expect(at("/p?sku=1&session=x").counted).toBeNull();
  });

  it.each([
    "jane@example.com",
    "09123456789",
    "989123456789",
    "0501234567",
    "Jane Doe",
    "سارا",
    "",
    "+98912",
  ])("is not counted under a value that may name a person: %s", (value) => {
    expect(at(`/p?id=${encodeURIComponent(value)}`)).toMatchObject({ mayKeep: true, counted: null });
  });

  it("goes by the parameters that the shop names, and by no others", () => {
    expect(at("/p?model=A1", ["model"]).counted).toBe("shop.example/p?model=A1");
    expect(at("/p?MODEL=A1", ["model"]).counted).toBe("shop.example/p?model=A1");
    expect(at("/p?sku=A1", ["model"]).counted).toBeNull();
    expect(at("/p?model=A1").counted).toBeNull();
  });
});

it("a product's digest is its SKU's, however it is spaced or composed, and no address's", async () => {
  const digest = await productDigest("CAF\u00c9-1");
  expect(digest).toMatch(/^[\w-]{22}$/);
  expect(await productDigest(" CAFE\u0301-1\n")).toBe(digest);
  expect(await productDigest("CAF\u00c9-2")).not.toBe(digest);
  expect(await addressDigest("CAF\u00c9-1")).not.toBe(digest);
  expect([await productDigest(" "), await productDigest("x".repeat(101))]).toEqual([null, null]);
});
