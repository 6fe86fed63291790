/** What elements and placeholders may know on one request: of the visitor, of the page, of the moment. Raw. */
import type { Settings } from "../domain/settings.schema.ts";
import { cookieValue } from "../visitor/cookie-header.ts";
import type { LiveValues } from "./content.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import { placeholderValues } from "./placeholders.ts";
import type { VisitContext } from "./visit.ts";

export function liveValues(
  page: Page,
  visit: VisitContext,
  settings: Pick<Settings, "cookies" | "headers">,
  edge: Pick<Edge, "nowMs"> & { readonly config: Pick<Edge["config"], "prefix"> },
): LiveValues {
  return {
    resolve: placeholderValues(page, visit, settings),
    fact: () => null,
    dismissed: dismissals(visit.headers.get("cookie")),
    prefix: edge.config.prefix,
    nowMs: edge.nowMs,
  };
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
