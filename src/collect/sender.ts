/** Who sent a request to one of the shopper's doors, and whether that may be recorded. */
import type { Config, SigningKey } from "../config.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { consentOf } from "../visitor/consent.ts";
import { readVisitorCookie } from "../visitor/cookie.ts";
import { customerDigest } from "../visitor/customer-digest.ts";
import { customerOf } from "../visitor/customer.ts";
import { uncounted } from "../visitor/uncounted.ts";

export interface KnownSender {
  readonly visitor: string;
  /** Keyed digest of the signed-in customer's id; null: nobody is signed in. */
  readonly customer: string | null;
}

export type Sender =
  | KnownSender
  | {
      readonly visitor: null;
      readonly reason: "opted-out" | "gpc" | "no-consent" | "no-visitor" | "crawler" | "staff";
    };

/** What a door knows to tell senders by. */
export interface SenderDoor {
  readonly cookieKeys: readonly SigningKey[];
  readonly customerSecrets?: Config["customerSecrets"];
  readonly nowMs: number;
}

export async function senderOf(
  headers: Headers,
  settings: Pick<Settings, "consent" | "customerCookie" | "customerCookieSecret">,
  { cookieKeys: keys, customerSecrets = {}, nowMs }: SenderDoor,
): Promise<Sender> {
  const allowed = consentOf(headers, settings.consent);
  if (!allowed.allowed) return { visitor: null, reason: allowed.reason };
  const cookies = headers.get("cookie");
  const identity = await readVisitorCookie(cookies, keys, nowMs);
  if (identity === null) return { visitor: null, reason: "no-visitor" };
  const reason = await uncounted(headers, keys, nowMs);
  if (reason !== null) return { visitor: null, reason };
  const customer = await customerOf(cookies, settings, customerSecrets);
  return {
    visitor: identity.id,
    customer: customer === null ? null : await customerDigest(customer, keys),
  };
}

/**
 * Whether a page of the shop itself sent this, so that no other site can send in a shopper's name. Browsers say so
 * in `Sec-Fetch-Site`, over plain HTTP in `Origin`; what sends neither is no browser and has no cookie to abuse.
 */
export function isSameOrigin(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  if (origin === null) return true;
  if (!URL.canParse(origin)) return false;
  const host = new URL(origin).host;
  return host === new URL(request.url).host || host === request.headers.get("host");
}
