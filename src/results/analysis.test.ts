/** The verdict on shops whose truth is known: seeded visitors, as the rollups would hold them. */
import { describe, expect, test } from "vitest";
import { conversionEProcess, conversionPrior } from "../stats/index.ts";
import { analyse } from "./analysis.ts";
import { analysisOf, PURCHASE, REVENUE, type Shop } from "./analysis.fixture.ts";
import { seriesOf } from "./timeseries.ts";
import { NO_AGGREGATES } from "../store/aggregates.ts";

const verdict = (shop: Shop) => analyse(analysisOf(shop)).decision;

describe("the verdict", () => {
  test("winner: a true lift of 30 % is found, and the interval holds it", () => {
    const { decision, metrics } = analyse(analysisOf({ rates: [0.05, 0.065] }));
    expect(decision).toMatchObject({ verdict: "winner", code: "better", variant: "v1", metric: "purchase" });
    const [low, high] = metrics[0]?.variants?.[1]?.sequential?.interval ?? [null, null];
    expect(low).toBeLessThan(0.3);
    expect(high).toBeGreaterThan(0.3);
    expect(decision.words.fa.reason).toContain("برنده");
    expect(decision.words.ar.reason).toContain("فائزة");
  });

  test("no winner before the minimum of days, harm excepted", () => {
    const early = { days: 5, visitors: 9000 } as const;
    expect(verdict({ ...early, rates: [0.05, 0.07] })).toMatchObject({
      verdict: "keep-running",
      code: "minimum-days",
      daysToGo: 2,
    });
    expect(verdict({ ...early, rates: [0.07, 0.05] })).toMatchObject({ verdict: "loser", code: "worse" });
  });

  test("keep running: nothing is claimed of an A/A test, and the days to go are named", () => {
    const decision = verdict({ seed: 5 });
    expect(decision).toMatchObject({ verdict: "keep-running", code: "not-shown-yet" });
    expect(decision.daysToGo).toBeGreaterThan(0);
    expect(decision.reason).toMatch(/^Keep running: purchase of v1 is [+-]?[\d.]+% so far/);
  });

  test("no difference that matters, once the interval fits into the minimum effect", () => {
    const shop = { visitors: 4000, rates: [0.4, 0.4], seed: 3 };
    const analysis = { minimumEffect: 0.1, plan: { baseline: 0.4, visitors: 84_000, converters: 33_600 } };
    expect(verdict({ ...shop, analysis })).toMatchObject({
      verdict: "no-difference",
      code: "within-minimum-effect",
    });
  });

  test("a direction of decrease turns the verdict round", () => {
    const bounce = { ...PURCHASE, key: "refusals", direction: "decrease" } as const;
    const shop = { metrics: [bounce], primary: "refusals", secondary: [] };
    expect(verdict({ ...shop, rates: [0.05, 0.07] }).verdict).toBe("loser");
    expect(verdict({ ...shop, rates: [0.07, 0.05] }).verdict).toBe("winner");
    const { metrics } = analyse(analysisOf({ ...shop, rates: [0.07, 0.05] }));
    expect(metrics[0]?.variants?.[1]?.bayesian?.chanceToWin).toBeGreaterThan(0.99);
  });

  test("too few converters are counted, and no more", () => {
    const { decision, metrics } = analyse(analysisOf({ days: 8, visitors: 50 }));
    expect(decision).toMatchObject({ verdict: "keep-running", code: "too-few" });
    expect(metrics[0]?.variants?.[1]?.fixed).toMatchObject({
      interval: null,
      pValue: null,
      reason: "fewer-than-25-converters-in-an-arm",
    });
  });

  test("who asks for one metric sees it alone, and as it was judged among all", () => {
    const input = {
      ...analysisOf({
        days: 14,
        rates: [0.05, 0.062, 0.05],
        weights: [0.4, 0.3, 0.3],
        metrics: [PURCHASE, REVENUE, ...["a", "b", "c"].map((key) => ({ ...PURCHASE, key }))],
        primary: ["purchase", "revenue"],
        secondary: ["a", "b"],
        guardrails: ["c"],
      }),
      segment: null,
    };
    const withSegment = {
      ...input,
      segment: { name: "device", of: () => input.sums.strata ?? NO_AGGREGATES },
    };
    const all = analyse(withSegment);
    for (const { metric } of all.metrics) {
      const one = analyse({ ...withSegment, metric });
      expect(one.decision).toEqual(all.decision);
      expect(one.metrics).toEqual(all.metrics.filter((other) => other.metric === metric));
      expect(one.segments?.map(({ metrics }) => metrics)).toEqual(
        all.segments?.map(({ metrics }) => metrics.filter((other) => other.metric === metric)),
      );
      expect(seriesOf({ ...input, metric })).toEqual(
        seriesOf(input).filter((other) => other.metric === metric),
      );
    }
  });

  test("a leader whose guardrail failed is not what one waits for", () => {
    const shop = {
      seed: 3,
      days: 16,
      visitors: 3000,
      weights: [0.5, 0.25, 0.25],
      metrics: [PURCHASE, REVENUE, { ...PURCHASE, key: "kept" }],
      secondary: [],
      guardrails: ["kept"],
    };
    // The first variant sells more and keeps fewer, the second does nothing, or harm.
    const of = (rates: readonly number[]) => {
      const input = analysisOf({ ...shop, rates });
      const sums = {
        ...input.sums,
        strata: null,
        daily: {
          ...input.sums.daily,
          sums: input.sums.daily.sums.map((sum) => {
            if (sum.metric !== "kept" || sum.variant !== 1) return sum;
            const x = (sum.moments.x * 2n) / 5n;
            return { ...sum, moments: { ...sum.moments, units: x, converted: x, x, raw: x, xx: x } };
          }),
        },
      };
      return analyse({ ...input, sums, sumsOf: () => sums }).decision;
    };
    const open = of([0.05, 0.08, 0.05]);
    expect(open).toMatchObject({ verdict: "keep-running", code: "not-shown-yet", variant: "v2" });
    expect(open.interval?.[0]).toBeLessThan(0);
    expect(of([0.05, 0.08, 0.02])).toMatchObject({
      verdict: "loser",
      code: "guardrail-failed",
      variant: "v1",
      metric: "kept",
    });
  });

  test("while the split is broken a guardrail can fail, and cannot pass", () => {
    const metrics = [PURCHASE, { ...PURCHASE, key: "kept" }];
    const shop = {
      metrics,
      secondary: [],
      guardrails: ["kept"],
      analysis: { plan: { visitors: 40_000, guardrailMargin: 0.5 } },
    };
    const state = (more: Shop) =>
      analyse(analysisOf({ ...shop, ...more })).metrics[1]?.variants?.[1]?.guardrail;
    expect(state({ rates: [0.1, 0.1] })?.state).toBe("passed");
    expect(state({ rates: [0.1, 0.1], loss: [0, 0.08] })).toMatchObject({
      state: "undecided",
      reason: "split-broken",
    });
    expect(state({ rates: [0.1, 0.03], loss: [0, 0.2] })?.state).toBe("failed");
  });

  test("not started, and nobody yet", () => {
    const input = analysisOf({ days: 0 });
    expect(analyse(input).decision.code).toBe("nobody-yet");
    expect(analyse({ ...input, started: false }).decision.code).toBe("not-started");
  });

  test("a fixed horizon is judged once, at its planned end", () => {
    const fixed = { method: "fixed" as const, plan: { baseline: 0.05, visitors: 40_000 } };
    expect(verdict({ rates: [0.05, 0.065], analysis: fixed, days: 15 })).toMatchObject({
      verdict: "keep-running",
      code: "planned-end-not-reached",
    });
    expect(verdict({ rates: [0.05, 0.065], analysis: fixed, days: 21 }).verdict).toBe("winner");
  });

  test("group-sequential: a look that crossed its bound is the answer, whatever came later", () => {
    const analysis = { method: "group-sequential" as const, plan: { baseline: 0.05, visitors: 42_000 } };
    // Twice as good for two weeks, and so much worse afterwards that nothing is left of it.
    const ratesOn = (day: number) => (day < 14 ? [0.05, 0.075] : [0.05, 0.001]);
    const before = analyse(analysisOf({ analysis, ratesOn, days: 14 })).metrics[0]?.variants?.[1]?.sequential;
    const after = analyse(analysisOf({ analysis, ratesOn, days: 20 })).metrics[0]?.variants?.[1];
    expect(before?.interval?.[0]).toBeGreaterThan(0);
    expect(before?.crossedOn).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(after?.lift?.relative).toBeLessThan(0.05);
    expect(after?.sequential).toEqual(before);
    expect(after?.significant).toBe(true);
    const never = analyse(analysisOf({ analysis })).metrics[0]?.variants?.[1]?.sequential;
    expect(never?.crossedOn).toBeUndefined();
  });

  test("group-sequential: the bound of today's look decides", () => {
    const group = { method: "group-sequential" as const, plan: { baseline: 0.05, visitors: 42_000 } };
    const { decision, metrics } = analyse(analysisOf({ rates: [0.05, 0.065], analysis: group }));
    expect(decision.verdict).toBe("winner");
    expect(metrics[0]?.variants?.[1]?.sequential).toMatchObject({ method: "group-sequential", pValue: null });
  });
});

describe("health gates the verdict", () => {
  test("a loss of 10 % of one variant makes it invalid, whatever the metric says, and the day's cause is looked for", () => {
    const { decision, health, metrics } = analyse(analysisOf({ rates: [0.05, 0.08], loss: [0, 0.1] }));
    expect(decision).toMatchObject({ verdict: "invalid", code: "split-broken" });
    expect(health.ok).toBe(false);
    expect(health.splitTest.ok).toBe(false);
    expect(health.stages.find(({ stage }) => stage === "found")?.splitTest.ok).toBe(true);
    expect(health.causes.map(({ segment }) => segment)).toContain("device");
    expect(health.confirmedShare[0]).toBe(1);
    expect(health.confirmedShare[1]).toBeCloseTo(0.9, 1);
    for (const { variants } of metrics)
      expect(variants?.[1]).toMatchObject({ significant: null, reason: "split-broken" });
  });

  test("a sound split has no causes and no warnings", () => {
    const { health } = analyse(analysisOf());
    expect(health).toMatchObject({ ok: true, causes: [], warnings: [] });
  });
});

describe("several variants and metrics", () => {
  test("Bonferroni in what is watched, Dunnett at the end, and the best of the better ones wins", () => {
    const { metrics, decision } = analyse(
      analysisOf({ weights: [0.25, 0.25, 0.25, 0.25], rates: [0.05, 0.05, 0.085, 0.07], visitors: 4000 }),
    );
    expect(decision).toMatchObject({ verdict: "winner", variant: "v2" });
    const fixed = metrics[0]?.variants?.[1]?.fixed;
    expect(fixed?.method).toBe("two-proportion, dunnett");
    expect(fixed?.adjustedPValue).toBeGreaterThan(fixed?.pValue ?? 1);
    expect(fixed?.adjustedPValue).toBeLessThan(3 * (fixed?.pValue ?? 0));
    const [control, v1] = metrics[0]?.variants ?? [];
    const alpha = 0.05 / 3;
    const test = conversionEProcess(
      control?.total ?? 0,
      v1?.total ?? 0,
      0.5,
      conversionPrior(alpha, 1000),
      alpha,
    );
    expect(v1?.sequential?.interval).toEqual(test.ok ? [test.interval.low, test.interval.high] : null);
  });

  test("Holm over two primaries: the interval and the verdict agree", () => {
    const { metrics, decision } = analyse(
      analysisOf({ rates: [0.05, 0.065], primary: ["purchase", "revenue"], secondary: [] }),
    );
    expect(decision.verdict).toBe("winner");
    for (const { variants } of metrics) {
      const { sequential, fixed, significant } = variants?.[1] ?? {};
      expect(significant).toBe((sequential?.interval?.[0] ?? 0) > 0 || (sequential?.interval?.[1] ?? 0) < 0);
      expect((fixed?.adjustedPValue ?? 1) < 0.05).toBe((fixed?.interval?.[0] ?? 0) > 0);
    }
    // Also where what is watched steps on later than the test at the end.
    for (let seed = 1; seed <= 30; seed += 1) {
      const few = {
        seed,
        visitors: 300,
        rates: [0.1, 0.125],
        primary: ["purchase", "revenue"],
        secondary: [],
      };
      for (const { variants } of analyse(analysisOf(few)).metrics) {
        const { adjustedPValue = 1, interval } = variants?.[1]?.fixed ?? {};
        expect([seed, (interval?.[0] ?? 0) > 0]).toEqual([seed, (adjustedPValue ?? 1) < 0.05]);
      }
    }
  });

  test("CUPED says how much noise it took, and keeps the lift", () => {
    const { metrics } = analyse(analysisOf({ rates: [0.3, 0.36], device: ["mobile"] }));
    const variant = metrics[1]?.variants?.[1];
    expect(variant?.adjustment?.method).toBe("cuped");
    expect(variant?.adjustment?.varianceSaved).toBeGreaterThan(0.1);
    expect(variant?.lift?.relative).toBeCloseTo(0.2, 1);
  });
});

describe("guardrails", () => {
  const refunds = { ...PURCHASE, key: "refunds", direction: "decrease" } as const;
  const shop = { metrics: [REVENUE, refunds], primary: "revenue", secondary: [], guardrails: ["refunds"] };
  test("harm is shown: failed, and the experiment loses", () => {
    const { metrics, decision } = analyse(analysisOf({ ...shop, rates: [0.05, 0.08] }));
    expect(metrics[1]?.variants?.[1]?.guardrail).toMatchObject({ state: "failed" });
    expect(decision).toMatchObject({ verdict: "loser", code: "guardrail-failed", metric: "refunds" });
  });
  test("harm beyond the margin is excluded: passed", () => {
    const analysis = { plan: { baseline: 0.3, guardrailMargin: 0.2, visitors: 42_000, converters: 12_600 } };
    const { metrics } = analyse(analysisOf({ ...shop, rates: [0.3, 0.3], analysis }));
    expect(metrics[1]?.variants?.[1]?.guardrail).toEqual({ state: "passed", margin: 0.2 });
  });
  test("otherwise undecided", () => {
    const { metrics } = analyse(analysisOf({ ...shop, rates: [0.05, 0.05], days: 8 }));
    expect(metrics[1]?.variants?.[1]?.guardrail?.state).toBe("undecided");
  });
});

test("the same sums, plan and instant give the same bytes, in any order of the groups", () => {
  const input = analysisOf({ rates: [0.05, 0.06] });
  const { daily } = input.sums;
  const shuffled = { counts: daily.counts.toReversed(), sums: daily.sums.toReversed() };
  const sums = { ...input.sums, daily: shuffled };
  expect(JSON.stringify(analyse({ ...input, sums, sumsOf: () => sums }))).toBe(
    JSON.stringify(analyse(input)),
  );
});
