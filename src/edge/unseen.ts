/**
 * Requests that are none of our business, nearly all of a shop's: what pages load, pages without an experiment. The
 * answer is the shop's own promise, with nothing around it: a promise of ours would cost as much as all the rest of
 * the way, and so does a URL, or a header that is asked for twice.
 *
 * Whatever is not clearly so (no ruleset yet, a preview, a goal that watches, a landing page, a cart) is the pipeline's.
 */
import { FRAME_COOKIE, PREVIEW_COOKIE } from "../preview/token.ts";
import type { RequestKind } from "../rewrite/gate.ts";
import { recordBehaviour } from "./behaviour.ts";
import { cartFormsOn } from "./cart.ts";
import { experimentsOn } from "./decide.ts";
import type { Edge } from "./edge.ts";
import { withoutOurCookies } from "./forward.ts";
import { watchedBy } from "./goals.ts";
import { type Page, pageOf } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";

const PREVIEW_PAIR = `${PREVIEW_COOKIE}=`;
const FRAME_PAIR = `${FRAME_COOKIE}=`;

/** What is known of a request that has to be looked at; `cookie` undefined: not asked for yet. */
export class Seen {
  readonly kind: RequestKind;
  readonly cookie: string | null | undefined;
  readonly page: Page | null;

  constructor(kind: RequestKind, cookie?: string | null, page: Page | null = null) {
    this.kind = kind;
    this.cookie = cookie;
    this.page = page;
  }
}

/** The shop's answer, or what was found out of a request that has to be looked at. */
export function passUnseen(request: Request, kind: RequestKind, edge: Edge): Promise<Response> | Seen {
  if (edge.config.problems.length > 0) return pass(request, request.headers.get("cookie"), edge);
  const current = edge.rulesets.current(edge.nowMs);
  if (current.state === "cold") return new Seen(kind);
  const { ruleset: rules } = current;
  if (kind === "other") {
    // The answer to a POST may be a page that a goal looks at.
    const { method } = request;
    if (method === "POST" || rules?.watchedMethods.has(method) === true) return new Seen(kind);
    const cookie = request.headers.get("cookie");
    // To a browser, the page in a frame of the dashboard is no document.
    return cookie?.includes(FRAME_PAIR) === true ? new Seen(kind, cookie) : pass(request, cookie, edge);
  }
  if (rules === null) return new Seen(kind);
  const cookie = request.headers.get("cookie");
  const isKnown = cookie?.includes("lahza") === true;
  const address = request.method === "GET" && !isKnown ? request.url : null;
  const page = address !== null && isQuiet(address, rules) ? null : pageOf(request, kind);
  if (page !== null && !isUnseen(page, cookie, rules, edge)) return new Seen(kind, cookie, page);
  if (page !== null && address !== null) remember(address, page, rules);
  if (current.state === "stale" && current.refresh !== null) edge.waitUntil(current.refresh());
  const answer = pass(request, cookie, edge);
  if (page === null) return answer;
  // Somebody who may have been exposed goes on in the shop.
  if (kind === "page" && cookie?.includes("lahza=") === true)
    answer.then(
      ({ status }) => edge.waitUntil(recordBehaviour(request, page, rules, status, edge)),
      () => undefined,
    );
  return answer;
}

function isUnseen(page: Page, cookie: string | null, rules: PreparedRuleset, edge: Edge): boolean {
  if (!rules.ruleset.settings.enabled || experimentsOn(rules, page, edge.nowMs).length > 0) return false;
  if (rules.guides && !page.fragment) return false;
  if (cookie?.includes("lahza") === true) {
    if (cookie.includes(PREVIEW_PAIR) || cookie.includes(FRAME_PAIR)) return false;
    if (rules.landings.has(page.path) || cartFormsOn(rules, page).length > 0) return false;
  }
  const { pageGoals, requestGoals } = watchedBy(rules, page, !page.fragment);
  return pageGoals.length + requestGoals.length === 0;
}

/** Addresses, without their queries, that nothing of a ruleset speaks of, whatever the time. */
const quiet = new WeakMap<PreparedRuleset, Set<string>>();
const MAX_QUIET = 500;

function isQuiet(address: string, rules: PreparedRuleset): boolean {
  return quiet.get(rules)?.has(withoutQuery(address)) === true;
}

/** Of a GET that went by unseen. */
function remember(address: string, { host, pathname }: Page, rules: PreparedRuleset): void {
  if (!rules.ruleset.settings.enabled || rules.guides || rules.pages.find(host, pathname).length > 0) return;
  if (rules.pageGoals.find(host, pathname).length > 0 || rules.watchedMethods.has("GET")) return;
  const known = quiet.get(rules) ?? new Set<string>();
  quiet.set(rules, known);
  if (known.size >= MAX_QUIET) known.clear();
  known.add(withoutQuery(address));
}

function withoutQuery(address: string): string {
  const end = address.indexOf("?");
  return end < 0 ? address : address.slice(0, end);
}

function pass(request: Request, cookie: string | null, edge: Edge): Promise<Response> {
  const answer = edge.origin(withoutOurCookies(request, cookie));
  answer.catch((error: unknown) => {
    edge.waitUntil(
      edge.recorder.record({ counters: [{ reason: "origin-failure", subject: nameOf(error) }] }),
    );
  });
  return answer;
}

/** An error's class and nothing of its text, which may hold what a shopper sent. */
export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
