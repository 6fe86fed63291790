import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shopClock } from "../visitor/clock.ts";
import { dayStartMs, scheduledWindow } from "./schedule.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

describe("the first instant of a day", () => {
  it.each([
    ["2027-03-21", "UTC", "2027-03-21T00:00:00.000Z"],
    ["2027-03-21", "Asia/Tehran", "2027-03-20T20:30:00.000Z"],
    ["2027-03-21", "Pacific/Kiritimati", "2027-03-20T10:00:00.000Z"],
    ["2027-03-21", "Etc/GMT+12", "2027-03-21T12:00:00.000Z"],
    // Summer time begins: Cairo at midnight, which does not exist; Berlin in the night.
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    ["2026-10-30", "Africa/Cairo", "2026-10-29T22:00:00.000Z"],
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-03-30", "Europe/Berlin", "2026-03-29T22:00:00.000Z"],
    ["2027-03-21", "Mars/Base", "2027-03-21T00:00:00.000Z"],
  ])("%s in %s: %s", (day, zone, instant) => {
    expect(iso(dayStartMs(day, zone))).toBe(instant);
  });

  it("is that day's, and the quarter before is not", () => {
    const zone = fc.constantFrom("Asia/Tehran", "Africa/Cairo", "America/Santiago", "Asia/Kathmandu", "UTC");
    fc.assert(
      fc.property(
        fc.date({ min: new Date("2026-01-01"), max: new Date("2032-01-01"), noInvalidDate: true }),
        zone,
        (date, zone) => {
          const day = date.toISOString().slice(0, 10);
          const ms = dayStartMs(day, zone);
          expect(shopClock(ms, zone).day).toBe(day);
          expect(shopClock(ms - 15 * 60_000, zone).day < day).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a window", () => {
  const calendar = [
    { name: "nowruz", kind: "holiday", from: "2028-03-20", to: "2028-04-02" },
    { name: "nowruz", kind: "holiday", from: "2027-03-20", to: "2027-04-02" },
    { name: "yalda", kind: "occasion", date: "2026-12-21" },
  ] as const;
  const shop = { calendar, timeZone: "UTC" };
  const of = (name: string, from: string, [start, end] = [0, 0]): string => {
    const occasion = { name, startOffsetDays: start, endOffsetDays: end };
    const scheduled = scheduledWindow({ startAt: null, endAt: null, occasion }, shop, Date.parse(from));
    if (!scheduled.ok) return scheduled.reason;
    const { startAtMs, endAtMs } = scheduled.window;
    return [startAtMs, endAtMs].map((ms) => iso(ms ?? 0).slice(0, 10)).join(" ");
  };

  it.each([
    ["yalda", "2026-11-01", [0, 0], "2026-12-21 2026-12-22"],
    ["yalda", "2026-12-21T23:59:59Z", [0, 0], "2026-12-21 2026-12-22"],
    ["yalda", "2026-12-22", [0, 0], "yalda is over: add its next days to settings.calendar"],
    ["yalda", "2026-12-22", [-7, 2], "2026-12-14 2026-12-24"],
    ["nowruz", "2026-11-01", [0, 0], "2027-03-20 2027-04-03"],
    ["nowruz", "2027-04-03", [-1, -1], "2028-03-19 2028-04-02"],
    ["nowruz", "2026-11-01", [20, 0], "with these offsets it would end before it starts"],
    ["eid", "2026-11-01", [0, 0], /has no eid \(it has nowruz, yalda\)/],
  ] as const)("%s from %s with %j: %s", (name, from, offsets, shown) => {
    if (typeof shown === "string") expect(of(name, from, [...offsets])).toBe(shown);
    else expect(of(name, from, [...offsets])).toMatch(shown);
  });

  it("of instants is they; of a definition of an earlier build, too", () => {
    const schedule = { startAt: "2026-12-01T00:00:00+03:30", endAt: null } as never;
    expect(scheduledWindow(schedule, shop, 0)).toEqual({
      ok: true,
      window: { startAtMs: Date.parse("2026-11-30T20:30:00Z"), endAtMs: null },
    });
  });
});
