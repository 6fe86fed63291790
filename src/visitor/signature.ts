/**
 * Signatures of our cookies: HMAC-SHA256 truncated to 16 bytes (RFC 2104, section 5: no less than half of
 * the hash), written as base64url. The newest key signs, all verify.
 */
import type { SigningKey } from "../config.ts";
import { toBase64Url } from "./base64url.ts";

const SIGNATURE_BYTES = 16;
/** Length of a signature's text. */
export const SIGNATURE_LENGTH = 22;

/**
 * Imported keys by the key's own object, which lives as long as the configuration. Keys, not promises of
 * them: a promise must not be awaited by another request than the one that made it.
 */
const imported = new WeakMap<SigningKey, CryptoKey>();

const encoder = new TextEncoder();

export async function sign(key: SigningKey, text: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await keyOf(key), encoder.encode(text));
  return toBase64Url(new Uint8Array(mac, 0, SIGNATURE_BYTES));
}

/** 32 bytes for another use of the same secret; no signature is over a text of this form. */
export async function derivedKey(key: SigningKey, use: string): Promise<ArrayBuffer> {
  return await crypto.subtle.sign("HMAC", await keyOf(key), encoder.encode(`key for ${use}`));
}

/** Compares in time that does not tell where the first difference is. */
export async function isSigned(key: SigningKey, text: string, signature: string): Promise<boolean> {
  return equalInConstantTime(await sign(key, text), signature);
}

function equalInConstantTime(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}

async function keyOf(key: SigningKey): Promise<CryptoKey> {
  const known = imported.get(key);
  if (known !== undefined) return known;
  const made = await crypto.subtle.importKey("raw", key.secret, { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
  ]);
  imported.set(key, made);
  return made;
}
