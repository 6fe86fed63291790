/**
 * Requests that no experiment touches: the origin's answer as it is, in bytes and headers, without a cookie of ours.
 * Where a goal watches, it is recorded behind the answer; a value that a goal reads off a page is read from the
 * bytes as they pass.
 */
import { readsFor } from "../collect/goals.ts";
import { lengthOf, mayRewrite } from "../rewrite/gate.ts";
import { withoutLahzaCookies } from "../visitor/cookie-header.ts";
import type { Edge } from "./edge.ts";
import { eventsOf, knownVisitor, type Watched, watchedBy } from "./goals.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";
import { isCrawler } from "../visitor/bots.ts";

/** `rules` null: nothing is known, nothing is watched. */
export async function forward(
  request: Request,
  edge: Edge,
  rules: PreparedRuleset | null,
  page: Page | null,
  isPage = false,
): Promise<Response> {
  const watched = rules === null || page === null ? null : watchedBy(rules, page, isPage);
  if (
    rules === null ||
    page === null ||
    watched === null ||
    watched.pageGoals.length + watched.requestGoals.length === 0
  ) {
    return await edge.origin(withoutOurCookies(request));
  }
  const visitor = await knownVisitor(request, rules, edge);
  const reading = visitor === null ? [] : readsFor(watched.pageGoals);
  const toOrigin = withoutOurCookies(request);
  if (visitor === null) return await edge.origin(toOrigin);
  const response = await edge.origin(reading.length > 0 ? inFull(toOrigin) : toOrigin);
  const rewritable = reading.length > 0 ? mayRewrite(response, request.method) : null;
  if (rewritable?.ok !== true || response.body === null) {
    edge.waitUntil(recordGoals({}, response.status));
    return response;
  }
  const { body, ending } = await edge.rewrite(response.body, {
    utf8: rewritable.charset === "utf-8",
    length: lengthOf(response.headers),
    plan: () => ({ changes: [], watch: [], reads: reading, headTags: null, policy: null }),
  });
  edge.waitUntil(Promise.resolve(ending).then(({ outcome }) => recordGoals(outcome.reads, response.status)));
  return new Response(body, response);

  async function recordGoals(reads: { readonly [name: string]: string }, status: number): Promise<void> {
    await recordWatched(
      request,
      watched as Watched,
      visitor as string,
      page as Page,
      status,
      reads,
      rules as PreparedRuleset,
      edge,
    );
  }
}

export async function recordWatched(
  request: Request,
  watched: Watched,
  visitor: string,
  page: Page,
  status: number,
  reads: { readonly [name: string]: string },
  rules: PreparedRuleset,
  edge: Edge,
): Promise<void> {
  const recorded = eventsOf(watched, visitor, page, status, reads, rules.ruleset.settings.currency, edge);
  if (recorded.events.length === 0) return;
  if (isCrawler(request.headers.get("user-agent")))
    return await edge.recorder.record({ counters: [{ reason: "crawler" }] });
  await edge.recorder.record(recorded);
}

/** A page that is read has to come whole: a piece, or a 304, has nothing to read. */
function inFull(request: Request): Request {
  const headers = new Headers(request.headers);
  for (const name of ["range", "if-range"]) headers.delete(name);
  return new Request(request, { headers });
}

/** The origin's own caches never see our cookies, and its programs no visitor whom a shopper made up. */
function withoutOurCookies(request: Request): Request {
  const cookie = request.headers.get("cookie");
  const rest = cookie?.includes("lahza") === true ? withoutLahzaCookies(cookie) : cookie;
  const forged = request.headers.has("lahza-visitor");
  if (rest === cookie && !forged) return request;
  const headers = new Headers(request.headers);
  if (rest === null) headers.delete("cookie");
  else if (rest !== cookie) headers.set("cookie", rest);
  if (forged) headers.delete("lahza-visitor");
  return new Request(request, { headers });
}
