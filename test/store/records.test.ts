import { array, assert, asyncProperty, constantFrom, integer, option, record } from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import type { EventRecord, ExposureRecord } from "../../src/collect/record.ts";
import { digestsOf } from "../../src/store/erased.ts";
import { exposuresJson, exposureStatement } from "../../src/store/exposures.ts";
import { writeRecords } from "../../src/store/records.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { event, exposure, T0 } from "./records.ts";

beforeEach(freshDatabase);

const write = (records: { exposures?: ExposureRecord[]; events?: EventRecord[] }): Promise<void> =>
  writeRecords(db, { exposures: records.exposures ?? [], events: records.events ?? [], counters: [] }, T0);
const rows = async (table: string): Promise<Record<string, unknown>[]> =>
  (await dump([table]))[table] as Record<string, unknown>[];

describe("exposures", () => {
  test("each stage keeps its earliest time, the facts are those of the first assignment", async () => {
    await write({ exposures: [exposure({ assignedAtMs: T0 + 50, foundAtMs: null })] });
    await write({
      exposures: [
        exposure({
          assignedAtMs: T0 + 90,
          foundAtMs: T0 + 95,
          facts: { ...exposure().facts, device: "desktop" },
        }),
      ],
    });
    await write({
      exposures: [
        exposure({
          assignedAtMs: T0 + 10,
          foundAtMs: T0 + 99,
          facts: { ...exposure().facts, country: "AE" },
        }),
      ],
    });
    expect(await rows("exposures")).toEqual([
      expect.objectContaining({
        visitor: "v-1",
        assigned_at: T0 + 10,
        found_at: T0 + 95,
        confirmed_at: null,
        device: "mobile",
        country: "AE",
        conflict: 0,
      }),
    ]);
  });

  test("a second variant marks the visitor and is counted once; nobody is moved", async () => {
    await write({ exposures: [exposure({ variant: 1 })] });
    await write({ exposures: [exposure({ variant: 0 })] });
    await write({ exposures: [exposure({ variant: 0 }), exposure({ variant: 1 })] });
    expect(await rows("exposures")).toEqual([expect.objectContaining({ variant: 0, conflict: 1 })]);
    expect(await rows("counters")).toEqual([
      expect.objectContaining({ reason: "variant-conflict", subject: "1", count: 1 }),
    ]);
  });

  test("facts outside the closed lists are not stored", async () => {
    const facts = {
      device: "Pixel 9" as never,
      country: "Iran",
      region: "Tehran province",
      stage: "vip" as never,
      language: "fa-IR",
      visitor: "vip" as never,
      source: "ali@example.com" as never,
      browser: "Mozilla/5.0" as never,
    };
    await write({ exposures: [exposure({ facts })] });
    expect(await rows("exposures")).toEqual([
      expect.objectContaining({
        device: null,
        country: null,
        region: null,
        stage: null,
        language: null,
        visitor_kind: null,
        source: null,
        browser: null,
      }),
    ]);
  });

  test("a stored exposure that arrives again writes nothing", async () => {
    expect(await written(exposure({ foundAtMs: null }))).toBe(1);
    expect(await written(exposure({ foundAtMs: null }))).toBe(0);
    expect(await written(exposure())).toBe(1);
    expect(await written(exposure({ assignedAtMs: T0 + 1 }))).toBe(0);
  });
});

describe("events", () => {
  test("an event counts once, however often it arrives, with its earliest time", async () => {
    await write({ events: [event({ atMs: T0 + 7 }), event({ atMs: T0 + 5 })] });
    await write({ events: [event({ atMs: T0 + 9 })] });
    expect(await rows("events")).toEqual([expect.objectContaining({ at_ms: T0 + 5 })]);
    expect(await rows("counters")).toEqual([]);
  });

  test("another visitor's event with the same id is another event", async () => {
    await write({ events: [event(), event({ unit: "v-2", visitor: "v-2" }), event({ source: "edge" })] });
    expect(await rows("events")).toHaveLength(3);
  });

  test("different content under one identity: the smaller canonical JSON stays, and it is counted", async () => {
    await write({ events: [event({ valueMinor: 900, currency: "EUR" })] });
    await write({ events: [event({ valueMinor: 100, currency: "EUR" })] });
    expect(await rows("events")).toEqual([expect.objectContaining({ value_minor: 100 })]);
    expect(await rows("counters")).toEqual([
      expect.objectContaining({ reason: "conflict", subject: "purchase", count: 1 }),
    ]);
  });

  test("amounts up to 10¹² stay exact integers", async () => {
    await write({ events: [event({ valueMinor: 999_999_999_999, currency: "IRR" })] });
    expect(
      await db.prepare("SELECT typeof(value_minor) || ':' || value_minor AS v FROM events").first("v"),
    ).toBe("integer:999999999999");
  });
});

test("one bad row leaves none of its batch behind", async () => {
  const bad = event({ id: "bad", name: null as never });
  await expect(write({ exposures: [exposure()], events: [event(), bad] })).rejects.toThrow(/NOT NULL/);
  expect(await rows("exposures")).toEqual([]);
  expect(await rows("events")).toEqual([]);
});

test("the same rows in any order and any batching leave the same database", async () => {
  const small = integer({ min: 0, max: 3 });
  const exposures = array(
    record({
      visitor: small,
      variant: integer({ min: 0, max: 1 }),
      assigned: small,
      found: option(small),
      country: constantFrom("IR", "AE", "SA"),
    }),
    { maxLength: 6 },
  );
  const events = array(
    record({
      visitor: small,
      unit: constantFrom("orders", "own"),
      id: small,
      at: small,
      value: option(small),
    }),
    { maxLength: 8 },
  );
  await assert(
    asyncProperty(exposures, events, integer(), async (seenExposures, seenEvents, seed) => {
      const rowsInOrder = [
        ...seenExposures.map((it) => ({ exposures: [exposureOf(it)] })),
        ...seenEvents.map((it) => ({ events: [eventOf(it)] })),
      ];
      await freshDatabase();
      for (const row of rowsInOrder) await write(row);
      const oneByOne = await comparable();
      await freshDatabase();
      const shuffled = shuffle([...rowsInOrder, ...rowsInOrder.slice(0, 3)], seed);
      await write({
        exposures: shuffled.flatMap((row) => ("exposures" in row ? row.exposures : [])),
        events: shuffled.flatMap((row) => ("events" in row ? row.events : [])),
      });
      expect(await comparable()).toEqual(oneByOne);
    }),
    { numRuns: 25 },
  );
});

const written = async (row: ExposureRecord): Promise<number> => {
  const results = await db.batch([exposureStatement(db, exposuresJson([row], await digestsOf([row])), T0)]);
  return results.reduce((sum, result) => sum + result.meta.rows_written, 0);
};

const exposureOf = (it: {
  visitor: number;
  variant: number;
  assigned: number;
  found: number | null;
  country: string;
}): ExposureRecord =>
  exposure({
    visitor: `v-${it.visitor}`,
    variant: it.variant,
    assignedAtMs: T0 + it.assigned,
    foundAtMs: it.found === null ? null : T0 + it.found,
    facts: { ...exposure().facts, country: it.country },
  });
const eventOf = (it: {
  visitor: number;
  unit: string;
  id: number;
  at: number;
  value: number | null;
}): EventRecord =>
  event({
    unit: it.unit === "orders" ? "orders" : `v-${it.visitor}`,
    visitor: `v-${it.visitor}`,
    id: String(it.id),
    atMs: T0 + it.at,
    valueMinor: it.value,
    currency: it.value === null ? null : "EUR",
  });
const comparable = (): Promise<unknown> => dump(["exposures", "events"]);

function shuffle<T>(items: T[], seed: number): T[] {
  let state = seed >>> 0;
  return items
    .map((item) => ({ item, at: (state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

test("a repeat of another content that loses leaves no version behind, however often it comes", async () => {
  const told = (valueMinor: number) =>
    event({ source: "webhook", unit: "orders", id: "o-1", orderId: "1", valueMinor, currency: "USD" });
  const later = T0 + 10 * 86_400_000;
  await writeRecords(db, { exposures: [], events: [told(1000)], counters: [] }, T0);
  for (let time = 0; time < 3; time += 1)
    await writeRecords(db, { exposures: [], events: [told(5000)], counters: [] }, later + time);
  const row = db.prepare("SELECT value_minor, conflict, known_at, was FROM events");
  expect(await row.first()).toEqual({ value_minor: 1000, conflict: 1, known_at: null, was: null });
  // The smaller one as text wins.
  await writeRecords(db, { exposures: [], events: [told(100)], counters: [] }, later + 10);
  expect(await row.first()).toMatchObject({ conflict: 1, known_at: later + 10, was: expect.any(String) });
});
