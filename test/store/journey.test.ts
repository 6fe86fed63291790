/** The shopper's journey, over recorded visitors. */
import { expect, test } from "vitest";
import { writeRecords } from "../../src/store/records.ts";
import { db } from "./database.ts";
import { event, exposure, T0 } from "./records.ts";
import { recordedShop, resultsAnswer as answer } from "./recorded-shop.ts";

const DAY = 86_400_000;

interface Step {
  readonly step: string;
  readonly metric: string | null;
  readonly reason?: string;
  readonly variants:
    | readonly { readonly visitors: number; readonly reached: number; readonly share: number }[]
    | null;
}

test("the journey counts each moment, and says which ones the phase does not measure", async () => {
  await recordedShop();
  const { steps } = await answer<{ steps: Step[] }>("/experiments/pdp-trust/journey");
  expect(steps.map(({ step }) => step)).toEqual([
    "stayed",
    "viewed-product",
    "added",
    "began-checkout",
    "ordered",
    "paid",
    "delivered",
    "satisfied",
    "came-back",
    "bought-again",
    "recommended",
  ]);
  expect(steps[4]).toMatchObject({
    metric: "purchase",
    variants: [
      { reached: 160, share: 0.2 },
      { reached: 320, share: 0.4 },
    ],
  });
  expect(steps[2]).toMatchObject({ metric: "add_to_cart", variants: null, reason: "nothing-recorded" });
  expect(steps[5]).toMatchObject({ metric: null, variants: null, reason: "not-measured-in-this-phase" });
});

test("a moment that the experiment is not judged by is counted as one that it is: its population, its open windows", async () => {
  const steps = async () => {
    const at = T0 + 2 * DAY;
    const experiment = (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;
    await writeRecords(
      db,
      {
        exposures: [exposure({ experiment, visitor: "slow", assignedAtMs: T0, foundAtMs: T0 })],
        events: [
          event({
            id: "again",
            name: "lahza.visit",
            unit: "d0-v0",
            visitor: "d0-v0",
            atMs: at,
            receivedMs: at,
          }),
        ],
        counters: [],
      },
      at,
    );
    const journey = await answer<{ steps: Step[] }>("/experiments/pdp-trust/journey");
    return journey.steps.map(({ step, variants }) => [step, variants?.map(({ visitors }) => visitors)]);
  };
  const alsoMeasured = ["first_moment", "return_7d"];
  const judged = { primary: "purchase", secondary: ["return_7d"], guardrails: ["first_moment"] };
  await recordedShop({ alsoMeasured, metrics: judged });
  const asked = await steps();
  // Only the first day's seven days are over; one visitor found the place and was not confirmed.
  expect(Object.fromEntries(asked)).toMatchObject({
    stayed: [801, 800],
    ordered: [800, 800],
    "came-back": [100, 100],
  });
  await recordedShop({ alsoMeasured, metrics: { primary: "purchase" } });
  expect(await steps()).toEqual(asked);
});
