/** Who asks, on a touched page: the visitor, the visit's first-page facts, and what the audiences here ask about. */
import type { Attributes } from "../assignment/condition.ts";
import {
  attributesFor,
  type AttributeSource,
  type Place,
  VISIT_ATTRIBUTES,
  visitFrom,
} from "../visitor/attributes.ts";
import { type BuyerStage, readBuyerStage } from "../visitor/buyer.ts";
import { readSession, type Visit, visitSetCookie } from "../visitor/session.ts";
import { isStaff } from "../visitor/staff.ts";
import { identify, isVisitor, type Visitor } from "../visitor/visitor.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import type { PreparedExperiment, PreparedRuleset } from "./prepare.ts";

export interface VisitContext {
  /** Null: no consent, or nobody to count. */
  readonly visitor: Visitor | null;
  readonly attributes: Attributes;
  /** Facts of the visit's first page, or of this one where no experiment keeps them; worked out when asked for. */
  readonly visit: () => Visit | null;
  /** Null: nobody to ask about. */
  readonly stage: BuyerStage | null;
  /** One of the shop's own people, who is never counted. */
  readonly isStaff: boolean;
  readonly place: Place | null;
  readonly headers: Headers;
  /** When the visit began that this page is a further one of, in ms since the epoch; null: it begins here. */
  readonly goesOnSinceMs: number | null;
  /** Set-Cookie headers that carry the visit on. */
  readonly setCookies: readonly string[];
}

export async function visitorOf(
  request: Request,
  page: Page,
  rules: PreparedRuleset,
  touching: readonly PreparedExperiment[],
  edge: Edge,
): Promise<VisitContext> {
  const { settings } = rules.ruleset;
  const { headers } = request;
  const place = placeOf(request);
  const nobody: VisitContext = {
    visitor: null,
    attributes: {},
    visit: () => null,
    stage: null,
    isStaff: false,
    place,
    headers,
    goesOnSinceMs: null,
    setCookies: [],
  };
  const found = await identify(request, edge.config, settings, edge.nowMs, edge.random);
  if (!isVisitor(found)) return nobody;
  // A script's request is no page view: it never makes a visitor.
  if (found.isNew && page.fragment) return nobody;

  const source = { headers, url: page.url, place, visitor: found, settings, nowMs: edge.nowMs };
  const { visit, goesOn, setCookies } = await visitOf(source, page, rules, touching, edge);
  const names = new Set(rules.excludeAttributes);
  for (const prepared of touching) for (const name of prepared.attributes) names.add(name);
  if (touching.some(({ leadsElsewhere }) => leadsElsewhere))
    for (const name of rules.elsewhereAttributes) names.add(name);
  const cookies = headers.get("cookie");
  const stage = await readBuyerStage(cookies, found.id, edge.config.cookieKeys);
  const attributes = names.size === 0 ? {} : attributesFor(names, { ...source, visit, known: { stage } });
  return {
    visitor: found,
    attributes,
    visit: () => visit ?? visitFrom(source),
    stage,
    isStaff: await isStaff(cookies, edge.config.cookieKeys, edge.nowMs),
    place,
    headers,
    goesOnSinceMs: goesOn ? (visit?.startedAtMs ?? null) : null,
    setCookies,
  };
}

/** The visit's cookie is written again when it is older than this: a visit then lasts as long as it should, to a minute. */
const REWRITE_MS = 60_000;

/**
 * A visit is kept while something that is counted runs on its pages, or some audience asks for a first-page fact.
 * On other touched pages, such as a checkout with a goal, it is only read: they are further pages of it.
 */
async function visitOf(
  source: Omit<AttributeSource, "visit"> & { visitor: Visitor },
  page: Page,
  rules: PreparedRuleset,
  touching: readonly PreparedExperiment[],
  edge: Edge,
): Promise<{ visit: Visit | null; goesOn: boolean; setCookies: readonly string[] }> {
  const { settings } = rules.ruleset;
  const isCounted = touching.some(({ experiment }) => experiment.status === "running");
  const { cookieKeys } = edge.config;
  const { visitor, url } = source;
  const known = await readSession(source.headers.get("cookie"), visitor.id, cookieKeys, settings, edge.nowMs);
  if (!rules.usesVisitFacts && !isCounted)
    return { visit: known?.visit ?? null, goesOn: known !== null, setCookies: [] };
  const visit = known?.visit ?? visitFrom(source);
  const isFresh = known !== null && edge.nowMs - known.atMs < REWRITE_MS;
  if (isFresh || page.fragment) return { visit, goesOn: known !== null, setCookies: [] };
  const cookie = await visitSetCookie(visit, visitor.id, edge.config, settings, url, edge.nowMs);
  return { visit, goesOn: known !== null, setCookies: [cookie] };
}

export function usesVisitFacts(attributes: ReadonlySet<string>): boolean {
  for (const name of attributes) if (VISIT_ATTRIBUTES.has(name)) return true;
  return false;
}

export function placeOf(request: Request): Place | null {
  const { cf } = request as { cf?: Place };
  return cf ?? null;
}
