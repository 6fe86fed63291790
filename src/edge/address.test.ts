import * as fc from "fast-check";
import { expect, it } from "vitest";
import { addressOf } from "./address.ts";

const part = fc.oneof(
  fc.constantFrom(
    "a",
    "B",
    "..",
    ".",
    "%2e",
    "%2E%2e",
    "%41",
    "%",
    "%zz",
    "é",
    "ی",
    " ",
    "\\",
    "'",
    '"',
    "<",
    "|",
    "^",
    "{",
    ":",
    "@",
    ";",
    "",
    "~",
    "%2F",
    "//",
  ),
  fc.string({ maxLength: 3 }),
);
const host = fc.constantFrom(
  "shop.example",
  "SHOP.example",
  "shop.example:80",
  "shop.example:443",
  "shop.example:8787",
  "127.0.0.1:9620",
  "127.1",
  "xn--mgb",
  "ü.example",
  "u:p@shop.example",
  "[::1]:80",
);

it("is what URL says, for every address that URL takes", () => {
  let plain = 0;
  fc.assert(
    fc.property(
      fc.constantFrom("http", "https"),
      host,
      fc.array(part, { maxLength: 5 }),
      fc.constantFrom("", "?a=/b", "#c", "?x#y", "?"),
      (scheme, authority, parts, rest) => {
        const address = `${scheme}://${authority}${parts.length === 0 ? "" : "/"}${parts.join("/")}${rest}`;
        if (!URL.canParse(address)) return;
        const { host: wanted, pathname } = new URL(address);
        const found = addressOf(address);
        expect([found.host, found.pathname]).toEqual([wanted, pathname]);
        if (!(found instanceof URL)) plain += 1;
      },
    ),
    { numRuns: 3_000 },
  );
  expect(plain).toBeGreaterThan(200);
});
