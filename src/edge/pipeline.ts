/**
 * The shopper's path: visitor → experiments → assignment → origin → rewrite → response.
 *
 * Fails open: whatever throws before the shop has answered, the shop is asked again without us; whatever throws
 * after it, its answer goes out as it came. Nothing here waits for D1 while a ruleset is in memory.
 */
import { FRAME_COOKIE, PREVIEW_COOKIE, ticketIn } from "../preview/token.ts";
import { type RequestKind, requestKind } from "../rewrite/gate.ts";
import { cartFormsOn } from "./cart.ts";
import { decide, experimentsOn } from "./decide.ts";
import type { Edge } from "./edge.ts";
import type { FactEdge } from "./facts.ts";
import { forward } from "./forward.ts";
import { landedOn, landingDecisions } from "./landing.ts";
import { pageOf } from "./page.ts";
import { redirectAnswer, originRequestPath } from "./redirect-answer.ts";
import { answerTouched } from "./touched.ts";
import { rulesetFor } from "./rules.ts";
import { nameOf, passUnseen, Seen } from "./unseen.ts";
import { visitorOf } from "./visit.ts";

export function serve(request: Request, edge: Edge): Promise<Response> {
  let seen: Seen | null = null;
  try {
    const answer = passUnseen(request, kindOf(request, edge), edge);
    if (!(answer instanceof Seen)) return answer;
    seen = answer;
  } catch {
    // It is met again, and counted, where everything is looked at.
  }
  return serveSeen(request, seen, edge);
}

function kindOf(request: Request, { config }: Edge): RequestKind {
  return config.problems.length > 0 ? "other" : requestKind(request);
}

async function serveSeen(request: Request, seen: Seen | null, edge: Edge): Promise<Response> {
  const asked: { answer: Response | null; failed: boolean } = { answer: null, failed: false };
  const origin = async (toOrigin: Request): Promise<Response> => {
    asked.failed = true;
    asked.answer = await edge.origin(toOrigin);
    asked.failed = false;
    return asked.answer;
  };
  try {
    // What is asked behind the answer says nothing of how the page's own request went.
    return await answer(request, seen, { ...edge, origin, ask: edge.origin });
  } catch (error) {
    const reason = asked.failed ? "origin-failure" : "failure";
    edge.waitUntil(edge.recorder.record({ counters: [{ reason, subject: nameOf(error) }] }));
    // The shop's own failure stays the shop's. It is not asked again: who puts tea in a cart wants it once.
    if (asked.failed) throw error;
    // A 304 answers what we asked, not what the shopper did.
    return asked.answer !== null && !asked.answer.bodyUsed && asked.answer.status !== 304
      ? asked.answer
      : await edge.origin(request);
  }
}

async function answer(request: Request, seen: Seen | null, edge: Edge & FactEdge): Promise<Response> {
  const kind = seen?.kind ?? kindOf(request, edge);
  const rules = await rulesetFor(kind, edge);
  const cookie = seen?.cookie === undefined ? request.headers.get("cookie") : seen.cookie;
  const preview = !cookie?.includes("lahza") ? null : await previewed(request, cookie, kind, edge);
  if (preview !== null && rules?.ruleset.settings.enabled !== false)
    return preview === "shown"
      ? await edge.preview(request)
      : await forward(request, cookie, edge, null, null);
  if (rules === null || !rules.ruleset.settings.enabled)
    return await forward(request, cookie, edge, null, null);
  const page = seen?.page ?? pageOf(request, kind);
  const touching = kind === "other" ? [] : experimentsOn(rules, page, edge.nowMs);
  const landed = kind === "page" && cookie !== null ? await landedOn(cookie, page, rules, edge) : [];
  const isUntouched = touching.length + landed.length === 0;
  const hasCart = kind === "page" && cartFormsOn(rules, page).length > 0;
  const isGuided = kind === "page" && rules.guides;
  if ((isUntouched && !hasCart && !isGuided) || edge.circuit.isOpen(page.path, edge.nowMs))
    return await forward(request, cookie, edge, rules, page, kind === "page");

  let visit = await visitorOf(request, page, rules, [...touching, ...landed], edge);
  // A cart's form is for who is known, and a module that waits is for everybody: they make nobody a visitor.
  if (isUntouched && visit.visitor?.isNew !== false) {
    if (!isGuided) return await forward(request, cookie, edge, rules, page, kind === "page");
    visit = { ...visit, visitor: null, setCookies: [] };
  }
  const decisions = decide(touching, visit, rules, edge.nowMs);
  const away = await redirectAnswer(page, decisions, visit, rules, edge);
  if (away !== null) return away;
  const landings = landingDecisions(landed, decisions, page, visit, rules, edge.nowMs);
  if (touching.length + landings.length === 0 && !hasCart && !isGuided)
    return await forward(request, cookie, edge, rules, page, true);
  return await answerTouched(
    originRequestPath(request, page, decisions),
    page,
    landings.length === 0 ? decisions : [...decisions, ...landings],
    visit,
    rules,
    edge,
  );
}

/**
 * `shown`: a page of a draft, for who carries a valid ticket. `uncounted`: what such a person's pages load and send.
 * A look at the Cookie header is all that previews cost a shopper.
 */
async function previewed(
  request: Request,
  cookie: string,
  kind: RequestKind,
  { config, nowMs }: Edge,
): Promise<"shown" | "uncounted" | null> {
  if (config.problems.length > 0) return null;
  // Frames of the dashboard have a ticket of their own; a page by itself stays a shopper's, whatever a frame shows.
  if (cookie.includes(`${FRAME_COOKIE}=`) && kind !== "page") {
    const isFrame = request.headers.get("sec-fetch-dest") === "iframe" && request.method === "GET";
    if ((await ticketIn(cookie, config.cookieKeys, nowMs, FRAME_COOKIE)) !== null)
      return isFrame ? "shown" : "uncounted";
  }
  if (!cookie.includes(`${PREVIEW_COOKIE}=`)) return null;
  if ((await ticketIn(cookie, config.cookieKeys, nowMs)) === null) return null;
  return kind === "other" ? "uncounted" : "shown";
}
