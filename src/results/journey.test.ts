import { expect, test } from "vitest";
import { momentEvent } from "../domain/moment.ts";
import { NO_MOMENTS } from "../store/moments.ts";
import { analysisOf, FIRST_DAY, PURCHASE } from "./analysis.fixture.ts";
import { journeyOf } from "./journey.ts";

const ofPages = { ...PURCHASE, key: "journey_pages_zmot", event: momentEvent("zmot") };
const paid = { ...PURCHASE, key: "journey_paid", event: "order_paid" };

function steps(rates: readonly number[]) {
  const input = analysisOf({
    days: 10,
    visitors: 1_000,
    weights: [0.5, 0.5],
    rates: [...rates],
    metrics: [PURCHASE, ofPages, paid],
    primary: "purchase",
  });
  return Object.fromEntries(journeyOf(input).map((step) => [step.step, step]));
}

test("steps of pages stand before the others, where the phase counts them", () => {
  const found = steps([0.1, 0.2]);
  expect(Object.keys(found).slice(0, 2)).toEqual(["pages-zmot", "stayed"]);
  expect(found).not.toHaveProperty("pages-fmot");
  expect(found["pages-zmot"]).toMatchObject({ moment: "zmot", metric: "journey_pages_zmot" });
  expect(found["pages-zmot"]?.variants?.[1]).toHaveProperty("lift");
  expect(found["stayed"]).toMatchObject({
    metric: null,
    variants: null,
    reason: "not-measured-in-this-phase",
  });
});

test("nothing at all is 0 for what the experiment names, and unknown for what is measured besides", () => {
  const found = steps([0, 0]);
  expect(found["ordered"]?.variants).toMatchObject([
    { reached: 0, share: 0 },
    { reached: 0, share: 0 },
  ]);
  expect(found["paid"]).toMatchObject({ metric: "journey_paid", variants: null, reason: "nothing-recorded" });
});

test("of a score, answers are counted and the lift is of the score, which says so", () => {
  const csat = { ...PURCHASE, key: "csat", kind: "mean" as const, event: "csat" };
  const shop = analysisOf({ days: 1, visitors: 10, metrics: [PURCHASE, csat], primary: "purchase" });
  const sum = (variant: number, answers: number, score: number) => {
    const [d, x] = [BigInt(answers), BigInt(answers * score)];
    const moments = {
      ...NO_MOMENTS,
      units: d,
      converted: d,
      withDenominator: d,
      d,
      dd: d,
      x,
      raw: x,
      xx: x * BigInt(score),
      xd: x,
    };
    return { group: String(FIRST_DAY), metric: "csat", variant, moments };
  };
  const counts = [0, 1].map((variant) => ({
    group: String(FIRST_DAY),
    variant,
    units: { assigned: 1000, found: 1000, confirmed: 1000, seen: 1000 },
  }));
  const sums = {
    ...shop.sums,
    strata: null,
    daily: { counts, sums: [sum(0, 300, 2000), sum(1, 200, 2500)] },
  };
  const step = journeyOf({ ...shop, sums, sumsOf: () => sums }).find(({ metric }) => metric === "csat");
  expect(step).toMatchObject({
    step: "satisfied",
    liftOf: "score",
    variants: [
      { reached: 300, share: 0.3, score: 2000 },
      { reached: 200, share: 0.2, score: 2500, lift: { relative: 0.25 } },
    ],
  });
});
