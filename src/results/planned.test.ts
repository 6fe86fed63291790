/** Experiments that are judged at a planned size: nothing before it but harm to guardrails, nothing new after it. */
import { describe, expect, test } from "vitest";
import type { Metric } from "../domain/metric.schema.ts";
import type { MetricSum } from "../store/aggregates.ts";
import { analyse } from "./analysis.ts";
import { analysisOf, FIRST_DAY, plannedSample, PURCHASE, REVENUE, type Shop } from "./analysis.fixture.ts";
import { DAY_MS } from "./day.ts";
import { upTo } from "./planned.ts";
import { summaryOf } from "./summary.ts";
import { seriesOf } from "./timeseries.ts";

const FIXED = { method: "fixed" as const, plan: { baseline: 0.05, visitors: 40_000 } };
const GROUP = { method: "group-sequential" as const, plan: { baseline: 0.05, visitors: 42_000 } };
const results = (shop: Shop) => analyse(analysisOf(shop));

describe("a fixed horizon", () => {
  test.each([
    ["better", [0.05, 0.07], "winner"],
    ["worse", [0.07, 0.05], "loser"],
    ["no different", [0.4, 0.4], "no-difference"],
  ] as const)("%s is said at the planned end, and not a day before", (_, rates, verdict) => {
    const analysis = { ...FIXED, minimumEffect: 0.1 };
    const early = results({ rates, analysis, days: 19, seed: 3 });
    expect(early.decision).toMatchObject({
      verdict: "keep-running",
      code: "planned-end-not-reached",
      daysToGo: 1,
    });
    expect(early.metrics[0]?.variants?.[1]?.significant).toBe(false);
    const end = results({ rates, analysis, days: 20, seed: 3 });
    expect(end.decision.verdict).toBe(verdict);
    expect(end.metrics[0]?.variants?.[1]?.significant).toBe(verdict !== "no-difference");
  });

  test("a segment is due when the whole is", () => {
    const all = analysisOf({ rates: [0.05, 0.08], analysis: FIXED, days: 10 });
    const sums = { ...all.sums, immature: 900 };
    const segment = { name: "device", of: () => all.sums.strata ?? all.sums.daily };
    const over = { ...all, ended: true, endedAtMs: all.asOfMs, sums, sumsOf: () => sums, segment };
    const { metrics, segments } = analyse(over);
    expect(metrics[0]).toMatchObject({ immature: 900, method: { due: false } });
    expect(metrics[0]?.variants?.[1]?.significant).toBe(false);
    for (const one of segments ?? []) {
      expect(one.metrics[0]).toMatchObject({ method: { due: false } });
      expect(one.metrics[0]).not.toHaveProperty("immature");
      expect(one.metrics[0]?.variants?.[1]?.significant).toBe(false);
    }
  });

  test("who comes after the planned size changes nothing", () => {
    const end = results({ rates: [0.05, 0.055], analysis: FIXED, days: 20 });
    const later = results({ rates: [0.05, 0.055], analysis: FIXED, days: 27 });
    expect(later.metrics[0]?.planned).toEqual({ reachedOn: "2024-10-23", later: 14_000 });
    expect(later.metrics.map(({ variants }) => variants)).toEqual(
      end.metrics.map(({ variants }) => variants),
    );
    expect(later.decision).toEqual(end.decision);
  });

  test("the planned end is of mature visitors, and of whole days", () => {
    const input = analysisOf({ rates: [0.05, 0.07], analysis: FIXED, days: 21 });
    const sumsOf = (metric: Parameters<typeof input.sumsOf>[0]) => ({
      ...input.sumsOf(metric),
      planned: null,
      immature: 4000,
    });
    expect(analyse({ ...input, sumsOf }).decision.code).toBe("planned-end-not-reached");
    // Ended before its time: what is there is judged, once every window has closed.
    const metrics = [{ ...PURCHASE, windowHours: 72 }];
    const over = { ended: true, endedAtMs: input.asOfMs - 86_400_000 };
    const open = { ...input, metrics, ...over, sumsOf };
    expect(analyse(open).decision).toMatchObject({ code: "planned-end-not-reached", daysToGo: 2 });
    const closed = (metric: Parameters<typeof input.sumsOf>[0]) => ({ ...sumsOf(metric), immature: 0 });
    expect(analyse({ ...input, sumsOf: closed, ended: true }).decision.verdict).toBe("winner");
  });

  test("three primaries: Holm decides, in the interval, the p-value and the verdict alike", () => {
    const keys = ["one", "two", "three"];
    const metrics = keys.map((key) => ({ ...PURCHASE, key }));
    const shop = { rates: [0.05, 0.0555], analysis: FIXED, metrics, secondary: [], seed: 1 } as const;
    const alone = results({ ...shop, primary: "one" });
    expect(alone.metrics[0]?.variants?.[1]?.fixed?.pValue).toBeCloseTo(0.0172, 4);
    expect(alone.decision.verdict).toBe("winner");
    const together = results({ ...shop, primary: keys });
    expect(together.decision.verdict).toBe("keep-running");
    for (const { variants } of together.metrics) {
      expect(variants?.[1]?.fixed?.adjustedPValue).toBeCloseTo(3 * 0.017206, 5);
      expect(variants?.[1]?.fixed?.interval?.[0]).toBeLessThan(0);
      expect(variants?.[1]?.significant).toBe(false);
    }
  });

  test("the summary tells what was tested, and a secondary metric is corrected as p-values are", () => {
    const body = results({ rates: [0.05, 0.07], analysis: FIXED });
    expect(body.metrics[1]).toMatchObject({ role: "secondary", method: { name: "fixed-horizon" } });
    expect(body.metrics[1]?.variants?.[1]?.significant).toBe(true);
    const summary = summaryOf(body, "en");
    expect(summary).toContain("Winner");
    expect(summary).toMatch(/- purchase, v1: \+[\d.]+% \(/);
    expect(summary).not.toContain("not enough data");
    expect(summaryOf(body, "fa")).toContain("۴۲٬۰۰۰ بازدیدکننده، پس از ۲۱ روز");
  });

  test("a guardrail is watched from the beginning", () => {
    const refunds = { ...PURCHASE, key: "refunds", direction: "decrease" } as const;
    const shop = {
      metrics: [REVENUE, refunds],
      primary: "revenue",
      secondary: [],
      guardrails: ["refunds"],
      analysis: FIXED,
    };
    const { metrics, decision } = results({ ...shop, rates: [0.05, 0.09], days: 10 });
    expect(metrics[1]?.method?.name).toBe("conversion-e-process");
    expect(metrics[1]?.variants?.[1]?.guardrail).toMatchObject({ state: "failed" });
    expect(decision).toMatchObject({ verdict: "loser", code: "guardrail-failed" });
  });
});

describe("group-sequential", () => {
  test("who comes after the planned size changes nothing, whatever it looks like then", () => {
    const shop = { analysis: GROUP, ratesOn: (day: number) => (day < 21 ? [0.05, 0.05] : [0.05, 0.2]) };
    const end = results({ ...shop, days: 21 });
    const later = results({ ...shop, days: 35 });
    expect(later.metrics[0]?.planned).toEqual({ reachedOn: "2024-10-24", later: 28_000 });
    expect(later.metrics[0]?.variants).toEqual(end.metrics[0]?.variants);
    expect(later.decision).toMatchObject({ verdict: "keep-running", code: "ended-without-answer" });
  });

  test("a look that the past has made sharper still stands the day after", () => {
    const shop = { analysis: GROUP, primary: "revenue", secondary: [], device: ["mobile"], seed: 11 };
    const ratesOn = (day: number) => (day < 14 ? [0.3, 0.345] : [0.3, 0.3]);
    const crossings = [12, 13, 14, 15, 16, 17, 18, 19, 20, 21].map((days) => {
      const variant = results({ ...shop, ratesOn, days }).metrics[0]?.variants?.[1];
      expect(variant?.adjustment?.method).toBe("cuped");
      return variant?.sequential?.crossedOn;
    });
    const first = crossings.findIndex((day) => day !== undefined);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(new Set(crossings.slice(first)).size).toBe(1);
  });

  test("the series says of each day what results said on it", () => {
    const shop = { analysis: GROUP, rates: [0.05, 0.0585], secondary: [], seed: 2 };
    const [series] = seriesOf(analysisOf({ ...shop, days: 24 }));
    const days = series?.days ?? [];
    expect(days).toHaveLength(21);
    const crossings = days.map(({ variants }, index) => {
      const then = results({ ...shop, days: index + 1 }).metrics[0]?.variants?.[1]?.sequential;
      expect(variants[1]?.cumulative.sequential).toEqual(then);
      return then?.crossedOn !== undefined;
    });
    expect(new Set(crossings).size).toBe(2);
  });

  test("and by the level that several primaries had by then", () => {
    const metrics = [PURCHASE, { ...PURCHASE, key: "begin_checkout" }];
    for (const method of ["sequential", "group-sequential"] as const) {
      const analysis = { method, plan: { baseline: 0.05, visitors: 42_000 } };
      const shop = {
        analysis,
        metrics,
        primary: metrics.map(({ key }) => key),
        rates: [0.05, 0.0605],
        secondary: [],
        seed: 2,
      };
      // The second one is told from control later: until then the first has half of the level.
      const all = analysisOf({ ...shop, days: 21 });
      const recorded = { ...all.sums.daily, sums: all.sums.daily.sums.map(slower) };
      const input = (days: number) => {
        const sums = { ...all.sums, daily: upTo(FIRST_DAY + days - 1, recorded), strata: null };
        const asOfMs = (FIRST_DAY + days) * DAY_MS;
        return {
          ...all,
          asOfMs,
          sums,
          sumsOf: (metric: Metric) => plannedSample(all.definition, metric, sums),
        };
      };
      const series = seriesOf(input(21));
      const levels = Array.from({ length: 21 }, (_, index) => {
        const then = analyse(input(index + 1)).metrics;
        for (const [at, { days }] of series.entries())
          expect(days?.[index]?.variants[1]?.cumulative.sequential).toEqual(
            then[at]?.variants?.[1]?.sequential,
          );
        return then.map(({ variants }) => variants?.[1]?.significant).join(" ");
      });
      expect(new Set(levels)).toContain("true false");
    }
  });

  test("a secondary metric has an e-value, and is found by it", () => {
    const { metrics } = results({ analysis: GROUP, rates: [0.05, 0.08] });
    expect(metrics[1]).toMatchObject({ role: "secondary", method: { name: "confidence-sequence" } });
    expect(metrics[1]?.variants?.[1]?.significant).toBe(true);
  });
});

/** Two in three of whoever did more in the variant than in control do it no longer. */
function slower(sum: MetricSum): MetricSum {
  if (sum.metric !== "begin_checkout" || sum.variant === 0) return sum;
  const x = (sum.moments.x * 93n) / 100n;
  return { ...sum, moments: { ...sum.moments, units: x, converted: x, x, raw: x, xx: x } };
}

describe("the minimum of days", () => {
  const shop = { rates: [0.05, 0.08], secondary: [], visitors: 4000 };
  test("counts days whose windows have closed", () => {
    const metrics = [{ ...PURCHASE, windowHours: 336 }];
    expect(results({ ...shop, metrics, days: 20 }).decision).toMatchObject({
      code: "minimum-days",
      daysToGo: 1,
    });
    expect(results({ ...shop, metrics, days: 21 }).decision.verdict).toBe("winner");
  });

  test("does not count a pause", () => {
    const input = analysisOf({ ...shop, days: 10 });
    const isThere = ({ group }: { group: string }) =>
      Number(group) < FIRST_DAY + 4 || Number(group) > FIRST_DAY + 7;
    const { daily } = input.sums;
    const sums = {
      ...input.sums,
      daily: { counts: daily.counts.filter(isThere), sums: daily.sums.filter(isThere) },
    };
    expect(analyse({ ...input, sumsOf: () => sums }).decision).toMatchObject({
      code: "minimum-days",
      daysToGo: 1,
    });
  });
});
