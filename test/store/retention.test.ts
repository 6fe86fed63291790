import { beforeEach, describe, expect, test } from "vitest";
import { runSchedule } from "../../src/scheduled.ts";
import { keepRetention } from "../../src/store/retention.ts";
import { recountAll } from "../../src/store/verify.ts";
import { db, dump, freshDatabase } from "./database.ts";
import { T0 } from "./records.ts";
import { order, startExperiment, write } from "./shop.ts";

const DAY = 86_400_000;
const KEPT_DAYS = 180;

let id = 0;

beforeEach(async () => {
  await freshDatabase();
  id = await startExperiment("old");
  await write(
    [
      { experiment: id, visitor: "v-1", variant: 0 },
      { experiment: id, visitor: "v-2", variant: 1, confirmedAtMs: T0 + 5 },
      { experiment: id, visitor: "v-3", variant: 1 },
    ],
    [
      { visitor: "v-2", name: "add_to_cart" },
      order("1001", { visitor: "v-2" }),
      order("1002", { visitor: "v-3", valueMinor: 999_999_999_999 }),
    ],
  );
});

const rows = async (table: string): Promise<Record<string, unknown>[]> =>
  (await dump([table]))[table] as Record<string, unknown>[];
const end = (atMs: number): Promise<unknown> =>
  db.prepare("UPDATE phases SET ended_at = CAST(?1 AS INTEGER)").bind(atMs).run();

describe("the recount", () => {
  test.each([1, 2, 10_000])("finds no difference, in pieces of %d", async (piece) => {
    expect(await recountAll(db, piece)).toEqual({
      phases: 1,
      sealed: 0,
      units: 3,
      orders: 2,
      differences: [],
    });
  });

  test.each([
    [
      "a sum that is off by one",
      "UPDATE rollups SET s_0 = s_0 + 1 WHERE metric = 'revenue' AND cell = ''",
      "rollups",
    ],
    ["a sum that is missing", "DELETE FROM rollups WHERE metric = 'purchase' AND cell <> ''", "rollups"],
    [
      "units that are not there",
      "UPDATE rollup_units SET found = found + 1 WHERE cell = '' AND variant = 0",
      "rollup_units",
    ],
    ["an outcome that changed", "UPDATE outcomes SET x = 2 WHERE metric = 'purchase'", "outcomes"],
    [
      "an outcome of nobody",
      "INSERT INTO outcomes (unit, experiment, phase, metric, x, raw, d, c, other_currency, no_amount, pending, payment) SELECT 'z-9', experiment, phase, metric, x, raw, d, c, 0, 0, 0, '' FROM outcomes LIMIT 1",
      "outcomes",
    ],
    ["an order of somebody else", "UPDATE orders SET visitor = 'v-1' WHERE order_id = '1001'", "orders"],
    ["an event that was lost", "DELETE FROM events WHERE name = 'add_to_cart'", "outcomes"],
    ["what a batch left behind", "INSERT INTO touched VALUES ('v-1')", "touched"],
  ])("finds %s", async (_what, sql, table) => {
    await db.prepare(sql).run();
    const { differences } = await recountAll(db);
    expect(differences.map((it) => it.table)).toContain(table);
  });
});

describe("retention", () => {
  const later = T0 + 10 * DAY + KEPT_DAYS * DAY;

  test("a phase that ended long ago is sealed: rollups stay, raw rows go", async () => {
    const rollups = await dump(["rollups", "rollup_units"]);
    await end(T0 + 10 * DAY);
    expect(await keepRetention(db, KEPT_DAYS, later)).toEqual({ sealed: 0, deleted: 0, unsealed: [] });
    const { sealed, unsealed } = await keepRetention(db, KEPT_DAYS, later + 1);
    expect([sealed, unsealed]).toEqual([1, []]);
    expect(await dump(["exposures", "events", "orders", "outcomes"])).toEqual({
      exposures: [],
      events: [],
      orders: [],
      outcomes: [],
    });
    expect(await dump(["rollups", "rollup_units"])).toEqual(rollups);
    expect(await rows("seals")).toEqual([
      expect.objectContaining({
        experiment: id,
        phase: 1,
        units: 3,
        digest: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    ]);
    expect((await recountAll(db)).differences).toEqual([]);
    await db.prepare("UPDATE rollups SET s_0 = s_0 + 1 WHERE metric = 'revenue' AND cell = ''").run();
    expect((await recountAll(db)).differences).toMatchObject([{ table: "seals" }]);
  });

  test("what comes late changes a sealed phase no more", async () => {
    await end(T0 + 10 * DAY);
    await keepRetention(db, KEPT_DAYS, later + 1);
    const rollups = await dump(["rollups", "rollup_units"]);
    await write(
      [{ experiment: id, visitor: "v-2", variant: 1, seenAtMs: T0 + 9 }],
      [{ visitor: "v-2", name: "add_to_cart" }, order("1001", { visitor: "v-2", valueMinor: 1 })],
    );
    expect(await dump(["rollups", "rollup_units"])).toEqual(rollups);
    expect((await recountAll(db)).differences).toEqual([]);
  });

  test("a phase that does not agree with its rows is not sealed", async () => {
    await end(T0 + 10 * DAY);
    await db.prepare("UPDATE rollups SET s_0 = s_0 + 1 WHERE metric = 'revenue' AND cell = ''").run();
    expect(await keepRetention(db, KEPT_DAYS, later + 1)).toEqual({
      sealed: 0,
      deleted: 0,
      unsealed: [`${id}/1`],
    });
    expect(await rows("exposures")).toHaveLength(3);
  });

  test("events that another phase may still count stay", async () => {
    await startExperiment("running", T0 + 20 * DAY);
    await end(T0 + 10 * DAY);
    await db.prepare("UPDATE phases SET ended_at = NULL WHERE experiment <> ?1").bind(id).run();
    await keepRetention(db, KEPT_DAYS, later + 1);
    expect(await rows("exposures")).toEqual([]);
    expect(await rows("events")).toHaveLength(3);
  });

  test("the schedule does it once a day, and tells which phase does not agree", async () => {
    await end(T0 + 10 * DAY);
    const midnight = Math.floor(later / DAY) * DAY + DAY;
    const at = (hours: number, minutes: number): number => midnight + (hours * 60 + minutes) * 60_000;
    await db.prepare("UPDATE rollup_units SET found = found + 1 WHERE cell = ''").run();
    await runSchedule(db, at(3, 17), {});
    expect(await rows("counters")).toContainEqual(
      expect.objectContaining({ reason: "recount-differs", subject: `${id}/1`, count: 1 }),
    );
    await db.prepare("UPDATE rollup_units SET found = found - 1 WHERE cell = ''").run();
    await runSchedule(db, at(3, 16), {});
    expect(await rows("seals")).toEqual([]);
    await runSchedule(db, at(3, 17), {});
    expect(await rows("seals")).toHaveLength(1);
  });

  test("sealing that was interrupted is finished the next day", async () => {
    await end(T0 + 10 * DAY);
    await keepRetention(db, KEPT_DAYS, later + 1);
    const [seal] = await rows("seals");
    await db.prepare("UPDATE seals SET digest = ''").run();
    await keepRetention(db, KEPT_DAYS, later + DAY);
    expect(await rows("seals")).toEqual([seal]);
  });
});
