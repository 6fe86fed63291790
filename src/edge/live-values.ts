/** What elements and placeholders may know on one request: of the visitor, of the page, of the moment. Raw. */
import type { Settings } from "../domain/settings.schema.ts";
import { cookieValue } from "../visitor/cookie-header.ts";
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

/** Name of the cookie in which the browser keeps what was sent away, and how often each was seen. */
const SHOWN_COOKIE = "lahza_shown";

/** `id.3~id2.x`: seen three times; sent away. The browser writes it, so it says nothing that matters to others. */
function dismissals(header: string | null): LiveValues["dismissed"] {
  if (header?.includes(SHOWN_COOKIE) !== true) return () => false;
  const shown = new Map<string, string>();
  for (const entry of (cookieValue(header, SHOWN_COOKIE) ?? "").slice(0, 2000).split("~")) {
    const dot = entry.lastIndexOf(".");
    if (dot > 0) shown.set(entry.slice(0, dot), entry.slice(dot + 1));
  }
  return (id, maxShows) => {
    const seen = shown.get(id);
    if (seen === undefined) return false;
    return seen === "x" || (maxShows !== null && Number(seen) >= maxShows);
  };
}
