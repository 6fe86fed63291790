/**
 * Finds where in the bytes at hand one of some words stands next, so that tags before it need no second look.
 * Each word is looked for by its rarest letter: `indexOf` of one byte is the fastest search there is.
 */

/** Letters of class names and ids, the rarest on web pages first. */
const RAREST_FIRST = "QZXJKVYWqzUHGFBRxjMNLODPICSTEA9876543210kvywgfbumh_-pdclnorsaite";

/** More words than this are not worth looking for: every tag gets its second look. */
const MAX_WORDS = 24;

interface Word {
  readonly bytes: Uint8Array;
  /** The letter that is looked for, and where in the word it stands. */
  readonly letter: number;
  readonly at: number;
  /** Index of the next occurrence in the window; Infinity: none. */
  next: number;
}

export class PageWords {
  readonly #words: Word[];
  readonly #always: boolean;
  #bytes = new Uint8Array(0);
  #base = 0;
  /** Offset in the page of the next occurrence; Infinity when there is none at hand. */
  #next = Infinity;

  constructor(words: readonly string[]) {
    this.#always = words.length > MAX_WORDS;
    this.#words = this.#always ? [] : words.map(wordOf);
  }

  /** The bytes at hand are now `bytes`, which stand at `base` in the page. */
  window(bytes: Uint8Array, base: number): void {
    if (this.#words.length === 0) return;
    this.#bytes = bytes as Uint8Array<ArrayBuffer>;
    this.#base = base;
    for (const word of this.#words) word.next = this.#find(word, 0);
    this.#soonest();
  }

  /** Whether a word may stand in `[start, end)`; questions come in the order of the page. */
  within(start: number, end: number): boolean {
    if (this.#always) return true;
    if (this.#next >= end) return false;
    if (this.#next < start) {
      const from = start - this.#base;
      for (const word of this.#words) if (word.next < from) word.next = this.#find(word, from);
      this.#soonest();
    }
    return this.#next < end;
  }

  #soonest(): void {
    let next = Infinity;
    for (const word of this.#words) if (word.next < next) next = word.next;
    this.#next = next + this.#base;
  }

  #find({ bytes, letter, at }: Word, from: number): number {
    const window = this.#bytes;
    for (let index = from + at; ; index += 1) {
      index = window.indexOf(letter, index);
      if (index === -1) return Infinity;
      const start = index - at;
      let same = 0;
      while (same < bytes.length && window[start + same] === bytes[same]) same += 1;
      if (same === bytes.length) return start;
    }
  }
}

function wordOf(text: string): Word {
  let at = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (rank(text.charAt(index)) < rank(text.charAt(at))) at = index;
  }
  return { bytes: new TextEncoder().encode(text), letter: text.charCodeAt(at), at, next: Infinity };
}

function rank(letter: string): number {
  return RAREST_FIRST.indexOf(letter);
}
