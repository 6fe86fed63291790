import { expect, test } from "vitest";
import { analysisOf } from "./analysis.fixture.ts";
import { DAY_MS } from "./day.ts";
import { visitorsADay } from "./pace.ts";

const shop = analysisOf({ days: 4, visitors: 1000 });
const start = shop.startedAtMs ?? 0;

test("is of the time since the start, a part of a day too, until the end", () => {
  expect(visitorsADay({ ...shop, asOfMs: start + 3.5 * DAY_MS })).toBeCloseTo(4000 / 3.5, 9);
  const over = { ...shop, asOfMs: start + 30 * DAY_MS, endedAtMs: start + 3.5 * DAY_MS };
  expect(visitorsADay(over)).toBeCloseTo(4000 / 3.5, 9);
});

test("a pause is none of its days, and nobody is no pace", () => {
  expect(visitorsADay({ ...shop, asOfMs: start + 30 * DAY_MS })).toBe(1000);
  expect(visitorsADay(analysisOf({ days: 0 }))).toBeNull();
  expect(visitorsADay({ ...shop, startedAtMs: null })).toBeNull();
});
