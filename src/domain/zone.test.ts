import { expect, test } from "vitest";
import { zoneOffsets } from "./zone.ts";

const HOUR = 3_600_000;
const from = Date.UTC(2026, 10, 20);
const until = Date.UTC(2028, 0, 1);

test.each([
  ["UTC", 0],
  ["Asia/Tehran", 3.5 * HOUR],
  ["Asia/Riyadh", 3 * HOUR],
  ["America/Bogota", -5 * HOUR],
  ["Nowhere/Here", 0],
])("%s has one offset", (zone, offset) => {
  expect(zoneOffsets(zone, from, until)).toEqual([[from, offset]]);
});

test("changes of the clocks are found to the minute", () => {
  expect(zoneOffsets("Europe/Berlin", from, until)).toEqual([
    [from, HOUR],
    [Date.UTC(2027, 2, 28, 1), 2 * HOUR],
    [Date.UTC(2027, 9, 31, 1), HOUR],
  ]);
});
