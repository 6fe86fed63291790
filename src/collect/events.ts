/**
 * `POST <prefix>/events`: what the shopper's browser reports.
 *
 * | answer | when |
 * |---|---|
 * | 204 | everything that counts is stored; what does not count (no visitor, no consent, crawler, unknown name) is counted as such |
 * | 400 | not JSON, not the envelope, or a reserved name; nothing of it was stored |
 * | 403, 405 | another site's page sent it; not a POST |
 * | 413, 429 | more than 64 KB; more than 120 events a minute of one visitor |
 * | 503 | not stored; the client should try again |
 */
import { jsonPointer, problem } from "../admin/problem.ts";
import { eventsEnvelope, type WireEvent } from "../domain/event.schema.ts";
import type { Goal } from "../domain/goal.schema.ts";
import { BUILT_IN_EVENTS } from "../domain/metric.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { buyerSetCookie, buyerStageOf, readBuyerStage } from "../visitor/buyer.ts";
import { readJson } from "./body.ts";
import { eventName } from "./goals.ts";
import { createLimiter, type Limiter } from "./limiter.ts";
import { createDoorMemo, type DoorMemo } from "./memo.ts";
import { isPageReport, recordsOfReports, reportOf } from "./page-reports.ts";
import { within } from "./within.ts";
import { type CounterRecord, type EventRecord, orderIdOf } from "./record.ts";
import type { Recorder } from "./recorder.ts";
import { isSameOrigin, type KnownSender, type SenderDoor, senderOf } from "./sender.ts";
import { amountOf, storedId } from "./wire.ts";
import type { Write } from "./write.ts";

export interface EventsDoor extends SenderDoor {
  readonly write: Write;
  /** Of the ruleset in force; null: none could be read, so that nothing can be judged now. */
  readonly rules: { readonly settings: Settings; readonly goals: readonly Goal[] } | null;
  readonly recorder: Recorder;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly limiter?: Limiter;
  /** What this isolate knows to be stored; a page that is looked at again reports the same again. */
  readonly memo?: DoorMemo;
  /** Where somebody's cookie may say how often they bought; null: nobody is asked. */
  readonly buyers?: Buyers;
}

export interface Buyers {
  /** Orders of a visitor, 2 for more. */
  readonly orders: (visitor: string) => Promise<number>;
  readonly cookieDomain: string | null;
}

const MAX_BYTES = 64 * 1024;
const EVENTS_PER_MINUTE = 120;
/** Longer than this nobody waits for D1; sent again, an event that was written after all counts once. */
const WRITE_MS = 5_000;
const BUYER_MS = 1_000;
const DAY_MS = 86_400_000;
const RETRY_AFTER = { "retry-after": "5" };
const RESERVED = "lahza.";

const isolateLimiter = createLimiter(EVENTS_PER_MINUTE);
const isolateMemo = createDoorMemo();

export async function receiveEvents(request: Request, door: EventsDoor): Promise<Response> {
  const count = (...counters: CounterRecord[]): void => door.waitUntil(door.recorder.record({ counters }));
  if (request.method !== "POST")
    return problem({ status: 405, title: "Events are POSTed" }, { allow: "POST" });
  if (!isSameOrigin(request)) {
    count({ reason: "cross-site" });
    return problem({ status: 403, title: "Only the shop's own pages may send events" });
  }
  const body = await readJson(request, MAX_BYTES);
  if (!body.ok) {
    if (body.reason === "too-large") return problem({ status: 413, title: `At most ${MAX_BYTES} bytes` });
    return problem({
      status: 400,
      title: body.reason === "not-json" ? "The body is not JSON" : "The body is not whole or not UTF-8",
    });
  }
  const parsed = eventsEnvelope.safeParse(body.json);
  if (!parsed.success) {
    const errors = parsed.error.issues.map((issue) => ({
      pointer: jsonPointer(issue.path),
      detail: issue.message,
    }));
    return problem({ status: 400, title: "Not the envelope of events", errors });
  }
  const { events, sentAt } = parsed.data;
  const reserved = events.flatMap(({ name }, index) =>
    name.startsWith(RESERVED) && !isPageReport(name)
      ? [{ pointer: `/events/${index}/name`, detail: `names that begin with ${RESERVED} are reserved` }]
      : [],
  );
  if (reserved.length > 0) return problem({ status: 400, title: "Reserved event name", errors: reserved });
  if (door.rules === null) return problem({ status: 503, title: "Not ready" }, RETRY_AFTER);

  const { settings, goals } = door.rules;
  const sender = await senderOf(request.headers, settings, door);
  if (sender.visitor === null) {
    count({ reason: sender.reason, subject: "events", count: events.length });
    return stored();
  }
  const { visitor } = sender;
  const allowance = (door.limiter ?? isolateLimiter).take(visitor, events.length, door.nowMs);
  if (!allowance.ok) {
    count({ reason: "rate-limited", subject: "events", count: events.length });
    return problem(
      { status: 429, title: "Too many events" },
      { "retry-after": String(allowance.retryAfterS) },
    );
  }
  const memo = door.memo ?? isolateMemo;
  const at = (event: WireEvent): number => timeOf(event, sentAt, door.nowMs);
  const reports = events.flatMap((event) => {
    const { name } = event;
    return isPageReport(name) ? [reportOf({ ...event, name }, at(event))] : [];
  });
  const reported = await recordsOfReports(reports, sender, door.cookieKeys, door.nowMs, (text) =>
    storedId(visitor, text),
  );
  const told = await ownEvents(
    events.filter(({ name }) => !isPageReport(name)),
    sender,
    { settings, goals, at, nowMs: door.nowMs },
  );
  const counters = [...reported.counters, ...told.counters];
  if (counters.length > 0) count(...counters);
  const exposures = reported.exposures.filter((row) => !memo.exposures.has(row));
  const rows = [...reported.events.filter(({ id }) => memo.events.get(id) === undefined), ...told.events];
  if (exposures.length + rows.length === 0) return stored();
  try {
    const writing = door.write({ exposures, events: rows, counters: [] }, door.nowMs);
    if (
      (await within(
        WRITE_MS,
        writing.then(() => true),
      )) === null
    )
      throw new Error("D1 does not answer");
  } catch {
    count({ reason: "not-stored", subject: "events", count: events.length });
    return problem({ status: 503, title: "The events could not be stored" }, RETRY_AFTER);
  }
  for (const row of exposures) memo.exposures.add(row);
  for (const { id } of reported.events) memo.events.set(id, true);
  return stored(await buyerCookie(request, visitor, door));
}

/** Asked where something was stored, so that a page that is looked at again asks nobody. Fails open: nothing is told. */
async function buyerCookie(request: Request, visitor: string, door: EventsDoor): Promise<string | null> {
  const { buyers, cookieKeys } = door;
  if (buyers === undefined) return null;
  try {
    const orders = await within(BUYER_MS, buyers.orders(visitor));
    if (orders === null) return null;
    const stage = buyerStageOf(orders);
    const told = await readBuyerStage(request.headers.get("cookie"), visitor, cookieKeys);
    if (stage === told) return null;
    return await buyerSetCookie(
      stage,
      visitor,
      { cookieKeys, cookieDomain: buyers.cookieDomain },
      new URL(request.url),
    );
  } catch {
    return null;
  }
}

/** Events of the shop's own, by names that a goal or GA4 gives. */
async function ownEvents(
  events: readonly WireEvent[],
  { visitor, customer }: KnownSender,
  door: {
    readonly settings: Settings;
    readonly goals: readonly Goal[];
    readonly at: (event: WireEvent) => number;
    readonly nowMs: number;
  },
): Promise<{ events: EventRecord[]; counters: CounterRecord[] }> {
  const names = new Set([...BUILT_IN_EVENTS, ...door.goals.map(eventName)]);
  const known = events.filter((event) => names.has(event.name));
  const counters: CounterRecord[] = [];
  if (known.length < events.length)
    counters.push({ reason: "unknown-event", count: events.length - known.length });
  const rows: EventRecord[] = [];
  for (const event of known) {
    const amount = amountOf(event, door.settings.currency);
    if (amount.reason !== null) counters.push({ reason: `amount-${amount.reason}`, subject: event.name });
    rows.push({
      source: "browser",
      unit: visitor,
      id: await storedId(visitor, event.id),
      visitor,
      customer,
      name: event.name,
      atMs: door.at(event),
      receivedMs: door.nowMs,
      valueMinor: amount.valueMinor,
      currency: amount.currency,
      orderId: orderOf(event),
      refundId: null,
    });
  }
  return { events: rows, counters };
}

/** Received − (sent − at), so that the sender's clock does not matter; within the last 24 hours. */
export function timeOf(event: Pick<WireEvent, "at">, sentAt: number | undefined, receivedMs: number): number {
  if (event.at === undefined) return receivedMs;
  const at = typeof event.at === "number" ? event.at : Date.parse(event.at);
  const time = receivedMs - ((sentAt ?? receivedMs) - at);
  return Math.min(receivedMs, Math.max(receivedMs - DAY_MS, Math.round(time)));
}

/** GA4's name for the order's number. */
function orderOf(event: WireEvent): string | null {
  const id = event.name === "purchase" ? event.properties?.["transaction_id"] : undefined;
  return typeof id === "string" || typeof id === "number" ? orderIdOf(String(id)) : null;
}

function stored(cookie: string | null = null): Response {
  const headers = new Headers({ "cache-control": "no-store" });
  if (cookie !== null) headers.append("set-cookie", cookie);
  return new Response(null, { status: 204, headers });
}
