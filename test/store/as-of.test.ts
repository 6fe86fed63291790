/** Results as they were at an earlier instant: the same bytes, whatever became of the experiment. */
import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { customerUnit, type EventRecord, type ExposureRecord, ORDERS } from "../../src/collect/record.ts";
import type { ResultsBody } from "../../src/results/contract.ts";
import { experimentResults } from "../../src/results/results.ts";
import { type AggregateQuery, readManyAggregates } from "../../src/store/aggregates.ts";
import { aggregatesThen, recountThen } from "../../src/store/then.ts";
import { writeRecords } from "../../src/store/records.ts";
import { SETTLED_MS } from "../../src/store/late.ts";
import { eraseVisitor } from "../../src/store/erase.ts";
import { sealPhase } from "../../src/store/seal.ts";
import { db, dump } from "./database.ts";
import { askResults as ask, NOW, recordedShop, resultsAnswer as answer } from "./recorded-shop.ts";
import { event, exposure, T0 } from "./records.ts";

const DAY = 86_400_000;
const at = (day: number): string => `asOf=${new Date(T0 + day * DAY).toISOString()}`;
const RESULTS = "/experiments/pdp-trust/results";

beforeEach(async () => {
  await recordedShop();
  await revise(2, "running", T0);
});

/** As the life cycle writes it down. */
async function revise(revision: number, status: string, atMs: number): Promise<void> {
  await db.batch([
    db
      .prepare(
        `INSERT INTO revisions (experiment, revision, status, phase, definition, action, actor, at)
         SELECT id, CAST(?1 AS INTEGER), ?2, 1, definition, 'test', 'test', CAST(?3 AS INTEGER) FROM experiments`,
      )
      .bind(revision, status, atMs),
    db.prepare("UPDATE experiments SET status = ?1").bind(status),
  ]);
}

test.each(["/results", "/timeseries", "/journey"])(
  "%s: equal bytes after its end, and after other weights",
  async (path) => {
    const asked = `/experiments/pdp-trust${path}?${at(5)}`;
    const before = await (await ask(asked)).text();
    expect(JSON.parse(before)).toMatchObject({ status: "running" });
    await db.batch([
      db.prepare("UPDATE phases SET ended_at = CAST(?1 AS INTEGER)").bind(T0 + 6 * DAY),
      db
        .prepare(
          "INSERT INTO stretches (experiment, phase, stretch, from_ms, weights) SELECT id, 1, 1, CAST(?1 AS INTEGER), '[0.3,0.7]' FROM experiments",
        )
        .bind(T0 + 5.5 * DAY),
    ]);
    await revise(3, "finished", T0 + 6 * DAY);
    expect(await (await ask(asked)).text()).toBe(before);
    const later = await answer<ResultsBody>(`${RESULTS}?${at(7)}`);
    expect(later).toMatchObject({ status: "finished", days: 6 });
    expect(later.stretches?.map(({ weights }) => weights)).toEqual([
      [0.5, 0.5],
      [0.3, 0.7],
    ]);
  },
);

test("before its start there was nothing", async () => {
  const early = await answer<ResultsBody>(`${RESULTS}?${at(-1)}`);
  expect(early).toMatchObject({ status: "draft", decision: { code: "not-started" } });
});

test("of a sealed phase nothing is made up: it has its final results, and no earlier ones", async () => {
  const final = await answer<ResultsBody>(RESULTS);
  const id = (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;
  await sealPhase(db, id, 1, NOW);
  expect((await answer<ResultsBody>(RESULTS)).metrics).toEqual(final.metrics);
  for (const path of [
    `results?${at(5)}`,
    `timeseries?${at(5)}`,
    `journey?${at(5)}`,
    "time-to-convert",
    "interactions",
    "exposures",
    "outcomes",
  ]) {
    const response = await ask(`/experiments/pdp-trust/${path}`);
    expect([path, response.status]).toEqual([path, 409]);
    expect(await response.json()).toMatchObject({ title: "The phase is sealed: its raw rows are gone" });
  }
  const replay = (metric: string) => ask("/experiments/pdp-trust/aa-replay", { metric, runs: 100, seed: 1 });
  expect((await replay("revenue")).status).toBe(409);
  expect((await replay("purchase")).status).toBe(200);
});

/** What comes in on day `day`, whatever it tells of. */
async function comes(
  day: number,
  { exposures = [], events = [] }: { exposures?: ExposureRecord[]; events?: EventRecord[] },
): Promise<void> {
  await writeRecords(db, { exposures, events, counters: [] }, T0 + day * DAY);
}

const experimentId = async (): Promise<number> =>
  (await db.prepare("SELECT id FROM experiments").first<number>("id")) ?? 0;

describe("what comes later changes no earlier instant", () => {
  const met = async (visitor: string, atMs: number, more: Partial<ExposureRecord> = {}) =>
    exposure({
      experiment: await experimentId(),
      visitor,
      variant: 1,
      assignedAtMs: atMs,
      foundAtMs: atMs,
      confirmedAtMs: atMs + 100,
      ...more,
    });
  const sale = (visitor: string, more: Partial<EventRecord> = {}) =>
    event({
      source: "webhook",
      unit: ORDERS,
      id: `order_placed:${visitor}`,
      name: "order_placed",
      orderId: `o-${visitor}`,
      visitor,
      atMs: T0 + DAY + 5_000,
      receivedMs: T0 + DAY + 5_000,
      valueMinor: 5_000,
      currency: "USD",
      ...more,
    });

  /** The first makes what is changed, on day 1; the second comes on day 6. */
  const LATE: {
    readonly [what: string]: (
      come: typeof comes,
    ) => Promise<readonly [() => Promise<void>, () => Promise<void>]>;
  } = {
    "an exposure": async (come) => {
      const late = await met("late", T0 + DAY);
      return [() => Promise.resolve(), () => come(6, { exposures: [late] })];
    },
    "a second variant": async (come) => {
      const other = await met("d0-v1", T0 + 6 * DAY, { variant: 0 });
      return [() => Promise.resolve(), () => come(6, { exposures: [other] })];
    },
    "an earlier assignment, with other facts": async (come) => {
      const facts = { ...exposure().facts, device: "desktop" as const };
      const earlier = await met("d1-v1", T0, { facts });
      return [() => Promise.resolve(), () => come(6, { exposures: [earlier] })];
    },
    "stages that were reached long before": async (come) => {
      const first = await met("slow", T0 + DAY, { foundAtMs: null, confirmedAtMs: null });
      const then = await met("slow", T0 + DAY, { seenAtMs: T0 + DAY + 200 });
      return [() => come(1, { exposures: [first] }), () => come(6, { exposures: [then] })];
    },
    "an event out of a drawer": (come) => {
      const old = event({ id: "drawer", unit: "d0-v1", visitor: "d0-v1", valueMinor: 700, currency: "USD" });
      const told = { ...old, atMs: T0 + 1_000, receivedMs: T0 + DAY };
      return Promise.resolve([() => Promise.resolve(), () => come(6, { events: [told] })] as const);
    },
    "an order's amount, told otherwise": (come) =>
      Promise.resolve([
        () => come(1.001, { events: [sale("d1-v1")] }),
        () => come(6, { events: [sale("d1-v1", { valueMinor: 1_000, receivedMs: T0 + 6 * DAY })] }),
      ] as const),
    "an order's visitor, told at last": (come) =>
      Promise.resolve([
        () => come(1.001, { events: [sale("d1-v1", { visitor: null })] }),
        () => come(6, { events: [sale("d1-v1", { receivedMs: T0 + 6 * DAY })] }),
      ] as const),
    "in which browser a customer was known": (come) => {
      const known = event({
        id: "seen",
        source: "backend",
        name: "view_item",
        unit: "d1-v1",
        visitor: "d1-v1",
        customer: "k-1",
        atMs: T0 + DAY,
        receivedMs: T0 + 6 * DAY,
      });
      return Promise.resolve([
        () => come(1.001, { events: [sale("d1-v1", { visitor: null, customer: "k-1" })] }),
        () => come(6, { events: [known] }),
      ] as const);
    },
  };

  test.each(Object.entries(LATE))("%s", async (_, happen) => {
    const [first, later] = await happen(comes);
    await first();
    const asked = ["results?segment=device&", "timeseries?", "journey?"].map(
      (path) => `/experiments/pdp-trust/${path}${at(4)}`,
    );
    const told = () => Promise.all(asked.map(async (path) => await (await ask(path)).text()));
    const now = async () => (await answer<ResultsBody>(RESULTS)).metrics;
    const [before, nowBefore] = [await told(), await now()];
    await later();
    expect(await told()).toEqual(before);
    expect(await now()).not.toEqual(nowBefore);
  });
});

test("what was names nobody who is erased", async () => {
  const told = (visitor: string, receivedMs: number) =>
    event({ source: "webhook", unit: ORDERS, id: "o", orderId: "o-1", visitor, atMs: T0, receivedMs });
  await comes(1, { events: [told("whoever-was", T0 + DAY)] });
  // The same event of the same time: the smaller id stays.
  await comes(2, { events: [told("another", T0 + 2 * DAY)] });
  expect(JSON.stringify(await dump(["events"]))).toContain("whoever-was");
  await eraseVisitor(db, "whoever-was", T0 + 3 * DAY);
  expect(JSON.stringify(await dump())).not.toContain("whoever-was");
});

test.each([
  ["results", null, undefined],
  ["results of a segment", "country" as const, undefined],
  ["results at a planned size, which ask twice", null, "fixed"],
])("%s count the raw rows twice at most", async (_, segment, method) => {
  if (method !== undefined) await recordedShop({ analysis: { method } });
  const prepared: string[] = [];
  const counting = {
    prepare: (sql: string) => {
      prepared.push(sql);
      return db.prepare(sql);
    },
    batch: (statements: D1PreparedStatement[]) => db.batch(statements),
  } as unknown as D1Database;
  const query = { phase: null, population: null, segment, metric: null, fromDay: null, toDay: null };
  const read = await experimentResults(counting, "pdp-trust", { ...query, asOfMs: T0 + 5 * DAY, nowMs: NOW });
  expect(read).toMatchObject({ ok: true, body: { metrics: [{ metric: "purchase" }, {}, {}] } });
  expect(prepared.filter((sql) => sql.includes("main.exposures"))).toHaveLength(2);
});

/** Any history: what is told of an instant once it is settled is told for ever. */
test("whatever comes, however late and however often", async () => {
  const experiment = await experimentId();
  const times = fc.nat({ max: 12 }).map((step) => T0 + (step * DAY) / 4);
  const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { freq: 2 });
  const exposures = fc
    .record({
      unit: fc.constantFrom("a", "b"),
      variant: fc.constantFrom(0, 0, 0, 1),
      assigned: times,
      found: maybe(times),
      confirmed: maybe(times),
      seen: maybe(times),
      firstByteMs: fc.constantFrom(null, 90, 800),
      device: fc.constantFrom("mobile" as const, "desktop" as const),
      customer: maybe(fc.constant("k")),
    })
    .map((it) => ({
      exposure: exposure({
        experiment,
        unit: it.unit,
        visitor: it.unit,
        customer: it.customer,
        variant: it.variant,
        assignedAtMs: it.assigned,
        foundAtMs: it.found,
        confirmedAtMs: it.confirmed,
        seenAtMs: it.seen,
        firstByteMs: it.firstByteMs,
        facts: { ...exposure().facts, device: it.device },
      }),
    }));
  const events = fc
    .record({
      id: fc.constantFrom("1", "2"),
      source: fc.constantFrom("webhook" as const, "backend" as const),
      name: fc.constantFrom("order_placed", "order_placed", "order_refunded", "add_to_cart"),
      visitor: maybe(fc.constantFrom("a", "b")),
      atMs: times,
      receivedMs: times,
      valueMinor: fc.constantFrom(100, 900, null),
    })
    .map((it) => {
      const isOrder = it.name !== "add_to_cart";
      return {
        event: event({
          ...it,
          id: `${it.name}:${it.id}`,
          unit: isOrder ? ORDERS : (it.visitor ?? customerUnit("k")),
          // Who bought stays; in which browser may come out later.
          customer: isOrder ? "k" : null,
          currency: it.valueMinor === null ? null : "USD",
          orderId: isOrder ? `o-${it.id}` : null,
        }),
      };
    });
  const histories = fc.array(fc.array(fc.oneof(exposures, events), { minLength: 1, maxLength: 4 }), {
    minLength: 2,
    maxLength: 6,
  });
  const asked = (by: AggregateQuery["by"]): AggregateQuery => ({
    experiment,
    phase: 1,
    population: "assigned",
    fromDay: null,
    toDay: null,
    by,
    metrics: null,
  });
  const GROUPS = ["day", "device", "country", "payment", "wait", ["stretch", "day"]] as const;
  const told = async (asOfMs: number) => {
    const recount = await recountThen(db, { experiment, phase: 1, asOfMs }, GROUPS);
    return GROUPS.map((by) => aggregatesThen(recount, asked(by)));
  };
  const RAW = ["exposures", "events", "links", "orders", "outcomes", "rollups", "rollup_units"];
  await fc.assert(
    fc.asyncProperty(histories, async (history) => {
      await db.batch(RAW.map((table) => db.prepare(`DELETE FROM ${table}`)));
      const settled: [number, unknown][] = [];
      for (const [index, batch] of history.entries()) {
        const nowMs = T0 + (index + 1) * DAY;
        const sent = batch.map((it) => ({
          ...it,
          // Nothing is received that was not sent; much is written long after.
          ...("event" in it
            ? { event: { ...it.event, receivedMs: Math.min(it.event.receivedMs, nowMs) } }
            : {}),
        }));
        await writeRecords(
          db,
          {
            exposures: sent.flatMap((it) => ("exposure" in it ? it.exposure : [])),
            events: sent.flatMap((it) => ("event" in it ? (it.event as EventRecord) : [])),
            counters: [],
          },
          nowMs,
        );
        for (const asOfMs of [nowMs - DAY / 3, nowMs + SETTLED_MS])
          settled.push([asOfMs, await told(asOfMs)]);
        for (const [asOfMs, answers] of settled) expect(await told(asOfMs), String(asOfMs)).toEqual(answers);
      }
      // Once all its times have come, an instant is what the rollups say.
      expect(await told(T0 + 30 * DAY)).toEqual(await readManyAggregates(db, GROUPS.map(asked)));
    }),
    { numRuns: 40 },
  );
}, 120_000);
