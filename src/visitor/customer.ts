/**
 * The id of a signed-in customer, in one form whichever way the shop or a backend writes it, so that the
 * same customer is assigned alike on every door. It is hashed for assignment; only its HMAC is stored.
 */
import type { Settings } from "../domain/settings.schema.ts";
import type { Config } from "../config.ts";
import { cookieValue } from "./cookie-header.ts";
import { fromHex, isSignedBy } from "./hmac.ts";
import { percentDecoded } from "./percent.ts";

const MAX_LENGTH = 200;

/** Of rulesets; those of earlier builds do not say all. */
type CustomerSettings = Pick<Settings, "customerCookie"> & Partial<Pick<Settings, "customerCookieSecret">>;

/**
 * From the cookie that the settings name; null: not signed in, or no such cookie. Where they name a secret, too, the
 * cookie has to be `<id>.<hex HMAC-SHA256 of the id>`, and counts for nothing otherwise.
 */
export async function customerOf(
  cookieHeader: string | null,
  { customerCookie, customerCookieSecret = null }: CustomerSettings,
  secrets: Config["customerSecrets"],
): Promise<string | null> {
  if (customerCookie === null) return null;
  const value = cookieValue(cookieHeader, customerCookie);
  if (value === null) return null;
  const text = percentDecoded(value);
  if (customerCookieSecret === null) return normaliseCustomer(text);
  const secret = Object.hasOwn(secrets, customerCookieSecret) ? secrets[customerCookieSecret] : undefined;
  const dot = text.lastIndexOf(".");
  if (secret === undefined || dot < 0) return null;
  const id = text.slice(0, dot);
  const isTrue = await isSignedBy([secret], new TextEncoder().encode(id), fromHex(text.slice(dot + 1)));
  return isTrue ? normaliseCustomer(id) : null;
}

/**
 * Persian and Arabic digits become ASCII, e-mail addresses lower-case, and the ways of writing an Iranian or
 * Saudi mobile number (0912…, 0098912…, +98 912 …; 05…, 009665…) the international one. Null when nothing
 * is left, or when it is too long to be an id.
 */
export function normaliseCustomer(text: string): string | null {
  const id = asciiDigits(text.normalize("NFKC")).replace(BIDI_MARKS, "").trim();
  if (id === "" || id.length > MAX_LENGTH) return null;
  if (id.includes("@")) return id.toLowerCase();
  const digits = id.replace(/[\s()-]/g, "");
  for (const [pattern, prefix] of MOBILES) {
    const number = pattern.exec(digits)?.[1];
    if (number !== undefined) return prefix + number;
  }
  return id;
}

const MOBILES: readonly (readonly [RegExp, string])[] = [
  [/^(?:(?:\+|00)980?|0)(9\d{9})$/, "+98"],
  [/^(?:(?:\+|00)9660?|0)(5\d{8})$/, "+966"],
];

const BIDI_MARKS = /[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function asciiDigits(text: string): string {
  return text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
