/**
 * The shop's own people: a signed cookie says that this browser is no shopper's. It is shown what shoppers are shown, and
 * nothing of what is done with it is recorded.
 *
 * Cookie and link carry `<end>.<key id>.<signature>`, each signed under a purpose of its own; end: seconds since the
 * epoch, base 36. They name nobody.
 */
import type { SigningKey } from "../config.ts";
import { cookieValues } from "./cookie-header.ts";
import { isSigned, sign } from "./signature.ts";

export const STAFF_COOKIE = "lahza_staff";

type Purpose = "cookie" | "link";
const TOKEN = /^([0-9a-z]{1,8})\.([A-Za-z0-9_-]{1,8})\.([A-Za-z0-9_-]{22})$/;
/** Cookies under our name that are tried in one request. */
const MAX_TRIED = 2;

/** Throws when there is no key (the configuration forbids it). */
export async function formatStaff(
  purpose: Purpose,
  endsAtMs: number,
  keys: readonly SigningKey[],
): Promise<string> {
  const key = keys[0];
  if (key === undefined) throw new Error("no key to sign a staff token with");
  const signed = `${Math.floor(endsAtMs / 1000).toString(36)}.${key.id}`;
  return `${signed}.${await sign(key, bound(purpose, signed))}`;
}

/** False for what is forged, malformed or over. */
export async function readStaff(
  purpose: Purpose,
  text: string,
  keys: readonly SigningKey[],
  nowMs: number,
): Promise<boolean> {
  const [, end, keyId, signature] = TOKEN.exec(text) ?? [];
  const key = keys.find(({ id }) => id === keyId);
  if (end === undefined || signature === undefined || key === undefined) return false;
  if (Number.parseInt(end, 36) * 1000 <= nowMs) return false;
  return await isSigned(key, bound(purpose, `${end}.${key.id}`), signature);
}

/** Costs a shopper, who has no such cookie, one look at the header. */
export async function isStaff(
  cookieHeader: string | null,
  keys: readonly SigningKey[],
  nowMs: number,
): Promise<boolean> {
  if (cookieHeader === null || !cookieHeader.includes(STAFF_COOKIE)) return false;
  for (const value of cookieValues(cookieHeader, STAFF_COOKIE).slice(0, MAX_TRIED))
    if (await readStaff("cookie", value, keys, nowMs)) return true;
  return false;
}

/** No other text of ours is signed in this form. */
function bound(purpose: Purpose, signed: string): string {
  return `${STAFF_COOKIE}|${purpose}|${signed}`;
}
