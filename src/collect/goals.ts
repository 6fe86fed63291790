/**
 * Goals that the edge sees by itself: what a watched page or request turns into. Pure; which goals watch a path is
 * the prepared ruleset's matter.
 */
import type { Goal } from "../domain/goal.schema.ts";
import type { Read } from "../rewrite/rewrite.types.ts";
import { readAmount, readAttributeAmount } from "./money.ts";
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
  readonly visitor: string;
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
      return read === undefined
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
  const isRead = goal.value !== undefined || goal.orderId !== undefined;
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
    const orderId = orderIdOf(reads[readName(goal, "orderId")] ?? "");
    if (goal.orderId !== undefined && orderId === null)
      counters.push({ reason: "order-id-not-found", subject: goal.key });
    const amount = amountOf(goal, reads);
    if (amount !== null && !amount.ok)
      counters.push({ reason: `amount-${amount.reason}`, subject: goal.key });
    events.push({
      ...edgeEvent(goal, happening),
      ...identity(goal, orderId, happening),
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

/** Request goals that the origin's answer fulfilled; each request is an event of its own. */
export function requestEvents(goals: readonly RequestGoal[], happening: Happening): EventRecord[] {
  return goals.map((goal) => edgeEvent(goal, happening));
}

function edgeEvent(goal: Goal, { visitor, nowMs, newId }: Happening): EventRecord {
  return {
    source: "edge",
    unit: visitor,
    id: newId(),
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
  goal: PageGoal,
  orderId: string | null,
  { visitor, nowMs, newId }: Happening,
): { unit: string; id: string } {
  if (orderId !== null) return { unit: ORDERS, id: `${eventName(goal)}:${orderId}` };
  const id =
    goal.orderId === undefined ? newId() : `${goal.key}:${new Date(nowMs).toISOString().slice(0, 10)}`;
  return { unit: visitor, id };
}

function readName(goal: PageGoal, what: "value" | "orderId"): string {
  return `goal:${goal.key}:${what}`;
}
