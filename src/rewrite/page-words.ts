/**
 * Whether one of some words stands in a tag, so that most tags need no second look. Of bytes that hold none, only every
 * k-th is looked at, k being the length of the shortest word: a word covers one of them, wherever it stands.
 */
import { ATTRIBUTE_STRIDE } from "./attributes.ts";
import type { TagScanner } from "./tag-scanner.ts";

/** More words than this are not worth looking for: every tag gets its second look. */
const MAX_WORDS = 24;

export interface PageWord {
  /** ASCII, not empty. */
  readonly text: string;
  /** A class or an id: a name among others, where no letter of another name touches it. Else a value, of any attribute. */
  readonly isName: boolean;
}

interface Word {
  readonly bytes: Uint8Array;
  readonly isName: boolean;
}

/** A word that has some byte, and where in the word: before its k-th byte. */
interface Place {
  readonly word: Word;
  readonly offset: number;
}

export class PageWords {
  readonly #always: boolean;
  readonly #stride: number;
  /** By byte. */
  readonly #places: (Place[] | null)[] = Array.from({ length: 256 }, () => null);
  /** Only classes and ids are of interest. */
  readonly #namesOnly: boolean;
  /** Where the next `&` stands in the bytes that were asked about last; questions come in the order of the page. */
  #reference = 0;
  #bytes: Uint8Array | null = null;

  constructor(words: readonly PageWord[]) {
    this.#always = words.length > MAX_WORDS;
    this.#stride = Math.min(...words.map(({ text }) => text.length));
    this.#namesOnly = words.every(({ isName }) => isName);
    if (this.#always) return;
    for (const { text, isName } of words) {
      const word = { bytes: new TextEncoder().encode(text), isName };
      for (let offset = 0; offset < this.#stride; offset += 1) {
        const letter = word.bytes[offset] as number;
        (this.#places[letter] ??= []).push({ word, offset });
      }
    }
  }

  /** Whether a word may stand in an attribute of the current tag of `bytes`. */
  inTag({ attributes, attributeCount, tagStart }: TagScanner, bytes: Uint8Array): boolean {
    if (this.#always) return true;
    for (let entry = 0; entry < attributeCount * ATTRIBUTE_STRIDE; entry += ATTRIBUTE_STRIDE) {
      const name = attributes[entry] as number;
      if (this.#namesOnly) {
        const length = (attributes[entry + 1] as number) - name;
        const first = (bytes[tagStart + name] as number) | 0x20;
        if (!(length === 5 && first === 0x63) && !(length === 2 && first === 0x69)) continue;
      }
      const from = tagStart + (attributes[entry + 2] as number);
      if (this.#within(bytes, from, tagStart + (attributes[entry + 3] as number))) return true;
    }
    return false;
  }

  #within(bytes: Uint8Array, from: number, to: number): boolean {
    const stride = this.#stride;
    for (let at = from + stride - 1; at < to; at += stride) {
      const places = this.#places[bytes[at] as number] as Place[] | null;
      if (places !== null && standsAtOne(bytes, places, at, from, to)) return true;
    }
    return this.#holdsReference(bytes, from, to);
  }

  /** A reference may spell a letter of a name, or the space before it. */
  #holdsReference(bytes: Uint8Array, from: number, to: number): boolean {
    if (bytes !== this.#bytes || this.#reference < from) {
      this.#bytes = bytes;
      const at = bytes.indexOf(AMPERSAND, from);
      this.#reference = at === -1 ? Infinity : at;
    }
    return this.#reference < to;
  }
}

function standsAtOne(
  bytes: Uint8Array,
  places: readonly Place[],
  at: number,
  from: number,
  to: number,
): boolean {
  for (const { word, offset } of places) {
    const start = at - offset;
    if (start >= from && stands(bytes, word, start, from, to)) return true;
  }
  return false;
}

function stands(bytes: Uint8Array, word: Word, start: number, from: number, to: number): boolean {
  const end = start + word.bytes.length;
  if (end > to) return false;
  for (let at = start; at < end; at += 1) if (bytes[at] !== word.bytes[at - start]) return false;
  if (!word.isName) return true;
  return (
    !(start > from && isNamePart(bytes[start - 1] as number)) &&
    !(end < to && isNamePart(bytes[end] as number))
  );
}

function isNamePart(byte: number): boolean {
  const letter = byte | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) ||
    (byte >= 0x30 && byte <= 0x39) ||
    byte === DASH ||
    byte === UNDERSCORE
  );
}

const AMPERSAND = 0x26;
const DASH = 0x2d;
const UNDERSCORE = 0x5f;
