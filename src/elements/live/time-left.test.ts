import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { divide, stepAt, UNITS } from "./time-left.ts";

const END = Date.parse("2026-03-21T20:00:00+03:30");

const counts = (seconds: number, ...units: (typeof UNITS)[number][]): number[] =>
  divide(seconds, units).map(({ count }) => count);

describe("stepAt", () => {
  it.each([
    [2 * 3_600_000, 7200, 60_000],
    [2 * 3_600_000 - 1, 7140, 60_000],
    [3_600_000, 3600, 60_000],
    [3_599_999, 3590, 10_000],
    [299_999, 299, 1000],
    [1000, 1, 1000],
    [999, 0, 1000],
    [1, 0, 1000],
  ])("%i ms left: %i s, in a step of %i ms", (leftMs, secondsLeft, length) => {
    const step = stepAt(END, END - leftMs);
    expect(step?.secondsLeft).toBe(secondsLeft);
    expect(step === null ? null : step.endMs - step.startMs).toBe(secondsLeft === 0 ? length - 1 : length);
  });

  it("is over at the very instant, and for an instant that cannot be read", () => {
    expect(stepAt(END, END)).toBeNull();
    expect(stepAt(END, END + 1)).toBeNull();
    expect(stepAt(Number.NaN, END)).toBeNull();
  });

  it("never claims more than is left; the whole step is one step, the next instant another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 * 86_400_000 }), (leftMs) => {
        const nowMs = END - leftMs;
        const step = stepAt(END, nowMs);
        if (step === null) throw new Error("nothing left");
        expect(step.secondsLeft * 1000).toBeLessThanOrEqual(leftMs);
        expect(nowMs).toBeGreaterThanOrEqual(step.startMs);
        expect(nowMs).toBeLessThan(step.endMs);
        expect(stepAt(END, step.endMs - 1)?.secondsLeft).toBe(step.secondsLeft);
        expect(stepAt(END, step.endMs)?.secondsLeft ?? -1).toBeLessThan(step.secondsLeft);
        expect(END - (step.endMs - 1)).toBeGreaterThanOrEqual(step.secondsLeft * 1000);
      }),
    );
  });
});

describe("divide", () => {
  it("gives each unit its part", () =>
    expect(counts(2 * 86_400 + 3 * 3600 + 4 * 60 + 5, ...UNITS)).toEqual([2, 3, 4, 5]));
  it("gives the largest one what is above it", () =>
    expect(counts(3 * 86_400 + 60, "hours", "minutes")).toEqual([72, 1]));
  it("drops what is below, and keeps its own order", () =>
    expect(counts(3600 + 119, "minutes", "hours")).toEqual([1, 1]));
});
