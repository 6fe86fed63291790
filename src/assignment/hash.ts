/**
 * Hashing a visitor into [0, 1), bit-compatible with GrowthBook's published algorithm, so that a shop
 * that also uses its SDKs splits alike. Pure.
 */

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** FNV-1a over UTF-16 code units, unsigned 32 bit. (`Math.imul` keeps the multiplication within 32 bits.) */
export function fnv1a32(text: string): number {
  let state = FNV_OFFSET;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), FNV_PRIME);
  }
  return state >>> 0;
}

/**
 * A number in [0, 1): steps of 1/1,000 under version 1, of 1/10,000 under version 2 (ours by default).
 * Version 1 appends the seed to the value, so that seeds that differ in their last letters only stay
 * correlated; version 2 hashes twice and does not. An unknown version is null: nobody is assigned.
 */
export function hash(seed: string, value: string, version: number): number | null {
  if (version === 2) return (fnv1a32(String(fnv1a32(seed + value))) % 10_000) / 10_000;
  if (version === 1) return (fnv1a32(value + seed) % 1_000) / 1_000;
  return null;
}
