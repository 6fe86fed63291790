import { expect, test } from "vitest";
import { interactionsOf } from "./interactions.ts";

const cell = (variant: number, otherVariant: number, converted: number, visitors = 1000) => ({
  experiment: "banner",
  phase: 2,
  variant,
  otherVariant,
  visitors,
  converted,
});

test("effects that add up do not interact", () => {
  const [one] = interactionsOf(
    [cell(0, 0, 100), cell(1, 0, 130), cell(0, 1, 120), cell(1, 1, 150)],
    ["control", "badges"],
  );
  expect(one).toMatchObject({ with: "banner", phase: 2, variant: "badges", visitors: 4000 });
  expect(one?.effects?.[0]).toBeCloseTo(0.03, 12);
  expect(one?.pValue).toBeCloseTo(1, 9);
});

test("a treatment that only works alone interacts", () => {
  const [one] = interactionsOf(
    [cell(0, 0, 100), cell(1, 0, 200), cell(0, 1, 120), cell(1, 1, 100)],
    ["control", "badges"],
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
  );
  expect(one).toMatchObject({ effects: null, pValue: null, reason: "fewer-than-25-converters-in-a-cell" });
});
