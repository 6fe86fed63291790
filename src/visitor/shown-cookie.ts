/**
 * What was sent away, and how often each element was seen: `lahza_shown=id.3~id2.x`. The browser writes it too
 * (src/client/shown.ts), so it says nothing that matters to others, and names no visitor. Pure.
 */
import { cookieValue } from "./cookie-header.ts";
import { isLoopback } from "./set-cookie.ts";

export const SHOWN_COOKIE = "lahza_shown";
/**
 * Before an element's id: how often a browser without scripts was sent it. One cookie each, because several pictures of
 * a page are asked for at once, and each answer would undo what another one wrote.
 */
const COUNTED = `${SHOWN_COOKIE}-`;
/** As in the client: as long as a choice is worth remembering. */
const KEEP_SECONDS = 180 * 86_400;
const MOST_ENTRIES = 40;

/** By element, in the order in which they were written: how often it was seen, or `x`. */
export function shownIn(header: string | null): Map<string, string> {
  const shown = new Map<string, string>();
  if (header === null || !header.includes(SHOWN_COOKIE)) return shown;
  for (const entry of (cookieValue(header, SHOWN_COOKIE) ?? "").slice(0, 2000).split("~")) {
    const dot = entry.lastIndexOf(".");
    if (dot > 0) shown.set(entry.slice(0, dot), entry.slice(dot + 1));
  }
  for (const [, id = "", count = ""] of header.matchAll(COUNTS)) {
    const before = shown.get(id);
    if (before !== "x" && Number(count) > (Number(before) || 0)) shown.set(id, count);
  }
  return shown;
}

const COUNTS = /(?:^|;)[ \t]*lahza_shown-([A-Za-z0-9_-]{1,64})=(\d{1,3})(?=[ \t]*(?:;|$))/g;

/** The Set-Cookie header after a browser without scripts was sent this element once more. */
export function countedOnce(header: string | null, id: string, url: URL): string {
  const before = Number(cookieValue(header, COUNTED + id)) || 0;
  return `${COUNTED}${id}=${Math.min(Math.max(Math.trunc(before), 0), 98) + 1}; Path=/; Max-Age=${KEEP_SECONDS}; HttpOnly; SameSite=Lax${secureAt(url)}`;
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
  return `${SHOWN_COOKIE}=${text}; Path=/; Max-Age=${KEEP_SECONDS}; SameSite=Lax${secureAt(url)}`;
}

function secureAt(url: URL): string {
  return url.protocol === "http:" && isLoopback(url.hostname) ? "" : "; Secure";
}

export const ELEMENT_ID = /^[A-Za-z0-9_-]{1,64}$/;
