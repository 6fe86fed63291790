/**
 * Finds the end of RCDATA, RAWTEXT, script data and PLAINTEXT content (HTML standard 13.2.5.2 to 13.2.5.5, 13.2.5.9 to
 * 13.2.5.31), in pieces: what was scanned once is not looked at again.
 */
import { isSpace } from "./attributes.ts";

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const DASH = 0x2d;

const PLAIN_SCRIPT = 0;
/** Behind `<!--` in a script. */
const ESCAPED = 1;
/** Behind `<!-- … <script`: here `</script>` ends the inner script only. */
const DOUBLE_ESCAPED = 2;

export class RawText {
  active = false;
  /** The end tag stands where the last `scan` stopped. */
  closed = false;
  #name = "";
  #script = false;
  #level = PLAIN_SCRIPT;
  /** Dashes just before the current byte, up to 2, in the escaped states. */
  #dashes = 0;

  /** `name` is the element's; an empty one means that nothing ends the text. */
  begin(name: string, script: boolean): void {
    this.active = true;
    this.closed = false;
    this.#name = name;
    this.#script = script;
    this.#level = PLAIN_SCRIPT;
    this.#dashes = 0;
  }

  finish(): void {
    this.active = false;
    this.closed = false;
  }

  /** Where the text known so far ends: at the end tag (then `closed`), at bytes that more must explain, or at the end. */
  scan(bytes: Uint8Array, from: number, last: boolean): number {
    const limit = bytes.length;
    if (this.#name === "") return limit;
    let at = from;
    for (;;) {
      if (this.#level === PLAIN_SCRIPT) at = bytes.indexOf(LESS, at);
      else at = this.#skipEscaped(bytes, at);
      if (at === -1) return limit;
      const step = this.#less(bytes, at);
      if (step === 0) {
        this.closed = true;
        return at;
      }
      if (step === -1) {
        if (!last) return at;
        at++;
      } else {
        at += step;
      }
      if (at >= limit) return limit;
    }
  }

  /** Escaped text up to the next `<`; `-->` leads back to plain script data. -1: none. */
  #skipEscaped(bytes: Uint8Array, from: number): number {
    for (let at = from; at < bytes.length; at++) {
      const byte = bytes[at];
      if (byte === DASH) {
        this.#dashes = this.#dashes === 0 ? 1 : 2;
      } else if (byte === GREATER && this.#dashes === 2) {
        this.#level = PLAIN_SCRIPT;
        this.#dashes = 0;
        return bytes.indexOf(LESS, at + 1);
      } else if (byte === LESS) {
        this.#dashes = 0;
        return at;
      } else {
        this.#dashes = 0;
      }
    }
    return -1;
  }

  /** What `<` at `at` is: 0 the end tag, -1 not enough bytes to know, otherwise how many bytes to go on by. */
  #less(bytes: Uint8Array, at: number): number {
    const limit = bytes.length;
    if (at + 1 >= limit) return -1;
    const next = bytes[at + 1] as number;
    if (next === SLASH) {
      const word = wordAt(bytes, at + 2, this.#name);
      if (word === UNKNOWN) return -1;
      if (word === NO) return 1;
      if (this.#level !== DOUBLE_ESCAPED) return 0;
      this.#level = ESCAPED;
      return 2 + this.#name.length;
    }
    if (!this.#script) return 1;
    if (this.#level === PLAIN_SCRIPT) {
      if (next !== BANG) return 1;
      if (at + 2 >= limit || (bytes[at + 2] === DASH && at + 3 >= limit)) return -1;
      if (bytes[at + 2] !== DASH || bytes[at + 3] !== DASH) return 1;
      this.#level = ESCAPED;
      this.#dashes = 2;
      return 4;
    }
    if (this.#level === ESCAPED) {
      const word = wordAt(bytes, at + 1, "script");
      if (word === UNKNOWN) return -1;
      if (word === YES) {
        this.#level = DOUBLE_ESCAPED;
        return 7;
      }
    }
    return 1;
  }
}

const NO = 0;
const YES = 1;
const UNKNOWN = 2;

/** Whether `name` and then a space, `/` or `>` stand at `from` (any case). */
function wordAt(bytes: Uint8Array, from: number, name: string): number {
  const limit = bytes.length;
  for (let index = 0; index < name.length; index++) {
    if (from + index >= limit) return UNKNOWN;
    if (((bytes[from + index] as number) | 0x20) !== name.charCodeAt(index)) return NO;
  }
  if (from + name.length >= limit) return UNKNOWN;
  const end = bytes[from + name.length] as number;
  return isSpace(end) || end === SLASH || end === GREATER ? YES : NO;
}
