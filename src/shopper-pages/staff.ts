/**
 * `GET <prefix>/staff/<token>`: the link that the dashboard gives out is exchanged for a cookie, and this browser is not
 * counted from then on. `POST <prefix>/staff/end`: it is a shopper's again.
 */
import { problem } from "../admin/problem.ts";
import { isSameOrigin } from "../collect/sender.ts";
import type { Config } from "../config.ts";
import { setCookie } from "../visitor/set-cookie.ts";
import { formatStaff, readStaff, STAFF_COOKIE } from "../visitor/staff.ts";
import { escaped, type PageLanguage, pageLanguageOf, shopperPage } from "./page.ts";
import { STAFF_WORDS as WORDS } from "./words.ts";

const COOKIE_DAYS = 180;
const DAY_MS = 86_400_000;

export interface StaffDoor {
  readonly config: Pick<Config, "cookieKeys" | "cookieDomain" | "prefix">;
  readonly nowMs: number;
}

/** What stands behind `/staff/`; null: another path. */
export function staffPath(path: string): string | null {
  return path.startsWith("/staff/") ? path.slice("/staff/".length) : null;
}

export async function answerStaff(request: Request, token: string, door: StaffDoor): Promise<Response> {
  const { cookieKeys, prefix } = door.config;
  const language = pageLanguageOf(request, []);
  const isEnd = token === "end";
  const method = isEnd ? "POST" : "GET";
  if (request.method !== method) return problem({ status: 405, title: `Only ${method}` }, { allow: method });
  if (isEnd) {
    if (!isSameOrigin(request)) return problem({ status: 403, title: "Only our own page may send this" });
    return page(language, "ended", "", 200, cookie(request, door, "", 0));
  }
  if (!(await readStaff("link", token, cookieKeys, door.nowMs)))
    return page(language, "invalid", "", 404, null);
  const value = await formatStaff("cookie", door.nowMs + COOKIE_DAYS * DAY_MS, cookieKeys);
  const end = `<form method="post" action="${escaped(prefix)}/staff/end?lang=${language}"><button>${escaped(WORDS.end[language])}</button></form>`;
  return page(language, "begun", end, 200, cookie(request, door, value, COOKIE_DAYS * 86_400));
}

function cookie(request: Request, { config }: StaffDoor, value: string, maxAgeSeconds: number): string {
  const options = { maxAgeSeconds, domain: config.cookieDomain, url: new URL(request.url) };
  return setCookie(STAFF_COOKIE, value, options);
}

function page(
  language: PageLanguage,
  what: "begun" | "ended" | "invalid",
  more: string,
  status: number,
  setCookieHeader: string | null,
): Response {
  const text = `<p>${escaped(WORDS[what][language])}</p>${more}<nav><a href="/">${escaped(WORDS.shop[language])}</a></nav>`;
  const response = shopperPage({ language, title: WORDS.title[language], body: text }, status);
  if (setCookieHeader !== null) response.headers.append("set-cookie", setCookieHeader);
  return response;
}
