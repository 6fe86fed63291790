import { describe, expect, it, test } from "vitest";
import { startOfDay, zoneOffsets } from "./zone.ts";

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

describe("the start of a day", () => {
  it.each([
    ["2026-11-22", "UTC", "2026-11-22T00:00:00Z"],
    ["2026-11-22", "Asia/Tehran", "2026-11-21T20:30:00Z"],
    ["2026-11-22", "Asia/Riyadh", "2026-11-21T21:00:00Z"],
    ["2026-07-01", "America/New_York", "2026-07-01T04:00:00Z"],
    // Clocks change in the night: the day before the change, that of the change, the day after it.
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00Z"],
    ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00Z"],
    // At midnight itself: there is no 00:00 in Cairo on that day.
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00Z"],
    ["2026-04-25", "Africa/Cairo", "2026-04-24T21:00:00Z"],
    ["2026-11-22", "Nowhere/Else", "2026-11-22T00:00:00Z"],
  ])("%s in %s is %s", (day, timeZone, instant) => {
    expect(new Date(startOfDay(day, timeZone)).toISOString()).toBe(new Date(instant).toISOString());
  });
});
