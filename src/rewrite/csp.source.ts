/**
 * Whether a source list of a Content-Security-Policy admits a URL, after CSP3 6.7.2 "URL matching".
 * Errs on the side of "no": an extra source does no harm, a blocked asset does.
 */

export function allowsUrl(sources: readonly string[], url: URL, page: URL): boolean {
  return sources.some((source) => sourceMatches(source.toLowerCase(), source, url, page));
}

/** A URL as an exact source expression; without query and fragment, which expressions cannot hold. */
export function sourceOf(url: URL): string {
  return url.origin + url.pathname.replaceAll(";", "%3B").replaceAll(",", "%2C");
}

const HOST_SOURCE =
  /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?)(?::(\d+|\*))?(\/[^?#]*)?$/i;

function sourceMatches(lower: string, source: string, url: URL, page: URL): boolean {
  if (lower === "*") return /^(https?|wss?):$/.test(url.protocol) || url.protocol === page.protocol;
  if (lower === "'self'") {
    if (url.origin === page.origin) return true;
    return (
      url.hostname === page.hostname &&
      url.port === "" &&
      page.port === "" &&
      schemeMatches(page.protocol, url)
    );
  }
  if (/^[a-z][a-z0-9+.-]*:$/.test(lower)) return schemeMatches(lower, url);
  const match = HOST_SOURCE.exec(source);
  if (match === null) return false;
  const [, scheme, host = "", port, path] = match;
  return (
    schemeMatches(scheme === undefined ? page.protocol : `${scheme.toLowerCase()}:`, url) &&
    hostMatches(host.toLowerCase(), url.hostname) &&
    portMatches(port, url) &&
    pathMatches(path, url.pathname)
  );
}

/** A source may name the insecure twin of the URL's scheme. */
function schemeMatches(scheme: string, url: URL): boolean {
  return scheme === url.protocol || (scheme === "http:" && url.protocol === "https:");
}

function hostMatches(pattern: string, host: string): boolean {
  if (pattern === "*") return true;
  return pattern.startsWith("*.") ? host.endsWith(pattern.slice(1)) : host === pattern;
}

function portMatches(port: string | undefined, url: URL): boolean {
  if (port === "*") return true;
  if (port === undefined) return url.port === "";
  const actual = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  return port === actual;
}

function pathMatches(path: string | undefined, actual: string): boolean {
  if (path === undefined || path === "/") return true;
  return path.endsWith("/") ? decode(actual).startsWith(decode(path)) : decode(actual) === decode(path);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
