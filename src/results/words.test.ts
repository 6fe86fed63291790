import { describe, expect, test } from "vitest";
import { analyse } from "./analysis.ts";
import { analysisOf, FIRST_DAY, PURCHASE, type Shop } from "./analysis.fixture.ts";
import { DAY_MS } from "./day.ts";
import type { Decision, DecisionCode } from "./decision.ts";
import { designOf } from "./design.ts";
import { summaryOf } from "./summary.ts";
import { daysText, type Language, sentencesOf, SUMMARY_LANGUAGES } from "./words.ts";
import { en } from "./words/en.ts";

const CODES = Object.keys(en) as DecisionCode[];
const DESIGN = designOf(analysisOf({ days: 0 }).definition, PURCHASE, "primary");

/** What no merchant should read in place of a figure. */
const STAND_IN = /\?|null|undefined|NaN|\{n\}/;

describe("sentences of the verdict", () => {
  const known = {
    variant: "badges",
    metric: "revenue",
    lift: 0.031,
    interval: [-0.01, null],
    daysToGo: 3,
  } as const;
  const decisions = CODES.flatMap((code) =>
    [
      known,
      { ...known, lift: null },
      { ...known, daysToGo: null },
      { ...known, lift: null, interval: null, daysToGo: null },
    ].map((facts): Decision => ({ verdict: "keep-running", code, ...facts })),
  );
  // An interval is what these stand on, days what that one is for: without them they are not given.
  const canBe = ({ code, interval, daysToGo }: Decision): boolean =>
    code === "minimum-days"
      ? daysToGo !== null
      : interval !== null || !["better", "worse", "within-minimum-effect", "not-shown-yet"].includes(code);

  test.each(SUMMARY_LANGUAGES)("in %s never have a stand-in for what is not known", (language) => {
    for (const decision of decisions.filter(canBe)) {
      const { reason, change } = sentencesOf(decision, DESIGN, language);
      expect(`${decision.code}: ${reason} ${change}`).not.toMatch(STAND_IN);
    }
  });
});

const ended = (shop: Shop) => {
  const input = analysisOf(shop);
  return { ...input, ended: true, status: "finished", endedAtMs: (FIRST_DAY + (shop.days ?? 21)) * DAY_MS };
};

describe("of an experiment", () => {
  const few = { days: 10, visitors: 60, metrics: [PURCHASE], secondary: [] };
  test("that ended with too few, or with nobody in control, says that", () => {
    expect(analyse(ended({ ...few, rates: [0.03, 0.03] })).decision.reason).toMatch(
      /^It ended without an answer/,
    );
    const without = analyse(analysisOf({ ...few, visitors: 800, rates: [0, 0.05] })).decision;
    expect(without).toMatchObject({ code: "better", lift: null });
    for (const { reason } of Object.values(without.words)) expect(reason).not.toMatch(STAND_IN);
    expect(without.reason).toContain("purchase is 0 in control");
  });

  test("whose treatments all change little: the interval holds all of them", () => {
    const { decision, metrics } = analyse(
      analysisOf({
        days: 21,
        visitors: 20_000,
        rates: [0.2, 0.2, 0.2],
        weights: [0.34, 0.33, 0.33],
        metrics: [PURCHASE],
        secondary: [],
        analysis: { minimumEffect: 0.1 },
      }),
    );
    const intervals = (metrics[0]?.variants ?? []).flatMap(({ sequential }) => sequential?.interval ?? []);
    expect(decision).toMatchObject({ code: "within-minimum-effect", metric: "purchase", variant: null });
    expect(decision.interval).toEqual([
      Math.min(...intervals.map((limit) => limit ?? 0)),
      Math.max(...intervals.map((limit) => limit ?? 0)),
    ]);
  });

  test("that is tested once prints no interval before its planned end", () => {
    const shop = {
      days: 10,
      rates: [0.05, 0.08],
      metrics: [PURCHASE],
      secondary: [],
      analysis: { method: "fixed" as const, plan: { visitors: 30_000 } },
    };
    const early = summaryOf(analyse(analysisOf(shop)), "en");
    expect(early).toContain("- purchase, v1: judged at the planned end");
    expect(
      early
        .split("\n")
        .filter((line) => line.startsWith("-"))
        .join(""),
    ).not.toContain("%");
    expect(summaryOf(analyse(analysisOf({ ...shop, days: 16 })), "en")).toMatch(/- purchase, v1: \+\d+.*%/);
  });
});

test.each([
  ["en", ["1 day", "2 days", "11 days"]],
  ["fa", ["۱ روز", "۲ روز", "۱۱ روز"]],
  ["ar", ["يوم واحد", "يومين", expect.stringMatching(/^\S+ يوماً$/)]],
] as const)("days in %s are counted as people there do", (language: Language, expected) => {
  expect([1, 2, 11].map((days) => daysText(days, language))).toEqual(expected);
  expect(daysText(400, "en")).toBe("365+ days");
  expect(daysText(5, "ar")).toMatch(/^\S+ أيام$/);
});
