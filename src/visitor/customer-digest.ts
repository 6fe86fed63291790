/**
 * What stands for a customer in rows: a keyed digest of the normalised id, the same on every door. Made with the
 * oldest key, which is the last to go: putting a new key in front of it changes nobody's digest, taking the oldest
 * away makes every customer a new one.
 */
import type { SigningKey } from "../config.ts";
import { sign } from "./signature.ts";

/** `customer` as `normaliseCustomer` gives it; null where there is no key. 22 characters, base64url. */
export async function customerDigest(customer: string, keys: readonly SigningKey[]): Promise<string | null> {
  const key = keys.at(-1);
  return key === undefined ? null : await sign(key, `customer\n${customer}`);
}
