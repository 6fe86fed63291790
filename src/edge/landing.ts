/**
 * Where redirect variants lead. Somebody who was sent there is exposed by that page, and it has to confirm the
 * exposure as control's page does; for all others it stays what it is.
 */
import { normalisePath } from "../assignment/index.ts";
import { readVisitorCookie } from "../visitor/cookie.ts";
import { type Decision, decide, isOpen } from "./decide.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import type { PreparedExperiment, PreparedRuleset } from "./prepare.ts";
import type { VisitContext } from "./visit.ts";

/** Experiments of which this visitor may have come here by a redirect. */
export async function landedOn(
  cookie: string,
  page: Page,
  rules: PreparedRuleset,
  edge: Edge,
): Promise<readonly PreparedExperiment[]> {
  const here = rules.landings.size === 0 || page.fragment ? undefined : rules.landings.get(page.path);
  if (here === undefined || !cookie.includes("lahza=")) return [];
  const identity = await readVisitorCookie(cookie, edge.config.cookieKeys, edge.nowMs);
  return here.filter(
    ({ experiment: { id, phase, pages, startAtMs, endAtMs } }) =>
      identity?.exposures.get(id) === phase &&
      isOpen(startAtMs, endAtMs, edge.nowMs) &&
      (pages.hosts.length === 0 || pages.hosts.includes(page.host)),
  );
}

/** Those of them whose redirect is this visitor's variant. */
export function landingDecisions(
  landed: readonly PreparedExperiment[],
  decisions: readonly Decision[],
  page: Page,
  visit: VisitContext,
  rules: PreparedRuleset,
  nowMs: number,
): readonly Decision[] {
  const others = landed.filter((prepared) => !decisions.some((decision) => decision.prepared === prepared));
  return decide(others, visit, rules, nowMs).filter(
    ({ counted, variant }) => counted && landingPath(variant.variant.redirect) === page.path,
  );
}

/** As `Page.path` has it; null: no redirect. */
export function landingPath(redirect: string | null): string | null {
  return redirect === null ? null : normalisePath(redirect.split(/[?#]/, 1)[0] ?? redirect);
}
