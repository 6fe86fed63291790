import { expect, test } from "vitest";
import type { Aggregates } from "../store/aggregates.ts";
import { placeTrouble } from "./drift.ts";

const DAY = 86_400_000;
const end = (day: number): number => (day + 1) * DAY;

/** Of so many assigned visitors a day, how many pages had the place. */
const days = (found: readonly number[], assigned = 200): Aggregates => ({
  sums: [],
  counts: found.map((count, day) => ({
    group: String(day),
    variant: day % 2,
    units: { assigned, found: count, confirmed: count, seen: count },
  })),
});
const after = (found: readonly number[], assigned?: number) =>
  placeTrouble(days(found, assigned), end(found.length - 1), end);

test("a place that most pages lost on the last whole day is reported", () => {
  expect(after([190, 188, 191, 20])).toEqual({ state: "lost", sinceDay: 3 });
  expect(after([190, 188, 191, 150])).toBeNull();
});

test("it stays lost until it comes back, however long that takes; another loss is another one", () => {
  const lost = [190, 188, 191, ...Array.from({ length: 30 }, () => 20)];
  expect(after(lost)).toEqual({ state: "lost", sinceDay: 3 });
  expect(after([...lost, 185])).toBeNull();
  expect(after([...lost, 185, 0])).toEqual({ state: "lost", sinceDay: 34 });
});

test("days with few visitors are put together", () => {
  expect(after([19, 19, 18, 19, 19, 2, 2, 1, 2], 20)).toBeNull();
  expect(after([19, 19, 18, 19, 19, 2, 2, 1, 2, 2], 20)).toEqual({ state: "lost", sinceDay: 5 });
});

test("the day under way says nothing yet, nor does a first day", () => {
  expect(placeTrouble(days([190, 188, 191, 20]), end(3) - 1, end)).toBeNull();
  expect(after([20])).toBeNull();
});

test("a place that never was on most pages is no drift", () => {
  expect(after([30, 31, 29, 28])).toBeNull();
});

test("one that was never found is told as soon as there were enough, and not when it comes late", () => {
  expect(placeTrouble(days([0]), 0, end)).toEqual({ state: "never-found" });
  expect(after([0], 99)).toBeNull();
  expect(after([0, 0, 190])).toBeNull();
  expect(after([0, 0, 190, 20])).toEqual({ state: "lost", sinceDay: 3 });
});
