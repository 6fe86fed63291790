/** Addresses that may stand in an element's `href` or `src`. */

/** Control characters, white space and backslashes are read differently by different parsers. */
// oxlint-disable-next-line no-control-regex -- refusing control characters is the point
const DANGEROUS = /[\x00-\x20\x7f\\]/;
const HTTP = /^https?:\/\/[^/?#]/i;
const ANY_SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * An http(s) address or one on the page's own origin, in ASCII; null for everything else, also for `//host`,
 * which looks like a path to those who write it.
 * Non-ASCII is percent-encoded here, because a browser would encode a query in the page's charset.
 */
export function safeUrl(value: string): string | null {
  const trimmed = value.trim();
  if (trimmed === "" || DANGEROUS.test(trimmed) || trimmed.startsWith("//")) return null;
  if (ANY_SCHEME.test(trimmed) && !(HTTP.test(trimmed) && URL.canParse(trimmed))) return null;
  // oxlint-disable-next-line no-control-regex -- everything that is not ASCII
  return trimmed.toWellFormed().replace(/[^\x00-\x7f]+/g, encodeURIComponent);
}
