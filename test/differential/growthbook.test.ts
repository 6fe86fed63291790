/** Assignment beside GrowthBook's SDK, on random input. */
import * as fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { bucketRanges, chooseVariant, hash, inLayer, matches } from "../../src/assignment/index.ts";
import { paddedVersion } from "../../src/assignment/version.ts";
import { growthbook, type GrowthBook } from "./growthbook.ts";

let theirs: GrowthBook;
beforeAll(async () => {
  // The SDK reports tolerated input on the console.
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  theirs = await growthbook();
});

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("layer-1", "layer-9", "کاربر", "\ud800a\udfff"),
);
const runs = { numRuns: 10_000 };

describe("GrowthBook's SDK", () => {
  it("hashes alike", () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom(0, 1, 2, 3), (seed, value, version) => {
        expect(hash(seed, value, version)).toBe(theirs.hash(seed, value, version));
      }),
      runs,
    );
  });

  it("makes the same ranges and chooses alike", () => {
    const number = fc.double({ min: -0.5, max: 1.5, noNaN: true });
    const split = fc
      .integer({ min: 1, max: 6 })
      .map((count) => Array.from({ length: count }, () => 1 / count));
    const weights = fc.oneof(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 }), split);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 6 }), number, weights, number, (count, traffic, given, n) => {
        const ours = bucketRanges(count, traffic, given);
        expect(ours).toEqual(theirs.getBucketRanges(count, traffic, given));
        expect(chooseVariant(n, ours)).toBe(theirs.chooseVariation(n, ours));
      }),
      runs,
    );
  });

  it("shares layers alike under version 1", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(text, text, share, share, (value, name, start, end) => {
        expect(inLayer(value, [name, start, end])).toBe(theirs.inNamespace(value, [name, start, end]));
      }),
      runs,
    );
  });

  it("pads versions alike", () => {
    const version = fc.oneof(
      fc.string({ unit: fc.constantFrom("1", "0", "9", ".", "-", "v", "+", "rc", "a", "\n"), maxLength: 14 }),
      fc.anything(),
    );
    fc.assert(
      fc.property(version, (input) => {
        expect(paddedVersion(input)).toBe(theirs.paddedVersionString(input));
      }),
      runs,
    );
  });

  it("judges conditions alike", () => {
    fc.assert(
      fc.property(condition, attributes, (asked, given) => {
        expect(matches(asked, given)).toBe(theirs.evalCondition(given, asked));
      }),
      { numRuns: 40_000 },
    );
  });
});

/** Few names and few values, so that random conditions meet random attributes. */
const name = fc.constantFrom("a", "b", "c", "a.b", "a.b.c", "b.0", "missing");
const scalar = fc.constantFrom(
  null,
  true,
  false,
  0,
  1,
  2,
  -1,
  1.5,
  "",
  "0",
  "1",
  "a",
  "A",
  "b",
  "ab",
  "İ",
  "1.2.3",
  "v1.2.10-rc.1",
  "null",
);
const value: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: scalar },
  fc.array(scalar, { maxLength: 3 }),
  fc.record({ b: scalar, c: scalar }, { requiredKeys: [] }),
  fc.array(fc.record({ a: scalar, b: scalar }, { requiredKeys: [] }), { maxLength: 2 }),
  fc.record({ b: fc.record({ c: scalar }) }),
);
/** As JSON brings them: with the prototype of objects. */
const attributes = fc
  .dictionary(fc.constantFrom("a", "b", "c"), value, { maxKeys: 3 })
  .map((given) => JSON.parse(JSON.stringify(given)) as { [key: string]: unknown });

const pattern = fc.constantFrom(
  "a",
  "^a",
  "A$",
  "(a|b)+",
  "[0-9]",
  "^null$",
  "",
  ".",
  "(",
  "x*y",
  "\\d+\\.\\d",
  "a/b",
);
const { condition } = fc.letrec<{
  condition: { [key: string]: unknown };
  operators: { [key: string]: unknown };
  expected: unknown;
}>((tie) => ({
  condition: fc
    .array(
      fc.oneof(
        { maxDepth: 3, depthIdentifier: "condition" },
        fc.tuple(name, tie("expected")),
        fc.tuple(fc.constantFrom("$and", "$or", "$nor"), fc.array(tie("condition"), { maxLength: 2 })),
        fc.tuple(fc.constant("$not"), tie("condition")),
      ),
      { maxLength: 2 },
    )
    .map((entries) => Object.fromEntries(entries)),
  operators: fc
    .array(
      fc.oneof(
        { maxDepth: 3, depthIdentifier: "condition" },
        fc.tuple(
          fc.constantFrom(
            "$eq",
            "$ne",
            "$lt",
            "$lte",
            "$gt",
            "$gte",
            "$exists",
            "$veq",
            "$vne",
            "$vgt",
            "$vgte",
            "$vlt",
            "$vlte",
          ),
          scalar,
        ),
        fc.tuple(
          fc.constantFrom("$in", "$nin", "$ini", "$nini", "$all", "$alli"),
          fc.oneof(fc.array(scalar, { maxLength: 3 }), scalar),
        ),
        fc.tuple(fc.constantFrom("$all", "$alli"), fc.array(tie("operators"), { maxLength: 2 })),
        fc.tuple(fc.constantFrom("$regex", "$regexi"), pattern),
        fc.tuple(
          fc.constant("$type"),
          fc.constantFrom("string", "number", "boolean", "array", "object", "null", "undefined"),
        ),
        fc.tuple(fc.constantFrom("$size", "$not"), tie("expected")),
        fc.tuple(fc.constant("$elemMatch"), fc.oneof(tie("operators"), tie("condition"))),
        fc.tuple(fc.constant("$unknown"), scalar),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((entries) => Object.fromEntries(entries)),
  expected: fc.oneof({ maxDepth: 3, depthIdentifier: "condition" }, value, tie("operators")),
}));
