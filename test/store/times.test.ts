/** How long visitors take, over recorded visitors whose times are known. */
import { beforeAll, describe, expect, test } from "vitest";
import { writeRecords } from "../../src/store/records.ts";
import { db } from "./database.ts";
import { askResults, NOW, recordedShop, resultsAnswer as answer } from "./recorded-shop.ts";
import { event, T0 } from "./records.ts";

beforeAll(() => recordedShop());

describe("time to convert", () => {
  type Times = {
    population: string;
    variants: {
      visitors: number;
      medianDay: number | null;
      days: { day: number; atRisk: number; converted: number; share: number }[];
    }[];
  };
  const path = "/experiments/pdp-trust/time-to-convert";

  test("by day since the exposure; who was not watched so long counts as long as they were", async () => {
    const { population, variants } = await answer<Times>(path);
    expect(population).toBe("confirmed");
    // A hundred a day for eight days, who buy at once or never: all that is left is that they come to be watched no longer.
    expect(variants.map(({ visitors }) => visitors)).toEqual([800, 800]);
    expect(variants.map(({ days }) => days[0])).toMatchObject([
      { day: 0, atRisk: 800, converted: 160, share: 0.2 },
      { day: 0, atRisk: 800, converted: 320, share: 0.4 },
    ]);
    // Of the last day's hundred, eighty did nothing and were watched for one day.
    expect(variants[0]?.days[1]).toMatchObject({ day: 1, atRisk: 800 - 160 - 80, converted: 0, share: 0.2 });
    // Ten of the first day's idle eighty come back on their third day. 480 less 80 for each of two more days.
    const late = Array.from({ length: 10 }, (_, index) => `d0-v${index * 20 + 8}`);
    const at = T0 + 2.5 * 86_400_000;
    await writeRecords(
      db,
      {
        exposures: [],
        events: late.map((visitor) =>
          event({
            id: `late-${visitor}`,
            unit: visitor,
            visitor,
            atMs: at,
            receivedMs: at,
            valueMinor: 10,
            currency: "USD",
          }),
        ),
        counters: [],
      },
      NOW,
    );
    const after = await answer<Times>(path);
    const third = after.variants[0]?.days.find(({ day }) => day === 2);
    expect(third).toMatchObject({ atRisk: 480, converted: 10 });
    expect(third?.share).toBeCloseTo(1 - 0.8 * (470 / 480), 12);
    expect(after.variants.map(({ medianDay }) => medianDay)).toEqual([null, null]);
  });

  test("of what visitors do: no ratio, no bounce, nothing that the phase does not count", async () => {
    for (const metric of ["average_order_value", "bounce", "unheard_of"]) {
      const response = await askResults(`${path}?metric=${metric}`);
      expect([metric, response.status]).toEqual([metric, 422]);
    }
    expect((await answer<Times>(`${path}?metric=revenue`)).variants[1]?.days[0]).toMatchObject({
      converted: 320,
    });
  });
});
