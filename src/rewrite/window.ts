/**
 * The bytes at hand: the last chunk, preceded by those of an unfinished token.
 *
 * A chunk that finds nothing left over is used as it is. Otherwise it is appended in a buffer that doubles, so that a
 * token in many chunks costs its length once or twice and not its length times its chunks.
 */
const EMPTY = new Uint8Array(0);

export class Window {
  bytes: Uint8Array = EMPTY;
  /** Index of the first byte that is not tokenised. */
  at = 0;
  /** Offset of `bytes[0]` in the page. */
  base = 0;
  /** Index of the first byte that was not tokenised before the last `append`. */
  first = 0;
  /** The buffer behind `bytes`, when it is ours and may be appended to. */
  #own: Uint8Array | null = null;

  append(chunk: Uint8Array): void {
    const left = this.bytes.length - this.at;
    if (left === 0) {
      this.base += this.at;
      this.at = 0;
      this.bytes = chunk;
      this.#own = null;
    } else {
      const length = this.bytes.length;
      if (this.#own === null || this.#own.length - length < chunk.length) {
        const larger = new Uint8Array(Math.max(1024, 2 * left, left + chunk.length));
        larger.set(this.bytes.subarray(this.at));
        this.base += this.at;
        this.at = 0;
        this.#own = larger;
        larger.set(chunk, left);
        this.bytes = larger.subarray(0, left + chunk.length);
      } else {
        this.#own.set(chunk, length);
        this.bytes = this.#own.subarray(0, length + chunk.length);
      }
    }
    this.first = this.at;
  }

  /** Copies what is not tokenised, so that the chunk's memory may be used again. */
  settle(): void {
    if (this.#own !== null) return;
    const left = this.bytes.subarray(this.at);
    this.base += this.at;
    this.at = 0;
    this.first = 0;
    this.bytes = EMPTY;
    if (left.length === 0) return;
    this.#own = new Uint8Array(Math.max(1024, 2 * left.length));
    this.#own.set(left);
    this.bytes = this.#own.subarray(0, left.length);
  }
}
