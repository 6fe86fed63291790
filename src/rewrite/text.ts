/**
 * Which characters are white space, where tree construction asks (HTML standard 13.2.6.4): bytes, and character
 * references that stand for white space.
 */
import { isSpace } from "./attributes.ts";

export const WORD = 0;
/** More bytes are needed to know. */
export const PENDING = 1;

const AMPERSAND = 0x26;
/** A reference longer than this is taken for a word. */
const LONGEST_REFERENCE = 64;
const SPACE_REFERENCE =
  /^&(?:#0*(?:9|10|12|13|32)(?:;|(?![0-9]))|#[xX]0*(?:9|[aAcCdD]|20)(?:;|(?![0-9a-fA-F]))|Tab;|NewLine;)/;

/** Behind the white space that starts at `at`; `at` itself when there is none. */
export function skipSpaces(bytes: Uint8Array, at: number, to: number, final: boolean): number {
  let end = at;
  for (;;) {
    while (end < to && isSpace(bytes[end] as number)) end++;
    if (end === to || bytes[end] !== AMPERSAND || isPending(bytes, end, to, final)) return end;
    const reference = SPACE_REFERENCE.exec(ascii(bytes, end, to));
    if (reference === null) return end;
    end += reference[0].length;
  }
}

/** Whether what stands at `at` (no white space) may still turn out to be some. */
export function classify(bytes: Uint8Array, at: number, to: number, final: boolean): number {
  return bytes[at] === AMPERSAND && isPending(bytes, at, to, final) ? PENDING : WORD;
}

/** A reference that reaches the end of the window could go on. */
function isPending(bytes: Uint8Array, at: number, to: number, final: boolean): boolean {
  return (
    !final &&
    to - at < LONGEST_REFERENCE &&
    /^&(?:#(?:[0-9]*|[xX][0-9a-fA-F]*)|[A-Za-z]*)$/.test(ascii(bytes, at, to))
  );
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, Math.min(to, from + LONGEST_REFERENCE)));
}

/** Behind the line feed at `at` (CR and CRLF are line feeds), if there is one; -1: more bytes are needed. */
export function lineFeed(bytes: Uint8Array, at: number, to: number, final: boolean): number {
  if (bytes[at] === 0x0a) return at + 1;
  if (bytes[at] !== 0x0d) return at;
  if (at + 1 === to) return final ? to : -1;
  return bytes[at + 1] === 0x0a ? at + 2 : at + 1;
}
