import { describe, expect, it } from "vitest";
import { type CalendarEntry, isHoliday, occasionOn } from "./calendar.ts";
import { settingsSchema } from "./settings.schema.ts";

const CALENDAR: readonly CalendarEntry[] = [
  { name: "یلدا", kind: "occasion", date: "2026-12-21" },
  { name: "nowruz", kind: "holiday", from: "2027-03-20", to: "2027-04-02" },
  { name: "spring sale", kind: "occasion", from: "2027-03-25", to: "2027-04-10" },
];

describe("the shop's calendar", () => {
  it.each([
    ["2026-12-20", null, false],
    ["2026-12-21", "یلدا", false],
    ["2027-03-19", null, false],
    ["2027-03-20", "nowruz", true],
    ["2027-03-26", "nowruz", true],
    ["2027-04-02", "nowruz", true],
    ["2027-04-03", "spring sale", false],
    ["2027-04-11", null, false],
  ])("%s: %s, holiday %s", (day, occasion, holiday) => {
    expect(occasionOn(CALENDAR, day)).toBe(occasion);
    expect(isHoliday(CALENDAR, day)).toBe(holiday);
  });

  it.each([
    [{ name: "x" }, false],
    [{ name: "x", date: "2027-02-30" }, false],
    [{ name: "x", from: "2027-02-01" }, false],
    [{ name: "x", from: "2027-02-02", to: "2027-02-01" }, false],
    [{ name: "x", date: "2027-02-01", from: "2027-02-01", to: "2027-02-02" }, false],
    [{ name: "x", date: "2027-02-01" }, true],
    [{ name: "x", from: "2027-02-01", to: "2027-02-01", kind: "holiday" }, true],
  ])("%j may be entered: %s", (entry, allowed) => {
    expect(settingsSchema.safeParse({ calendar: [entry] }).success).toBe(allowed);
  });
});
