/** `redirect` and `originPath` variants: decided and counted here at the edge, so that nobody is lost on the way. */
import { normalisePath } from "../assignment/index.ts";
import { behaviourEvents } from "./behaviour.ts";
import { cookiesToSet } from "./cookies.ts";
import { type Decision, decide, experimentsAt } from "./decide.ts";
import type { Edge } from "./edge.ts";
import { withPath } from "./origin.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";
import { recordView } from "./record.ts";
import { leadsIntoLoop, originPathFor } from "./redirect.ts";
import type { VisitContext } from "./visit.ts";

/** The first redirect among the decisions that is not a loop, or null. 302: the page has not moved for good. */
export async function redirectAnswer(
  page: Page,
  decisions: readonly Decision[],
  visit: VisitContext,
  rules: PreparedRuleset,
  edge: Edge,
): Promise<Response | null> {
  if (page.fragment) return null;
  const next = (path: string): string | null => {
    const touching = experimentsAt(rules, page.host, path, false, edge.nowMs);
    const target =
      firstRedirect(decide(touching, visit, rules, edge.nowMs))?.variant.variant.redirect ?? null;
    return target === null || normalisePath(pathOf(target)) === normalisePath(path) ? null : pathOf(target);
  };
  const chosen = firstRedirect(decisions);
  const target = chosen?.variant.variant.redirect ?? null;
  if (chosen === null || target === null) return null;
  if (leadsIntoLoop(page.path, normalisePath(pathOf(target)), (path) => normalised(next(path)))) return null;

  const headers = new Headers({
    location: withQuery(target, page.url.search),
    "cache-control": "private, no-cache",
  });
  for (const cookie of await cookiesToSet(page, [chosen], visit, rules, edge))
    headers.append("set-cookie", cookie);
  // As control's page tells it; where this leads is one page with it.
  const { visitor, goesOnSinceMs } = visit;
  const wasExposed = visitor?.isNew === false && visitor.exposures.size > 0;
  const events =
    visitor === null
      ? []
      : behaviourEvents(
          page,
          {
            visitor: visitor.id,
            wasExposed,
            isExposed: wasExposed || chosen.counted,
            goesOnSinceMs,
            isLanding: false,
            headers: visit.headers,
            status: 200,
          },
          rules,
          edge,
        );
  recordView({ page, decisions: [chosen], visit, language: null, found: () => true, events, edge });
  return new Response(null, { status: 302, headers });
}

/** The request for the origin: another page of its own where a variant says so; the address stays. */
export function originRequestPath(request: Request, page: Page, decisions: readonly Decision[]): Request {
  for (const { prepared, variant } of decisions) {
    const { originPath } = variant.variant;
    if (originPath === null) continue;
    const path = originPathFor(originPath, prepared.experiment.pages.include, page.pathname);
    if (path !== null) return withPath(request, path);
  }
  return request;
}

function firstRedirect(decisions: readonly Decision[]): Decision | null {
  return decisions.find(({ variant }) => variant.variant.redirect !== null) ?? null;
}

function pathOf(target: string): string {
  return target.split(/[?#]/, 1)[0] ?? target;
}

function normalised(path: string | null): string | null {
  return path === null ? null : normalisePath(path);
}

/** A header holds ASCII; an author may have written the path in the shop's own script. */
function ascii(address: string): string {
  return address.toWellFormed().replace(/[^\x21-\x7e]+/gu, encodeURIComponent);
}

/** For a Location header. The shopper's query is kept, behind what the target brings itself. */
export function withQuery(target: string, search: string): string {
  const [beforeHash = target, hash] = target.split("#", 2);
  const joined =
    search.length <= 1
      ? beforeHash
      : beforeHash.includes("?")
        ? `${beforeHash}&${search.slice(1)}`
        : beforeHash + search;
  return ascii(hash === undefined ? joined : `${joined}#${hash}`);
}
