import { beforeEach, describe, expect, test } from "vitest";
import { runSchedule } from "../../src/scheduled.ts";
import { continueRetention, keepRetention, type Kept } from "../../src/store/retention.ts";
import { recountAll, recountPhase } from "../../src/store/verify.ts";
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

  /** All of one day's. */
  async function keepAll(nowMs: number, pieces?: { rows: number; most: number }) {
    const all = { sealed: 0, deleted: 0, unsealed: [] as string[], shares: 0 };
    for (let from: Kept["next"] = { after: null }; from !== null;) {
      const { sealed, deleted, unsealed, failed, next } = await keepRetention(
        db,
        KEPT_DAYS,
        nowMs,
        from,
        pieces === undefined ? {} : { pieces },
      );
      expect(failed).toEqual([]);
      all.sealed += sealed;
      all.deleted += deleted;
      all.unsealed.push(...unsealed);
      all.shares++;
      expect(all.shares).toBeLessThan(20);
      from = next;
    }
    return all;
  }

  /** Ended, each with one visitor of its own who bought; the sums of the broken ones are off by one. */
  async function old(broken: number, sound: number): Promise<void> {
    for (let index = 0; index < broken + sound; index++) {
      const own = await startExperiment(`old-${index}`);
      const visitor = `visitor-of-${index}`;
      await write([{ experiment: own, visitor, variant: 0 }], [{ visitor, name: "add_to_cart" }]);
      await db
        .prepare("UPDATE phases SET ended_at = CAST(?2 AS INTEGER) WHERE experiment = ?1")
        .bind(own, T0 + DAY + index)
        .run();
      if (index < broken)
        await db
          .prepare("UPDATE rollup_units SET found = found + 1 WHERE experiment = ?1 AND cell = ''")
          .bind(own)
          .run();
    }
  }

  test("a phase that ended long ago is sealed: rollups stay, raw rows go", async () => {
    const rollups = await dump(["rollups", "rollup_units"]);
    await end(T0 + 10 * DAY);
    expect(await keepAll(later)).toMatchObject({ sealed: 0, deleted: 0, unsealed: [] });
    expect(await keepAll(later + 1)).toMatchObject({ sealed: 1, unsealed: [] });
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
    await keepAll(later + 1);
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
    expect(await keepAll(later + 1)).toMatchObject({ sealed: 0, deleted: 0, unsealed: [`${id}/1`] });
    expect(await rows("exposures")).toHaveLength(3);
  });

  test("five phases that do not agree keep no other from being sealed", async () => {
    await old(5, 1);
    const { sealed, unsealed } = await keepAll(T0 + 5 * DAY + KEPT_DAYS * DAY);
    expect([sealed, unsealed.length]).toEqual([1, 5]);
    expect(await rows("seals")).toHaveLength(1);
    expect((await rows("exposures")).map(({ unit }) => unit)).not.toContain("visitor-of-5");
  });

  test("a phase that cannot be counted keeps no other from being sealed", async () => {
    await old(0, 2);
    await db.prepare("UPDATE phases SET ended_at = NULL WHERE experiment = ?1").bind(id).run();
    let isFirst = true;
    const failing = new Proxy(db, {
      get: (target, name) => {
        if (name !== "batch") return (target[name as keyof D1Database] as () => unknown).bind(target);
        return async (statements: D1PreparedStatement[]) => {
          if (!isFirst) return await target.batch(statements);
          isFirst = false;
          throw new Error("D1_ERROR: too long");
        };
      },
    });
    const { sealed, failed } = await keepRetention(failing, KEPT_DAYS, later);
    expect([sealed, failed.map(({ reason }) => reason)]).toEqual([1, ["Error: D1_ERROR: too long"]]);
  });

  test("a phase that does not agree keeps what its own units did, and nothing of others", async () => {
    await old(1, 1);
    const broken = (await rows("exposures")).find(({ unit }) => unit === "visitor-of-0");
    await write(
      [],
      [
        // Orders that may be told to be theirs: by the customer's browser, and by another event of the same order.
        order("2001", { visitor: "elsewhere", customer: "k-0" }),
        { source: "edge", unit: "visitor-of-0", visitor: "visitor-of-0", customer: "k-0", name: "login" },
        order("2002", { visitor: "visitor-of-0" }),
        { ...order("2002", { visitor: null }), source: "webhook", id: "w-2002" },
        order("2003", { visitor: "visitor-of-1" }),
        { visitor: "passer-by", name: "add_to_cart" },
      ],
    );
    await db
      .prepare("UPDATE phases SET ended_at = CAST(?1 AS INTEGER) WHERE ended_at IS NULL")
      .bind(T0 + DAY)
      .run();
    const its = Number(broken?.["experiment"]);
    const differs = await recountPhase(db, its, 1);
    expect(differs).not.toEqual([]);
    const { unsealed } = await keepAll(later);
    expect(unsealed).toEqual([`${its}/1`]);
    expect(await rows("exposures")).toEqual([broken]);
    const { results } = await db
      .prepare("SELECT coalesce(order_id, unit) AS what FROM events ORDER BY what")
      .all<{ what: string }>();
    expect(results.map(({ what }) => what)).toEqual(["2001", "2002", "2002", "visitor-of-0", "visitor-of-0"]);
    expect((await rows("orders")).map(({ order_id }) => order_id)).toEqual(["2001", "2002"]);
    expect(await recountPhase(db, its, 1)).toEqual(differs);
  });

  test("however many rows there are, each goes once, some a minute", async () => {
    const visitors = Array.from({ length: 9 }, (_, index) => `many-${index}`);
    const kept = await startExperiment("kept");
    await write(
      visitors.flatMap((visitor) => [
        { experiment: id, visitor, variant: 0 },
        { experiment: kept, visitor, variant: 0 },
      ]),
      [],
    );
    await end(T0 + 10 * DAY);
    await db.prepare("UPDATE phases SET ended_at = NULL WHERE experiment = ?1").bind(kept).run();
    // Twelve exposures of the old one: two pieces of two rows a minute.
    const { shares, deleted } = await keepAll(later + 1, { rows: 2, most: 2 });
    expect(shares).toBeGreaterThanOrEqual(1 + 3);
    expect(deleted).toBeGreaterThanOrEqual(12);
    expect((await rows("exposures")).map(({ experiment }) => experiment)).toEqual(visitors.map(() => kept));
  });

  test("events that another phase may still count stay", async () => {
    await startExperiment("running", T0 + 20 * DAY);
    await end(T0 + 10 * DAY);
    await db.prepare("UPDATE phases SET ended_at = NULL WHERE experiment <> ?1").bind(id).run();
    await keepAll(later + 1);
    expect(await rows("exposures")).toEqual([]);
    expect(await rows("events")).toHaveLength(3);
  });

  const midnight = Math.floor(later / DAY) * DAY + DAY;
  const at = (days: number, hours: number, minutes: number): number =>
    midnight + days * DAY + (hours * 60 + minutes) * 60_000;
  const told = async (): Promise<unknown[]> =>
    (await rows("counters")).flatMap(({ reason, subject, count }) =>
      reason === "recount-differs" ? [[subject, count]] : [],
    );

  test("the schedule does it once a day, and tells which phase does not agree", async () => {
    await end(T0 + 10 * DAY);
    await db.prepare("UPDATE rollup_units SET found = found + 1 WHERE cell = ''").run();
    for (const minute of [17, 18, 19, 20]) await runSchedule(db, at(0, 3, minute), {});
    expect(await told()).toEqual([[`${id}/1`, 1]]);
    await db.prepare("UPDATE rollup_units SET found = found - 1 WHERE cell = ''").run();
    await runSchedule(db, at(1, 3, 16), {});
    expect(await rows("seals")).toEqual([]);
    await runSchedule(db, at(1, 3, 17), {});
    expect(await rows("seals")).toHaveLength(1);
  });

  test("the schedule goes on in the minutes after, until all phases are seen and all rows are gone", async () => {
    await old(6, 1);
    await runSchedule(db, at(0, 3, 17), {});
    expect([(await told()).length, (await rows("seals")).length]).toEqual([5, 0]);
    await runSchedule(db, at(0, 3, 18), {});
    expect([(await told()).length, (await rows("seals")).length]).toEqual([6, 1]);
    expect(await rows("exposures")).toHaveLength(3 + 7);
    await runSchedule(db, at(0, 3, 19), {});
    expect(await rows("exposures")).toHaveLength(3 + 6);
    await end(T0);
    await runSchedule(db, at(0, 3, 20), {});
    expect(await rows("seals")).toHaveLength(1);
  });

  test("a phase whose counting ends the Worker is passed by, and tried again the next day", async () => {
    await old(0, 2);
    await db.prepare("UPDATE phases SET ended_at = NULL WHERE experiment = ?1").bind(id).run();
    let hangs = (): void => {};
    const isHanging = new Promise<void>((resolve) => (hangs = resolve));
    const killed = new Proxy(db, {
      get: (target, name) =>
        name === "batch"
          ? () => new Promise(hangs)
          : (target[name as keyof D1Database] as () => unknown).bind(target),
    });
    void continueRetention(killed, async () => KEPT_DAYS, at(0, 3, 17));
    await isHanging;
    const sealed = async (minute: number) =>
      (await continueRetention(db, async () => KEPT_DAYS, minute))?.sealed;
    expect([await sealed(at(0, 3, 18)), await sealed(at(0, 3, 19)), await sealed(at(0, 3, 20))]).toEqual([
      1,
      0,
      undefined,
    ]);
    expect(await sealed(at(1, 3, 17))).toBe(1);
  });

  test("deleting that fails is tried three times a day", async () => {
    await end(T0 + 10 * DAY);
    const failing = new Proxy(db, {
      get: (target, name) => {
        if (name !== "prepare") return (target[name as keyof D1Database] as () => unknown).bind(target);
        return (sql: string) => {
          if (sql.startsWith("DELETE FROM exposures")) throw new Error("D1_ERROR: too long");
          return target.prepare(sql);
        };
      },
    });
    await runSchedule(failing, at(0, 3, 17), {});
    for (const minute of [18, 19, 20])
      await expect(runSchedule(failing, at(0, 3, minute), {})).rejects.toThrow("too long");
    await runSchedule(failing, at(0, 3, 21), {});
    expect(await rows("exposures")).toHaveLength(3);
    await runSchedule(db, at(1, 3, 17), {});
    expect(await rows("exposures")).toEqual([]);
  });

  test("sealing that was interrupted is finished the next day", async () => {
    await end(T0 + 10 * DAY);
    await keepAll(later + 1);
    const [seal] = await rows("seals");
    await db.prepare("UPDATE seals SET digest = ''").run();
    await keepAll(later + DAY);
    expect(await rows("seals")).toEqual([seal]);
  });
});
