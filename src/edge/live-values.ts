/** What elements and placeholders may know on one request: of the visitor, of the page, of the moment. Raw. */
import type { Settings } from "../domain/settings.schema.ts";
import { shownIn } from "../visitor/shown-cookie.ts";
import type { Fact } from "../elements/live/fill.ts";
import { isPageFact } from "../facts/needed.ts";
import type { LiveValues } from "./content.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import { placeholderValues } from "./placeholders.ts";
import type { VisitContext } from "./visit.ts";

export function liveValues(
  page: Page,
  visit: VisitContext,
  settings: Pick<Settings, "cookies" | "headers">,
  fact: (name: string) => Fact | null,
  edge: Pick<Edge, "nowMs"> & { readonly config: Pick<Edge["config"], "prefix"> },
): LiveValues {
  const ofRequest = placeholderValues(page, visit, settings);
  return {
    resolve: (from) => (isPageFact(from) ? freshValue(fact(from), edge.nowMs) : ofRequest(from)),
    fact(name) {
      if (!name.startsWith("cookie.") && !name.startsWith("query.")) return fact(name);
      const value = ofRequest(name);
      return value === null ? null : { value, atMs: edge.nowMs };
    },
    dismissed: dismissals(visit.headers.get("cookie")),
    prefix: edge.config.prefix,
    nowMs: edge.nowMs,
  };
}

/** A placeholder has no age limit of its own; its fallback stands where the page was not seen for an hour. */
const PLACEHOLDER_AGE_MS = 3_600_000;

function freshValue(fact: Fact | null, nowMs: number): string | null {
  return fact === null || nowMs - fact.atMs > PLACEHOLDER_AGE_MS ? null : fact.value;
}

function dismissals(header: string | null): LiveValues["dismissed"] {
  const shown = shownIn(header);
  if (shown.size === 0) return () => false;
  return (id, maxShows) => {
    const seen = shown.get(id);
    if (seen === undefined) return false;
    return seen === "x" || (maxShows !== null && Number(seen) >= maxShows);
  };
}
