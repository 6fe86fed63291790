/** Runs beside a local D1 and does what the bench of recording asks; times are taken around awaits, where they advance. */
import type { D1Database } from "@cloudflare/workers-types";
import type { EventRecord, ExposureRecord } from "../src/collect/record.ts";
import { experimentSchema } from "../src/domain/experiment.schema.ts";
import { builtInMetric } from "../src/domain/metric.ts";
import { analyse } from "../src/results/analysis.ts";
import { analysisInput, phaseAsked } from "../src/results/results.ts";
import { eventsJson } from "../src/store/events.ts";
import { saveExperimentStatement, startPhaseStatements } from "../src/store/experiments.ts";
import { recordStatements } from "../src/store/records.ts";
import { mintIdentity } from "../src/visitor/cookie.ts";
import { readAggregates, type Segment } from "../src/store/aggregates.ts";

type Env = Readonly<Record<string, D1Database>>;

export interface Ask {
  readonly db: string;
  readonly what: "setup" | "exposures" | "events" | "bare" | "naive" | "results" | "sums" | "size";
  readonly migrations?: readonly string[];
  /** Visitors or events, from this number on. */
  readonly from?: number;
  readonly count?: number;
  readonly batch?: number;
  readonly visitors?: number;
  readonly experiments?: number;
  /** Device and new or returning vary, nothing else. */
  readonly twoFacts?: boolean;
  /** Four variants and 90 days instead of two and 30. */
  readonly wide?: boolean;
  /** Of so many events, those are taken that stand at these places in the order of time; 0: as drawn, of all 30 days. */
  readonly inOrderOf?: number;
  readonly segment?: Segment | null;
}

export interface Answer {
  readonly ms: number;
  readonly rowsWritten: number;
  readonly rowsRead: number;
  readonly bytes: number;
  /** Of single queries. */
  readonly each?: readonly number[];
  /** Of these, what the analysis took once the sums were there. */
  readonly analysing?: readonly number[];
  readonly body?: unknown;
}

const NO_DIGESTS = { of: () => null, ofCustomer: () => null };
const START = Date.UTC(2026, 9, 1, 6);
const DAY = 86_400_000;
const METRICS = ["purchase", "add_to_cart", "begin_checkout", "revenue", "average_order_value"];
const PINNED = [...METRICS, "orders"];

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    const ask = await request.json<Ask>();
    const db = env[ask.db];
    if (db === undefined) return Response.json({ error: `no database ${ask.db}` }, { status: 404 });
    return Response.json(await answer(db, ask));
  },
};

export async function answer(db: D1Database, ask: Ask): Promise<Answer> {
  const { from = 0, count = 0, batch = 500, visitors = 1, experiments = 3 } = ask;
  days = ask.wide === true ? 90 : 30;
  const eventAt = eventsInOrder(ask.inOrderOf ?? 0, visitors);
  const totals = { rowsWritten: 0, rowsRead: 0, bytes: 0 };
  const add = (
    results: readonly { meta: { rows_written: number; rows_read: number; size_after: number } }[],
  ): void => {
    for (const { meta } of results) {
      totals.rowsWritten += meta.rows_written;
      totals.rowsRead += meta.rows_read;
      totals.bytes = meta.size_after;
    }
  };
  const numbers = (at: number): number[] =>
    Array.from({ length: Math.min(batch, from + count - at) }, (_, i) => at + i);
  let ms = 0;
  const timed = async <T>(work: () => Promise<T>): Promise<T> => {
    const began = Date.now();
    const result = await work();
    ms += Date.now() - began;
    return result;
  };
  switch (ask.what) {
    case "setup":
      for (const statement of ask.migrations ?? []) await db.prepare(statement).run();
      await db
        .prepare(
          "CREATE TABLE bare (unit TEXT, source TEXT, id TEXT, visitor TEXT, customer TEXT, name TEXT, at_ms INTEGER, received_ms INTEGER, value_minor INTEGER, currency TEXT, order_id TEXT, refund_id TEXT, payment TEXT, PRIMARY KEY (unit, source, id)) STRICT, WITHOUT ROWID",
        )
        .run();
      await db.prepare("CREATE TABLE naive AS SELECT * FROM bare").run();
      for (let index = 0; index < experiments; index++) await start(db, `experiment-${index}`, ask.wide);
      break;
    case "exposures":
      for (let at = from; at < from + count; at += batch) {
        const exposures = numbers(at).flatMap((visitor) =>
          Array.from({ length: experiments }, (_, index) => exposureOf(index + 1, visitor, ask)),
        );
        add(
          await timed(() =>
            recordStatements(db, { exposures, events: [], counters: [] }, START).then((all) => db.batch(all)),
          ),
        );
      }
      break;
    case "events":
      for (let at = from; at < from + count; at += batch) {
        const events = numbers(at).map(eventAt);
        add(
          await timed(() =>
            recordStatements(db, { exposures: [], events, counters: [] }, START).then((all) => db.batch(all)),
          ),
        );
      }
      break;
    case "bare":
      for (let at = from; at < from + count; at += batch) {
        const json = eventsJson(numbers(at).map(eventAt), NO_DIGESTS);
        const columns = Array.from({ length: 13 }, (_, index) => `value->>${index}`).join(", ");
        const statement = db.prepare(`INSERT INTO bare SELECT ${columns} FROM json_each(?1)`).bind(json);
        add(await timed(() => db.batch([statement])));
      }
      break;
    case "naive":
      for (let at = from; at < from + count; at++) {
        const row = JSON.parse(eventsJson([eventAt(at)], NO_DIGESTS)) as unknown[][];
        const marks = Array.from({ length: 13 }, (_, index) => `?${index + 1}`).join(", ");
        const statement = db
          .prepare(`INSERT INTO naive VALUES (${marks})`)
          .bind(...(row[0] ?? []).slice(0, 13));
        add([await timed(() => statement.run())]);
      }
      break;
    case "sums": {
      const each: number[] = [];
      for (let turn = 0; turn < count; turn++) {
        const began = Date.now();
        await readAggregates(db, {
          experiment: 1,
          phase: 1,
          population: "found",
          fromDay: null,
          toDay: null,
          by: ask.segment ?? "day",
          metrics: null,
        });
        each.push(Date.now() - began);
      }
      return { ms, ...totals, each };
    }
    case "results": {
      const each: number[] = [];
      const analysing: number[] = [];
      let body: unknown;
      for (let turn = 0; turn < count; turn++) {
        const began = Date.now();
        const asked = await phaseAsked(db, "experiment-0", null);
        if (!asked.ok) throw new Error(asked.reason);
        const input = await analysisInput(db, asked, {
          phase: null,
          population: "found",
          asOfMs: null,
          nowMs: START + (days + 10) * DAY,
          segment: ask.segment ?? null,
          metric: null,
          fromDay: null,
          toDay: null,
        });
        const read = await clock();
        body = analyse(input);
        const end = await clock();
        each.push(end - began);
        analysing.push(end - read);
      }
      return { ms, ...totals, each, analysing, body };
    }
    case "size":
      add([await db.prepare("SELECT 1").run()]);
  }
  return { ms, ...totals };
}

/** The clock of a Worker stands still while it computes; it moves on when something is waited for. */
async function clock(): Promise<number> {
  await scheduler.wait(1);
  return Date.now();
}

/** Over which visitors come, of the question that is being answered; the bench asks one at a time. */
let days = 30;

async function start(db: D1Database, key: string, wide = false): Promise<void> {
  const definition = experimentSchema.parse({
    key,
    name: key,
    pages: { include: ["/*"] },
    variants: ["control", "b", "c", "d"]
      .slice(0, wide ? 4 : 2)
      .map((variant) => ({ key: variant, weight: wide ? 0.25 : 0.5 })),
    metrics: { primary: "purchase", secondary: METRICS.slice(1) },
  });
  const metrics = PINNED.flatMap((name) => builtInMetric(name) ?? []);
  const settings = { currency: "IRT", timeZone: "Asia/Tehran" };
  const experiment = { key, status: "running" as const, phase: 1, definition };
  await db.batch([
    saveExperimentStatement(db, experiment, START),
    ...startPhaseStatements(db, experiment, { metrics, settings }, START),
  ]);
}

/** The same numbers for the same index in every run; different ones for different questions. */
function drawn(index: number, question: number): number {
  let state = (Math.imul(index, 0x9e3779b1) ^ Math.imul(question, 0x85ebca6b)) >>> 0;
  state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0;
  state = Math.imul(state ^ (state >>> 12), 0x297a2d39) >>> 0;
  return ((state ^ (state >>> 15)) >>> 0) / 2 ** 32;
}

function oneOf<T>(items: readonly T[], draw: number): T {
  const index = Math.floor(draw * draw * items.length);
  return items.at(index) as T;
}

/** From October on: a visitor's first exposure. */
const arrivalOf = (visitor: number): number =>
  START + Math.floor(drawn(visitor, 1) * days) * DAY + Math.floor(drawn(visitor, 2) * DAY * 0.6);
const isNew = (visitor: number): boolean => drawn(visitor, 7) < 0.7;

const ids = new Map<number, string>();
/** As the edge mints them: who came at the same time stands together. Who returns has an id of the month before. */
function idOf(visitor: number): string {
  const known = ids.get(visitor);
  if (known !== undefined) return known;
  const mintedMs = arrivalOf(visitor) - (isNew(visitor) ? 0 : Math.floor(drawn(visitor, 30) * 30 * DAY));
  const random = (bytes: Uint8Array): void => {
    for (let at = 0; at < bytes.length; at++) bytes[at] = Math.floor(drawn(visitor, 40 + at) * 256);
  };
  const { id } = mintIdentity(mintedMs, random);
  ids.set(visitor, id);
  return id;
}
const REGIONS = Array.from({ length: 31 }, (_, index) => String(index + 1).padStart(2, "0"));

/** Facts as a shop in Iran with some visitors from abroad would see them. */
export function exposureOf(
  experiment: number,
  visitor: number,
  { twoFacts = false, wide = false }: Pick<Ask, "twoFacts" | "wide">,
): ExposureRecord {
  const at = arrivalOf(visitor);
  const country =
    drawn(visitor, 3) < 0.9 ? "IR" : oneOf(["AE", "TR", "DE", "SA", "IQ", "US"], drawn(visitor, 4));
  const facts: ExposureRecord["facts"] = {
    device: oneOf(["mobile", "desktop", "tablet"], drawn(visitor, 5)),
    country,
    region: country === "IR" ? oneOf(REGIONS, drawn(visitor, 6)) : null,
    language: country === "IR" ? "fa" : "en",
    visitor: isNew(visitor) ? "new" : "returning",
    source: oneOf(["search", "direct", "social", "campaign", "referral", "email"], drawn(visitor, 8)),
    stage: oneOf(["none", "first", "repeat"], drawn(visitor, 9)),
    browser: oneOf(["chrome", "in-app", "safari", "samsung", "firefox", "edge", "other"], drawn(visitor, 60)),
  };
  return {
    experiment,
    phase: 1,
    unit: idOf(visitor),
    visitor: idOf(visitor),
    customer: null,
    variant: Math.floor(drawn(visitor, 10 + experiment) * (wide ? 4 : 2)),
    assignedAtMs: at,
    foundAtMs: at,
    confirmedAtMs: at + 1500,
    // 60 ms to 8 s, half of them below 700.
    firstByteMs: Math.round(60 * Math.exp(4.9 * drawn(visitor, 61))),
    facts: twoFacts
      ? {
          ...facts,
          country: "IR",
          region: null,
          language: "fa",
          source: "direct",
          stage: "none",
          browser: "chrome",
        }
      : facts,
  };
}

/** By place, from 0: the event itself. */
function eventsInOrder(total: number, visitors: number): (index: number) => EventRecord {
  if (total === 0) return (index) => eventOf(index, visitors);
  const all = Array.from({ length: total }, (_, index) => eventOf(index, visitors));
  all.sort((a, b) => a.atMs - b.atMs);
  return (index) => all[index] ?? eventOf(index, visitors);
}

/** Six in ten put something into the cart, one or two in ten of these events are orders with an amount. */
export function eventOf(index: number, visitors: number): EventRecord {
  const visitor = Math.floor(drawn(index, 21) * visitors);
  const kind = drawn(index, 22);
  const name = kind < 0.6 ? "add_to_cart" : kind < 0.85 ? "begin_checkout" : "purchase";
  const at = arrivalOf(visitor) + Math.floor(drawn(index, 23) * 3_600_000);
  const isOrder = name === "purchase";
  return {
    source: isOrder ? "edge" : "browser",
    unit: isOrder ? "orders" : idOf(visitor),
    id: `event-${String(index).padStart(16, "0")}`,
    visitor: idOf(visitor),
    customer: null,
    name,
    atMs: at,
    receivedMs: at,
    valueMinor: isOrder ? 100_000 + Math.floor(drawn(index, 24) * 9_000_000) : null,
    currency: isOrder ? "IRT" : null,
    orderId: isOrder ? `order-${index}` : null,
    refundId: null,
  };
}
