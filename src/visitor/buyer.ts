/**
 * How often a visitor has bought, as the orders that were recorded say: the cookie `lahza_b=v1.<kid>.<orders>.<signature>`,
 * where orders is 1, or 2 for more. It is set where D1 is asked anyway (the events door), because a page view asks
 * nobody; so an order that only the shop's webhook told of is known from the next page but one. The signature covers the
 * visitor's id. No cookie: no order is known.
 */
import type { Config, SigningKey } from "../config.ts";
import { MAX_AGE_SECONDS } from "./cookie.ts";
import { cookieValues } from "./cookie-header.ts";
import { recent, type Recent } from "./recent.ts";
import { setCookie } from "./set-cookie.ts";
import { isSigned, sign, SIGNATURE_LENGTH } from "./signature.ts";

export const BUYER_COOKIE = "lahza_b";

export type BuyerStage = "none" | "first" | "repeat";

const MAX_TRIED = 2;

export function buyerStageOf(orders: number): BuyerStage {
  return orders === 0 ? "none" : orders === 1 ? "first" : "repeat";
}

export async function readBuyerStage(
  cookieHeader: string | null,
  visitorId: string,
  keys: readonly SigningKey[],
): Promise<BuyerStage> {
  if (cookieHeader?.includes(BUYER_COOKIE) !== true) return "none";
  const memo = memoOf(keys);
  for (const value of cookieValues(cookieHeader, BUYER_COOKIE).slice(0, MAX_TRIED)) {
    const name = bound(value, visitorId);
    const known = memo.get(name) ?? (await verified(value, visitorId, keys));
    if (known === null) continue;
    memo.set(name, known);
    return known;
  }
  return "none";
}

/** The Set-Cookie header that tells it from now on; for nobody without an order. Throws when there is no key. */
export async function buyerSetCookie(
  stage: BuyerStage,
  visitorId: string,
  config: Pick<Config, "cookieKeys" | "cookieDomain">,
  url: URL,
): Promise<string> {
  const key = config.cookieKeys[0];
  if (key === undefined) throw new Error("no key to sign the buyer's cookie with");
  const options = { domain: config.cookieDomain, url };
  if (stage === "none") return setCookie(BUYER_COOKIE, "", { ...options, maxAgeSeconds: 0 });
  const signed = `v1.${key.id}.${stage === "first" ? 1 : 2}`;
  const value = `${signed}.${await sign(key, bound(signed, visitorId))}`;
  return setCookie(BUYER_COOKIE, value, { ...options, maxAgeSeconds: MAX_AGE_SECONDS });
}

async function verified(
  value: string,
  visitorId: string,
  keys: readonly SigningKey[],
): Promise<BuyerStage | null> {
  const [version, keyId, orders, signature = "", ...more] = value.split(".", 5);
  const key = keys.find(({ id }) => id === keyId);
  if (version !== "v1" || key === undefined || more.length > 0 || !/^[12]$/.test(orders ?? "")) return null;
  if (signature.length !== SIGNATURE_LENGTH) return null;
  const signed = value.slice(0, -(SIGNATURE_LENGTH + 1));
  if (!(await isSigned(key, bound(signed, visitorId), signature))) return null;
  return orders === "1" ? "first" : "repeat";
}

/** No other cookie's text is signed in this form. */
function bound(text: string, visitorId: string): string {
  return `buyer|${visitorId}|${text}`;
}

/** Under the same keys only. */
const MEMO_SIZE = 1000;
const memos = new WeakMap<readonly SigningKey[], Recent<BuyerStage>>();

function memoOf(keys: readonly SigningKey[]): Recent<BuyerStage> {
  let memo = memos.get(keys);
  if (memo === undefined) {
    memo = recent<BuyerStage>(MEMO_SIZE);
    memos.set(keys, memo);
  }
  return memo;
}
