/** Which cookies of ours an answer sets: a new visitor's, and an old one's when an experiment was added to it. */
import { withExposure, type Exposures } from "../visitor/exposures.ts";
import { visitorSetCookie } from "../visitor/visitor.ts";
import type { Decision } from "./decide.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";
import type { VisitContext } from "./visit.ts";

export async function cookiesToSet(
  page: Page,
  decisions: readonly Decision[],
  { visitor, setCookies }: VisitContext,
  rules: PreparedRuleset,
  edge: Edge,
): Promise<readonly string[]> {
  if (visitor === null || page.fragment || page.method !== "GET") return [];
  let exposures: Exposures = visitor.exposures;
  for (const { prepared, counted } of decisions) {
    const { id, phase } = prepared.experiment;
    if (counted && exposures.get(id) !== phase) exposures = withExposure(exposures, id, phase, rules.isLive);
  }
  if (!visitor.isNew && exposures === visitor.exposures) return setCookies;
  return [
    ...setCookies,
    await visitorSetCookie({ ...visitor, exposures }, edge.config, page.url, edge.nowMs),
  ];
}
