import { expect, test } from "vitest";
import type { Aggregates } from "../store/aggregates.ts";
import { lostSelector } from "./drift.ts";

const DAY = 86_400_000;
const end = (day: number): number => (day + 1) * DAY;

/** Of 200 assigned visitors a day, how many pages had the place. */
const days = (...found: readonly number[]): Aggregates => ({
  sums: [],
  counts: found.map((count, day) => ({
    group: String(day),
    variant: day % 2,
    units: { assigned: 200, found: count, confirmed: count, seen: count },
  })),
});

test("a place that most pages lost on the last whole day is reported", () => {
  expect(lostSelector(days(190, 188, 191, 20), end(3), end)).toBe(true);
  expect(lostSelector(days(190, 188, 191, 150), end(3), end)).toBe(false);
});

test("the day under way says nothing yet, nor does a first day, nor one with few visitors", () => {
  expect(lostSelector(days(190, 188, 191, 20), end(3) - 1, end)).toBe(false);
  expect(lostSelector(days(20), end(0), end)).toBe(false);
  const few = days(190, 188, 191, 20);
  const units = { assigned: 50, found: 2, confirmed: 2, seen: 2 };
  const quiet = { ...few, counts: [...few.counts.slice(0, 3), { group: "3", variant: 1, units }] };
  expect(lostSelector(quiet, end(3), end)).toBe(false);
});

test("a place that never was on most pages is no drift", () => {
  expect(lostSelector(days(30, 31, 29, 28), end(3), end)).toBe(false);
});
