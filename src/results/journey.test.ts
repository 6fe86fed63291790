import { expect, test } from "vitest";
import { momentEvent } from "../domain/moment.ts";
import { analysisOf, PURCHASE } from "./analysis.fixture.ts";
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
