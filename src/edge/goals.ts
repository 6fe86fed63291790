/** Goals that the edge sees by itself, on this request. Only known visitors are counted: a goal never makes one. */
import {
  isDone,
  isReached,
  pageEvents,
  type PageGoal,
  type Recorded,
  requestEvents,
  type RequestGoal,
} from "../collect/goals.ts";
import { consentOf } from "../visitor/consent.ts";
import { readVisitorCookie } from "../visitor/cookie.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";

export interface Watched {
  readonly pageGoals: readonly PageGoal[];
  readonly requestGoals: readonly RequestGoal[];
}

const NOTHING: Watched = { pageGoals: [], requestGoals: [] };

export function watchedBy(rules: PreparedRuleset, page: Page, isPage: boolean): Watched {
  const path = page.url.pathname;
  const pageGoals = isPage && page.method === "GET" ? rules.pageGoals.find(page.host, path) : [];
  const requestGoals = rules.watchedMethods.has(page.method)
    ? rules.requestGoals.find(page.host, path).filter((goal) => goal.method === page.method)
    : [];
  return pageGoals.length + requestGoals.length === 0 ? NOTHING : { pageGoals, requestGoals };
}

/** Events of the goals that the answer fulfilled; `reads` is what was read off the page. */
export function eventsOf(
  watched: Watched,
  visitor: string,
  page: Page,
  status: number,
  reads: { readonly [name: string]: string },
  currency: string,
  edge: Edge,
): Recorded {
  const happening = { visitor, nowMs: edge.nowMs, newId: edge.newId, currency };
  // Fetched ahead of a visit, a page was not asked for by anybody yet.
  const { pageGoals, requestGoals } = page.prefetch ? NOTHING : watched;
  const reached = pageGoals.filter((goal) => isReached(goal, status));
  const done = requestGoals.filter((goal) => isDone(goal, page.method, status));
  const fromPage = pageEvents(reached, reads, happening);
  return { events: [...fromPage.events, ...requestEvents(done, happening)], counters: fromPage.counters };
}

/** The visitor of a request that no experiment touches, or null: never minted here. */
export async function knownVisitor(
  request: Request,
  rules: PreparedRuleset,
  edge: Edge,
): Promise<string | null> {
  if (!consentOf(request.headers, rules.ruleset.settings.consent).allowed) return null;
  const identity = await readVisitorCookie(request.headers.get("cookie"), edge.config.cookieKeys, edge.nowMs);
  return identity?.id ?? null;
}
