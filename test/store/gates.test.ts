/** What money stands on: orders enough for an interval, and orders that could not be added up. */
import { expect, test } from "vitest";
import type { ResultsBody } from "../../src/results/contract.ts";
import { writeRecords } from "../../src/store/records.ts";
import { db } from "./database.ts";
import { NOW, recordedShop, resultsAnswer } from "./recorded-shop.ts";
import { event, T0 } from "./records.ts";

const DAY = 86_400_000;

test("who bought only before the exposure has no order to divide by", async () => {
  // Eighty orders an arm; forty more visitors of each bought before they came.
  await recordedShop({ buyers: [1, 1], metrics: { primary: "average_order_value" } });
  const bought = (index: number, atMs: number) =>
    event({
      id: `before-${index}`,
      unit: `d0-v${index}`,
      visitor: `d0-v${index}`,
      atMs,
      receivedMs: atMs,
      valueMinor: 500,
      currency: "USD",
    });
  const events = Array.from({ length: 80 }, (_, index) => bought(index + 20, T0 - DAY));
  await writeRecords(db, { exposures: [], events, counters: [] }, NOW);
  const { metrics } = await resultsAnswer<ResultsBody>("/experiments/pdp-trust/results");
  const [control, treatment] = metrics[0]?.variants ?? [];
  expect([control?.denominator, treatment?.denominator]).toEqual([80, 80]);
  expect(treatment?.sequential).toMatchObject({
    interval: null,
    reason: "fewer-than-100-visitors-with-a-value-in-an-arm",
  });
});

test.each([["net_revenue"], ["average_order_value"], ["revenue", "net_revenue", "average_order_value"]])(
  "an order in a currency without a rate is told once: %s",
  async (...secondary) => {
    const metrics = { primary: "purchase", secondary };
    await recordedShop({ alsoMeasured: ["net_revenue"], metrics });
    const order = { id: "euro", unit: "d0-v4", visitor: "d0-v4", valueMinor: 500, currency: "EUR" };
    await writeRecords(db, { exposures: [], events: [event(order)], counters: [] }, NOW);
    const { health } = await resultsAnswer<ResultsBody>("/experiments/pdp-trust/results");
    expect(health.notCounted).toEqual({ "other-currency": 1 });
  },
);
