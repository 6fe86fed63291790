/**
 * What the edge sees of how exposed visitors behave: `lahza.visit`, a visit began, and `lahza.page`, it went on to a
 * second page. Bounces and returns are counted by these, also where no script runs. And `lahza.moment.<moment>`: it came
 * to a page that the settings put at that moment of the journey.
 *
 * At most one write of each a visit, and of a moment a day: that is its id, and this isolate remembers what it has told.
 */
import type { EventRecord } from "../collect/record.ts";
import { momentEvent } from "../domain/moment.ts";
import { consentOf } from "../visitor/consent.ts";
import { readVisitorCookie } from "../visitor/cookie.ts";
import { customerDigest } from "../visitor/customer-digest.ts";
import { customerOf } from "../visitor/customer.ts";
import { recent, type Recent } from "../visitor/recent.ts";
import { readVisit } from "../visitor/session.ts";
import { uncounted } from "../visitor/uncounted.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";

/** Half an hour: a visit that begins on a page without a cookie of the visit is not begun again on the next one. */
const VISIT_BUCKET_MS = 30 * 60_000;
const DAY_MS = 86_400_000;
/** Longer than this no browser takes to follow a redirect, or nobody waits for it. */
const REDIRECT_MS = 10_000;
const MAX_TOLD = 5_000;

export interface Behaviour {
  readonly visitor: string;
  /** The visitor had been exposed before this page. */
  readonly wasExposed: boolean;
  /** Or is exposed on it. */
  readonly isExposed: boolean;
  /** When the visit began that this is a further page of; null: it begins here. */
  readonly goesOnSinceMs: number | null;
  /** A redirect variant of ours leads here: together with the page that sent on, it is one page. */
  readonly isLanding: boolean;
  readonly headers: Headers;
  readonly status: number;
}

export function behaviourEvents(
  page: Page,
  { visitor, wasExposed, isExposed, goesOnSinceMs, isLanding, headers, status }: Behaviour,
  rules: Pick<PreparedRuleset, "momentPages">,
  edge: Pick<Edge, "nowMs" | "recorder">,
): readonly EventRecord[] {
  const isView = page.method === "GET" && !page.fragment && !page.prefetch;
  const isPage = (status >= 200 && status < 300) || status === 304;
  const isSentOn = isLanding && goesOnSinceMs !== null && edge.nowMs - goesOnSinceMs < REDIRECT_MS;
  if (!isExposed || !isView || !isPage || isSentOn) return [];
  // The same page once more is no second page.
  const isReload = /\bmax-age=0\b/.test(headers.get("cache-control") ?? "");
  const began = goesOnSinceMs === null;
  const visit = began ? Math.floor(edge.nowMs / VISIT_BUCKET_MS) : Math.floor(goesOnSinceMs / 1000);
  const [at] = rules.momentPages.find(page.host, page.pathname);
  const events: readonly (readonly [name: string, which: number])[] = [
    ...(wasExposed && (began || !isReload) ? [[began ? "lahza.visit" : "lahza.page", visit] as const] : []),
    ...(at === undefined ? [] : [[momentEvent(at.moment), Math.floor(edge.nowMs / DAY_MS)] as const]),
  ];
  const told = toldBy(edge.recorder);
  return events.flatMap(([name, which]) => {
    const id = `${name}:${which.toString(36)}`;
    const key = `${visitor}|${id}`;
    if (told.get(key) !== undefined) return [];
    told.set(key, true);
    return [
      {
        source: "edge" as const,
        unit: visitor,
        id,
        visitor,
        customer: null,
        name,
        atMs: edge.nowMs,
        receivedMs: edge.nowMs,
        valueMinor: null,
        currency: null,
        orderId: null,
        refundId: null,
      },
    ];
  });
}

/** The same on a page that no experiment touches: written behind its answer, for who is known and may be counted. */
export async function recordBehaviour(
  request: Request,
  page: Page,
  rules: PreparedRuleset,
  status: number,
  edge: Edge,
): Promise<void> {
  const { headers } = request;
  const { settings } = rules.ruleset;
  if (!consentOf(headers, settings.consent).allowed) return;
  const cookies = headers.get("cookie");
  const { cookieKeys } = edge.config;
  if ((await uncounted(headers, cookieKeys, edge.nowMs)) !== null) return;
  const identity = await readVisitorCookie(cookies, cookieKeys, edge.nowMs);
  if (identity === null || identity.exposures.size === 0) return;
  const visit = await readVisit(cookies, identity.id, cookieKeys, settings, edge.nowMs);
  const goesOnSinceMs = visit?.startedAtMs ?? null;
  const told = {
    visitor: identity.id,
    wasExposed: true,
    isExposed: true,
    goesOnSinceMs,
    isLanding: false,
    headers,
    status,
  };
  const events = behaviourEvents(page, told, rules, edge);
  if (events.length === 0) return;
  const id = await customerOf(cookies, settings, edge.config.customerSecrets);
  const customer = id === null ? null : await customerDigest(id, cookieKeys);
  await edge.recorder.record({ events: events.map((row) => ({ ...row, customer })) });
}

const memos = new WeakMap<Edge["recorder"], Recent<true>>();

function toldBy(recorder: Edge["recorder"]): Recent<true> {
  let memo = memos.get(recorder);
  if (memo === undefined) {
    memo = recent<true>(MAX_TOLD);
    memos.set(recorder, memo);
  }
  return memo;
}
