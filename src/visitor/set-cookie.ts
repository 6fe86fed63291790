/** Set-Cookie headers of Lahza's own cookies. Pure. */

export interface CookieOptions {
  readonly maxAgeSeconds: number;
  /** From the settings; null: the request's host alone. */
  readonly domain: string | null;
  /** The request that is answered: plain http on a loopback host gets a cookie without Secure. */
  readonly url: URL;
}

/**
 * HttpOnly, SameSite=Lax, for the whole site. Always Secure, but on plain http of a loopback host, where
 * local demos run and where tools such as curl refuse Secure cookies.
 */
export function setCookie(
  name: string,
  value: string,
  { maxAgeSeconds, domain, url }: CookieOptions,
): string {
  const secure = url.protocol === "http:" && isLoopback(url.hostname) ? "" : "; Secure";
  const site = domain === null ? "" : `; Domain=${domain}`;
  return `${name}=${value}; Path=/; Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}${site}; HttpOnly; SameSite=Lax${secure}`;
}

export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}
