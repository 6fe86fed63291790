/** What is enough for an interval: visitors who have what is divided by, not visitors of whom something is known. */
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
