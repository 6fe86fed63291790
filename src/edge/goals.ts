/** Goals that the edge sees by itself, on this request. Only known visitors are counted: a goal never makes one. */
import {
  isDone,
  isReached,
  pageEvents,
  type PageGoal,
  type Recorded,
  requestEvents,
  type RequestGoal,
  type Told,
} from "../collect/goals.ts";
import { customerUnit, type EventRecord, ORDERS } from "../collect/record.ts";
import { ORDER_STAFF } from "../domain/order.ts";
import { consentOf } from "../visitor/consent.ts";
import { readVisitorCookie } from "../visitor/cookie.ts";
import { customerOf } from "../visitor/customer.ts";
import { isCrossSitePost } from "../visitor/visitor.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";

export interface Watched {
  readonly pageGoals: readonly PageGoal[];
  readonly requestGoals: readonly RequestGoal[];
}

const NOTHING: Watched = { pageGoals: [], requestGoals: [] };

/**
 * `isDocument`: the answer is for the tab. A form that is POSTed, or a payment page that POSTs back, may be answered
 * with the thank-you page itself: goals that ask for an order's number look there, too.
 */
export function watchedBy(rules: PreparedRuleset, page: Page, isDocument: boolean): Watched {
  const path = page.pathname;
  const { method } = page;
  const reached =
    isDocument && (method === "GET" || method === "POST") ? rules.pageGoals.find(page.host, path) : [];
  const pageGoals = method === "GET" ? reached : reached.filter((goal) => goal.orderId !== undefined);
  const requestGoals = rules.watchedMethods.has(method)
    ? rules.requestGoals.find(page.host, path).filter((goal) => goal.method === method)
    : [];
  return pageGoals.length + requestGoals.length === 0 ? NOTHING : { pageGoals, requestGoals };
}

export interface Answered extends Told {
  readonly status: number;
  /** What was read off the page. */
  readonly reads: { readonly [name: string]: string };
}

/** Events of the goals that the answer fulfilled; `customer` is their digest. */
export function eventsOf(
  watched: Watched,
  { visitor, customer }: Sender,
  page: Page,
  answered: Answered,
  currency: string,
  edge: Pick<Edge, "nowMs" | "newId">,
): Recorded {
  const { status, reads } = answered;
  const unit = visitor ?? (customer === null ? null : customerUnit(customer));
  const happening = { visitor, unit, url: page.url, nowMs: edge.nowMs, newId: edge.newId, currency };
  // Fetched ahead of a visit, a page was not asked for by anybody yet.
  const { pageGoals, requestGoals } = page.prefetch ? NOTHING : watched;
  const reached = pageGoals.filter((goal) => isReached(goal, status));
  const done = requestGoals.filter((goal) => isDone(goal, page.method, status));
  const fromPage = pageEvents(reached, reads, happening);
  const fromRequest = requestEvents(done, answered, happening);
  return {
    events: [...fromPage.events, ...fromRequest.events],
    counters: [...fromPage.counters, ...fromRequest.counters],
  };
}

/** Orders that the shop's own people made: marks, so that whoever else tells of them counts nothing either. */
export function staffOrders(events: readonly EventRecord[]): EventRecord[] {
  return events.flatMap((event) =>
    event.orderId === null
      ? []
      : [
          {
            ...event,
            unit: ORDERS,
            id: `${ORDER_STAFF}:${event.orderId}`,
            name: ORDER_STAFF,
            visitor: null,
            customer: null,
            valueMinor: null,
            currency: null,
          },
        ],
  );
}

/**
 * Whom a watched request is of. `visitor` null: somebody who comes back from a payment page without a cookie, or is
 * signed in on a device on which nothing was met.
 */
export interface Sender {
  readonly visitor: string | null;
  readonly customer: string | null;
}

/** Null: nobody who may be counted. A visitor is never minted here. `customer` is the id; hidden before it is kept. */
export async function senderOf(request: Request, rules: PreparedRuleset, edge: Edge): Promise<Sender | null> {
  const { settings } = rules.ruleset;
  if (!consentOf(request.headers, settings.consent).allowed) return null;
  const cookies = request.headers.get("cookie");
  const identity = await readVisitorCookie(cookies, edge.config.cookieKeys, edge.nowMs);
  const customer = await customerOf(cookies, settings, edge.config.customerSecrets);
  if (identity === null && customer === null && !isCrossSitePost(request)) return null;
  return { visitor: identity?.id ?? null, customer };
}
