/** How long visitors take, over recorded visitors whose times are known. */
import { beforeAll, describe, expect, test } from "vitest";
import { writeRecords } from "../../src/store/records.ts";
import { db } from "./database.ts";
import { askResults, NOW, recordedShop, resultsAnswer as answer } from "./recorded-shop.ts";
import { event, T0 } from "./records.ts";

const DAY = 86_400_000;
const UP = { direction: "increase", windowHours: null, cap: null } as const;

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

  test("of a repeat it is the second time, of an order only one that counts", async () => {
    const paid = { key: "paid", kind: "conversion", event: "order_paid", ...UP } as const;
    await recordedShop({ alsoMeasured: ["repeat_purchase", "first_moment", paid] });
    const told = (id: string, name: string, visitor: string, days: number, order = visitor) =>
      event({
        source: "webhook",
        id,
        name,
        unit: "orders",
        visitor,
        orderId: `o-${order}`,
        atMs: T0 + days * DAY,
        receivedMs: T0 + days * DAY,
        valueMinor: 10,
        currency: "USD",
      });
    // v0 bought on the first day and buys again on the third; v4's second order is paid on the fourth, v6's is not paid.
    await writeRecords(
      db,
      {
        exposures: [],
        events: [
          told("again", "purchase", "d0-v0", 2.5),
          told("open-4", "order_placed", "d0-v4", 0.5, "open"),
          told("placed-4", "order_placed", "d0-v4", 1.5),
          told("paid-4", "order_paid", "d0-v4", 3.5),
          told("placed-6", "order_placed", "d0-v6", 1.5),
        ],
        counters: [],
      },
      NOW,
    );
    const daysOf = async (metric: string) => {
      const { population, variants } = await answer<Times>(`${path}?metric=${metric}`);
      const happened = variants[0]?.days.filter(({ converted }) => converted > 0) ?? [];
      return [population, ...happened.map(({ day, converted }) => [day, converted])];
    };
    expect(await daysOf("repeat_purchase")).toEqual(["confirmed", [1, 1], [2, 1]]);
    expect(await daysOf("paid")).toEqual(["confirmed", [1, 1]]);
    expect((await daysOf("first_moment"))[0]).toBe("found");
  });
});
