/** Bytes and byte classes that the tokenizer knows. */
export const BANG = 0x21;
export const DOUBLE = 0x22;
export const SINGLE = 0x27;
export const DASH = 0x2d;
export const SLASH = 0x2f;
export const LESS = 0x3c;
export const EQUALS = 0x3d;
export const GREATER = 0x3e;

export const SPACE_CLASS = 1;
export const TAG_NAME_END = 2;
export const ATTRIBUTE_NAME_END = 4;
export const LETTER = 8;
export const CLASS: Uint8Array = new Uint8Array(256).map((_, byte) => classOf(byte));
/** ASCII letters in lower case, other bytes as they are. */
export const LOWER: Uint8Array = new Uint8Array(256).map((_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte,
);

function classOf(byte: number): number {
  if ((byte >= 0x09 && byte <= 0x0d && byte !== 0x0b) || byte === 0x20)
    return SPACE_CLASS | TAG_NAME_END | ATTRIBUTE_NAME_END;
  if (byte === SLASH || byte === GREATER) return TAG_NAME_END | ATTRIBUTE_NAME_END;
  if (byte === EQUALS) return ATTRIBUTE_NAME_END;
  const letter = byte | 0x20;
  return byte < 0x80 && letter >= 0x61 && letter <= 0x7a ? LETTER : 0;
}

/** Whether the bytes, as far as they are there, spell `word` (ASCII; lower-case letters match any case). */
export function matches(bytes: Uint8Array, from: number, limit: number, word: string): boolean {
  for (let index = 0; index < word.length && from + index < limit; index++) {
    const byte = bytes[from + index] as number;
    const wanted = word.charCodeAt(index);
    if (byte !== wanted && !(wanted >= 0x61 && wanted <= 0x7a && LOWER[byte] === wanted)) return false;
  }
  return true;
}

/** Whether `>` at `end` ends the comment whose `<!--` (or a later byte of it) is at `at` (13.2.5.43 to 13.2.5.52). */
export function endsComment(bytes: Uint8Array, at: number, end: number): boolean {
  const inner = bytes[at] === LESS && bytes[at + 1] === BANG ? at + 4 : at;
  if (end === inner) return true;
  if (bytes[end - 1] === DASH && (end === inner + 1 || (end >= inner + 2 && bytes[end - 2] === DASH)))
    return true;
  return bytes[end - 1] === BANG && end >= inner + 3 && bytes[end - 2] === DASH && bytes[end - 3] === DASH;
}

const LONG = 256;
const MOST_KNOWN = 64;
/** Longer ones are looked through each time: what is kept stays small. */
const TOO_LONG = 16_384;
const ENCODER = new TextEncoder();
/** Of long texts, which come again with every page: their bytes, null where they are not ASCII. */
const known = new Map<string, Uint8Array | null>();

function asciiBytes(text: string): Uint8Array | null {
  const before = known.get(text);
  if (before !== undefined) return before;
  const encoded = ENCODER.encode(text);
  const bytes = encoded.length === text.length ? encoded : null;
  if (text.length > TOO_LONG) return bytes;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, bytes);
  return bytes;
}

export function isAscii(text: string): boolean {
  return text.length > LONG ? asciiBytes(text) !== null : !/[^\0-\x7f]/.test(text);
}

/** One byte a character; what is above 255 is nobody's to write, and becomes `?` rather than some other byte. */
export function bytesOf(text: string): Uint8Array {
  // A copy: whoever streams bytes may give their memory away.
  const ascii = text.length > LONG ? asciiBytes(text) : null;
  if (ascii !== null) return ascii.slice();
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    bytes[at] = code > 0xff ? 0x3f : code;
  }
  return bytes;
}
