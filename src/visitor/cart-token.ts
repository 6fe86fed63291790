/**
 * What a shop's cart carries for us, so that an order finds its visitor although the browser never comes back:
 * `c1.<key id>.<base64url of nonce, visitor id and tag>`, AES-256-GCM under a key that is made of the signing key. So
 * nobody can make an order somebody else's, and no script of the page learns the id that HttpOnly keeps from it, nor
 * can it tell a visitor again by the token: each page has another one. ASCII, without a character that a form, JSON or
 * an address would escape. It opens nothing.
 */
import type { SigningKey } from "../config.ts";
import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { mintTimeOf, type Random } from "./cookie.ts";
import { derivedKey } from "./signature.ts";

const VERSION = "c1";
const NONCE_BYTES = 12;
/** Nonce, 16 bytes of id, 16 of tag. */
const SEALED_BYTES = NONCE_BYTES + 16 + 16;

/** Of a visitor's id as in the cookie. Throws when there is no key (the configuration forbids it). */
export async function cartToken(
  visitor: string,
  keys: readonly SigningKey[],
  random: Random,
): Promise<string> {
  const key = keys[0];
  const id = fromBase64Url(visitor);
  if (key === undefined || id === null) throw new Error("no key, or no visitor, to make the cart's token of");
  const nonce = new Uint8Array(NONCE_BYTES);
  random(nonce);
  const sealed = await crypto.subtle.encrypt(parameters(nonce, key), await cartKey(key), id);
  const bytes = new Uint8Array(NONCE_BYTES + sealed.byteLength);
  bytes.set(nonce);
  bytes.set(new Uint8Array(sealed), NONCE_BYTES);
  return `${VERSION}.${key.id}.${toBase64Url(bytes)}`;
}

/** The visitor whom a token names; null when it is not ours. */
export async function visitorOfCart(token: string, keys: readonly SigningKey[]): Promise<string | null> {
  const [version, keyId, text = "", ...more] = token.trim().split(".", 4);
  const key = keys.find(({ id }) => id === keyId);
  if (version !== VERSION || key === undefined || more.length > 0 || text.length > 80) return null;
  const bytes = fromBase64Url(text);
  if (bytes?.length !== SEALED_BYTES) return null;
  try {
    const opened = await crypto.subtle.decrypt(
      parameters(bytes.slice(0, NONCE_BYTES), key),
      await cartKey(key),
      bytes.slice(NONCE_BYTES),
    );
    const visitor = toBase64Url(new Uint8Array(opened));
    return mintTimeOf(visitor) === null ? null : visitor;
  } catch {
    return null;
  }
}

const encoder = new TextEncoder();

function parameters(iv: Uint8Array<ArrayBuffer>, { id }: SigningKey) {
  return { name: "AES-GCM", iv, additionalData: encoder.encode(`${VERSION}.${id}`) };
}

/** Keys, not promises of them, for the reason that signature.ts gives. */
const made = new WeakMap<SigningKey, CryptoKey>();

async function cartKey(key: SigningKey): Promise<CryptoKey> {
  const known = made.get(key);
  if (known !== undefined) return known;
  const raw = await derivedKey(key, "lahza-cart");
  const imported = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
  made.set(key, imported);
  return imported;
}
