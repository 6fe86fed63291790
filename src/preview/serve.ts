/**
 * The shop as a preview shows it: one variant of one draft, everything else as the shop sent it, with a badge.
 * Nothing is recorded, no visitor is made or read, nothing is kept by any cache. The second Worker's work, for page
 * views that carry a preview cookie; only they wait for D1.
 *
 * Fails open: a preview that is gone shows the shop's page, uncounted.
 */
import { leadsIntoLoop } from "../edge/redirect.ts";
import { createCircuit } from "../edge/circuit.ts";
import type { Decision } from "../edge/decide.ts";
import type { Edge } from "../edge/edge.ts";
import { forward } from "../edge/forward.ts";
import { type Page, pageOf } from "../edge/page.ts";
import { prepare, type PreparedRuleset } from "../edge/prepare.ts";
import { createRecipes } from "../edge/recipes.ts";
import { originRequestPath, withQuery } from "../edge/redirect-answer.ts";
import { answerTouched } from "../edge/touched.ts";
import { placeOf, type VisitContext } from "../edge/visit.ts";
import { normalisePath } from "../assignment/index.ts";
import { type RequestKind, requestKind } from "../rewrite/gate.ts";
import { checkRuleset } from "../ruleset/check.ts";
import { recent } from "../visitor/recent.ts";
import { badgeExperiment } from "./badge.ts";
import type { StoredPreview } from "./create.ts";
import { FRAME_COOKIE, PREVIEW_COOKIE, type PreviewTicket, ticketIn } from "./token.ts";

interface Preview {
  readonly rules: PreparedRuleset;
  readonly name: string;
  readonly badge: string | null;
  readonly frame: StoredPreview["frame"];
}

/** Body of a stored preview; null: there is none. */
export type Previews = (id: string) => Promise<string | null>;

export async function answerPreview(request: Request, edge: Edge, previews: Previews): Promise<Response> {
  const isFrame = request.headers.get("sec-fetch-dest") === "iframe";
  const kind = isFrame ? "page" : requestKind(request);
  const name = isFrame ? FRAME_COOKIE : PREVIEW_COOKIE;
  const ticket = await ticketIn(request.headers.get("cookie"), edge.config.cookieKeys, edge.nowMs, name);
  const preview = kind === "other" || ticket === null ? null : await previewOf(ticket, edge, previews);
  // What was made for a frame is shown in one alone, and the other way round.
  if (preview === null || ticket === null || (preview.frame !== undefined) !== isFrame)
    return await forward(request, request.headers.get("cookie"), edge, null, null);
  if (preview.frame !== undefined) {
    const shown = uncached(await show(request, kind, ticket, preview, silent(edge)));
    return framedBy(preview.frame.dashboard, shown);
  }
  return uncached(await show(request, kind, ticket, preview, silent(edge)));
}

async function show(
  request: Request,
  kind: RequestKind,
  ticket: PreviewTicket,
  preview: Preview,
  edge: Edge,
): Promise<Response> {
  const page = pageOf(request, kind);
  const { rules } = preview;
  const decision = decisionOn(page, page.url.pathname, ticket, rules);
  const target = page.fragment ? null : redirectOf(page, ticket, rules);
  if (target !== null)
    return new Response(null, { status: 302, headers: { location: withQuery(target, page.url.search) } });
  const variant = rules.experiments[0]?.experiment.variants[ticket.variant]?.key ?? "";
  const { origin } = page.url;
  const badge = badgeExperiment({
    experiment: preview.name,
    variant,
    here: decision !== null,
    endUrl: `${origin}${edge.config.prefix}/p/end`,
    css: preview.badge,
    overlay: preview.frame?.overlay ?? null,
  });
  const [badgeVariant] = badge.variants;
  const decisions: Decision[] = decision === null ? [] : [decision];
  if (!page.fragment && badgeVariant !== undefined)
    decisions.push({ prepared: badge, variantIndex: 0, variant: badgeVariant, counted: false, stretch: 0 });
  const whole = originRequestPath(inFull(request), page, decisions);
  return await answerTouched(whole, page, decisions, visitOf(request), rules, edge);
}

/** The variant, where the experiment acts on such a page: its audience, traffic and schedule are not asked. */
function decisionOn(
  page: Page,
  path: string,
  ticket: PreviewTicket,
  rules: PreparedRuleset,
): Decision | null {
  const prepared = rules.experiments[0];
  const variant = prepared?.variants[ticket.variant];
  if (prepared === undefined || variant === undefined) return null;
  if (page.fragment && !prepared.experiment.fragments) return null;
  if (rules.pages.find(page.host, path).length === 0) return null;
  return { prepared, variantIndex: ticket.variant, variant, counted: false, stretch: 0 };
}

function redirectOf(page: Page, ticket: PreviewTicket, rules: PreparedRuleset): string | null {
  const next = (path: string): string | null => {
    const target = decisionOn(page, path, ticket, rules)?.variant.variant.redirect ?? null;
    return target === null || pathOf(target) === normalisePath(path) ? null : pathOf(target);
  };
  const target = decisionOn(page, page.url.pathname, ticket, rules)?.variant.variant.redirect ?? null;
  return target === null || leadsIntoLoop(page.path, pathOf(target), next) ? null : target;
}

function pathOf(target: string): string {
  return normalisePath(target.split(/[?#]/, 1)[0] ?? target);
}

const kept = recent<{ readonly preview: Preview; readonly atMs: number }>(20);
/** Content never changes under its id; asked again so that a preview that was ended ends. */
const KEPT_MS = 30_000;

async function previewOf(
  { preview: id }: PreviewTicket,
  edge: Edge,
  previews: Previews,
): Promise<Preview | null> {
  const known = kept.get(id);
  if (known !== undefined && edge.nowMs - known.atMs < KEPT_MS) return known.preview;
  const body = await previews(id);
  const stored = body === null ? null : (JSON.parse(body) as StoredPreview);
  const checked = stored === null ? null : checkRuleset(stored.ruleset);
  if (stored === null || checked?.ok !== true) {
    kept.delete(id);
    return null;
  }
  const preview = {
    rules: prepare(checked.ruleset),
    name: stored.name,
    badge: stored.badge,
    frame: stored.frame,
  };
  kept.set(id, { preview, atMs: edge.nowMs });
  return preview;
}

/** Nothing that a preview does is counted, and a page that fails under a draft does not fail for shoppers. */
function silent(edge: Edge): Edge {
  return {
    ...edge,
    recorder: { record: () => Promise.resolve(), unsaved: () => [], isStored: () => false },
    circuit: createCircuit(),
    recipes: createRecipes(),
  };
}

function visitOf(request: Request): VisitContext {
  const { headers } = request;
  return {
    visitor: null,
    attributes: {},
    visit: () => null,
    place: placeOf(request),
    headers,
    stage: null,
    isStaff: false,
    goesOnSinceMs: null,
    setCookies: [],
  };
}

/** What the browser holds is another variant's page, or the shop's. */
function inFull(request: Request): Request {
  const headers = new Headers(request.headers);
  for (const name of ["if-none-match", "if-modified-since", "range", "if-range"]) headers.delete(name);
  return new Request(request, { headers });
}

function uncached(response: Response): Response {
  const answer = new Response(response.body, response);
  for (const name of ["etag", "last-modified", "expires", "age"]) answer.headers.delete(name);
  for (const name of response.headers.keys())
    if (name.endsWith("cdn-cache-control")) answer.headers.delete(name);
  answer.headers.set("cache-control", "private, no-store");
  answer.headers.set("x-robots-tag", "noindex");
  return answer;
}

/** Framed by the dashboard alone, whatever the shop says of frames: it speaks of its shoppers. */
function framedBy(dashboard: string, response: Response): Response {
  const { headers } = response;
  headers.delete("x-frame-options");
  headers.delete("cross-origin-opener-policy");
  const policy = headers.get("content-security-policy");
  const own = `frame-ancestors ${dashboard}`;
  if (policy === null) headers.set("content-security-policy", own);
  else {
    const others = policy
      .split(",")
      .map((one) =>
        one
          .split(";")
          .filter((directive) => !/^\s*(frame-ancestors|sandbox)\b/i.test(directive))
          .join(";"),
      )
      .filter((one) => one.trim() !== "");
    headers.set("content-security-policy", [...others, own].join(", "));
  }
  return response;
}
