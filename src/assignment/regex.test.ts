import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { regexMatches, regexProblem } from "./regex.ts";

// Properties take longer on a loaded machine.
vi.setConfig({ testTimeout: 30_000 });

describe("regexProblem", () => {
  it.each([
    "^/products/",
    "(Mobile|Tablet)",
    "iPhone OS (1[5-9]|2\\d)_",
    "^(?:\\d{1,3}\\.){3}\\d{1,3}$",
    "a{2,}b{3}c{,4}x{",
    "[^a-z\\d_-]+?",
    "(?<year>\\d{4})",
    "گل.*سرخ",
    "[]]".replace("[]]", "[\\]]"),
    "\\x41\\.\\/",
    "",
  ])("takes %s", (pattern) => {
    expect(regexProblem(pattern)).toBeNull();
    expect(() => new RegExp(pattern)).not.toThrow();
  });

  it.each([
    ["(a)\\1", /backreference/],
    ["(?=a)", /lookaround/],
    ["(?<!a)b", /lookaround/],
    ["(?i)a", /flags/],
    ["(?P<n>a)", /\(\?/],
    ["a**", /repeat/],
    ["*a", /nothing to repeat/],
    ["{2}a", /nothing to repeat/],
    ["^*", /assertion/],
    ["(a", /without its/],
    ["a)", /without its/],
    ["[a", /without its/],
    ["[]a]", /empty class/],
    ["[[:alpha:]]", /POSIX/],
    ["[z-a]", /range/],
    ["[\\d-z]", /range/],
    ["a{3,2}", /count/],
    ["a{1001}", /count/],
    ["(a{500}){500}", /states/],
    ["((((){1000}){1000}){1000}){1000}", /states/],
    ["((((a{9}){9}){9}){9}){9}", /states/],
    ["\\pL", /escape/],
    ["\\u0041", /escape/],
    ["a\\", /backslash/],
    ["a".repeat(513), /longer/],
    ["(".repeat(60) + ")".repeat(60), /nested/],
  ])("refuses %s", (pattern, problem) => {
    expect(regexProblem(pattern)).toMatch(problem);
    expect(regexMatches(pattern, "aaaa", false)).toBe(false);
  });
});

describe("regexMatches", () => {
  const atom = fc.constantFrom(
    "a",
    "b",
    "B",
    "é",
    "İ",
    "ſ",
    "K",
    "ي",
    ".",
    "\\d",
    "\\w",
    "\\W",
    "\\s",
    "\\b",
    "\\B",
    "^",
    "$",
    "[a-c]",
    "[^a]",
    "[B-Z_]",
    "[\\d-]",
    "\\.",
    "-",
    "\\x41",
  );
  const pattern: fc.Arbitrary<string> = fc.letrec<{ node: string }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4, depthIdentifier: "regex" },
      atom,
      fc.tuple(tie("node"), tie("node")).map(([a, b]) => a + b),
      fc.tuple(tie("node"), tie("node")).map(([a, b]) => `(${a}|${b})`),
      fc
        .tuple(tie("node"), fc.constantFrom("*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?", "+?"))
        .map(([a, count]) => `(?:${a})${count}`),
    ),
  })).node;
  const text = fc.string({
    unit: fc.constantFrom(
      "a",
      "b",
      "B",
      "A",
      "c",
      "é",
      "İ",
      "i",
      "s",
      "ſ",
      "k",
      "K",
      "ي",
      "1",
      " ",
      "_",
      "-",
      ".",
      "\n",
    ),
    maxLength: 12,
  });

  it("means what JavaScript's engine means", () => {
    fc.assert(
      fc.property(pattern, text, fc.boolean(), (source, input, insensitive) => {
        fc.pre(regexProblem(source) === null);
        expect(regexMatches(source, input, insensitive)).toBe(
          new RegExp(source, insensitive ? "i" : "").test(input),
        );
      }),
      { numRuns: 2000 },
    );
  });

  it("never throws, whatever the pattern, and takes nothing that JavaScript refuses", () => {
    const wild = fc.string({
      unit: fc.constantFrom(...Array.from("ab\\(){}[]|*+?^$.,-12:<>=!dwxP/")),
      maxLength: 20,
    });
    fc.assert(
      fc.property(wild, text, (source, input) => {
        const problem = regexProblem(source);
        const matched = regexMatches(source, input, false);
        if (problem !== null) expect(matched).toBe(false);
        else expect(matched).toBe(new RegExp(source).test(input));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    "(a+)+$",
    "(a|a)*b",
    "(a*)*b",
    "(.*a){12}b",
    "a*a*a*a*a*a*b",
    "(a|aa)+$",
    "^(\\w+\\s?)*$",
    "(x?){30}x{30}",
    "(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)b",
  ])("takes %s in bounded time on 512 hostile characters", (source) => {
    const hostile = `${"a".repeat(600)}!`;
    regexMatches(source, hostile, false);
    const started = performance.now();
    regexMatches(source, hostile, true);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("looks at the first 512 characters", () => {
    expect(regexMatches("^x+$", "x".repeat(512) + "y", false)).toBe(true);
    expect(regexMatches("y", "x".repeat(512) + "y", false)).toBe(false);
  });
});
