/** Where a visit came from, in a closed list of words, so that results can be split by it without keeping addresses. Pure. */
import type { Visit } from "./session.ts";

export type Source = "direct" | "search" | "social" | "referral" | "campaign" | "email";

/** The campaign's own word wins over the referrer; no referrer at all is direct. */
export function sourceOf(visit: Pick<Visit, "utm" | "referrer">): Source {
  const medium = visit.utm.utm_medium?.toLowerCase() ?? "";
  if (/e-?mail|newsletter/.test(medium)) return "email";
  if (Object.keys(visit.utm).length > 0) return "campaign";
  if (visit.referrer === null) return "direct";
  const host = visit.referrer.split("/", 1)[0] ?? "";
  if (SEARCH.test(host)) return "search";
  return SOCIAL.test(host) ? "social" : "referral";
}

const SEARCH =
  /(^|\.)(google|bing|yahoo|duckduckgo|ecosia|yandex|baidu|brave|startpage|torob|emalls|zarebin)\.[a-z.]{2,}$/i;
const SOCIAL =
  /(^|\.)(facebook|instagram|threads|twitter|x|t|linkedin|pinterest|tiktok|youtube|reddit|snapchat|telegram|whatsapp|eitaa|rubika|bale)\.[a-z.]{2,}$/i;
