/** What is coloured is what the API judged: never an interval that the experiment does not go by. */
import { describe, expect, it } from "vitest";
import { analyse } from "../../../results/analysis.ts";
import { analysisOf, FIRST_DAY, PURCHASE, type Shop } from "../../../results/analysis.fixture.ts";
import { asksForHelp, intervalOf, reasonOf, toneOf } from "./experiments.ts";
import type { MetricResult, Results } from "./types.ts";

function readOf(shop: Shop): Results {
  return analyse(analysisOf(shop)) as unknown as Results;
}

function firstOf({ metrics }: Pick<Results, "metrics">) {
  const metric = metrics[0] as MetricResult;
  const variant = metric.variants?.[1];
  if (variant === undefined) throw new Error("no treatment");
  return { metric, variant };
}

function shownOf(results: Pick<Results, "metrics">) {
  const { metric, variant } = firstOf(results);
  return {
    interval: intervalOf(metric, variant),
    tone: toneOf(metric, variant),
    reason: reasonOf(metric, variant),
  };
}

const ONE = { secondary: [], metrics: [PURCHASE] } satisfies Shop;
const FEW = { ...ONE, days: 3, visitors: 90, rates: [0.08, 0.22], seed: 4 } satisfies Shop;
const MANY = { ...ONE, days: 21, visitors: 2000, rates: [0.05, 0.08] } satisfies Shop;

describe("where the API gives no interval of the experiment's own method", () => {
  it.each([
    ["a sequence for means", { plan: { baseline: 0.2, visitors: 40_000, converters: 8000 } }],
    ["bounds of a group-sequential design", { method: "group-sequential" as const }],
  ])("none is drawn, nothing is coloured, and the reason is told: %s", (_, analysis) => {
    const results = readOf({ ...FEW, analysis });
    // The panel of beliefs has an interval above 0 all the same.
    expect(firstOf(results).variant.bayesian?.interval?.[0]).toBeGreaterThan(0);
    expect(shownOf(results)).toEqual({
      interval: null,
      tone: "neutral",
      reason: "fewer-than-25-converters-in-an-arm",
    });
  });

  it("a segment of a group-sequential design has no bound of its own", () => {
    const input = analysisOf({ ...MANY, analysis: { method: "group-sequential" } });
    const { counts, sums } = input.sums.daily;
    const group = { counts: counts.map((one) => ({ ...one, group: "x" })), sums };
    const part = { counts: group.counts, sums: sums.map((one) => ({ ...one, group: "x" })) };
    const results = analyse({ ...input, segment: { name: "device", of: () => part } });
    const segment = results.segments?.[0] as unknown as Pick<Results, "metrics">;
    expect(firstOf(segment).variant.fixed?.interval?.[0]).toBeGreaterThan(0);
    expect(shownOf(segment)).toEqual({
      interval: null,
      tone: "neutral",
      reason: "a-group-sequential-bound-is-of-everybody",
    });
  });
});

describe("the colour is the API's judgement", () => {
  it("better is green and worse is red where it is significant", () => {
    expect(shownOf(readOf(MANY))).toMatchObject({ tone: "good", reason: null });
    expect(shownOf(readOf({ ...MANY, rates: [0.08, 0.05] })).tone).toBe("bad");
    const results = readOf(MANY);
    const { metric, variant } = firstOf(results);
    expect(toneOf({ ...metric, direction: "decrease" }, variant)).toBe("bad");
  });

  it("an interval that excludes 0 has no colour where the API says it is not significant", () => {
    const { metric, variant } = firstOf(readOf(MANY));
    expect(toneOf(metric, { ...variant, significant: false })).toBe("neutral");
    expect(toneOf({ ...metric, role: "secondary" }, { ...variant, significant: false })).toBe("neutral");
  });

  it("what is tested once is drawn by its own test, and coloured at its planned end", () => {
    const fixed = (visitors: number) =>
      readOf({
        ...MANY,
        analysis: { method: "fixed", plan: { baseline: 0.05, visitors, converters: visitors / 20 } },
      });
    const early = firstOf(fixed(500_000));
    expect(intervalOf(early.metric, early.variant)).toEqual(early.variant.fixed?.interval);
    expect(early.variant.fixed?.interval?.[0]).toBeGreaterThan(0);
    expect(shownOf(fixed(500_000)).tone).toBe("neutral");
    expect(shownOf(fixed(20_000)).tone).toBe("good");
  });

  it("a guardrail goes by its own state, whatever its interval", () => {
    const { metric, variant } = firstOf(readOf(MANY));
    const guardrail = { ...metric, role: "guardrail" } as const;
    const toned = (state: "passed" | "failed" | "undecided") =>
      toneOf(guardrail, { ...variant, guardrail: { state, margin: 0.05 } });
    expect([toned("passed"), toned("failed"), toned("undecided")]).toEqual(["good", "bad", "neutral"]);
    expect(toneOf(guardrail, variant)).toBe("neutral");
  });
});

it("an experiment is ill whose place was lost, or was never there", () => {
  const healthy = readOf({ ...ONE, days: 1 });
  const ill = (place: NonNullable<ReturnType<typeof analysisOf>["place"]>) =>
    asksForHelp(analyse({ ...analysisOf({ ...ONE, days: 1 }), place }) as unknown as Results);
  expect(asksForHelp(healthy)).toBe(false);
  expect(ill({ state: "lost", sinceDay: FIRST_DAY })).toBe(true);
  expect(ill({ state: "never-found" })).toBe(true);
});
