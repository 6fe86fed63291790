/**
 * Where the attributes of a start tag stand, found on demand (HTML standard 13.2.5.32 to 13.2.5.40).
 *
 * The tokenizer notes attributes of the current tag while it reads it, in the same layout; `readAttributes` reads those
 * of a tag whose bytes were kept. Nothing is decoded before somebody asks.
 */
import { lowerCase } from "./tags.ts";

/** Numbers an attribute takes in a table: name start, name end, value start, value end (relative to the tag's start). */
export const ATTRIBUTE_STRIDE = 4;

const SPACE = 0x20;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const DOUBLE = 0x22;
const SINGLE = 0x27;

export function isSpace(byte: number): boolean {
  return byte === SPACE || byte === 0x0a || byte === 0x09 || byte === 0x0d || byte === 0x0c;
}

/** Reads the attributes of a whole tag: `bytes[from, to)` from behind the name to before the last `>`. */
export function readAttributes(bytes: Uint8Array, tagStart: number, from: number, to: number): number[] {
  const table: number[] = [];
  let at = from;
  for (;;) {
    while (at < to && (isSpace(bytes[at] as number) || bytes[at] === SLASH)) at++;
    if (at >= to) return table;
    const nameStart = at++;
    while (at < to && !isNameEnd(bytes[at] as number)) at++;
    const nameEnd = at;
    while (at < to && isSpace(bytes[at] as number)) at++;
    let valueStart = nameEnd;
    let valueEnd = nameEnd;
    if (at < to && bytes[at] === EQUALS) {
      at++;
      while (at < to && isSpace(bytes[at] as number)) at++;
      const quote = at < to ? (bytes[at] as number) : 0;
      if (quote === DOUBLE || quote === SINGLE) {
        valueStart = ++at;
        while (at < to && bytes[at] !== quote) at++;
        valueEnd = at++;
      } else {
        valueStart = at;
        while (at < to && !isSpace(bytes[at] as number)) at++;
        valueEnd = at;
      }
    }
    table.push(nameStart - tagStart, nameEnd - tagStart, valueStart - tagStart, valueEnd - tagStart);
  }
}

function isNameEnd(byte: number): boolean {
  return byte === EQUALS || byte === SLASH || byte === GREATER || isSpace(byte);
}

/** The index in `table` of the first attribute with this lower-case ASCII name, or -1. The first of equal names counts. */
export function findAttribute(
  table: { readonly [index: number]: number },
  count: number,
  bytes: Uint8Array,
  tagStart: number,
  name: string,
): number {
  const length = name.length;
  for (let index = 0; index < count; index++) {
    const entry = index * ATTRIBUTE_STRIDE;
    const start = table[entry] as number;
    if ((table[entry + 1] as number) - start !== length) continue;
    let same = 0;
    while (same < length && lowerCase(bytes[tagStart + start + same] as number) === name.charCodeAt(same))
      same++;
    if (same === length) return entry;
  }
  return -1;
}

/** Bytes as latin1 characters, one for one. */
export function latin1(bytes: Uint8Array, start: number, end: number): string {
  let text = "";
  for (let at = start; at < end; at += 4096) {
    text += String.fromCharCode.apply(
      null,
      bytes.subarray(at, Math.min(end, at + 4096)) as unknown as number[],
    );
  }
  return text;
}
