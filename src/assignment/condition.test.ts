/** What goes beyond GrowthBook's cases (golden.test.ts): malformed conditions, unknown operators, own properties. */
import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { attributesUsed, type Condition, CONDITION_OPERATORS, matches } from "./condition.ts";

// Properties take longer on a loaded machine.
vi.setConfig({ testTimeout: 30_000 });

describe("matches", () => {
  it.each<[object]>([
    [{ $unknown: 1 }],
    [{ $gt: 1 }],
    [{ $savedGroup: { id: "x" } }],
    [{ a: { $inGroup: "x" } }],
    [{ a: { $constructor: 1 } }],
    [{ $or: { a: 1 } }],
    [{ $and: null }],
    [{ $not: 5 }],
    [{ $or: [null] }],
    [{ list: { $elemMatch: null } }],
    [{ list: { $elemMatch: 5 } }],
    [{ a: { $regex: 5 } }],
    [{ a: { $regex: "(?=x)" } }],
    [{ a: { $regex: "(x)\\1" } }],
    [{ "constructor.name": "Object" }],
    [{ "__proto__.x": { $exists: true } }],
    [{ "a.length": { $exists: true } }],
  ])("%j is false", (condition) => {
    expect(matches(condition as Condition, { a: 1, list: [1, 2], x: "xx" })).toBe(false);
  });

  it("reads an attribute whose name begins with $", () => {
    expect(matches({ $groups: { $in: ["a"] } }, { $groups: ["a"] })).toBe(true);
    expect(matches({ $groups: { $exists: false } }, {})).toBe(false);
  });

  it("never throws", () => {
    let deep: Condition = { a: 1 };
    for (let level = 0; level < 50_000; level++) deep = { $not: deep };
    expect(matches(deep, {})).toBe(false);
    const key = fc.oneof(fc.constantFrom(...CONDITION_OPERATORS, "a", "b"), fc.string());
    const wild = fc.object({ key, maxDepth: 4, withNullPrototype: true, withBigInt: true, withDate: true });
    fc.assert(
      fc.property(wild, wild, (condition, attributes) => {
        expect(typeof matches(condition, attributes)).toBe("boolean");
      }),
      { numRuns: 3000 },
    );
  });
});

describe("CONDITION_OPERATORS", () => {
  it("are those of the contract", () => {
    const contract =
      "$and $or $nor $not $eq $ne $lt $lte $gt $gte $exists $in $nin $ini $nini $all $alli $size $elemMatch $regex $regexi $type $veq $vne $vgt $vgte $vlt $vlte";
    expect([...CONDITION_OPERATORS].sort()).toEqual(contract.split(" ").sort());
  });
});

describe("attributesUsed", () => {
  it("names paths, not operators and not fields of elements", () => {
    const used = attributesUsed({
      device: "mobile",
      $or: [{ "query.color": { $in: ["red"] } }, { $not: { "cart.value": { $gt: 1, $not: { $lt: 5 } } } }],
      items: { $elemMatch: { sku: "a" } },
    });
    expect([...used]).toEqual(["device", "query.color", "cart.value", "items"]);
  });

  it("is enough: other attributes never matter", () => {
    const name = fc.constantFrom("a", "b", "c.d", "e");
    const leaf = fc.tuple(
      name,
      fc.oneof(fc.constant(1), fc.constant({ $gt: 0 }), fc.constant({ $exists: false })),
    );
    const condition = fc
      .array(leaf, { maxLength: 3 })
      .map((entries) => ({ $nor: [Object.fromEntries(entries)] }));
    fc.assert(
      fc.property(condition, (asked) => {
        const all: { [name: string]: unknown } = { a: 1, b: 2, c: { d: 3 }, e: -1, other: 1 };
        const used = attributesUsed(asked);
        const some = Object.fromEntries(
          Object.entries(all).filter(([key]) => [...used].some((path) => path.split(".")[0] === key)),
        );
        expect(matches(asked, some)).toBe(matches(asked, all));
      }),
    );
  });
});
