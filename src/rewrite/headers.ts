/**
 * The two header lists of a request's life: what the origin is sent, what the shopper is sent. Pure; inputs are
 * not changed.
 */
import { type Conditions, composeEtag, unwrapIfNoneMatch } from "./etag.ts";

export interface OriginRequestOptions {
  /** Takes Lahza's own cookies out of a Cookie header; null or "" when nothing is left. */
  readonly withoutOurCookies: (cookieHeader: string) => string | null;
  /** For the header Lahza-Visitor, where the settings ask for it; null: none. */
  readonly visitor: string | null;
  /** For the header Lahza-Variants, likewise. */
  readonly variants?: string | null;
  /** Set when the answer may be rewritten. */
  readonly touched: {
    /** Of everything but the origin's page that the rewritten bytes depend on; see etag.ts. */
    readonly digest: string;
    /** Ask for an unzipped page. */
    readonly identity: boolean;
  } | null;
}

export interface OriginRequest {
  readonly headers: Headers;
  /** For `touchedHeaders`, when the origin answers 304. */
  readonly conditions: Conditions;
}

const NO_CONDITIONS: Conditions = { ifNoneMatch: null, ifModifiedSince: null, held: null };

/** Hop-by-hop headers are the platform's business. `Lahza-Visitor` and `Lahza-Variants` are never taken from a shopper. */
export function requestForOrigin(headers: Headers, options: OriginRequestOptions): OriginRequest {
  const sent = new Headers(headers);
  const cookie = sent.get("cookie");
  if (cookie !== null) {
    const rest = options.withoutOurCookies(cookie);
    // Unchanged, the header is not set again: it keeps the bytes that the platform received.
    if (rest === null || rest === "") sent.delete("cookie");
    else if (rest !== cookie) sent.set("cookie", rest);
  }
  sent.delete("lahza-visitor");
  if (options.visitor !== null) sent.set("lahza-visitor", options.visitor);
  sent.delete("lahza-variants");
  const { variants = null } = options;
  if (variants !== null) sent.set("lahza-variants", variants);
  if (options.touched === null) return { headers: sent, conditions: NO_CONDITIONS };

  const { digest, identity } = options.touched;
  const conditions = unwrapIfNoneMatch(sent.get("if-none-match"), digest);
  for (const name of ["if-none-match", "if-modified-since", "range", "if-range"]) sent.delete(name);
  if (conditions.ifNoneMatch !== null) sent.set("if-none-match", conditions.ifNoneMatch);
  if (conditions.ifModifiedSince !== null) sent.set("if-modified-since", conditions.ifModifiedSince);
  const accepted = sent.get("accept-encoding");
  if (identity) sent.set("accept-encoding", "identity");
  else if (accepted !== null) sent.set("accept-encoding", readableEncodings(accepted));
  return { headers: sent, conditions };
}

export interface TouchedOptions {
  readonly status: number;
  readonly digest: string;
  readonly conditions: Conditions;
  /** Cookies of our own to set, after the origin's. */
  readonly setCookies: readonly string[];
}

/**
 * Headers of a touched page, for 200 and 304 and for GET and HEAD alike; the policy is csp.ts's business.
 *
 * `private, no-cache`: no shared cache may keep one shopper's variant, and the browser asks again each time. An
 * origin's own `no-store` stays (an account page's wish, and the back-forward cache is lost to it already), ours is
 * never added. Set-Cookie, Vary, Link and everything else is kept as it came.
 */
export function touchedHeaders(
  origin: Headers,
  { status, digest, conditions, setCookies }: TouchedOptions,
): Headers {
  const headers = new Headers(origin);
  // A 304 that nobody asked for vouches for nothing that the shopper may hold.
  const etag =
    status === 304 ? conditions.held : composeEtag(origin.get("etag"), origin.get("last-modified"), digest);
  for (const name of origin.keys()) {
    // CDN-Cache-Control (RFC 9213) and its targeted forms: Cloudflare-, Vercel-, Netlify-, …
    if (UNTRUE_AFTER_REWRITING.has(name) || name.endsWith("cdn-cache-control")) headers.delete(name);
  }
  if (etag !== null) headers.set("etag", etag);
  headers.set("cache-control", cacheControl(origin.get("cache-control")));
  for (const cookie of setCookies) headers.append("set-cookie", cookie);
  return headers;
}

const UNTRUE_AFTER_REWRITING: ReadonlySet<string> = new Set([
  // Another page than the origin's:
  "etag",
  "last-modified",
  "content-length",
  "content-md5",
  "digest",
  "repr-digest",
  "content-digest",
  "unencoded-digest",
  "want-digest",
  "want-repr-digest",
  "want-content-digest",
  // No pieces of it are offered:
  "accept-ranges",
  "content-range",
  // Not for shared caches, and made just now:
  "expires",
  "age",
  "surrogate-control",
  "edge-control",
  "x-accel-expires",
  "akamai-cache-control",
]);

function cacheControl(origin: string | null): string {
  const kept = ["no-store", "no-transform"].filter((directive) => hasDirective(origin, directive));
  return ["private", "no-cache", ...kept].join(", ");
}

function hasDirective(header: string | null, name: string): boolean {
  if (header === null) return false;
  const unquoted = header.replace(/"(?:[^"\\]|\\.)*"/g, "");
  return unquoted.split(",").some((part) => part.split("=", 1)[0]?.trim().toLowerCase() === name);
}

/** The codings that a page can be rewritten from: an origin that was offered zstd might use it. */
function readableEncodings(accepted: string): string {
  const readable = accepted
    .split(",")
    .map((part) => part.trim())
    .filter((part) => /^(gzip|br|identity)\s*(;|$)/i.test(part));
  return readable.length > 0 ? readable.join(", ") : "identity";
}
