/** The page's first bytes, together: a guess of its language must not depend on how they were cut. */
import { joined } from "./edit-buffer.ts";
import { declaresLanguage, GUESS_BYTES } from "./page-language.ts";

export class EditOpening {
  readonly #needsLanguage: boolean;
  /** Whether the first bytes went to the tokenizer. */
  #done = false;
  #bytes = new Uint8Array(0);

  constructor(needsLanguage: boolean) {
    this.#needsLanguage = needsLanguage;
  }

  /** At most so many that the language is guessed from. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** What of the page may be worked on now; null: more has to come. `passing`: nothing will be guessed. */
  take(chunk: Uint8Array, passing: boolean): Uint8Array | null {
    if (this.#done) return chunk;
    const first = this.#bytes.length === 0 ? chunk : joined([this.#bytes, chunk]);
    if (!passing && this.#waits(first)) {
      this.#bytes = first.slice();
      return null;
    }
    this.#done = true;
    this.#bytes = first.slice(0, GUESS_BYTES);
    return first;
  }

  /** A page that ended, or broke, within its first bytes: those. */
  release(): Uint8Array | null {
    if (this.#done) return null;
    this.#done = true;
    return this.#bytes.length > 0 ? this.#bytes : null;
  }

  /** Only where what is written depends on the language, and the page does not say it. */
  #waits(first: Uint8Array): boolean {
    return this.#needsLanguage && first.length < GUESS_BYTES && !declaresLanguage(first);
  }
}
