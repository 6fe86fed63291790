/** A line feed behind `<pre>` is no content: what is put first in such an element comes behind it. */
import type { EditBuffer } from "./edit-buffer.ts";
import { dropsLineFeed } from "./edit-rules.ts";
import type { OpenElement } from "./tree.types.ts";

export class EditLineFeed {
  readonly #buffer: EditBuffer;
  /** Behind the last `<pre>`, where a line feed would be dropped. */
  #droppedAt = -1;
  /** Content to be put behind that start tag, once it is known whether a line feed follows. */
  #waiting: { at: number; text: string; owner: object } | null = null;

  constructor(buffer: EditBuffer) {
    this.#buffer = buffer;
  }

  /** Content waits for the next token. */
  get waits(): boolean {
    return this.#waiting !== null;
  }

  /** Bytes from here on are held back. */
  get limit(): number {
    return this.#waiting === null ? Infinity : this.#waiting.at;
  }

  /** The start tag of an element that drops its first line feed ended at `end`. */
  behind(end: number): void {
    this.#droppedAt = end;
  }

  /** A line feed that came to stand in the element's place would be dropped. */
  dropsNext(element: OpenElement, start: number): boolean {
    return start === this.#droppedAt && element.parent !== null && dropsLineFeed(element.parent);
  }

  put(at: number, text: string, owner: object): void {
    this.#waiting = { at, text, owner };
  }

  /** The next token is there. */
  settle(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    let { at } = waiting;
    if (this.#buffer.byteAt(at) === 0x0d) at += 1;
    if (this.#buffer.byteAt(at) === 0x0a) at += 1;
    this.#buffer.splice(at, at, at === waiting.at ? `\n${waiting.text}` : waiting.text, waiting.owner);
  }
}
