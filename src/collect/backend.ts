/**
 * Events that a shop's own backend sends, with a token. It is trusted for whose event it is and when it happened; what
 * is kept, and under which names, is as for everybody. An event is (backend, whose, id): sent again, it counts once.
 */
import { assign } from "../assignment/index.ts";
import type { SigningKey } from "../config.ts";
import type { BackendEvent } from "../domain/event.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import type { Goal } from "../domain/goal.schema.ts";
import { BUILT_IN_EVENTS } from "../domain/metric.ts";
import { ORDER_STATES, type OrderState } from "../domain/order.ts";
import type { Settings } from "../domain/settings.schema.ts";
import type { EdgeExperiment } from "../ruleset/types.ts";
import { visitorOfCart } from "../visitor/cart-token.ts";
import { mintTimeOf } from "../visitor/cookie.ts";
import { customerDigest } from "../visitor/customer-digest.ts";
import { normaliseCustomer } from "../visitor/customer.ts";
import { eventName } from "./goals.ts";
import { orderRows, orderRulesOf } from "./orders.ts";
import {
  type CounterRecord,
  customerUnit,
  type EventRecord,
  type ExposureRecord,
  NO_FACTS,
  ORDERS,
  orderIdOf,
} from "./record.ts";
import { amountOf, storedId } from "./wire.ts";

/** An exposure that a backend decided through OpenFeature and has shown; an evaluation alone is none. */
export const EXPOSURE = "lahza.exposure";

export interface Backend {
  readonly settings: Settings;
  readonly goals: readonly Goal[];
  readonly experiments: readonly EdgeExperiment[];
  readonly cookieKeys: readonly SigningKey[];
  readonly nowMs: number;
}

export interface BackendRows {
  readonly exposures: readonly ExposureRecord[];
  readonly events: readonly EventRecord[];
  readonly counters: readonly CounterRecord[];
  /** What is wrong with single events; not empty: nothing is to be stored. */
  readonly problems: readonly FieldProblem[];
}

const SUBJECT = "api/events";
const STATES: ReadonlySet<string> = new Set(ORDER_STATES);

export async function backendRows(sent: readonly BackendEvent[], backend: Backend): Promise<BackendRows> {
  const names = new Set([...BUILT_IN_EVENTS, ...ORDER_STATES, ...backend.goals.map(eventName)]);
  const exposures: ExposureRecord[] = [];
  const events: EventRecord[] = [];
  const counters: CounterRecord[] = [];
  const problems: FieldProblem[] = [];
  for (const [index, event] of sent.entries()) {
    const wrong = problemOf(event);
    if (wrong !== null) {
      problems.push({ pointer: `/events/${index}${wrong.pointer}`, detail: wrong.detail });
      continue;
    }
    if (event.name === EXPOSURE) {
      const shown = await exposureRow(event, atOf(event, backend.nowMs), backend);
      if ("reason" in shown) counters.push({ reason: shown.reason, subject: EXPOSURE });
      else exposures.push(shown);
      continue;
    }
    if (!names.has(event.name)) {
      counters.push({ reason: "unknown-event", subject: SUBJECT });
      continue;
    }
    const at = atOf(event, backend.nowMs);
    const rows = isState(event.name)
      ? await stateRows({ ...event, name: event.name }, at, backend)
      : await eventRow(event, at, backend);
    events.push(...rows.events);
    counters.push(...rows.counters);
  }
  return { exposures, events, counters, problems };
}

/** Beyond what the schema sees. */
function problemOf({
  name,
  properties,
  visitor,
  customer,
  orderId,
  refundId,
}: BackendEvent): FieldProblem | null {
  if (name === EXPOSURE && typeof properties?.["experiment"] !== "string")
    return { pointer: "/properties/experiment", detail: "name the experiment by its key" };
  if (name.startsWith("lahza.") && name !== EXPOSURE)
    return { pointer: "/name", detail: "names that begin with lahza. are reserved" };
  if (isState(name)) {
    if (orderId === undefined) return { pointer: "/orderId", detail: `${name} needs the order's number` };
    if ((name === "order_refunded") !== (refundId !== undefined))
      return { pointer: "/refundId", detail: "order_refunded has one, other events have none" };
    return null;
  }
  return visitor === undefined && customer === undefined
    ? { pointer: "", detail: "say whose event it is: give visitor or customer" }
    : null;
}

/**
 * The variant is computed here, as the flag was: never taken from who reports. That the audience matched was judged at
 * the evaluation, which knew the context.
 */
async function exposureRow(
  event: BackendEvent,
  atMs: number,
  { settings, experiments, cookieKeys }: Backend,
): Promise<ExposureRecord | { readonly reason: string }> {
  const experiment = experiments.find(({ key }) => key === event.properties?.["experiment"]);
  if (experiment === undefined) return { reason: "unknown-experiment" };
  const visitor = await visitorIn(event.visitor, cookieKeys);
  const id = normaliseCustomer(event.customer ?? "");
  const customer = id === null ? null : await customerDigest(id, cookieKeys);
  const byCustomer = experiment.unit === "customer";
  const unit = byCustomer ? customer && customerUnit(customer) : visitor;
  if (unit === null) return { reason: "no-visitor" };
  const assignment = assign({
    experiment,
    unitId: byCustomer ? id : visitor,
    mintedAtMs: byCustomer || visitor === null ? null : mintTimeOf(visitor),
    attributes: {},
    nowMs: atMs,
    exposedPhase: experiment.phase,
    holdout: settings.holdout,
    exclude: null,
  });
  if (assignment.variant === null || !assignment.counted) return { reason: "not-assigned" };
  return {
    experiment: experiment.id,
    phase: experiment.phase,
    unit,
    visitor,
    customer,
    variant: assignment.variant,
    stretch: assignment.stretch ?? 0,
    assignedAtMs: atMs,
    foundAtMs: atMs,
    // An app that shows it has run: what a page's script says of itself.
    confirmedAtMs: atMs,
    facts: NO_FACTS,
  };
}

async function stateRows(
  event: BackendEvent & { readonly name: OrderState },
  atMs: number,
  backend: Backend,
) {
  const { settings, cookieKeys, nowMs } = backend;
  const customer = event.customer ?? null;
  const visitor = await visitorIn(event.visitor, cookieKeys);
  const { value, currency = null } = event;
  const report = {
    orderId: event.orderId ?? "",
    notCounted:
      event.test === true ? ("test-order" as const) : event.staff === true ? ("staff-order" as const) : null,
    customer: { id: customer, phone: customer, email: customer },
    payment: event.payment ?? null,
    skus: event.skus ?? [],
    visitor,
    cartToken: null,
    states: [
      {
        name: event.name,
        atMs,
        amounts: value === undefined ? [] : [value],
        currency,
        refundId: event.refundId ?? null,
      },
    ],
  };
  const rows = await orderRows(report, "backend", SUBJECT, orderRulesOf(settings, null, cookieKeys, nowMs));
  const unknown = event.visitor !== undefined && visitor === null;
  return unknown ? { ...rows, counters: [...rows.counters, UNKNOWN_VISITOR] } : rows;
}

const UNKNOWN_VISITOR: CounterRecord = { reason: "no-visitor", subject: SUBJECT };

async function eventRow(event: BackendEvent, atMs: number, { settings, cookieKeys, nowMs }: Backend) {
  const visitor = await visitorIn(event.visitor, cookieKeys);
  const known = normaliseCustomer(event.customer ?? "");
  const customer = known === null ? null : await customerDigest(known, cookieKeys);
  const unit = visitor ?? (customer === null ? null : customerUnit(customer));
  if (unit === null) return { events: [], counters: [UNKNOWN_VISITOR] };
  const amount = amountOf(event, settings.currency);
  const orderId = orderIdOf(event.orderId ?? transactionOf(event) ?? "");
  const row: EventRecord = {
    source: "backend",
    ...(orderId === null
      ? { unit, id: await storedId(unit, event.id) }
      : { unit: ORDERS, id: `${event.name}:${orderId}` }),
    visitor,
    customer,
    name: event.name,
    atMs,
    receivedMs: nowMs,
    valueMinor: amount.valueMinor,
    currency: amount.currency,
    orderId,
    refundId: null,
  };
  const counters = amount.reason === null ? [] : [{ reason: `amount-${amount.reason}`, subject: event.name }];
  return { events: [row], counters };
}

/** An id as the cookie has it, or the cart's token; null: neither. */
async function visitorIn(text: string | undefined, keys: readonly SigningKey[]): Promise<string | null> {
  if (text === undefined) return null;
  return mintTimeOf(text) === null ? await visitorOfCart(text, keys) : text;
}

function transactionOf({ name, properties }: BackendEvent): string | null {
  const id = name === "purchase" ? properties?.["transaction_id"] : undefined;
  return typeof id === "string" || typeof id === "number" ? String(id) : null;
}

/** A backend's time is taken as given. */
function atOf({ at }: BackendEvent, receivedMs: number): number {
  if (at === undefined) return receivedMs;
  return Math.max(0, Math.round(typeof at === "number" ? at : Date.parse(at)));
}

function isState(name: string): name is OrderState {
  return STATES.has(name);
}
