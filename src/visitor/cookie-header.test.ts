import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { consentOf } from "./consent.ts";
import { cookieValue, cookieValues, withoutLahzaCookies } from "./cookie-header.ts";
import { identify } from "./visitor.ts";

// Properties take longer on a loaded machine.
vi.setConfig({ testTimeout: 30_000 });

describe("cookieValues", () => {
  it.each<[string, string[]]>([
    ["a=1; b=2", ["1"]],
    ["b=2;a=1", ["1"]],
    [" a = 1 ;b=2", ["1"]],
    ["aa=1; b=a=3; ba=4", []],
    ["a=1; a=2;a=", ["1", "2", ""]],
    ["a=x=y", ["x=y"]],
    ["a", []],
    ["", []],
  ])("of %j", (header, values) => {
    expect(cookieValues(header, "a")).toEqual(values);
    expect(cookieValue(header, "a")).toBe(values[0] ?? null);
  });
});

describe("withoutLahzaCookies", () => {
  it.each<[string | null, string | null]>([
    [null, null],
    ["a=1;  b=2 ;c", "a=1;  b=2 ;c"],
    ["lahza=x", null],
    ["lahza=x; lahza_s=y;lahza_optout=1", null],
    ["lahza=x; a=1;b=2", "a=1;b=2"],
    ["a=1; lahza=x; b=2", "a=1; b=2"],
    ["a=1; lahza=x", "a=1"],
    ["a=1;lahza=x;;b=2; ", "a=1;;b=2; "],
    ["xlahza=1; lahzax=2; lahza-y=3; a=lahza=4", "xlahza=1; lahzax=2; lahza-y=3; a=lahza=4"],
    ["lahza; a=1", "lahza; a=1"],
    // A shop may be called Lahza, too.
    [
      "lahza_session=1; lahza_cart=2; lahza_=3; lahza_S=4",
      "lahza_session=1; lahza_cart=2; lahza_=3; lahza_S=4",
    ],
    ["lahza_preview=1; a=1", "a=1"],
    ["lahza_shown-lahza-1-0=2; a=1; lahza_shown-=1; lahza_shownx=1", "a=1; lahza_shown-=1; lahza_shownx=1"],
  ])("of %j is %j", (header, expected) => {
    expect(withoutLahzaCookies(header)).toBe(expected);
  });

  it("takes every cookie out that some module of the shopper's path writes", () => {
    const root = join(import.meta.dirname, "..");
    const names = globSync("{visitor,preview,edge,collect,shopper-pages}/**/*.ts", { cwd: root }).flatMap(
      (file) =>
        [...readFileSync(join(root, file), "utf8").matchAll(/_COOKIE = "(lahza\w*)"/g)].map(
          ([, name]) => name ?? "",
        ),
    );
    expect(names.length).toBeGreaterThanOrEqual(7);
    for (const name of names) expect([name, withoutLahzaCookies(`${name}=1; a=1`)]).toEqual([name, "a=1"]);
  });

  it("keeps every byte of other cookies, whatever they are", () => {
    const pair = fc.string({
      unit: fc.constantFrom("a", "lahza", "_", "=", " ", "\t", "\u00a0", "ü", '"', "%", ","),
      maxLength: 6,
    });
    const ours = fc.constantFrom("lahza=v1.x", " lahza=", "lahza_s=1", "\tlahza_optout =1 ");
    fc.assert(
      fc.property(
        fc.array(fc.record({ pair, ours: fc.option(ours) }), { minLength: 1, maxLength: 6 }),
        (parts) => {
          // Pairs that would themselves be ours are another test's matter.
          fc.pre(parts.every((part) => !/^[ \t]*lahza(?:_(?:s|optout|preview))?[ \t]*=/.test(part.pair)));
          const others = parts.map((part) => part.pair);
          const header = parts
            .flatMap((part) => (part.ours === null ? [part.pair] : [part.pair, part.ours]))
            .join(";");
          const kept = withoutLahzaCookies(header);
          if (kept === null) expect(others.join("").trim()).toBe("");
          else expect(kept).toBe(others.join(";"));
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("leaves none of ours and never throws, and neither does anything else that reads the header", async () => {
    const wild = fc.string({
      unit: fc.constantFrom("lahza", "lahza_s", "=", ";", " ", "v1.", ".", "a", "-", "_", "é", "%"),
      maxLength: 30,
    });
    const keys = [{ id: "k1", secret: new Uint8Array(32) }];
    await fc.assert(
      fc.asyncProperty(wild, async (header) => {
        const kept = withoutLahzaCookies(header);
        expect(cookieValues(kept, "lahza")).toEqual([]);
        expect(cookieValues(kept, "lahza_s")).toEqual([]);
        expect(withoutLahzaCookies(kept)).toBe(kept);
        const headers = new Headers({ cookie: header });
        expect(consentOf(headers, { mode: "cookie", cookie: "a", values: [] })).toHaveProperty("allowed");
        const request = { headers, method: "GET", url: "https://shop.example/" };
        const settings = { consent: { mode: "none" }, customerCookie: "a" } as const;
        expect(
          await identify(request, { cookieKeys: keys, customerSecrets: {} }, settings, 0, () => undefined),
        ).toHaveProperty("isNew", true);
      }),
      { numRuns: 3000 },
    );
  });
});
