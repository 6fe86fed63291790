import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { en as verdicts } from "../../../results/words/en.ts";
import { en } from "./en/index.ts";

const SOURCE = join(import.meta.dirname, "../../..");

/** Names of what computes, states, and beginnings of codes. */
const NO_REASONS = [
  "confidence-sequence",
  "conversion-e-process",
  "delta-method",
  "fewer-than",
  "fixed-horizon",
  "group-sequential",
  "keep-running",
  "never-found",
  "no-difference",
  "post-stratification",
  "segment-e-process",
  "stratified-by-stretch",
  "two-proportion",
];
/** Of answers that the dashboard does not show: the bandit's, interactions, time to convert, the shop's own books, refusals. */
const ELSEWHERE = [
  "about-the-same",
  "factor-of-ten",
  "fewer-than-25-converters-in-a-cell",
  "fewer-than-half-so-far",
  "no-such-metric",
  "not-a-number",
  "not-recorded",
  "other-amount",
  "sealed-phase",
  "staff-order",
  "test-order",
  "too-little-known",
  "too-many-visitors",
  "two-variants",
  "unknown-experiment",
  "unknown-phase",
];
/** Of verdicts: their sentences come with the answer. */
const SAID_BY_THE_API = Object.keys(verdicts);

/** Every text of the shape of a code, outside of comments. */
function codes(): string[] {
  const found = new Set<string>();
  for (const folder of ["results", "stats"])
    for (const file of readdirSync(join(SOURCE, folder))) {
      if (!file.endsWith(".ts") || /^words\.ts$|\.(test|fixture)\.ts$/.test(file)) continue;
      const text = readFileSync(join(SOURCE, folder, file), "utf8")
        .replaceAll(/\/\*[\s\S]*?\*\//g, "")
        .replaceAll(/(^|\s)\/\/.*/g, "")
        .replaceAll(/^import .*|from ".*";$/gm, "");
      for (const [, code = ""] of text.matchAll(/["`]([a-z0-9]+(?:-(?:[a-z0-9]+|\$\{\w+\}))+)["`]/g))
        for (const one of filledIn(code)) found.add(one);
    }
  return [...found].sort();
}

const FILLED: { readonly [name: string]: readonly string[] } = {
  needed: ["100", "250"],
  stage: ["assigned", "found", "confirmed", "seen"],
};

function filledIn(code: string): readonly string[] {
  const name = /\$\{(\w+)\}/.exec(code)?.[1];
  if (name === undefined) return [code];
  const values = FILLED[name];
  if (values === undefined) throw new Error(`what can stand in ${code}?`);
  return values.map((value) => code.replace(`\${${name}}`, value));
}

it("every reason that a results answer can give has its words", () => {
  const all = codes();
  expect(all).toContain("fewer-than-250-visitors-with-a-value-in-an-arm");
  const others = new Set([...NO_REASONS, ...ELSEWHERE, ...SAID_BY_THE_API]);
  const without = all.filter((code) => !(`why.${code}` in en || `reason.${code}` in en || others.has(code)));
  expect(without).toEqual([]);
});

it("no words are kept for a reason that is no longer given", () => {
  const given = new Set(codes());
  expect([...NO_REASONS, ...ELSEWHERE].filter((code) => !given.has(code))).toEqual([]);
  const words = Object.keys(en).filter((key) => key.startsWith("why."));
  expect(words.filter((key) => !given.has(key.slice("why.".length)))).toEqual([]);
});
