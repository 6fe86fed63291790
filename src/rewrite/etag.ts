/**
 * Validators of rewritten pages.
 *
 * A rewritten page is a function of the origin's page and of everything in the digest (build, matched changes,
 * variants, rendered inputs, time bucket). Its ETag names both: `W/"lz.<digest>.e<origin's tag>"`, or `…m<date>`
 * where the origin gives only Last-Modified. When the shopper comes back, the origin is asked with its own
 * tag, and only if the digest is still today's: a 304 then means that both halves are unchanged.
 *
 * Always weak: the platform zips the same page in several ways, so bytes behind one tag may differ, and nothing
 * that needs a strong tag (ranges) is offered for rewritten pages.
 *
 * On any doubt nothing is sent upstream and the shopper gets a whole page; never a false 304. Nothing here throws.
 */

/** What the origin may be asked. At most one is set, so that a 304 can only mean the one thing that was asked. */
export interface Conditions {
  readonly ifNoneMatch: string | null;
  readonly ifModifiedSince: string | null;
  /** The ETag that the shopper holds, to be sent along with a 304; null: nothing was asked, a 304 cannot come. */
  readonly held: string | null;
}

const NOTHING: Conditions = { ifNoneMatch: null, ifModifiedSince: null, held: null };

/** Longer validators are not carried: headers have limits, and no server makes them. */
const MAX_VALIDATOR = 512;

/**
 * The ETag of a rewritten page, or null where the origin gave neither validator (it cannot be asked later).
 * `originEtag` is the header as it came, also when it is malformed: it goes back as it came.
 */
export function composeEtag(
  originEtag: string | null,
  lastModified: string | null,
  digest: string,
): string | null {
  if (originEtag !== null && originEtag !== "") return wrap("e", originEtag, digest);
  if (lastModified !== null && lastModified !== "") return wrap("m", lastModified, digest);
  return null;
}

/**
 * What to ask the origin for a shopper's If-None-Match: the first tag of the list that is ours and of this digest.
 * `*`, tags of the origin itself (from before the experiment), of other digests and garbage ask nothing.
 */
export function unwrapIfNoneMatch(header: string | null, digest: string): Conditions {
  if (header === null) return NOTHING;
  const prefix = `lz.${digest}.`;
  for (const [, opaque] of header.matchAll(ENTITY_TAG)) {
    if (opaque === undefined || !opaque.startsWith(prefix)) continue;
    const kind = opaque[prefix.length];
    const validator = decode(opaque.slice(prefix.length + 1));
    if (validator === null) continue;
    const held = wrap(kind === "m" ? "m" : "e", validator, digest);
    // Only what we would write ourselves counts as ours.
    if (held !== `W/"${opaque}"`) continue;
    return kind === "m"
      ? { ifNoneMatch: null, ifModifiedSince: validator, held }
      : { ifNoneMatch: validator, ifModifiedSince: null, held };
  }
  return NOTHING;
}

/**
 * 128 bits over a list of texts, as 32 hex digits; about 10 ns a character.
 *
 * Four lanes of multiply-and-rotate over UTF-16 code units with murmur3's constants and final mixing, each text
 * preceded by its length so that `["ab", "c"]` and `["a", "bc"]` differ. Not cryptographic and need not be: a
 * collision would have to be between two states of one page in one shopper's own cache (2⁻⁶⁴ by chance
 * for billions of them), and whoever forces one only deceives their own browser.
 */
export function digestOf(inputs: readonly string[]): string {
  let a = 0x9e3779b9;
  let b = 0x85ebca6b;
  let c = 0xc2b2ae35;
  let d = 0x27d4eb2f;
  // Lengths first, and no function of its own for a step: that would keep the lanes in memory.
  for (let which = -1; which < inputs.length; which += 1) {
    const text = which < 0 ? "" : (inputs[which] as string);
    let unit = (which < 0 ? inputs.length : text.length) + 1;
    for (let index = 0; ; index += 1) {
      a = Math.imul(rotate(a ^ Math.imul(unit, 0xcc9e2d51), 15) + b, 0x1b873593) | 0;
      b = Math.imul(rotate(b ^ Math.imul(unit, 0x1b873593), 13) + c, 0xcc9e2d51) | 0;
      c = Math.imul(rotate(c ^ Math.imul(unit, 0x239b961b), 17) + d, 0xab0e9789) | 0;
      d = Math.imul(rotate(d ^ Math.imul(unit, 0xab0e9789), 19) + a, 0x38b34ae5) | 0;
      if (index >= text.length) break;
      unit = text.charCodeAt(index) + 1;
    }
  }
  // Every lane ends up depending on every other.
  for (let round = 0; round < 2; round++) {
    a = mix(a ^ d);
    b = mix(b ^ a);
    c = mix(c ^ b);
    d = mix(d ^ c);
  }
  return hex(a) + hex(b) + hex(c) + hex(d);
}

/** Opaque parts hold no quote (RFC 9110, 8.8.3), so a quote always ends one. */
const ENTITY_TAG = /(?:W\/)?"([^"]*)"/g;

function wrap(kind: "e" | "m", validator: string, digest: string): string | null {
  if (validator.length > MAX_VALIDATOR) return null;
  // Percent-encoding: ASCII without quotes, commas, white space or backslashes, whatever the origin's tag holds.
  return validator.isWellFormed() ? `W/"lz.${digest}.${kind}${encodeURIComponent(validator)}"` : null;
}

function decode(encoded: string): string | null {
  try {
    const text = decodeURIComponent(encoded);
    // What cannot stand in a header would throw where it is set.
    return /^[\t\x20-\x7e\x80-\xff]+$/.test(text) ? text : null;
  } catch {
    return null;
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** murmur3's fmix32. */
function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

function hex(value: number): string {
  return (value >>> 0).toString(16).padStart(8, "0");
}
