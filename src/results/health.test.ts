import { describe, expect, test } from "vitest";
import type { Aggregates } from "../store/aggregates.ts";
import { type HealthInput, healthOf } from "./health.ts";

/** Units by group and variant, confirmed all. */
const units = (groups: Readonly<Record<string, readonly number[]>>): Aggregates => ({
  counts: Object.entries(groups).flatMap(([group, variants]) =>
    variants.map((n, variant) => ({
      group,
      variant,
      units: { assigned: n, found: n, confirmed: n, seen: n },
    })),
  ),
  sums: [],
});
const at = (stretch: string, value: string): string => JSON.stringify([stretch, value]);

const input = (more: Partial<HealthInput>): HealthInput => ({
  population: "confirmed",
  variants: 2,
  weights: [0.5, 0.5],
  stretches: [],
  daily: units({ 1: [1000, 1000] }),
  byStretch: null,
  groups: [],
  waits: units({}),
  place: null,
  notCounted: {},
  warnings: [],
  ...more,
});

describe("causes of a broken split", () => {
  test("are the groups that are broken by themselves, the worst first", () => {
    const { causes } = healthOf(
      input({
        daily: units({ 1: [1000, 700] }),
        groups: [
          {
            segment: "browser",
            aggregates: units({ [at("0", "safari")]: [500, 210], [at("0", "chrome")]: [500, 490] }),
          },
          { segment: "device", aggregates: units({ [at("0", "mobile")]: [1000, 700] }) },
        ],
      }),
    );
    expect(causes).toEqual([
      expect.objectContaining({
        segment: "browser",
        value: "safari",
        visitors: [500, 210],
        expected: [355, 355],
      }),
    ]);
  });

  test("where the weights changed, each stretch of a group is held against its own", () => {
    const stretches = [
      { name: "0", weights: [0.9, 0.1] },
      { name: "1", weights: [0.5, 0.5] },
    ];
    // Mobile came mostly before the change: pooled against either weights it would look broken, and it is not.
    const { causes, splitTest } = healthOf(
      input({
        stretches,
        daily: units({ 1: [2700, 300], 2: [1000, 600] }),
        byStretch: units({ 0: [2700, 300], 1: [1000, 600] }),
        groups: [
          {
            segment: "device",
            aggregates: units({
              [at("0", "mobile")]: [2430, 270],
              [at("1", "mobile")]: [100, 100],
              [at("0", "desktop")]: [270, 30],
              [at("1", "desktop")]: [900, 500],
            }),
          },
        ],
      }),
    );
    expect(splitTest.ok).toBe(false);
    expect(causes).toEqual([
      expect.objectContaining({ value: "desktop", visitors: [1170, 530], expected: [970, 730] }),
    ]);
  });

  test("are looked for also while the whole is sound: one group hides in the crowd", () => {
    const groups = [
      {
        segment: "browser",
        aggregates: units({
          [at("0", "in-app")]: [1000, 500],
          [at("0", "chrome")]: [19_500, 19_500],
        }),
      },
    ];
    const found = healthOf(input({ daily: units({ 1: [20_500, 20_000] }), groups }));
    expect(found).toMatchObject({
      ok: false,
      splitTest: { ok: true },
      warnings: ["split-broken-in-a-group"],
    });
    expect(found.causes).toMatchObject([{ stage: "confirmed", value: "in-app", visitors: [1000, 500] }]);
    const sound = {
      segment: "browser",
      aggregates: units({ [at("0", "a")]: [940, 1000], [at("0", "b")]: [9, 7] }),
    };
    expect(healthOf(input({ groups: [sound] }))).toMatchObject({ causes: [], warnings: [] });
  });

  test("of a loss at another stage than the population's are of that stage", () => {
    const seen = (groups: Readonly<Record<string, readonly number[]>>): Aggregates => ({
      sums: [],
      counts: units(groups).counts.map((count) => ({
        ...count,
        units: { ...count.units, found: 1000, confirmed: 1000 },
      })),
    });
    const groups = [
      {
        segment: "device",
        aggregates: seen({ [at("0", "mobile")]: [700, 300], [at("0", "desktop")]: [300, 300] }),
      },
    ];
    const found = healthOf(input({ daily: seen({ 1: [1000, 600] }), groups }));
    expect(found.splitTest.ok).toBe(true);
    expect(found.causes).toMatchObject([{ value: "mobile" }]);
    expect(found.causes[0]?.stage).toBe("assigned");
    expect(found.warnings).not.toContain("split-broken-in-a-group");
  });
});

test("a broken split is told since when: the last day by whose end it became so", () => {
  const days = {
    20_000: [1000, 1000],
    20_001: [1000, 500],
    20_002: [400, 900],
    20_003: [1000, 600],
    20_004: [900, 900],
  };
  const groups = [
    {
      segment: "day",
      aggregates: units(
        Object.fromEntries(Object.entries(days).map(([day, counts]) => [at("0", day), counts])),
      ),
    },
  ];
  const since = (until: number) => {
    const all = Object.fromEntries(Object.entries(days).filter(([day]) => Number(day) <= until));
    const own = groups.map(({ segment, aggregates }) => ({
      segment,
      aggregates: {
        ...aggregates,
        counts: aggregates.counts.filter(
          ({ group }) => (JSON.parse(group) as [string, string])[1] <= String(until),
        ),
      },
    }));
    return healthOf(input({ daily: units(all), groups: own })).splitTest.brokenSince;
  };
  expect([20_000, 20_001, 20_002, 20_003, 20_004].map(since)).toEqual([
    undefined,
    "2024-10-05",
    undefined,
    "2024-10-07",
    "2024-10-07",
  ]);
});

describe("first byte", () => {
  test("is null with its reason below 100 visitors, and no variant is called slower then", () => {
    const { firstByte, warnings } = healthOf(input({ waits: units({ 100: [99, 0], 1000: [0, 5000] }) }));
    expect(firstByte[0]).toEqual({
      visitors: 99,
      median: null,
      interval: null,
      p75: null,
      reason: "fewer-than-100-visitors",
    });
    expect(firstByte[1]?.median).toBe(1100);
    expect(warnings).toEqual([]);
  });

  test("warns of a slower variant, not of a faster one", () => {
    const waits = { 300: [800, 200], 350: [200, 200], 400: [0, 600] };
    expect(healthOf(input({ waits: units(waits) })).warnings).toEqual(["variant-slower"]);
    const turned = Object.fromEntries(Object.entries(waits).map(([step, pair]) => [step, pair.toReversed()]));
    expect(healthOf(input({ waits: units(turned) })).warnings).toEqual([]);
    // Sure, and too little to be felt.
    const little = { 300: [100_000, 60_000], 350: [100_000, 140_000] };
    expect(healthOf(input({ waits: units(little) })).warnings).toEqual([]);
  });
});
