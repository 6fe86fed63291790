import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composeEtag, digestOf, unwrapIfNoneMatch } from "./etag.ts";

const NOTHING = { ifNoneMatch: null, ifModifiedSince: null, held: null };
const TODAY = digestOf(["build", "pdp-trust/badges"]);
const OTHER = digestOf(["build", "pdp-trust/control"]);
const DATE = "Wed, 21 Oct 2026 07:28:00 GMT";

describe("composeEtag", () => {
  test("is weak and names both halves", () => {
    expect(composeEtag('"abc"', DATE, "d1")).toBe('W/"lz.d1.e%22abc%22"');
    expect(composeEtag('W/"abc"', null, "d1")).toBe('W/"lz.d1.eW%2F%22abc%22"');
    expect(composeEtag(null, DATE, "d1")).toBe('W/"lz.d1.mWed%2C%2021%20Oct%202026%2007%3A28%3A00%20GMT"');
    expect(composeEtag(null, null, "d1")).toBeNull();
    expect(composeEtag("", "", "d1")).toBeNull();
  });

  test("gives none where the origin's validator is too long or not text", () => {
    expect(composeEtag(`"${"a".repeat(600)}"`, null, "d1")).toBeNull();
    expect(composeEtag('"\ud800"', null, "d1")).toBeNull();
  });
});

describe("unwrapIfNoneMatch", () => {
  const ours = composeEtag('"abc"', null, TODAY) ?? "";
  const opaque = ours.slice(2);

  test.each<[string, string | null]>([
    ["ours", ours],
    ["ours made strong by a proxy", opaque],
    ["ours in a list", `"x, y", ${ours}, W/"z"`],
    ["ours twice", `${ours},${ours}`],
  ])("%s asks with the origin's tag", (_name, header) => {
    expect(unwrapIfNoneMatch(header, TODAY)).toEqual({
      ifNoneMatch: '"abc"',
      ifModifiedSince: null,
      held: ours,
    });
  });

  test("a date asks with If-Modified-Since", () => {
    const held = composeEtag(null, DATE, TODAY);
    expect(unwrapIfNoneMatch(held, TODAY)).toEqual({ ifNoneMatch: null, ifModifiedSince: DATE, held });
  });

  test.each<[string, string | null]>([
    ["none", null],
    ["empty", ""],
    ["a star", "*"],
    ["the origin's own tag", '"abc"'],
    ["the origin's own weak tag", 'W/"abc"'],
    ["ours of another digest", composeEtag('"abc"', null, OTHER)],
    ["another digest that merely begins alike", composeEtag('"abc"', null, `${TODAY}0`)],
    ["ours without quotes", ours.replaceAll('"', "")],
    ["ours inside another tag", `"x ${opaque.slice(1)}`],
    ["an empty validator", `W/"lz.${TODAY}.e"`],
    ["an unknown kind", `W/"lz.${TODAY}.x%22abc%22"`],
    ["a broken escape", `W/"lz.${TODAY}.e%2"`],
    ["a smuggled header", `W/"lz.${TODAY}.e%22a%22%0D%0AX-A%3A1"`],
    ["an escape that we would not write", `W/"lz.${TODAY}.e%22%61bc%22"`],
  ])("%s asks nothing", (_name, header) => {
    expect(unwrapIfNoneMatch(header, TODAY)).toEqual(NOTHING);
  });

  test("ours with a proxy's suffix asks for a tag that the origin does not have", () => {
    expect(unwrapIfNoneMatch(ours.replace(/"$/, '-gzip"'), TODAY).ifNoneMatch).toBe('"abc"-gzip');
  });

  test("several of ours ask for the first only, so that a 304 can mean one thing", () => {
    const second = composeEtag('"def"', null, TODAY);
    expect(unwrapIfNoneMatch(`${ours}, ${second}`, TODAY)).toEqual({
      ifNoneMatch: '"abc"',
      ifModifiedSince: null,
      held: ours,
    });
  });
});

const header = fc.string({
  unit: fc.integer({ min: 0x20, max: 0x17f }).map((code) => String.fromCharCode(code)),
  maxLength: 60,
});

describe("properties", () => {
  test("compose then unwrap gives the origin's validator exactly when the digests are equal", () => {
    const validator = fc.oneof(
      header,
      fc.string({ unit: "binary", minLength: 1, maxLength: 20 }).map((text) => `"${text}"`),
    );
    fc.assert(
      fc.property(validator, fc.array(fc.string()), fc.array(fc.string()), (etag, inputs, others) => {
        const digest = digestOf(inputs);
        const composed = composeEtag(etag, null, digest);
        if (composed === null) return;
        const other = digestOf(others);
        const same = JSON.stringify(inputs) === JSON.stringify(others);
        expect(digest === other).toBe(same);
        if (!same) expect(unwrapIfNoneMatch(composed, other)).toEqual(NOTHING);
        const sendable = /^[\t\x20-\x7e\x80-\xff]+$/.test(etag);
        expect(unwrapIfNoneMatch(composed, digest).ifNoneMatch).toBe(sendable ? etag : null);
      }),
    );
  });

  test("random headers never throw, never ask for what was not composed", () => {
    fc.assert(
      fc.property(fc.oneof(header, fc.string({ unit: "binary" })), (text) => {
        expect(unwrapIfNoneMatch(text, TODAY)).toEqual(NOTHING);
        composeEtag(text, text, TODAY);
      }),
    );
  });

  test("what is asked can be set as a header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
        const { ifNoneMatch } = unwrapIfNoneMatch(
          `W/"lz.${TODAY}.e${encodeURIComponent(text.toWellFormed())}"`,
          TODAY,
        );
        if (ifNoneMatch !== null) expect(() => new Headers({ "if-none-match": ifNoneMatch })).not.toThrow();
      }),
    );
  });
});

describe("digestOf", () => {
  test("is 128 bits in hex, stable", () => {
    expect(digestOf([])).toMatch(/^[0-9a-f]{32}$/);
    expect(digestOf(["a"])).toBe(digestOf(["a"]));
  });

  test("tells apart what concatenation confuses", () => {
    const lists = [
      [],
      [""],
      ["", ""],
      ["ab", "c"],
      ["a", "bc"],
      ["abc"],
      ["abc", ""],
      ["", "abc"],
      ["\0"],
      ["\0\0"],
      ["a", "b", "c"],
    ];
    expect(new Set(lists.map(digestOf)).size).toBe(lists.length);
  });

  test("has no collision among 200,000 close inputs, in any half of its bits", () => {
    const seen = [new Set<string>(), new Set<string>()];
    for (let index = 0; index < 200_000; index++) {
      const digest = digestOf(["build-1", `pdp-trust/${index}`]);
      seen[0]?.add(digest.slice(0, 16));
      seen[1]?.add(digest.slice(16));
    }
    expect(seen.map((set) => set.size)).toEqual([200_000, 200_000]);
  });

  test("one changed bit flips about half of the digest", () => {
    let flipped = 0;
    const rounds = 2000;
    for (let index = 0; index < rounds; index++) {
      const one = BigInt(`0x${digestOf([`x${index}`, "abc"])}`);
      const two = BigInt(`0x${digestOf([`x${index}`, "abb"])}`);
      flipped += (one ^ two).toString(2).replaceAll("0", "").length;
    }
    // 128 fair coins: mean 64, standard deviation 5.66; four standard errors over 2,000 rounds.
    expect(Math.abs(flipped / rounds - 64)).toBeLessThan((4 * 5.66) / Math.sqrt(rounds));
  });
});
