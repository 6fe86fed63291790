/** Hashed, same-origin files: the address names the content, so that they are cached for good and CSP can name them. */
import { sha256 } from "./digest.ts";
import type { Asset } from "./types.ts";

/** Bytes of the digest that stand in the address: 80 bits, far beyond any accident among one shop's files. */
const HASH_BYTES = 10;

export async function assetOf(type: Asset["type"], body: string): Promise<{ hash: string; asset: Asset }> {
  const digest = await sha256(body);
  const hash = Array.from(digest.subarray(0, HASH_BYTES), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
  return { hash, asset: { type, body, integrity: `sha256-${btoa(String.fromCharCode(...digest))}` } };
}

/** File name under `<prefix>/a/`. */
export function assetFile(hash: string, type: Asset["type"]): string {
  return `${hash}.${type}`;
}
