/**
 * Goals that the edge sees by itself: what a watched page or request turns into. Pure; which goals watch a path is
 * the prepared ruleset's matter.
 */
import type { Goal } from "../domain/goal.schema.ts";
import type { Read } from "../rewrite/rewrite.types.ts";
import { type Amount, minorOf, readAmount, readAttributeAmount } from "./money.ts";
import { orderInPath, orderInQuery } from "./order-address.ts";
import { ORDERS, orderIdOf, type CounterRecord, type EventRecord } from "./record.ts";

export type PageGoal = Extract<Goal, { kind: "page" }>;
export type RequestGoal = Extract<Goal, { kind: "request" }>;

/** What only the shopper's browser sees. */
export type BrowserGoal = Extract<Goal, { kind: "click" | "submit" | "view" | "data_layer" }>;

export interface Recorded {
  readonly events: readonly EventRecord[];
  readonly counters: readonly CounterRecord[];
}

export interface Happening {
  readonly visitor: string | null;
  /**
   * Whose namespace ids are in: the visitor's; `customerUnit` of a customer on a device that met nothing yet. Null:
   * unknown, because a payment page's POST carries no cookie. Only orders with a number are then kept.
   */
  readonly unit: string | null;
  /** Of the page, or of the request. */
  readonly url: URL;
  readonly nowMs: number;
  /** A fresh random id, such as a UUID. */
  readonly newId: () => string;
  /** Currency of the shop, where a goal names none and the page shows none. */
  readonly currency: string;
}

/** What the rewriter should read off the page for these goals. */
export function readsFor(goals: readonly PageGoal[]): Read[] {
  return goals.flatMap((goal) =>
    (["value", "orderId"] as const).flatMap((what) => {
      const read = goal[what];
      return read === undefined || !("selector" in read)
        ? []
        : [{ name: readName(goal, what), selector: read.selector, attribute: read.attribute ?? null }];
    }),
  );
}

/**
 * Whether the origin's answer is the page that a goal means. A 304 shows the same page again: it counts as a view,
 * but has nothing to read.
 */
export function isReached(goal: PageGoal, status: number): boolean {
  const isRead = goal.value !== undefined || (goal.orderId !== undefined && "selector" in goal.orderId);
  return (status >= 200 && status < 300) || (status === 304 && !isRead);
}

/** `method` as sent; HEAD never counts as GET, because nobody saw an answer. */
export function isDone(goal: RequestGoal, method: string, status: number): boolean {
  return goal.method === method && status >= goal.status[0] && status <= goal.status[1];
}

export function eventName(goal: Goal): string {
  return goal.event ?? goal.key;
}

/**
 * Page goals that were reached, with what was read off the page.
 * With an order id the event is the order's: loading the page again, on any device, adds nothing. Where a goal asks
 * for an order id and the page shows none, one event a visitor and day stands for it, so that a reload cannot add up.
 */
export function pageEvents(
  goals: readonly PageGoal[],
  reads: { readonly [name: string]: string },
  happening: Happening,
): Recorded {
  const events: EventRecord[] = [];
  const counters: CounterRecord[] = [];
  for (const goal of goals) {
    const orderId = orderOf(goal, reads, happening.url);
    if (orderId === null && happening.unit === null) continue;
    if (goal.orderId !== undefined && orderId === null)
      counters.push({ reason: "order-id-not-found", subject: goal.key });
    const amount = amountOf(goal, reads);
    if (amount !== null && !amount.ok)
      counters.push({ reason: `amount-${amount.reason}`, subject: goal.key });
    events.push({
      ...edgeEvent(goal, happening, identity(goal, orderId, happening)),
      valueMinor: amount?.ok ? amount.minor : null,
      currency: amount?.ok ? amount.currency : null,
      orderId,
    });
  }
  return { events, counters };

  function amountOf(goal: PageGoal, values: { readonly [name: string]: string }) {
    if (goal.value === undefined) return null;
    const text = values[readName(goal, "value")];
    if (text === undefined) return { ok: false, reason: "not-found" } as const;
    const declared = goal.currency ?? happening.currency;
    return goal.value.attribute === undefined
      ? readAmount(text, declared)
      : readAttributeAmount(text, declared);
  }
}

/** What the origin's answer to a request tells. */
export interface Told {
  /** Its Location header. */
  readonly location: string | null;
  /** Its body, where a goal asks for it; undefined: not asked for, not JSON, or too long. */
  readonly json: unknown;
}

/**
 * Request goals that the origin's answer fulfilled. Each request is an event of its own, but for goals that ask for
 * an order's number: an order is one event, and an answer without a number (a form that was filled in wrongly) none.
 */
export function requestEvents(goals: readonly RequestGoal[], told: Told, happening: Happening): Recorded {
  const events: EventRecord[] = [];
  const counters: CounterRecord[] = [];
  for (const goal of goals) {
    const orderId = goal.orderId === undefined ? null : orderTold(goal.orderId, told, happening.url);
    if (goal.orderId !== undefined && orderId === null) {
      counters.push({ reason: "order-id-not-found", subject: goal.key });
      continue;
    }
    if (orderId === null && happening.unit === null) continue;
    const amount = goal.value === undefined ? null : amountTold(goal.value, told.json, happening.currency);
    if (amount?.ok === false) counters.push({ reason: `amount-${amount.reason}`, subject: goal.key });
    events.push({
      ...edgeEvent(goal, happening, identity(goal, orderId, happening)),
      valueMinor: amount?.ok === true ? amount.minor : null,
      currency: amount?.ok === true ? amount.currency : null,
      orderId,
    });
  }
  return { events, counters };
}

function edgeEvent(
  goal: Goal,
  { visitor, nowMs }: Happening,
  identified: Pick<EventRecord, "unit" | "id">,
): EventRecord {
  return {
    source: "edge",
    ...identified,
    visitor,
    customer: null,
    name: eventName(goal),
    atMs: nowMs,
    receivedMs: nowMs,
    valueMinor: null,
    currency: null,
    orderId: null,
    refundId: null,
  };
}

function identity(
  goal: PageGoal | RequestGoal,
  orderId: string | null,
  { unit, nowMs, newId }: Happening,
): Pick<EventRecord, "unit" | "id"> {
  if (orderId !== null || unit === null) return { unit: ORDERS, id: `${eventName(goal)}:${orderId}` };
  const id =
    goal.orderId === undefined ? newId() : `${goal.key}:${new Date(nowMs).toISOString().slice(0, 10)}`;
  return { unit, id };
}

function orderOf(goal: PageGoal, reads: { readonly [name: string]: string }, url: URL): string | null {
  const { orderId: where, path } = goal;
  if (where === undefined) return null;
  if ("segment" in where) return orderInPath(path, where.segment, url.pathname);
  if ("query" in where) return orderInQuery(url.searchParams, where.query);
  return orderIdOf(reads[readName(goal, "orderId")] ?? "");
}

function orderTold(
  where: NonNullable<RequestGoal["orderId"]>,
  { location, json }: Told,
  asked: URL,
): string | null {
  if ("json" in where) {
    const value = fieldOf(json, where.json);
    return typeof value === "string" || typeof value === "number" ? orderIdOf(String(value)) : null;
  }
  if (location === null || !URL.canParse(location, asked.href)) return null;
  const to = new URL(location, asked);
  return "location" in where
    ? orderInPath(where.location, "order", to.pathname)
    : orderInQuery(to.searchParams, where.locationQuery);
}

function amountTold(
  { json: field, currency: currencyField }: NonNullable<RequestGoal["value"]>,
  json: unknown,
  shops: string,
): Amount | { readonly ok: false; readonly reason: "not-found" } {
  const value = fieldOf(json, field);
  const named = currencyField === undefined ? undefined : fieldOf(json, currencyField);
  const currency = typeof named === "string" && /^[A-Z]{3}$/.test(named) ? named : shops;
  if (typeof value === "string") return readAttributeAmount(value, currency);
  if (typeof value !== "number") return { ok: false, reason: "not-found" };
  const minor = minorOf(value, currency);
  return minor === null ? { ok: false, reason: "too-large" } : { ok: true, minor, currency };
}

/** Own fields only; undefined where there is none. */
function fieldOf(json: unknown, names: string): unknown {
  let value = json;
  for (const name of names.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as { readonly [field: string]: unknown })[name];
  }
  return value;
}

function readName(goal: PageGoal, what: "value" | "orderId"): string {
  return `goal:${goal.key}:${what}`;
}
