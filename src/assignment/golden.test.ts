/** Golden cases, kept: a change of behaviour is a new version, never an edit of these answers. */
import { describe, expect, it } from "vitest";
import golden from "../../test/fixtures/assignment.json" with { type: "json" };
import { bucketRanges, chooseVariant, type Condition, fnv1a32, hash, inLayer, matches } from "./index.ts";

describe("golden cases", () => {
  it("knows the published vectors of FNV-1a", () => {
    expect([fnv1a32(""), fnv1a32("a"), fnv1a32("foobar")]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });

  it("hashes", () => {
    expect(golden.hash).toHaveLength(80);
    for (const [seed, value, version, expected] of golden.hash as [string, string, number, number][]) {
      expect([seed, value, version, hash(seed, value, version)]).toEqual([seed, value, version, expected]);
    }
    expect(hash("seed", "value", 3)).toBeNull();
  });

  it("makes ranges", () => {
    for (const [count, traffic, weights, expected] of golden.bucketRanges as [
      number,
      number,
      number[] | null,
      unknown,
    ][]) {
      expect(bucketRanges(count, traffic, weights)).toEqual(expected);
    }
  });

  it("chooses", () => {
    for (const [n, ranges, expected] of golden.chooseVariant as [number, [number, number][], number][]) {
      expect(chooseVariant(n, ranges)).toBe(expected);
    }
  });

  it("shares layers", () => {
    for (const [value, share, expected] of golden.inLayer as [string, [string, number, number], boolean][]) {
      expect(inLayer(value, share)).toBe(expected);
    }
  });

  const { attributes, cases } = golden.conditions;
  it.each(
    (cases as [Condition, boolean][]).map(
      ([condition, expected]) => [JSON.stringify(condition), condition, expected] as const,
    ),
  )("judges %s", (_, condition, expected) => {
    expect(matches(condition, attributes)).toBe(expected);
  });
});
