/**
 * Finds where in the bytes at hand one of some words stands next, so that tags before it need no second look.
 */
const LATIN1 = new TextDecoder("latin1");

export class PageWords {
  readonly #words: readonly string[];
  #text = "";
  #base = 0;
  #next: number[] = [];
  /** Offset in the page of the next occurrence; Infinity when there is none at hand. */
  next = Infinity;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** The bytes at hand are now `bytes`, which stand at `base` in the page. */
  window(bytes: Uint8Array, base: number): void {
    if (this.#words.length === 0) return;
    this.#text = LATIN1.decode(bytes);
    this.#base = base;
    this.#next = this.#words.map((word) => this.#find(word, 0));
    this.next = Math.min(...this.#next);
  }

  /** Whether a word stands in `[start, end)`; questions come in the order of the page. */
  within(start: number, end: number): boolean {
    if (this.next >= end) return false;
    if (this.next < start) {
      for (let index = 0; index < this.#words.length; index += 1) {
        if ((this.#next[index] as number) < start) {
          this.#next[index] = this.#find(this.#words[index] as string, start - this.#base);
        }
      }
      this.next = Math.min(...this.#next);
    }
    return this.next < end;
  }

  #find(word: string, from: number): number {
    const at = this.#text.indexOf(word, from);
    return at === -1 ? Infinity : at + this.#base;
  }
}
