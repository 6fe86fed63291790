/**
 * `GET <prefix>/view?to=<path and query>&lang=<language>`: what a page is to be, for a browser that opens it without
 * loading it (a router of React, Next, Vue, Nuxt, Turbo, htmx): the changes of its `hydrated` experiments, and what
 * confirms them. Asked for by `reapply` (src/client), and by nobody else.
 *
 * It is the page's view as far as there is one here: its goals and the visit's further page are recorded. Exposures are
 * not: its token brings the visit's facts, like that of a page that was fetched ahead, and the place is found, and the
 * exposure counted, when the browser says so. Experiments that lead to another address or origin page cannot act here.
 *
 * Fails open: 204, and the page is the shop's.
 */
import { isReached } from "../collect/goals.ts";
import type { CounterRecord } from "../collect/record.ts";
import { primaryLanguage, regionOf } from "../domain/text.ts";
import { FRAME_COOKIE, PREVIEW_COOKIE } from "../preview/token.ts";
import { behaviourEvents } from "./behaviour.ts";
import { type ConfirmationData, confirmationOf } from "./confirmation.ts";
import { cookiesToSet } from "./cookies.ts";
import { decide, experimentsOn } from "./decide.ts";
import type { Edge } from "./edge.ts";
import { factsFor } from "./facts.ts";
import { assetBase, filesFor, type PageFile } from "./files.ts";
import { eventsOf, watchedBy } from "./goals.ts";
import { liveValues } from "./live-values.ts";
import { type Page, pageOf } from "./page.ts";
import { factsOn, type PreparedRuleset } from "./prepare.ts";
import { isHydrated, type KeptChange, keptChanges } from "./reapply.ts";
import { recordView } from "./record.ts";
import { rulesetFor } from "./rules.ts";
import { nameOf } from "./unseen.ts";
import { type VisitContext, visitorOf } from "./visit.ts";

/** What `reapply` and the core take; without a token there is nobody to count. */
interface View extends Partial<ConfirmationData> {
  readonly changes: readonly KeptChange[];
  /** Type, address, integrity, `data-` attributes. */
  readonly files: readonly (readonly [string, string, string, Readonly<Record<string, string>>?])[];
  readonly token?: string;
}

const HEADERS = { "cache-control": "private, no-store", "x-content-type-options": "nosniff" };
/** Longer addresses are no page's. */
const MAX_ADDRESS = 4096;

export async function answerView(request: Request, edge: Edge): Promise<Response> {
  try {
    const site = request.headers.get("sec-fetch-site");
    if (request.method !== "GET" || (site !== null && site !== "same-origin"))
      return new Response(null, { status: 403, headers: HEADERS });
    return (await viewOf(request, edge)) ?? nothing();
  } catch (error) {
    edge.waitUntil(edge.recorder.record({ counters: [{ reason: "failure", subject: nameOf(error) }] }));
    return nothing();
  }
}

function nothing(): Response {
  return new Response(null, { status: 204, headers: HEADERS });
}

async function viewOf(request: Request, edge: Edge): Promise<Response | null> {
  const { searchParams, origin } = new URL(request.url);
  const to = searchParams.get("to") ?? "";
  if (!to.startsWith("/") || to.length > MAX_ADDRESS) return null;
  const target = new URL(to, origin);
  const cookie = request.headers.get("cookie");
  // `//elsewhere/` is another host's. Drafts are shown, and never counted, on pages that are loaded.
  if (target.origin !== origin || [PREVIEW_COOKIE, FRAME_COOKIE].some((name) => cookie?.includes(`${name}=`)))
    return null;
  const rules = await rulesetFor("page", edge);
  if (rules === null || !rules.ruleset.settings.enabled) return null;
  const asked = new Request(target, request);
  const page: Page = { ...pageOf(asked, "page"), prefetch: true };
  if (edge.circuit.isOpen(page.path, edge.nowMs)) return null;
  const { settings } = rules.ruleset;
  const touching = experimentsOn(rules, page, edge.nowMs).filter(
    (prepared) => isHydrated({ prepared }) && !prepared.leadsElsewhere,
  );
  const visit = await visitorOf(asked, page, rules, touching, edge);
  const lang = searchParams.get("lang") ?? "";
  const language = primaryLanguage(lang) ?? settings.languages[0] ?? "en";
  const decisions = decide(touching, visit, rules, edge.nowMs);
  const shown = decisions.filter(({ prepared }) => prepared.experiment.languages?.includes(language) ?? true);
  record(page, visit, shown.length > 0, rules, edge);
  const confirmation = await confirmationOf(page, decisions, visit, rules, edge, null);
  if (shown.length === 0) return null;
  const facts = await factsFor(page, factsOn(touching), settings, edge);
  const rendering = {
    ...liveValues(page, visit, settings, facts.fact, edge),
    language,
    region: regionOf(lang),
    scripts: true,
  };
  const headers = new Headers({ ...HEADERS, "content-type": "application/json" });
  for (const value of await cookiesToSet(page, decisions, visit, rules, edge))
    headers.append("set-cookie", value);
  const base = assetBase(page.url, edge.config.prefix);
  const view: View = {
    changes: keptChanges(shown, rendering),
    files: [
      ...filesFor(shown, rules.ruleset, base).map((file) => tagOf(file)),
      ...(confirmation?.modules ?? []).map(({ file, data: attributes }) => tagOf(file, attributes)),
    ],
    ...(confirmation === null ? {} : { token: confirmation.token, ...confirmation.data(shown) }),
  };
  return new Response(JSON.stringify(view), { headers });
}

function tagOf(
  { type, url, integrity }: PageFile,
  data?: Readonly<Record<string, string>>,
): View["files"][number] {
  return data === undefined ? [type, url, integrity] : [type, url, integrity, data];
}

/** As of any view, but that nothing can be read off a page that never passes here. */
function record(
  ahead: Page,
  visit: VisitContext,
  isExposed: boolean,
  rules: PreparedRuleset,
  edge: Edge,
): void {
  const { visitor, headers, goesOnSinceMs } = visit;
  // Whom nothing here is about stays nobody.
  if (visitor === null || (visitor.isNew && !isExposed)) return;
  const page: Page = { ...ahead, prefetch: false };
  const { pageGoals } = watchedBy(rules, page, true);
  const told = pageGoals.filter((goal) => isReached(goal, 304));
  const counters: CounterRecord[] = pageGoals
    .filter((goal) => !told.includes(goal))
    .map(({ key }) => ({ reason: "not-loaded", subject: key }));
  const recorded = eventsOf(
    { pageGoals: told, requestGoals: [] },
    { visitor: visitor.id, customer: null },
    page,
    { status: 200, reads: {}, location: null, json: undefined },
    rules.ruleset.settings.currency,
    edge,
  );
  const wasExposed = !visitor.isNew && visitor.exposures.size > 0;
  const behaviour = behaviourEvents(
    page,
    {
      visitor: visitor.id,
      wasExposed,
      isExposed: wasExposed || isExposed,
      goesOnSinceMs,
      isLanding: false,
      headers,
      status: 200,
    },
    rules,
    edge,
  );
  recordView({
    page: ahead,
    decisions: [],
    visit,
    language: null,
    found: () => null,
    events: [...recorded.events, ...behaviour],
    counters: [...counters, ...recorded.counters],
    edge,
  });
}
