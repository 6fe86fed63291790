/** Watching events arrive, and their counts. */
import { beforeEach, describe, expect, test } from "vitest";
import { arrivalPage, forgetArrivalsStatement, watchStatement } from "../../src/store/arrivals.ts";
import { eraseVisitor } from "../../src/store/erase.ts";
import { writeRecords } from "../../src/store/records.ts";
import { db } from "./database.ts";
import { askResults, NOW, recordedShop, resultsAnswer } from "./recorded-shop.ts";
import { event, exposure, T0 } from "./records.ts";

const HOUR = 3_600_000;
const ALL = { after: null, name: null, experiment: null, limit: 200 };

const write = async (records: Partial<Parameters<typeof writeRecords>[1]>) =>
  await writeRecords(db, { exposures: [], events: [], counters: [], ...records }, T0);

/** The watch goes by the database's clock. */
const watch = async (minutes: number) => await watchStatement(db, Date.now() + minutes * 60_000).run();

interface Arrived {
  readonly data: readonly {
    name: string;
    number: number;
    variant: string | null;
    experiment: string | null;
  }[];
  readonly next: string;
  readonly watchedUntil: string | null;
}

beforeEach(async () => {
  await recordedShop();
});

describe("what arrives", () => {
  test("is kept only while somebody watches", async () => {
    await write({ events: [event({ id: "before" })] });
    expect(await arrivalPage(db, ALL)).toEqual([]);
    await watch(1);
    await write({ events: [event({ id: "during", valueMinor: 1250, currency: "EUR", orderId: "A1" })] });
    // Sent again, it does not arrive again.
    await write({ events: [event({ id: "during", valueMinor: 1250, currency: "EUR", orderId: "A1" })] });
    await watch(-60);
    // The longer watch stays.
    await write({ events: [event({ id: "still" })] });
    expect((await arrivalPage(db, ALL)).map(({ name, valueMinor }) => [name, valueMinor])).toEqual([
      ["purchase", 1250],
      ["purchase", null],
    ]);
    await db.prepare("UPDATE tracking SET until_ms = 0").run();
    await write({ events: [event({ id: "after" })] });
    expect(await arrivalPage(db, ALL)).toHaveLength(2);
  });

  test("is told page by page, by name, and exposures by their experiment", async () => {
    await watch(5);
    const experiment = (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;
    await write({ exposures: [exposure({ experiment, visitor: "w", unit: "w", variant: 1 })] });
    await write({
      exposures: [exposure({ experiment, visitor: "w", unit: "w", variant: 1, confirmedAtMs: T0 + 5 })],
    });
    for (let index = 0; index < 5; index += 1)
      await write({ events: [event({ id: `n${index}`, unit: "w", visitor: "w", name: "add_to_cart" })] });
    const first = await resultsAnswer<Arrived>("/events?limit=3");
    expect(first.data.map(({ name }) => name)).toEqual(["add_to_cart", "add_to_cart", "add_to_cart"]);
    const met = await resultsAnswer<Arrived>("/events?experiment=pdp-trust");
    expect(met.data.map(({ name, variant }) => [name, variant])).toEqual([
      ["lahza.exposure", "badges"],
      ["lahza.confirm", "badges"],
    ]);
    const from = await resultsAnswer<Arrived>(`/events?after=${met.next}&limit=2`);
    const rest = await resultsAnswer<Arrived>(`/events?after=${from.next}&name=add_to_cart`);
    expect([...from.data, ...rest.data].map(({ number }) => number)).toEqual(
      [3, 4, 5, 6, 7].map((n) => n + (met.data[0]?.number ?? 0) - 1),
    );
    expect((await resultsAnswer<Arrived>(`/events?after=${rest.next}`)).next).toBe(rest.next);
    for (const bad of ["after=-1", "limit=0", "limit=201", "experiment=%20", "x=1"])
      expect((await askResults(`/events?${bad}`)).status).toBe(422);
  });

  test("keeps the last 500, nothing of who is erased, and nothing an hour after the watch", async () => {
    await watch(5);
    await write({
      events: Array.from({ length: 520 }, (_, index) => event({ id: `e${index}`, unit: "w", visitor: "w" })),
    });
    await write({ events: [event({ id: "x", unit: "v", visitor: "v" })] });
    const count = async () =>
      (await db.prepare("SELECT count(*) AS n FROM arrivals").first<number>("n")) ?? 0;
    expect(await count()).toBe(500);
    await eraseVisitor(db, "w", T0);
    expect(await count()).toBe(1);
    await forgetArrivalsStatement(db, Date.now() + 6 * 60_000 + HOUR).run();
    expect(await count()).toBe(0);
  });
});

test("counts are of the last hour and the last day, by name, and a minute old at the most", async () => {
  await write({
    events: [
      event({ id: "now", unit: "w", visitor: "w", receivedMs: NOW - 10 }),
      event({ id: "ago", unit: "w", visitor: "w", receivedMs: NOW - 2 * HOUR }),
      event({ id: "old", unit: "w", visitor: "w", name: "old", receivedMs: NOW - 25 * HOUR }),
    ],
  });
  const counts = async () => (await resultsAnswer<{ data: unknown[] }>("/events/counts")).data;
  const day = [
    {
      name: "lahza.interaction",
      lastHour: 0,
      lastDay: 200,
      lastAt: new Date(NOW - 24 * HOUR + 500).toISOString(),
    },
    { name: "purchase", lastHour: 1, lastDay: 62, lastAt: new Date(NOW - 10).toISOString() },
  ];
  expect(await counts()).toEqual(day);
  await write({ events: [event({ id: "more", unit: "w", visitor: "w", receivedMs: NOW - 5 })] });
  expect(await counts()).toEqual(day);
});
