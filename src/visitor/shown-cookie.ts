/**
 * What was sent away, and how often each element was seen: `lahza_shown=id.3~id2.x`. The browser writes it too
 * (src/client/shown.ts), so it says nothing that matters to others, and names no visitor. Pure.
 */
import { cookieValue } from "./cookie-header.ts";
import { isLoopback } from "./set-cookie.ts";

export const SHOWN_COOKIE = "lahza_shown";
/** As in the client: as long as a choice is worth remembering. */
const KEEP_SECONDS = 180 * 86_400;
const MOST_ENTRIES = 40;

/** By element, in the order in which they were written: how often it was seen, or `x`. */
export function shownIn(header: string | null): Map<string, string> {
  const shown = new Map<string, string>();
  if (header?.includes(SHOWN_COOKIE) !== true) return shown;
  for (const entry of (cookieValue(header, SHOWN_COOKIE) ?? "").slice(0, 2000).split("~")) {
    const dot = entry.lastIndexOf(".");
    if (dot > 0) shown.set(entry.slice(0, dot), entry.slice(dot + 1));
  }
  return shown;
}

/** The Set-Cookie header after this element was sent away. Not HttpOnly: the page's script goes on counting. */
export function sentAway(header: string | null, id: string, url: URL): string {
  const shown = shownIn(header);
  shown.delete(id);
  shown.set(id, "x");
  const text = [...shown]
    .filter(([name, state]) => ELEMENT_ID.test(name) && /^(?:x|\d{1,3})$/.test(state))
    .slice(-MOST_ENTRIES)
    .map(([name, state]) => `${name}.${state}`)
    .join("~");
  const secure = url.protocol === "http:" && isLoopback(url.hostname) ? "" : "; Secure";
  return `${SHOWN_COOKIE}=${text}; Path=/; Max-Age=${KEEP_SECONDS}; SameSite=Lax${secure}`;
}

export const ELEMENT_ID = /^[A-Za-z0-9_-]{1,64}$/;
