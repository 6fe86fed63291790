/**
 * Request → visitor. Asked for touched documents only, so that other pages never get a cookie.
 * When anything fails here the caller serves the origin's page: nobody without an id is in an experiment.
 */
import type { Config } from "../config.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { consentOf } from "./consent.ts";
import {
  formatVisitorCookie,
  type Identity,
  mintIdentity,
  type Random,
  readVisitorCookie,
  secondsLeft,
  VISITOR_COOKIE,
} from "./cookie.ts";
import { customerOf } from "./customer.ts";
import { setCookie } from "./set-cookie.ts";

export interface Visitor extends Identity {
  /** Minted by this request: its cookie is still to be set (`visitorSetCookie`). */
  readonly isNew: boolean;
  /** The signed-in customer's normalised id; null before sign-in. Never stored or logged as it is. */
  readonly customer: string | null;
}

export interface NoVisitor {
  readonly none: "opted-out" | "gpc" | "no-consent" | "no-key" | "cross-site-post";
}

type IdentifySettings = Pick<Settings, "consent" | "customerCookie"> &
  Partial<Pick<Settings, "customerCookieSecret">>;

/** A known visitor, a new one, or the reason why there may be none. */
export async function identify(
  request: Pick<Request, "headers" | "method" | "url">,
  config: Pick<Config, "cookieKeys" | "customerSecrets">,
  settings: IdentifySettings,
  nowMs: number,
  random: Random,
): Promise<Visitor | NoVisitor> {
  if (config.cookieKeys.length === 0) return { none: "no-key" };
  const consent = consentOf(request.headers, settings.consent);
  if (!consent.allowed) return { none: consent.reason };
  const cookies = request.headers.get("cookie");
  const customer = await customerOf(cookies, settings, config.customerSecrets);
  const known = await readVisitorCookie(cookies, config.cookieKeys, nowMs);
  if (known !== null) return { ...known, isNew: false, customer };
  if (isCrossSitePost(request)) return { none: "cross-site-post" };
  return { ...mintIdentity(nowMs, random), isNew: true, customer };
}

export function isVisitor(result: Visitor | NoVisitor): result is Visitor {
  return !("none" in result);
}

/**
 * The Set-Cookie header that keeps this identity, with its exposures as they are now, until its own end:
 * 13 months from minting, however often it is written.
 */
export async function visitorSetCookie(
  identity: Identity,
  config: Pick<Config, "cookieKeys" | "cookieDomain">,
  url: URL,
  nowMs: number,
): Promise<string> {
  return setCookie(VISITOR_COOKIE, await formatVisitorCookie(identity, config.cookieKeys), {
    maxAgeSeconds: secondsLeft(identity, nowMs),
    domain: config.cookieDomain,
    url,
  });
}

/**
 * A payment page that posts back to the shop: SameSite=Lax keeps our cookie away, so that whoever comes here
 * is most likely known already and a fresh id would split one shopper in two.
 */
export function isCrossSitePost(request: Pick<Request, "headers" | "method" | "url">): boolean {
  if (request.method !== "POST") return false;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "cross-site";
  // Browsers without fetch metadata name the origin of a POST, or hide it as `null`.
  const origin = request.headers.get("origin");
  return origin !== null && origin !== new URL(request.url).origin;
}
