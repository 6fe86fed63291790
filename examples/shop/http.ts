/** How answers leave the shop: security headers, caching, entity tags. */
import type { Context } from "hono";
import { digest } from "./files.ts";

/** Strict and meant: everything is a file of our own, no inline script or style anywhere. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": POLICY,
  "referrer-policy": "strict-origin-when-cross-origin",
  "x-content-type-options": "nosniff",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

/** The same for everybody: shared caches may keep it for five minutes, browsers ask again. */
export const PUBLIC_PAGE = "public, max-age=0, s-maxage=300, stale-while-revalidate=600";
/** About one shopper. */
export const PRIVATE_PAGE = "private, no-store";
/** The name changes with the content. */
export const FOREVER = "public, max-age=31536000, immutable";
export const ONE_DAY = "public, max-age=86400, stale-while-revalidate=604800";

/** Answers with a strong ETag, or 304 when the browser has this very text. */
export function tagged(context: Context, body: string, contentType: string, cacheControl: string): Response {
  const etag = `"${digest(body)}"`;
  const headers = {
    etag,
    "cache-control": cacheControl,
    "content-type": contentType,
    vary: "Accept-Encoding",
  };
  if (matches(context.req.header("if-none-match"), etag)) {
    return context.body(null, 304, { etag, "cache-control": cacheControl, vary: "Accept-Encoding" });
  }
  return context.body(body, 200, headers);
}

/** RFC 9110, 13.1.2: a list, compared weakly. */
export function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return (
    ifNoneMatch.trim() === "*" ||
    ifNoneMatch.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag)
  );
}
