/**
 * A page that was read once, written down so that an answer without a strong ETag need not be read again: its bytes,
 * what was done to them, and how far the rewriter had got after how many bytes.
 *
 * The rewriter is a function of the bytes and of the plan. As long as the bytes that come in are those of the trace,
 * what it would send is known without reading them; `verified.ts` compares them, all of them.
 */
import { declaresLanguage, GUESS_BYTES } from "./page-language.ts";
import type { Recipe } from "./recipe.ts";

/** Numbers a stair has in `stairs`: bytes received, bytes of the page decided, steps made. */
export const STAIR = 3;

export interface Trace {
  /** All bytes of the origin's page. */
  readonly page: Uint8Array;
  readonly recipe: Recipe;
  /** What was sent after how much had come: ascending, the last one for the page's last byte before its end is known. */
  readonly stairs: readonly number[];
}

/** Larger pages are read each time. */
export const MAX_TRACE_BYTES = 1024 * 1024;

/** The rewriter works in pieces of so many bytes while it traces: what it decides after each is written down. */
const FINE_BYTES = 256;
const COARSE_BYTES = 1024;
const FINE_UNTIL = 8 * 1024;

/**
 * Cuts a chunk whose first byte stands at `offset` of the page. The borders are the page's, not the chunk's, so that the
 * same page is worked on in the same pieces however it arrives.
 */
export function* piecesOf(chunk: Uint8Array, offset: number): Generator<Uint8Array> {
  for (let at = 0; at < chunk.length;) {
    const size = offset + at < FINE_UNTIL ? FINE_BYTES : COARSE_BYTES;
    const to = Math.min(chunk.length, at + size - ((offset + at) % size));
    yield chunk.subarray(at, to);
    at = to;
  }
}

export class Tracer {
  #chunks: Uint8Array[] = [];
  #size = 0;
  readonly #stairs: number[] = [];
  /** Before so many bytes nothing is sent: the page's language is not known yet. */
  #silentUntil: number;
  #tooLarge = false;

  constructor(needsLanguage: boolean) {
    this.#silentUntil = needsLanguage ? GUESS_BYTES : 0;
  }

  /** Copies a chunk of the page. */
  add(chunk: Uint8Array): void {
    if (this.#tooLarge) return;
    this.#size += chunk.length;
    if (this.#size > MAX_TRACE_BYTES) {
      this.#tooLarge = true;
      this.#chunks = [];
    } else this.#chunks.push(chunk.slice());
  }

  /** How far the rewriter is after `received` bytes. `opening`: the page's first bytes. */
  note(received: number, decided: number, steps: number, opening: Uint8Array): void {
    if (received < this.#silentUntil) {
      if (!declaresLanguage(opening.subarray(0, received))) return;
      this.#silentUntil = 0;
    }
    const { length } = this.#stairs;
    if (length > 0 && this.#stairs[length - 2] === decided && this.#stairs[length - 1] === steps) return;
    this.#stairs.push(received, decided, steps);
  }

  /** Of a page that was read to its end. */
  trace(recipe: Recipe): Trace | null {
    if (this.#tooLarge) return null;
    const page = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      page.set(chunk, at);
      at += chunk.length;
    }
    return { page, recipe, stairs: this.#stairs };
  }
}

/** The first index at which `bytes` is not `page` from `offset` on; `bytes.length` where it is. */
export function firstDifference(bytes: Uint8Array, page: Uint8Array, offset: number): number {
  const length = Math.min(bytes.length, page.length - offset);
  const one = new DataView(bytes.buffer, bytes.byteOffset, length);
  const other = new DataView(page.buffer, page.byteOffset + offset, length);
  let at = 0;
  for (const to = length - 8; at <= to; at += 8) {
    if (
      (one.getInt32(at, true) ^ other.getInt32(at, true)) |
      (one.getInt32(at + 4, true) ^ other.getInt32(at + 4, true))
    )
      break;
  }
  while (at < length && bytes[at] === page[offset + at]) at += 1;
  return at;
}
