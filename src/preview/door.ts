/**
 * `GET <prefix>/p/<token>?to=/path`: a preview link is exchanged for a host-only cookie, and leads to the page.
 * `GET <prefix>/p/end`: the preview ends.
 *
 * The link works for whoever has it until it ends; the cookie lives for one visit at most.
 */
import type { SigningKey } from "../config.ts";
import { previewBody } from "../store/previews.ts";
import { setCookie } from "../visitor/set-cookie.ts";
import { spendFrameToken } from "./frame.ts";
import { FRAME_COOKIE, PREVIEW_COOKIE, readTicket } from "./token.ts";

export interface PreviewDoor {
  readonly db: D1Database;
  readonly cookieKeys: readonly SigningKey[];
  readonly prefix: string;
  readonly nowMs: number;
}

/** The longest that one visit may take. */
const VISIT_SECONDS = 4 * 60 * 60;

/** What stands behind `/p/`; null: another path. */
export function previewPath(path: string): string | null {
  return path.startsWith("/p/") ? path.slice(3) : null;
}

export async function answerPreviewLink(
  request: Request,
  token: string,
  door: PreviewDoor,
): Promise<Response> {
  if (request.method !== "GET" && request.method !== "HEAD")
    return answer(405, "Only GET", { allow: "GET, HEAD" });
  const url = new URL(request.url);
  if (token === "end") return leave(request, url, door.prefix);
  const page = pageOf(url.searchParams.get("to"), url, door.prefix);
  // A frame's token is spent by the visit of a frame, not by a look at the address.
  if (request.headers.get("sec-fetch-dest") === "iframe") {
    const frame = await spendFrameToken(token, door, door.db, door.nowMs);
    if (frame !== null) return answer(302, "", { location: page, "set-cookie": frameCookie(frame) });
  }
  const ticket = await readTicket(token, door.cookieKeys, door.nowMs);
  if (ticket === null) return answer(404, "This preview link is not valid, or its time is over.");
  if ((await previewBody(door.db, ticket.preview)) === null) return answer(410, "This preview was ended.");
  const seconds = Math.min(VISIT_SECONDS, Math.floor((ticket.endsAtMs - door.nowMs) / 1000));
  return go(page, token, seconds, url);
}

/** Partitioned: kept for the dashboard's frames, never sent with a page that somebody opens by itself elsewhere. */
function frameCookie({ value, seconds }: { readonly value: string; readonly seconds: number }): string {
  return `${FRAME_COOKIE}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=None; Partitioned`;
}

function leave(request: Request, url: URL, prefix: string): Response {
  const from = request.headers.get("referer");
  const back = from !== null && URL.canParse(from) && new URL(from).origin === url.origin ? from : null;
  return go(pageOf(back, url, prefix), "", 0, url);
}

/** Always a page of the shop: never another host, never one of Lahza's own paths. */
function pageOf(to: string | null, url: URL, prefix: string): string {
  if (to === null || !URL.canParse(to, url.origin)) return "/";
  const page = new URL(to, url.origin);
  if (page.origin !== url.origin || page.pathname === prefix || page.pathname.startsWith(`${prefix}/`))
    return "/";
  // `//host` as a path would be read as a host.
  return page.pathname.replace(/^\/{2,}/, "/") + page.search + page.hash;
}

function go(location: string, cookie: string, maxAgeSeconds: number, url: URL): Response {
  const value = setCookie(PREVIEW_COOKIE, cookie, { maxAgeSeconds, domain: null, url });
  return answer(302, "", { location, "set-cookie": value });
}

function answer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(text === "" ? null : `${text}\n`, {
    status,
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
      ...headers,
    },
  });
}
