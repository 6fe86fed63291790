/** What a bearer token looks like: `lahza_` and 32 random bytes. Only a digest of it is kept. */
import { sha256Hex } from "../ruleset/digest.ts";
import { toBase64Url } from "../visitor/base64url.ts";

const PREFIX = "lahza_";
const SHAPE = /^lahza_[A-Za-z0-9_-]{43}$/;
/** So many first characters are kept, for people to tell tokens apart: 36 of its 256 bits. */
const SHOWN = PREFIX.length + 6;

export interface MintedToken {
  readonly secret: string;
  readonly prefix: string;
  readonly hash: string;
}

export async function mintToken(random: (bytes: Uint8Array) => void): Promise<MintedToken> {
  const bytes = new Uint8Array(32);
  random(bytes);
  const secret = PREFIX + toBase64Url(bytes);
  return { secret, prefix: secret.slice(0, SHOWN), hash: await sha256Hex(secret) };
}

/** What cannot be one of ours is not looked up. */
export function looksLikeToken(text: string): boolean {
  return SHAPE.test(text);
}
