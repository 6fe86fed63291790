/**
 * The id of a signed-in customer, in one form whichever way the shop or a backend writes it, so that the
 * same customer is assigned alike on every door. It is hashed for assignment; only its HMAC is stored. Pure.
 */
import type { Settings } from "../domain/settings.schema.ts";
import { cookieValue } from "./cookie-header.ts";
import { percentDecoded } from "./percent.ts";

const MAX_LENGTH = 200;

/** From the cookie that the settings name; null: not signed in, or no such cookie. */
export function customerOf(
  cookieHeader: string | null,
  settings: Pick<Settings, "customerCookie">,
): string | null {
  if (settings.customerCookie === null) return null;
  const value = cookieValue(cookieHeader, settings.customerCookie);
  return value === null ? null : normaliseCustomer(percentDecoded(value));
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
