/** Whether this visitor may be given an id and shown experiments. Pure. */
import type { Settings } from "../domain/settings.schema.ts";
import { cookieValue, cookieValues } from "./cookie-header.ts";
import { percentDecoded } from "./percent.ts";

export const OPT_OUT_COOKIE = "lahza_optout";

export type Consent =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: "opted-out" | "gpc" | "no-consent" };

/**
 * Without consent: no id, no experiment, no record.
 * - Who opted out on our page stays out in every mode.
 * - `cookie`: the shop's consent cookie must be there, with one of the given values where values are given.
 *   Values are compared as sent and percent-decoded.
 * - `opt-out`: `Sec-GPC: 1` opts out. In the other modes it only keeps data from third parties, to whom
 *   nothing goes.
 */
export function consentOf(headers: Headers, consent: Settings["consent"]): Consent {
  const cookies = headers.get("cookie");
  if (cookieValues(cookies, OPT_OUT_COOKIE).includes("1")) return { allowed: false, reason: "opted-out" };
  if (consent.mode === "opt-out" && headers.get("sec-gpc")?.trim() === "1")
    return { allowed: false, reason: "gpc" };
  if (consent.mode !== "cookie") return ALLOWED;
  const value = cookieValue(cookies, consent.cookie);
  if (value === null || value === "") return { allowed: false, reason: "no-consent" };
  const accepted =
    consent.values.length === 0 ||
    consent.values.includes(value) ||
    consent.values.includes(percentDecoded(value));
  return accepted ? ALLOWED : { allowed: false, reason: "no-consent" };
}

const ALLOWED: Consent = { allowed: true };
