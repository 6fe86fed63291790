import { expect, test } from "vitest";
import { normalTwoSided } from "../stats/index.ts";
import { interactionsOf } from "./interactions.ts";

const cell = (variant: number, otherVariant: number, converted: number, visitors = 1000) => ({
  experiment: "banner",
  phase: 2,
  variant,
  otherVariant,
  otherKey: ["plain", "bold"][otherVariant] ?? "",
  visitors,
  converted,
});

test("relative effects that multiply do not interact, absolute ones do then, and the other way round", () => {
  const multiplied = [
    cell(0, 0, 1000, 10_000),
    cell(1, 0, 1400, 10_000),
    cell(0, 1, 1400, 10_000),
    cell(1, 1, 1960, 10_000),
  ];
  const of = (scale: "relative" | "absolute") => interactionsOf(multiplied, ["control", "badges"], scale)[0];
  expect(of("relative")?.effects).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.4, 12)]);
  expect(of("relative")?.pValue).toBeCloseTo(1, 9);
  expect(of("absolute")?.pValue).toBeLessThan(0.03);
  // ln(0.15·0.1/(0.12·0.13)), with (1 − p)/(n·p) of the four.
  const added = [cell(0, 0, 100), cell(1, 0, 130), cell(0, 1, 120), cell(1, 1, 150)];
  const [one] = interactionsOf(added, ["control", "badges"], "relative");
  const z =
    Math.log((0.15 * 0.1) / (0.12 * 0.13)) /
    Math.sqrt((0.85 / 0.15 + 0.9 / 0.1 + 0.88 / 0.12 + 0.87 / 0.13) / 1000);
  expect(one?.pValue).toBeCloseTo(normalTwoSided(z), 12);
});

test("effects that add up do not interact", () => {
  const [one] = interactionsOf(
    [cell(0, 0, 100), cell(1, 0, 130), cell(0, 1, 120), cell(1, 1, 150)],
    ["control", "badges"],
    "absolute",
  );
  expect(one).toMatchObject({
    with: "banner",
    phase: 2,
    variant: "badges",
    otherVariant: "bold",
    visitors: 4000,
  });
  expect(one?.effects?.[0]).toBeCloseTo(0.03, 12);
  expect(one?.pValue).toBeCloseTo(1, 9);
});

test("a treatment that only works alone interacts", () => {
  const [one] = interactionsOf(
    [cell(0, 0, 100), cell(1, 0, 200), cell(0, 1, 120), cell(1, 1, 100)],
    ["control", "badges"],
    "absolute",
  );
  expect(one?.effects).toEqual([expect.closeTo(-0.02, 12), expect.closeTo(0.1, 12)]);
  // z = -0.12 / √(0.09 + 0.16 + 0.1056 + 0.09)/1000
  expect(one?.pValue).toBeCloseTo(1.3e-8, 8);
  expect(one?.adjustedPValue).toBe(one?.pValue);
});

test("too few are counted only", () => {
  const [one] = interactionsOf(
    [cell(0, 0, 3), cell(1, 0, 4), cell(0, 1, 3), cell(1, 1, 5)],
    ["control", "badges"],
    "absolute",
  );
  expect(one).toMatchObject({ effects: null, pValue: null, reason: "fewer-than-25-converters-in-a-cell" });
});
