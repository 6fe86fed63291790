/**
 * A page that experiments touch: asked for in a way that keeps the origin's cache useful, rewritten as it streams,
 * its headers made true again, and recorded behind the answer.
 *
 * What is not a page after all (a redirect, an error, a picture) goes out as the origin sent it, but privately where
 * a variant may have led to another one.
 */
import type { CounterRecord } from "../collect/record.ts";
import { extendPolicies } from "../rewrite/csp.ts";
import { digestOf } from "../rewrite/etag.ts";
import { lengthOf, mayRewrite } from "../rewrite/gate.ts";
import { requestForOrigin, touchedHeaders } from "../rewrite/headers.ts";
import type { Ending } from "../rewrite/rewrite.types.ts";
import { isCrawler } from "../visitor/bots.ts";
import { withoutLahzaCookies } from "../visitor/cookie-header.ts";
import { cartOf, cartOwner } from "./cart.ts";
import { behaviourEvents } from "./behaviour.ts";
import { confirmationOf } from "./confirmation.ts";
import { cookiesToSet } from "./cookies.ts";
import { type Decision, experimentsOn } from "./decide.ts";
import type { Edge } from "./edge.ts";
import { type FactEdge, factsFor } from "./facts.ts";
import { assetBase, filesFor, needsOf } from "./files.ts";
import { eventsOf, watchedBy } from "./goals.ts";
import { landingPath } from "./landing.ts";
import type { Page } from "./page.ts";
import { pageDigest } from "./page-digest.ts";
import { pagePlanner } from "./page-plan.ts";
import { liveValues } from "./live-values.ts";
import { factsOn, type PreparedRuleset } from "./prepare.ts";
import { knownPage, plannedBefore } from "./recipes.ts";
import { reapplyFiles, waitingCore } from "./reapply.ts";
import { recordView } from "./record.ts";
import type { VisitContext } from "./visit.ts";

/** Whether the page may be one that this visitor was shown before: a 304 shows it again, and counts nothing. */
function isMet({ visitor }: VisitContext, decisions: readonly Decision[]): boolean {
  return visitor?.isNew !== true || !decisions.some(({ counted }) => counted);
}

function inFull(asked: Headers): Headers {
  const headers = new Headers(asked);
  headers.delete("if-none-match");
  return headers;
}

/** `pdp-trust=badges, hero=control`: keys alone, which are ASCII and have no other meaning in a header. */
function variantsOf(decisions: readonly Decision[]): string | null {
  const pairs = decisions.map(({ prepared, variant }) => `${prepared.experiment.key}=${variant.variant.key}`);
  return pairs.length === 0 ? null : pairs.join(", ");
}

export async function answerTouched(
  request: Request,
  page: Page,
  decisions: readonly Decision[],
  visit: VisitContext,
  rules: PreparedRuleset,
  edge: Edge & FactEdge,
): Promise<Response> {
  const { settings } = rules.ruleset;
  const facts = await factsFor(page, factsOn(experimentsOn(rules, page, edge.nowMs)), settings, edge);
  const values = liveValues(page, visit, settings, facts.fact, edge);
  const cart = await cartOf(page, visit, rules, edge);
  const confirmation = await confirmationOf(page, decisions, visit, rules, edge, cart);
  // What everybody with the same variants gets, and what this visitor gets. A cart's token is another one
  // each time, and names the same visitor on the page that the browser has.
  const shared = digestOf([pageDigest(page, decisions, values, rules, edge), cart === null ? "" : "cart"]);
  const own = confirmation?.token ?? (cart === null ? null : await cartOwner(visit, rules, edge));
  const digest = own === null ? shared : digestOf([shared, own]);
  const toOrigin = requestForOrigin(isMet(visit, decisions) ? request.headers : inFull(request.headers), {
    withoutOurCookies: withoutLahzaCookies,
    visitor: settings.visitorHeader ? (visit.visitor?.id ?? null) : null,
    variants: settings.variantsHeader ? variantsOf(decisions) : null,
    touched: { digest, identity: settings.originIdentity },
  });
  const answered = await edge.origin(new Request(request, { headers: toOrigin.headers }));
  const rewritable = mayRewrite(answered, page.method);
  // What a variant's other page says is not what this address says.
  const isOwn = rewritable.ok && request.url === page.url.href;
  const response = isOwn ? facts.listen(toOrigin.headers, answered) : answered;
  const { status } = response;
  const watched = watchedBy(rules, page, !page.fragment);
  if (!rewritable.ok && status !== 304) {
    view({ language: null, found: () => null, reads: {}, counters: [] });
    if (!experimentsOn(rules, page, edge.nowMs).some(({ leadsElsewhere }) => leadsElsewhere)) return response;
    // What stands under this address depends on the variant, so no cache may keep it for others.
    const { conditions } = toOrigin;
    const own = touchedHeaders(response.headers, { status, digest, conditions, setCookies: [] });
    return new Response(response.body, { status, statusText: response.statusText, headers: own });
  }

  const setCookies = await cookiesToSet(page, decisions, visit, rules, edge);
  const headers = touchedHeaders(response.headers, {
    status,
    digest,
    conditions: toOrigin.conditions,
    setCookies,
  });
  const base = assetBase(page.url, edge.config.prefix);
  const files = page.fragment ? [] : filesFor(decisions, rules.ruleset, base);
  const hydrating = page.fragment ? [] : reapplyFiles(decisions, rules, base);
  const beside = confirmation?.needs ?? (hydrating.length === 0 ? {} : waitingCore(base).needs);
  const needs = needsOf([...files, ...hydrating], decisions, beside);
  const address = page.url.href;
  const policy = extendPolicies(headers, needs, address);
  const init = { status, statusText: response.statusText, headers };
  if (!rewritable.ok || page.method === "HEAD" || response.body === null) {
    view({ language: null, found: () => null, reads: {}, counters: [] });
    return new Response(null, init);
  }

  const { pageGoals } = watched;
  // Asked for once: each look at a header is a call out of JavaScript.
  const length = lengthOf(response.headers);
  const known = knownPage(
    address,
    pageGoals,
    { headers: response.headers, length },
    shared,
    policy,
    edge.recipes,
  );
  const { plan, planned } = pagePlanner({
    page,
    decisions,
    pageGoals,
    files,
    confirmation,
    cart,
    needs,
    policy,
    values,
    rules,
    edge,
  });
  const rewriting = await edge.rewrite(response.body, {
    utf8: rewritable.charset === "utf-8",
    length,
    plan,
    needsLanguage: decisions.some(({ prepared }) => prepared.experiment.languages !== null),
    ...known.options,
    visitorTexts: [confirmation?.token ?? "", cart?.token ?? ""],
  });
  if (rewriting.ending instanceof Promise) edge.waitUntil(rewriting.ending.then(settle));
  else settle(rewriting.ending);
  return new Response(rewriting.body, init);

  /** Of a shopper's own view of a page: prefetches, fragments, crawlers and staff are none. */
  function viewer(): string | null {
    if (page.fragment || page.prefetch || page.method !== "GET" || visit.isStaff) return null;
    return isCrawler(request.headers.get("user-agent")) ? null : (visit.visitor?.id ?? null);
  }

  function settle(ending: Ending): void {
    const { outcome } = ending;
    const found = known.page === null || ending.read ? planned() : plannedBefore(known.page, decisions);
    const { language, shown } = found;
    const counters = [...found.counters];
    for (const { label, reason } of outcome.skipped)
      counters.push({ reason: `skipped-${reason}`, subject: label });
    const viewed = facts.viewedBy(viewer);
    if (viewed !== null) counters.push(viewed);
    if (outcome.failure !== null) {
      counters.push({ reason: "rewriter-failure", subject: outcome.failure });
      if (ending.read) edge.circuit.trip(page.path, edge.nowMs);
    }
    known.learn(ending, found);
    const ran = new Map(shown.map(({ prepared: { experiment } }) => [experiment.id, experiment]));
    view({
      language,
      // An experiment without places to watch (css, js, another origin page) is met with the page itself.
      found: (id) => {
        const experiment = ran.get(id);
        return experiment === undefined ? null : experiment.watch.length === 0 || outcome.found.has(id);
      },
      reads: outcome.reads,
      counters,
    });
  }

  function view(seen: {
    language: string | null;
    found: (experiment: number) => boolean | null;
    reads: { readonly [name: string]: string };
    counters: readonly CounterRecord[];
  }): void {
    const visitor = visit.visitor?.id ?? null;
    const recorded =
      visitor === null
        ? { events: [], counters: [] }
        : eventsOf(
            watched,
            { visitor, customer: null },
            page,
            { status, reads: seen.reads, location: response.headers.get("location"), json: undefined },
            settings.currency,
            edge,
          );
    const wasExposed = visit.visitor?.isNew === false && visit.visitor.exposures.size > 0;
    const behaviour =
      visit.visitor === null
        ? []
        : behaviourEvents(
            page,
            {
              visitor: visit.visitor.id,
              wasExposed,
              isExposed: wasExposed || decisions.some(({ counted }) => counted),
              goesOnSinceMs: visit.goesOnSinceMs,
              isLanding: decisions.some(({ variant }) => landingPath(variant.variant.redirect) === page.path),
              headers: visit.headers,
              status,
            },
            rules,
            edge,
          );
    recordView({
      page,
      decisions,
      visit,
      language: seen.language,
      found: seen.found,
      events: behaviour.length === 0 ? recorded.events : [...recorded.events, ...behaviour],
      counters: [...seen.counters, ...recorded.counters],
      edge,
    });
  }
}
