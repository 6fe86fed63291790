/** Where a `redirect` or `originPath` variant sends a request. Pure. */

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
    if (prefix.includes("*") || prefix.includes(":") || !path.startsWith(prefix)) continue;
    return safePath(originPath.slice(0, star) + path.slice(prefix.length) + originPath.slice(star + 1));
  }
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
