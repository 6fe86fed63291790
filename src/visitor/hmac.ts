/** HMAC-SHA256 (RFC 2104) of what shops sign: webhooks, the customer's cookie. `verify` compares in constant time. */

const encoder = new TextEncoder();

/** Whether one of the secrets signed these bytes. What is no signature is not compared at all. */
export async function isSignedBy(
  secrets: readonly string[],
  signed: Uint8Array,
  signature: Uint8Array | null,
): Promise<boolean> {
  if (signature?.length !== 32) return false;
  let found = false;
  for (const secret of secrets) {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["verify"]);
    if (await crypto.subtle.verify("HMAC", key, signature, signed)) found = true;
  }
  return found;
}

/** `text` as bytes, in front of others. */
export function withPrefix(text: string, bytes: Uint8Array): Uint8Array {
  const prefix = encoder.encode(text);
  const joined = new Uint8Array(prefix.length + bytes.length);
  joined.set(prefix);
  joined.set(bytes, prefix.length);
  return joined;
}

/** Standard base64; null for anything else. */
export function fromBase64(text: string | null): Uint8Array | null {
  if (text === null || !/^[A-Za-z0-9+/]{43}=$/.test(text)) return null;
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

/** Of a SHA-256; null for anything else. */
export function fromHex(text: string | null): Uint8Array | null {
  if (text === null || !/^[0-9a-fA-F]{64}$/.test(text)) return null;
  return Uint8Array.from({ length: 32 }, (_, index) =>
    Number.parseInt(text.slice(index * 2, index * 2 + 2), 16),
  );
}
