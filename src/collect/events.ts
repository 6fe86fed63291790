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
import type { SigningKey } from "../config.ts";
import { eventsEnvelope, type WireEvent } from "../domain/event.schema.ts";
import type { Goal } from "../domain/goal.schema.ts";
import { BUILT_IN_EVENTS } from "../domain/metric.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { toBase64Url } from "../visitor/base64url.ts";
import { readJson } from "./body.ts";
import { eventName } from "./goals.ts";
import { createLimiter, type Limiter } from "./limiter.ts";
import { minorOf } from "./money.ts";
import { within } from "./within.ts";
import { orderIdOf, type CounterRecord, type EventRecord } from "./record.ts";
import type { Recorder } from "./recorder.ts";
import type { Write } from "./write.ts";
import { isSameOrigin, senderOf } from "./sender.ts";

export interface EventsDoor {
  readonly write: Write;
  readonly cookieKeys: readonly SigningKey[];
  /** Of the ruleset in force; null: none could be read, so that nothing can be judged now. */
  readonly rules: { readonly settings: Settings; readonly goals: readonly Goal[] } | null;
  readonly recorder: Recorder;
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly nowMs: number;
  readonly limiter?: Limiter;
}

const MAX_BYTES = 64 * 1024;
const EVENTS_PER_MINUTE = 120;
/** Longer than this nobody waits for D1; sent again, an event that was written after all counts once. */
const WRITE_MS = 5_000;
const DAY_MS = 86_400_000;
const RETRY_AFTER = { "retry-after": "5" };
const RESERVED = "lahza.";

const isolateLimiter = createLimiter(EVENTS_PER_MINUTE);

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
  const reserved = events.flatMap((event, index) =>
    event.name.startsWith(RESERVED)
      ? [{ pointer: `/events/${index}/name`, detail: `names that begin with ${RESERVED} are reserved` }]
      : [],
  );
  if (reserved.length > 0) return problem({ status: 400, title: "Reserved event name", errors: reserved });
  if (door.rules === null) return problem({ status: 503, title: "Not ready" }, RETRY_AFTER);

  const { settings, goals } = door.rules;
  const sender = await senderOf(request.headers, settings.consent, door.cookieKeys, door.nowMs);
  if (sender.visitor === null) {
    count({ reason: sender.reason, subject: "events", count: events.length });
    return stored();
  }
  const allowance = (door.limiter ?? isolateLimiter).take(sender.visitor, events.length, door.nowMs);
  if (!allowance.ok) {
    count({ reason: "rate-limited", subject: "events", count: events.length });
    return problem(
      { status: 429, title: "Too many events" },
      { "retry-after": String(allowance.retryAfterS) },
    );
  }
  const names = new Set([...BUILT_IN_EVENTS, ...goals.map(eventName)]);
  const known = events.filter((event) => names.has(event.name));
  const counters: CounterRecord[] = [];
  if (known.length < events.length)
    counters.push({ reason: "unknown-event", count: events.length - known.length });
  const rows: EventRecord[] = [];
  for (const event of known) {
    const { valueMinor, currency } = amountOf(event, settings.currency);
    if (event.value !== undefined && valueMinor === null)
      counters.push({ reason: "amount-too-large", subject: event.name });
    rows.push({
      source: "browser",
      unit: sender.visitor,
      id: await storedId(sender.visitor, event.id),
      visitor: sender.visitor,
      customer: null,
      name: event.name,
      atMs: timeOf(event, sentAt, door.nowMs),
      receivedMs: door.nowMs,
      valueMinor,
      currency,
      orderId: orderOf(event),
      refundId: null,
    });
  }
  if (counters.length > 0) count(...counters);
  if (rows.length === 0) return stored();
  try {
    const writing = door.write({ exposures: [], events: rows, counters: [] }, door.nowMs);
    if (
      (await within(
        WRITE_MS,
        writing.then(() => true),
      )) === null
    )
      throw new Error("D1 does not answer");
  } catch {
    count({ reason: "not-stored", subject: "events", count: rows.length });
    return problem({ status: 503, title: "The events could not be stored" }, RETRY_AFTER);
  }
  return stored();
}

/** Received − (sent − at), so that the sender's clock does not matter; within the last 24 hours. */
export function timeOf(event: Pick<WireEvent, "at">, sentAt: number | undefined, receivedMs: number): number {
  if (event.at === undefined) return receivedMs;
  const at = typeof event.at === "number" ? event.at : Date.parse(event.at);
  const time = receivedMs - ((sentAt ?? receivedMs) - at);
  return Math.min(receivedMs, Math.max(receivedMs - DAY_MS, Math.round(time)));
}

function amountOf(
  event: WireEvent,
  shopCurrency: string,
): { valueMinor: number | null; currency: string | null } {
  if (event.value === undefined) return { valueMinor: null, currency: null };
  const currency = event.currency ?? shopCurrency;
  const valueMinor = minorOf(event.value, currency);
  return valueMinor === null ? { valueMinor, currency: null } : { valueMinor, currency };
}

/** GA4's name for the order's number. */
function orderOf(event: WireEvent): string | null {
  const id = event.name === "purchase" ? event.properties?.["transaction_id"] : undefined;
  return typeof id === "string" || typeof id === "number" ? orderIdOf(String(id)) : null;
}

/** A shop may have put anything into an id, a mail address too: what is kept only tells two of them apart. */
async function storedId(visitor: string, id: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${visitor}\n${id}`));
  return toBase64Url(new Uint8Array(digest, 0, 16));
}

function stored(): Response {
  return new Response(null, { status: 204, headers: { "cache-control": "no-store" } });
}
