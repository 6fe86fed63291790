/**
 * Pages for a check, through the origin that serves shoppers, bounded in time and size. Only the shop's own hosts are
 * asked: an address names a path of the shop, never a place in anybody's network.
 */
import type { Origin } from "../edge/origin.ts";

export interface ShopHosts {
  /** Paths stand on this. */
  readonly base: URL;
  /** Hosts that may be named, with their port where they have one. */
  readonly hosts: readonly string[];
  /** Lahza's own paths are no pages. */
  readonly prefix: string;
}

export type Fetched =
  | {
      readonly ok: true;
      readonly url: URL;
      readonly status: number;
      readonly headers: Headers;
      readonly bytes: Uint8Array;
    }
  | { readonly ok: false; readonly reason: string };

export const MAX_PAGE_BYTES = 2 * 1024 * 1024;
const TIMEOUT_MS = 8_000;
const MAX_REDIRECTS = 3;
const MAX_ADDRESS = 2048;

/** The address of a page of the shop, or why it is none. */
export function shopAddress(text: string, { base, hosts, prefix }: ShopHosts): URL | string {
  if (text.length > MAX_ADDRESS) return `an address has at most ${MAX_ADDRESS} characters`;
  if (!URL.canParse(text, base.href)) return "this is no address";
  const url = new URL(text, base);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    return "only http and https addresses can be checked";
  if (url.username !== "" || url.password !== "") return "leave the user name and the password out";
  if (url.host !== base.host && !hosts.includes(url.host))
    return `only pages of the shop can be checked: ${[base.host, ...hosts].join(", ")} (settings.hosts)`;
  const path = decodedPath(url);
  if (path === prefix || path.startsWith(`${prefix}/`)) return "this is a path of Lahza's own";
  url.hash = "";
  return url;
}

export async function fetchPage(
  url: URL,
  origin: Origin,
  shop: ShopHosts,
  timeoutMs = TIMEOUT_MS,
): Promise<Fetched> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), timeoutMs);
  try {
    return await follow(url, origin, shop, stop.signal);
  } catch {
    return {
      ok: false,
      reason: stop.signal.aborted
        ? `the shop took longer than ${timeoutMs / 1000} s`
        : "the shop did not answer",
    };
  } finally {
    clearTimeout(timer);
  }
}

async function follow(first: URL, origin: Origin, shop: ShopHosts, signal: AbortSignal): Promise<Fetched> {
  let url = first;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const response = await withSignal(
      origin(new Request(url, { headers: HEADERS, redirect: "manual" })),
      signal,
    );
    const location = response.headers.get("location");
    if (response.status < 300 || response.status >= 400 || location === null) {
      const bytes = await bodyOf(response, signal);
      if (bytes === null)
        return { ok: false, reason: `the page is larger than ${MAX_PAGE_BYTES / 1024 / 1024} MB` };
      return { ok: true, url, status: response.status, headers: response.headers, bytes };
    }
    await response.body?.cancel();
    const next = shopAddress(URL.canParse(location, url.href) ? new URL(location, url).href : location, shop);
    if (typeof next === "string") return { ok: false, reason: `the page leads elsewhere: ${next}` };
    url = next;
  }
  return { ok: false, reason: `the page leads on more than ${MAX_REDIRECTS} times` };
}

/** As a browser's navigation, without anybody's cookies. */
const HEADERS = {
  accept: "text/html,application/xhtml+xml",
  "accept-encoding": "identity",
  "user-agent": "Mozilla/5.0 (compatible; LahzaCheck)",
};

async function bodyOf(response: Response, signal: AbortSignal): Promise<Uint8Array | null> {
  if (response.body === null) return new Uint8Array(0);
  const reader = response.body.getReader();
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for (;;) {
      const { done, value } = await withSignal(reader.read(), signal);
      if (done) break;
      length += value.length;
      if (length > MAX_PAGE_BYTES) {
        await reader.cancel();
        return null;
      }
      parts.push(value);
    }
  } catch (error) {
    // The shop need not go on sending what nobody waits for.
    reader.cancel(error).catch(() => undefined);
    throw error;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Also where the other side does not listen to signals. */
async function withSignal<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw new Error("too late");
  return await Promise.race([
    work,
    new Promise<never>((_, reject) =>
      signal.addEventListener("abort", () => reject(new Error("too late")), { once: true }),
    ),
  ]);
}

function decodedPath({ pathname }: URL): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
