import { expect, test } from "vitest";
import type { Aggregates } from "../store/aggregates.ts";
import { exposedBeforeStart } from "./before-start.ts";

const DAY = 86_400_000;
const end = (day: number): number => (day + 1) * DAY;
const units = { assigned: 3, found: 2, confirmed: 1, seen: 0 };
const daily: Aggregates = {
  sums: [],
  counts: [
    { group: "9", variant: -1, units },
    { group: "9", variant: 0, units },
    { group: "10", variant: 1, units },
  ],
};

test("visitors of days that were over when the phase began are told, of the first day itself none", () => {
  expect(exposedBeforeStart(daily, 10 * DAY, end)).toBe(6);
  expect(exposedBeforeStart(daily, 10 * DAY + 1, end)).toBe(6);
  expect(exposedBeforeStart(daily, 10 * DAY - 1, end)).toBe(0);
  expect(exposedBeforeStart(daily, 11 * DAY, end)).toBe(9);
});

test("a phase that never began has nobody before it", () => {
  expect(exposedBeforeStart(daily, null, end)).toBe(0);
});
