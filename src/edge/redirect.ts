/** Where a `redirect` or `originPath` variant sends a request. Pure. */
import { decoded } from "../assignment/path.ts";

/**
 * The page's own path for the origin: a `*` in `originPath` stands for what the `*` at the end of the matching
 * include pattern stood for (`/products/*` → `/products-b/*`); without one the path is taken as it is.
 * Null when the pattern gives nothing to put there.
 */
export function originPathFor(originPath: string, includes: readonly string[], path: string): string | null {
  const star = originPath.indexOf("*");
  if (star < 0) return originPath;
  for (const include of includes) {
    if (!include.endsWith("*")) continue;
    const prefix = include.slice(0, -1);
    if (prefix.includes("*") || prefix.includes(":")) continue;
    const rest = behind(prefix, path);
    if (rest !== null) return safePath(originPath.slice(0, star) + rest + originPath.slice(star + 1));
  }
  return null;
}

/** Raw characters that one character of a pattern may stand for: three, percent-encoded, before NFC. */
const RAW_CHARACTERS = 27;

/** What of a path stands behind a pattern's literal beginning, as it was sent; null: the path begins otherwise. */
function behind(prefix: string, path: string): string | null {
  const wanted = decoded(prefix);
  // An encoded slash is none, so both have the same slashes.
  const [, ...segments] = prefix.split("/");
  let from = 0;
  for (let slashes = segments.length; slashes > 0; slashes--) {
    from = path.indexOf("/", from) + 1;
    if (from === 0) return null;
  }
  const slash = path.indexOf("/", from);
  const last = from + (segments.at(-1) ?? prefix).length * RAW_CHARACTERS;
  const end = Math.min(slash < 0 ? path.length : slash, last);
  for (let at = from; at <= end; at++) if (decoded(path.slice(0, at)) === wanted) return path.slice(at);
  return null;
}

/** One slash at the start, no backslash and no dot segments: it stays on the shop's host. */
function safePath(path: string): string | null {
  return /^\/(?![/\\])/.test(path) && !/(^|\/)\.{1,2}(\/|$)/.test(path) && !path.includes("\\") ? path : null;
}

/** Longest chain of redirects between experiments that is followed when looking for loops. */
const MAX_HOPS = 5;

/**
 * Whether a redirect to `target` would ever lead back to a path already visited.
 * `next` tells where this visitor would be redirected from a path, or null.
 */
export function leadsIntoLoop(from: string, target: string, next: (path: string) => string | null): boolean {
  const visited = new Set([from]);
  let path: string | null = target;
  for (let hops = 0; path !== null; hops++) {
    if (visited.has(path) || hops >= MAX_HOPS) return true;
    visited.add(path);
    path = next(path);
  }
  return false;
}
