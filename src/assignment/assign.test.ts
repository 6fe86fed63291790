import * as fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { assign, type AssignableExperiment, type AssignInput } from "./assign.ts";
import { hash } from "./hash.ts";
import { inLayer } from "./layer.ts";
import { bucketRanges } from "./ranges.ts";

// Properties take longer on a loaded machine.
vi.setConfig({ testTimeout: 30_000 });

const NOW = Date.UTC(2026, 11, 1);

const experiment: AssignableExperiment = {
  phase: 1,
  status: "running",
  rolloutVariant: null,
  seed: "pdp-trust",
  hashVersion: 2,
  audience: { device: "mobile" },
  ranges: bucketRanges(2, 1, [0.5, 0.5]),
  layer: null,
  startAtMs: null,
  endAtMs: null,
};
const mobile = { device: "mobile" };

function ask(
  changes: Partial<AssignableExperiment> = {},
  input: Partial<AssignInput> = {},
): ReturnType<typeof assign> {
  return assign({
    experiment: { ...experiment, ...changes },
    unitId: "visitor-1",
    attributes: mobile,
    nowMs: NOW,
    exposedPhase: null,
    holdout: 0,
    ...input,
  });
}

const id = fc.string({ minLength: 1, unit: "binary" });
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `visitor-${n}`);

/** Whether a share of `n` draws is within 4 standard errors of what is expected. */
function isWithin(observed: number, n: number, share: number): boolean {
  return Math.abs(observed - n * share) <= 4 * Math.sqrt(n * share * (1 - share));
}

function partOfLayer(start: number, end: number, hashVersion: 1 | 2): Partial<AssignableExperiment> {
  return { layer: { name: "product-page", range: [start, end], hashVersion } };
}

describe("assign", () => {
  it.each<[string, Partial<AssignableExperiment>, Partial<AssignInput>]>([
    ["not-started", { startAtMs: NOW + 1 }, {}],
    ["ended", { endAtMs: NOW }, {}],
    ["no-unit", {}, { unitId: null }],
    ["no-unit", {}, { unitId: "" }],
    ["holdout", {}, { holdout: 1 }],
    ["excluded", {}, { exclude: { device: "mobile" } }],
    ["excluded", {}, { exclude: { device: "mobile" }, exposedPhase: 1 }],
    ["audience", {}, { attributes: { device: "desktop" } }],
    ["audience", {}, { attributes: { device: "desktop" }, exposedPhase: 2 }],
    ["layer", { layer: { name: "l", range: [0, 0], hashVersion: 2 } }, {}],
    ["traffic", { ranges: bucketRanges(2, 0) }, {}],
    ["unknown-hash-version", { hashVersion: 3 as 2 }, {}],
    ["holdout", { status: "rollout", rolloutVariant: 1 }, { holdout: 1 }],
    ["excluded", { status: "rollout", rolloutVariant: 1 }, { exclude: {} }],
    ["audience", { status: "rollout", rolloutVariant: 1 }, { attributes: {} }],
    ["no-rollout-variant", { status: "rollout" }, {}],
  ])("says %s", (reason, changes, input) => {
    expect(ask(changes, input)).toEqual({ variant: null, reason });
  });

  it("runs from its start to just before its end", () => {
    expect(ask({ startAtMs: NOW, endAtMs: NOW + 1 }).reason).toBe("split");
  });

  it("keeps whoever has been exposed in this phase, whatever the audience says now", () => {
    const first = ask();
    expect(ask({}, { exposedPhase: 1, attributes: {} })).toEqual(first);
  });

  it("gives a rollout to everyone who meets the audience, and counts nobody", () => {
    const over = {
      status: "rollout",
      rolloutVariant: 1,
      endAtMs: NOW - 1,
      ranges: [],
      layer: { name: "l", range: [0, 0], hashVersion: 2 },
    } as const;
    expect(ask(over)).toEqual({ variant: 1, reason: "rollout", counted: false });
    expect(ask(over, { unitId: null })).toEqual({ variant: 1, reason: "rollout", counted: false });
  });

  it("gives the same visitor the same variant", () => {
    fc.assert(
      fc.property(id, (unitId) => {
        expect(ask({}, { unitId, nowMs: NOW + 1e9, exposedPhase: 1 })).toEqual(ask({}, { unitId }));
      }),
    );
  });

  it("moves nobody when traffic is raised", () => {
    const weights = fc.constantFrom([0.5, 0.5], [0.2, 0.8], [0.34, 0.33, 0.33], [0.1, 0.2, 0.3, 0.4]);
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(id, weights, share, share, (unitId, split, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const before = ask({ ranges: bucketRanges(split.length, low, split) }, { unitId });
        const after = ask({ ranges: bucketRanges(split.length, high, split) }, { unitId });
        if (before.variant !== null) expect(after).toEqual(before);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([1, 2] as const)("splits within 4 standard errors (version %i)", (hashVersion) => {
    const n = 40_000;
    const weights = [0.1, 0.3, 0.6];
    const traffic = 0.5;
    const counts = [0, 0, 0];
    for (const unitId of ids(n)) {
      const { variant } = ask({ hashVersion, ranges: bucketRanges(3, traffic, weights) }, { unitId });
      if (variant !== null) counts[variant] = (counts[variant] ?? 0) + 1;
    }
    weights.forEach((weight, index) => expect(isWithin(counts[index] ?? 0, n, traffic * weight)).toBe(true));
  });

  it("splits phases and experiments independently of each other", () => {
    const n = 40_000;
    for (const seed of ["pdp-trust:2", "pdp-trust:3", "pdp-trusu"]) {
      const both = ids(n).filter(
        (unitId) => ask({}, { unitId }).variant === 1 && ask({ seed }, { unitId }).variant === 1,
      );
      expect(isWithin(both.length, n, 0.25)).toBe(true);
    }
  });

  it("never puts a visitor into two disjoint ranges of one layer, and everyone into one of two halves", () => {
    fc.assert(
      fc.property(
        id,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(1 as const, 2 as const),
        (unitId, cut, version) => {
          const left = ask(partOfLayer(0, cut, version), { unitId });
          const right = ask(partOfLayer(cut, 1, version), { unitId });
          expect([left.variant, right.variant].filter((variant) => variant !== null)).toHaveLength(1);
        },
      ),
      { numRuns: 5000 },
    );
  });

  it("holds the same share out of every experiment", () => {
    const n = 20_000;
    const held = ids(n).filter((unitId) => ask({}, { unitId, holdout: 0.1 }).reason === "holdout");
    expect(isWithin(held.length, n, 0.1)).toBe(true);
    for (const unitId of held)
      expect(ask({ seed: "another" }, { unitId, holdout: 0.1 }).reason).toBe("holdout");
  });

  it("holds out the visitors it always did: another seed would show experiments to people who never saw one", () => {
    const held = Array.from({ length: 60 }, (_, index) => `golden-${index}`).filter(
      (unitId) => ask({}, { unitId, holdout: 0.1 }).reason === "holdout",
    );
    expect(held).toEqual([
      "golden-9",
      "golden-11",
      "golden-16",
      "golden-21",
      "golden-35",
      "golden-41",
      "golden-56",
    ]);
  });
});

/** The design's reason for version 2: halves of layers with similar names should share a quarter of the visitors. */
describe("layers with similar names", () => {
  const n = 40_000;
  const shared = (version: number): number =>
    ids(n).filter(
      (unit) => inLayer(unit, ["layer-1", 0, 0.5], version) && inLayer(unit, ["layer-9", 0, 0.5], version),
    ).length / n;

  it("stay correlated under version 1", () => {
    expect(shared(1)).toBeGreaterThan(0.42);
    expect(shared(1)).toBeLessThan(0.46);
  });

  it("are independent under version 2", () => {
    expect(isWithin(shared(2) * n, n, 0.25)).toBe(true);
    expect(hash("__layer-1", "a", 2)).not.toBe(hash("__layer-9", "a", 2));
  });
});
