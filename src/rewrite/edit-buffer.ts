/**
 * The bytes between the origin and the shopper: what may go out goes out, what a change may still concern is kept,
 * and edits are laid over it. Offsets are absolute positions in the origin's page.
 */
import { bytesOf } from "./bytes.ts";
import { MAX_STEPS, MAX_TEXT_BYTES, type RecipeStep, withoutVisitor } from "./recipe.ts";

/** Replaces `[start, end)` of the page by `text`, one byte a character; equal offsets insert. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly number?: number;
  /** Who may take it back (`dropOwned`). */
  readonly owner?: object | undefined;
}

/** How many bytes before the kept ones stay readable, for `before`. */
const TAIL = 40;
const EMPTY = new Uint8Array(0);

export class EditBuffer {
  /** Bytes `[#keptStart, #keptStart + #keptLength)` of the page, and then those of `#chunk`. */
  #kept: Uint8Array = EMPTY;
  #keptStart = 0;
  #keptLength = 0;
  #chunk: Uint8Array = EMPTY;
  /** Everything before this offset has been emitted (or cut out). */
  #emitted = 0;
  #splices: Splice[] = [];
  /** How many splices were made so far. */
  #made = 0;
  /** Last bytes before `#keptStart`. */
  #tail = "";
  #steps: RecipeStep[] | null = [];
  /** Bytes of text in `#steps`. */
  #noted = 0;
  readonly #visitorTexts: readonly string[];

  constructor(visitorTexts: readonly string[] = []) {
    this.#visitorTexts = visitorTexts;
  }

  /** Offset behind the last byte that came in. */
  get end(): number {
    return this.#keptStart + this.#keptLength + this.#chunk.length;
  }

  get emitted(): number {
    return this.#emitted;
  }

  /** Takes a chunk; its memory must stay as it is until `settle`. */
  append(chunk: Uint8Array): void {
    this.#chunk = chunk;
  }

  /** The sequence number that the next splice gets. */
  get mark(): number {
    return this.#made;
  }

  /** Splices at one offset stand in the order in which they were made. */
  splice(start: number, end: number, text: string, owner?: object): void {
    if (start < this.#emitted) throw new Error(`bytes at ${start} are gone already (${this.#emitted})`);
    let at = this.#splices.length;
    while (at > 0 && (this.#splices[at - 1] as Splice).start > start) at -= 1;
    this.#splices.splice(at, 0, { start, end, text, owner, number: this.#made++ });
  }

  /** Takes back all splices made since `mark`, except those that begin before `from`. */
  dropSince(mark: number, from: number): void {
    this.#splices = this.#splices.filter(({ number = 0, start }) => number < mark || start < from);
  }

  dropOwned(owner: object): void {
    this.#splices = this.#splices.filter((splice) => splice.owner !== owner);
  }

  dropAll(): void {
    this.#splices = [];
  }

  /** A byte of the page that is still at hand; -1 where there is none. */
  byteAt(offset: number): number {
    const inChunk = offset - this.#keptStart - this.#keptLength;
    if (inChunk >= 0) return this.#chunk[inChunk] ?? -1;
    const inKept = offset - this.#keptStart;
    return inKept >= 0 ? (this.#kept[inKept] as number) : -1;
  }

  /** Up to 32 bytes before an offset that is not far behind what was emitted, as latin1. */
  before(offset: number): string {
    let text = "";
    for (let at = Math.max(0, offset - 32); at < offset; at += 1) {
      const byte =
        at >= this.#keptStart
          ? this.byteAt(at)
          : this.#tail.charCodeAt(this.#tail.length - this.#keptStart + at);
      if (byte >= 0) text += String.fromCharCode(byte);
    }
    return text;
  }

  /** A copy of bytes that are still at hand. */
  slice(start: number, end: number): Uint8Array {
    const parts: Uint8Array[] = [];
    this.#cut(start, end, parts);
    const [only] = parts;
    if (parts.length === 1 && only !== undefined) return only;
    return joined(parts);
  }

  /** Emits what stands before `limit`, edits included; an edit that begins at `limit` waits. */
  flush(limit: number, out: Uint8Array[]): void {
    let done = 0;
    for (const splice of this.#splices) {
      if (splice.start >= limit) break;
      if (splice.end > limit) throw new Error("an edit reaches into bytes that are not decided");
      if (splice.start < this.#emitted) throw new Error("edits overlap");
      this.#emit(splice.start, out);
      const text = bytesOf(splice.text);
      if (text.length > 0) out.push(text);
      this.#note(splice, text);
      this.#emitted = splice.end;
      done += 1;
    }
    if (done > 0) this.#splices.splice(0, done);
    if (limit > this.#emitted) this.#emit(Math.min(limit, this.end), out);
  }

  /** Writes down what was done, until it is more than a recipe may hold. */
  #note({ start, end, text: written }: Splice, text: Uint8Array): void {
    if (this.#steps === null) return;
    this.#noted += text.length;
    if (this.#steps.length >= MAX_STEPS || this.#noted > MAX_TEXT_BYTES) {
      this.#steps = null;
      return;
    }
    const step = { start, end, text, before: bytesOf(this.before(start)) };
    const common = withoutVisitor(written, this.#visitorTexts);
    this.#steps.push(
      common.holes.length === 0 ? step : { ...step, text: bytesOf(common.text), holes: common.holes },
    );
  }

  /** What was done to the page, or null when it was too much to be kept. */
  get steps(): readonly RecipeStep[] | null {
    return this.#steps;
  }

  #emit(to: number, out: Uint8Array[]): void {
    this.#cut(this.#emitted, to, out);
    this.#emitted = Math.max(this.#emitted, to);
  }

  #cut(from: number, to: number, out: Uint8Array[]): void {
    const border = this.#keptStart + this.#keptLength;
    if (from < border && from < to) {
      // A copy: the kept bytes move while the pieces are on their way.
      out.push(this.#kept.slice(from - this.#keptStart, Math.min(to, border) - this.#keptStart));
    }
    if (to > border && from < to)
      out.push(this.#chunk.subarray(Math.max(from, border) - border, to - border));
  }

  /** Copies what is not emitted, so that the chunk's memory may be used again. */
  settle(): void {
    const { end } = this;
    const from = Math.min(this.#emitted, end);
    if (from > this.#keptStart) {
      const tailFrom = Math.max(this.#keptStart, from - TAIL);
      let tail = "";
      for (let at = tailFrom; at < from; at += 1) tail += String.fromCharCode(this.byteAt(at));
      this.#tail = (this.#tail + tail).slice(-TAIL);
    }
    const length = end - from;
    if (length === 0) {
      this.#kept = EMPTY;
    } else if (from === this.#keptStart && this.#kept.length >= length) {
      this.#kept.set(this.#chunk, this.#keptLength);
    } else {
      const larger = new Uint8Array(Math.max(1024, length * 2));
      const parts: Uint8Array[] = [];
      this.#cut(from, end, parts);
      let at = 0;
      for (const part of parts) {
        larger.set(part, at);
        at += part.length;
      }
      this.#kept = larger;
    }
    this.#keptStart = from;
    this.#keptLength = length;
    this.#chunk = EMPTY;
  }
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  let length = 0;
  for (const part of parts) length += part.length;
  return joinedIn(new Uint8Array(length), parts);
}

/** Laid one after the other into `all`, which is as long as they are together. */
export function joinedIn(
  all: Uint8Array<ArrayBuffer>,
  parts: readonly Uint8Array[],
): Uint8Array<ArrayBuffer> {
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
