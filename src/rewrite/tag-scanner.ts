/**
 * Reads a tag: its name, and where its attributes stand (HTML standard 13.2.5.8, 13.2.5.32 to 13.2.5.40).
 *
 * A tag that is not complete is resumed where the scan stopped; what is kept is relative to its `<`, because the bytes
 * may have moved by then. Values are skipped by `indexOf` and never decoded.
 */
import { ATTRIBUTE_STRIDE } from "./attributes.ts";
import {
  ATTRIBUTE_NAME_END,
  CLASS,
  DOUBLE,
  EQUALS,
  GREATER,
  LOWER,
  SINGLE,
  SLASH,
  SPACE_CLASS,
  TAG_NAME_END,
} from "./bytes.ts";
import { hashStep, type TagNames } from "./tags.ts";

const NAME = 0;
const BEFORE = 1;
const ATTRIBUTE = 2;
const AFTER = 3;
const VALUE = 4;
const UNQUOTED = 5;
const IN_DOUBLE = 6;
const IN_SINGLE = 7;

/** Short values are cheaper to step through than to call `indexOf` for. */
const NEAR = 12;

/** The next `quote`; `limit` where there is none. */
function closingQuote(bytes: Uint8Array, from: number, limit: number, quote: number): number {
  const near = from + NEAR < limit ? from + NEAR : limit;
  let at = from;
  while (at < near && bytes[at] !== quote) at++;
  if (at < near || at >= limit) return at < limit ? at : limit;
  const found = bytes.indexOf(quote, at);
  return found === -1 ? limit : found;
}

export class TagScanner {
  readonly names: TagNames;
  /** The current tag's name, see tags.ts. */
  id = 0;
  isEndTag = false;
  selfClosing = false;
  /** Index of its `<`, of the byte behind its name, and of the byte behind its `>`. */
  tagStart = 0;
  nameEnd = 0;
  tagEnd = 0;
  /** Attribute table, see attributes.ts; relative to `tagStart`. */
  attributes: Int32Array = new Int32Array(64 * ATTRIBUTE_STRIDE);
  attributeCount = 0;

  #state = NAME;
  #hash = 0;
  /** How far the tag was scanned, and the parts of its last attribute. */
  #scanned = 0;
  #nameStart = 0;
  #attributeNameEnd = 0;
  #valueStart = 0;

  constructor(names: TagNames) {
    this.names = names;
  }

  protected beginTag(isEndTag: boolean): void {
    this.isEndTag = isEndTag;
    this.#state = NAME;
    this.#hash = 0;
    this.#scanned = isEndTag ? 2 : 1;
    this.attributeCount = 0;
  }

  /** Reads on in the tag whose `<` is at `start`. False: `>` is not at hand. */
  protected scanTag(bytes: Uint8Array, start: number): boolean {
    const limit = bytes.length;
    let at = start + this.#scanned;
    let state = this.#state;
    let byte = 0;
    for (;;) {
      if (state === NAME) {
        let hash = this.#hash;
        while (at < limit && ((CLASS[(byte = bytes[at] as number)] as number) & TAG_NAME_END) === 0) {
          hash = hashStep(hash, LOWER[byte] as number);
          at++;
        }
        this.#hash = hash;
        if (at >= limit) break;
        this.nameEnd = at - start;
        this.id = this.names.intern(hash, bytes, start + (this.isEndTag ? 2 : 1), at);
        state = BEFORE;
      }
      if (state === BEFORE) {
        while (
          at < limit &&
          (byte = bytes[at] as number) <= 0x2f &&
          (byte === SLASH || (CLASS[byte] as number) & SPACE_CLASS)
        )
          at++;
        if (at >= limit) break;
        if (byte === GREATER) return this.#finishTag(start, at, bytes[at - 1] === SLASH);
        this.#nameStart = at++ - start;
        state = ATTRIBUTE;
      }
      if (state === ATTRIBUTE) {
        while (at < limit && ((CLASS[(byte = bytes[at] as number)] as number) & ATTRIBUTE_NAME_END) === 0)
          at++;
        if (at >= limit) break;
        this.#attributeNameEnd = at - start;
        // What nearly all attributes look like, without the states between.
        if (byte === EQUALS && at + 1 < limit && bytes[at + 1] === DOUBLE) {
          const end = closingQuote(bytes, at + 2, limit, DOUBLE);
          if (end < limit) {
            this.#note(at + 2 - start, end - start);
            at = end + 1;
            state = BEFORE;
            continue;
          }
        }
        state = AFTER;
      }
      if (state === AFTER) {
        while (at < limit && (CLASS[(byte = bytes[at] as number)] as number) & SPACE_CLASS) at++;
        if (at >= limit) break;
        if (byte !== EQUALS) {
          this.#note(this.#attributeNameEnd, this.#attributeNameEnd);
          state = BEFORE;
          continue;
        }
        at++;
        state = VALUE;
      }
      if (state === VALUE) {
        while (at < limit && (CLASS[(byte = bytes[at] as number)] as number) & SPACE_CLASS) at++;
        if (at >= limit) break;
        if (byte === DOUBLE || byte === SINGLE) {
          at++;
          state = byte === DOUBLE ? IN_DOUBLE : IN_SINGLE;
        } else {
          state = UNQUOTED;
        }
        this.#valueStart = at - start;
      }
      if (state === UNQUOTED) {
        while (
          at < limit &&
          (byte = bytes[at] as number) !== GREATER &&
          ((CLASS[byte] as number) & SPACE_CLASS) === 0
        )
          at++;
        if (at >= limit) break;
        this.#note(this.#valueStart, at - start);
        if (byte === GREATER) return this.#finishTag(start, at, false);
        state = BEFORE;
      } else {
        at = closingQuote(bytes, at, limit, state === IN_DOUBLE ? DOUBLE : SINGLE);
        if (at >= limit) break;
        this.#note(this.#valueStart, at - start);
        at++;
        state = BEFORE;
      }
    }
    this.#state = state;
    this.#scanned = at - start;
    return false;
  }

  /** Notes the attribute whose name was read last. */
  #note(valueStart: number, valueEnd: number): void {
    const at = this.attributeCount++ * ATTRIBUTE_STRIDE;
    if (at >= this.attributes.length) {
      const larger = new Int32Array(this.attributes.length * 2);
      larger.set(this.attributes);
      this.attributes = larger;
    }
    const table = this.attributes;
    table[at] = this.#nameStart;
    table[at + 1] = this.#attributeNameEnd;
    table[at + 2] = valueStart;
    table[at + 3] = valueEnd;
  }

  #finishTag(start: number, greater: number, selfClosing: boolean): true {
    this.tagStart = start;
    this.nameEnd += start;
    this.tagEnd = greater + 1;
    this.selfClosing = selfClosing;
    return true;
  }
}
