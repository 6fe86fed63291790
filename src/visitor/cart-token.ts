/**
 * What a shop's cart carries for us, so that an order finds its visitor although the browser never comes back:
 * `c1.<visitor id>.<key id>.<signature>`. Signed, so that nobody can make an order somebody else's; ASCII without a
 * character that a form, JSON or a URL would escape. It names a visitor and opens nothing.
 */
import type { SigningKey } from "../config.ts";
import { mintTimeOf } from "./cookie.ts";
import { isSigned, sign, SIGNATURE_LENGTH } from "./signature.ts";

const VERSION = "c1";
const MAX_LENGTH = 128;

/** Throws when there is no key (the configuration forbids it). */
export async function cartToken(visitor: string, keys: readonly SigningKey[]): Promise<string> {
  const key = keys[0];
  if (key === undefined) throw new Error("no key to sign the cart's token with");
  const signed = `${VERSION}.${visitor}.${key.id}`;
  return `${signed}.${await sign(key, bound(signed))}`;
}

/** The visitor whom a token names; null when we did not sign it. */
export async function visitorOfCart(token: string, keys: readonly SigningKey[]): Promise<string | null> {
  if (token.length > MAX_LENGTH) return null;
  const [version, visitor, keyId, signature, ...more] = token.trim().split(".");
  if (version !== VERSION || visitor === undefined || more.length > 0) return null;
  if (signature?.length !== SIGNATURE_LENGTH || mintTimeOf(visitor) === null) return null;
  const key = keys.find((candidate) => candidate.id === keyId);
  if (key === undefined) return null;
  return (await isSigned(key, bound(`${version}.${visitor}.${keyId}`), signature)) ? visitor : null;
}

/** No cookie's text is signed in this form. */
function bound(signed: string): string {
  return `lahza-cart|${signed}`;
}
