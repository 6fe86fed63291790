import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileGlob, globMatches } from "../assignment/glob.ts";
import { covers, overlap, tokensOf } from "./globs.ts";

const segment = fc.constantFrom("a", "b", "ab", "*", ":id", "a*", "*b", "a*b");
const pattern = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => `/${segments.join("/")}`);
const path = fc
  .array(fc.constantFrom("a", "b", "ab", "ba", "aab", "x"), { minLength: 1, maxLength: 5 })
  .map((segments) => `/${segments.join("/")}`);

const matches = (glob: string, text: string): boolean => globMatches(compileGlob(glob), text);

describe("patterns", () => {
  it.each([
    ["/a/*", "/a/b", true],
    ["/a/*", "/b/*", false],
    ["/a/:id", "/a/b/c", false],
    ["/a/:id", "/a/*", true],
    ["*", "/anything", true],
    ["/*a", "/*b", false],
    ["/:x/b", "/a/:y", true],
    ["/گل/*", "/%DA%AF%D9%84/x", true],
    ["/a/", "/a", true],
  ])("%s and %s meet: %s", (one, other, expected) => {
    expect(overlap(tokensOf(one), tokensOf(other))).toBe(expected);
    expect(overlap(tokensOf(other), tokensOf(one))).toBe(expected);
  });

  it("that match one path overlap", () => {
    fc.assert(
      fc.property(pattern, pattern, path, (one, other, text) => {
        fc.pre(matches(one, text) && matches(other, text));
        expect(overlap(tokensOf(one), tokensOf(other))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it("that cover another match all that it matches", () => {
    fc.assert(
      fc.property(pattern, pattern, path, (outer, inner, text) => {
        fc.pre(matches(inner, text) && !matches(outer, text));
        expect(covers(tokensOf(outer), tokensOf(inner))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ["/*", "/a/:id", true],
    ["/a*", "/a/b", true],
    ["/a/:id", "/a/b", true],
    ["/a/:id", "/a/:other", true],
    ["/a/:id", "/a/*", false],
    ["/a", "/a", true],
    ["/a", "/ab", false],
  ])("%s covers %s: %s", (outer, inner, expected) => {
    expect(covers(tokensOf(outer), tokensOf(inner))).toBe(expected);
  });

  it("of any length are compared in bounded time", () => {
    const long = `/${"*a".repeat(500)}`;
    const before = performance.now();
    overlap(tokensOf(long), tokensOf(`/${"*b".repeat(500)}`));
    covers(tokensOf(long), tokensOf(`/${"*a".repeat(499)}`));
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});
