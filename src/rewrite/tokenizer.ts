/**
 * Cuts the page's bytes into tokens while they stream (HTML standard 13.2.5), without copying or decoding them.
 *
 * Works in any charset that is a superset of ASCII: bytes ≥ 0x80 are opaque. The window is the last chunk, preceded by
 * what an unfinished token left over; a tag that spans chunks is resumed where its scan stopped, text, comments and raw
 * text are passed on as far as they are known, so that no byte is looked at again and again.
 */
import { ATTRIBUTE_STRIDE, latin1 } from "./attributes.ts";
import { isQuirks } from "./doctype.ts";
import { RawText } from "./raw-text.ts";
import { hashStep, TagNames } from "./tags.ts";
import { Window } from "./window.ts";

/** What the tokenizer tells; positions are indexes into `window.bytes`. */
export interface TokenSink {
  /** A start tag: see the fields of the tokenizer. May call `readRaw`, `readScript` or `readPlain`. */
  startTag(): void;
  endTag(): void;
  /**
   * Characters in `[from, to)`. Returns where it stopped: before `to` only when it must see more bytes to know
   * (not when `final`: a token or the end of the page follows).
   */
  characters(from: number, to: number, final: boolean): number;
  comment(): void;
  doctype(quirks: boolean): void;
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const DASH = 0x2d;
const EQUALS = 0x3d;
const DOUBLE = 0x22;
const SINGLE = 0x27;

/** Byte classes of the tag scanner. */
const SPACE_CLASS = 1;
const TAG_NAME_END = 2;
const ATTRIBUTE_NAME_END = 4;
const LETTER = 8;
const CLASS = new Uint8Array(256);
const LOWER = new Uint8Array(256);
for (let byte = 0; byte < 256; byte++) LOWER[byte] = byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
for (const byte of [0x09, 0x0a, 0x0c, 0x0d, 0x20])
  CLASS[byte] = SPACE_CLASS | TAG_NAME_END | ATTRIBUTE_NAME_END;
CLASS[SLASH] = TAG_NAME_END | ATTRIBUTE_NAME_END;
CLASS[GREATER] = TAG_NAME_END | ATTRIBUTE_NAME_END;
CLASS[EQUALS] = ATTRIBUTE_NAME_END;
for (let byte = 0x61; byte <= 0x7a; byte++) CLASS[byte] = CLASS[byte - 32] = LETTER;

/** What the window's first byte belongs to. */
const CHARACTERS = 0;
const TAG = 1;
const COMMENT = 2;
const BOGUS = 3;
const DOCTYPE = 4;
const CDATA = 5;

/** States of the tag scanner (13.2.5.8, 13.2.5.32 to 13.2.5.40). */
const NAME = 0;
const BEFORE = 1;
const ATTRIBUTE = 2;
const AFTER = 3;
const VALUE = 4;
const UNQUOTED = 5;
const IN_DOUBLE = 6;
const IN_SINGLE = 7;

export class Tokenizer {
  readonly window = new Window();
  readonly names: TagNames;
  /** The current tag. */
  id = 0;
  selfClosing = false;
  /** Index of its `<`, of the byte behind its name, and of the byte behind its `>`. */
  tagStart = 0;
  nameEnd = 0;
  tagEnd = 0;
  /** Attribute table, see attributes.ts; relative to `tagStart`. */
  attributes = new Int32Array(64 * ATTRIBUTE_STRIDE);
  attributeCount = 0;
  /** The current node is foreign: `<![CDATA[` opens a section. Set by the sink. */
  foreign = false;

  readonly #sink: TokenSink;
  readonly #raw = new RawText();
  #inside = CHARACTERS;
  #endTag = false;
  #state = NAME;
  #hash = 0;
  /** How far the unfinished token was scanned, and the parts of its last attribute, relative to `window.at`. */
  #scan = 0;
  #nameStart = 0;
  #attributeNameEnd = 0;
  #valueStart = 0;

  constructor(sink: TokenSink, names: TagNames = new TagNames()) {
    this.names = names;
    this.#sink = sink;
  }

  /** From here on, text up to the end tag of element `id` (RCDATA, RAWTEXT: 13.2.5.2, 13.2.5.3). */
  readRaw(id: number): void {
    this.#raw.begin(this.names.name(id), false);
  }

  /** From here on, script data (13.2.5.4). */
  readScript(id: number): void {
    this.#raw.begin(this.names.name(id), true);
  }

  /** From here on, everything is text (13.2.5.5). */
  readPlain(): void {
    this.#raw.begin("", false);
  }

  /** A tag, comment or raw text was begun and not ended. */
  get unfinished(): boolean {
    const { bytes, at } = this.window;
    return this.#inside !== CHARACTERS || this.#raw.active || bytes[at] === LESS;
  }

  write(chunk: Uint8Array): void {
    this.window.append(chunk);
    this.#run(false);
  }

  end(): void {
    this.#run(true);
  }

  #run(last: boolean): void {
    const window = this.window;
    for (;;) {
      let again: boolean;
      if (this.#inside === CHARACTERS) {
        if (window.at >= window.bytes.length) return;
        again = this.#raw.active ? this.#rawText(last) : this.#data(last);
      } else if (this.#inside === TAG) {
        again = this.#tag();
        if (!again && last) window.at = window.bytes.length;
      } else {
        again = this.#markup(last);
      }
      if (!again) return;
    }
  }

  /** Data state (13.2.5.1) and tag open state (13.2.5.6, 13.2.5.7). False: more bytes are needed. */
  #data(last: boolean): boolean {
    const window = this.window;
    const bytes = window.bytes;
    const limit = bytes.length;
    const from = window.at;
    let at = from;
    for (;;) {
      const near = at + 24 < limit ? at + 24 : limit;
      while (at < near && bytes[at] !== LESS) at++;
      if (at === near && at < limit) {
        at = bytes.indexOf(LESS, at);
        if (at === -1) at = limit;
      }
      if (at === limit) return this.#characters(from, limit, last);
      if (at + 1 >= limit) {
        this.#characters(from, last ? limit : at, true);
        return false;
      }
      const next = bytes[at + 1] as number;
      if ((CLASS[next] as number) & LETTER) {
        if (at > from) this.#characters(from, at, true);
        this.#beginTag(false, 1);
        return this.#tag();
      }
      if (next === SLASH) {
        if (at + 2 >= limit) {
          this.#characters(from, last ? limit : at, true);
          return false;
        }
        const third = bytes[at + 2] as number;
        if (at > from) this.#characters(from, at, true);
        if ((CLASS[third] as number) & LETTER) {
          this.#beginTag(true, 2);
          return this.#tag();
        }
        if (third === GREATER) window.at = at + 3;
        else this.#beginMarkup(BOGUS, 2);
        return true;
      }
      if (next === BANG || next === 0x3f) {
        if (at > from) this.#characters(from, at, true);
        if (next === BANG) return this.#declaration(last);
        this.#beginMarkup(BOGUS, 1);
        return true;
      }
      at++;
    }
  }

  /** Hands characters to the sink; false when it wants to see more. */
  #characters(from: number, to: number, final: boolean): boolean {
    const stop = from < to ? this.#sink.characters(from, to, final) : to;
    this.window.at = stop;
    return stop === to;
  }

  /** Markup declaration open state (13.2.5.42). */
  #declaration(last: boolean): boolean {
    const { bytes, at } = this.window;
    const limit = bytes.length;
    const known = limit - at - 2;
    if (matches(bytes, at + 2, limit, "--")) {
      if (known >= 2) this.#beginMarkup(COMMENT, 4);
      else if (last) this.#beginMarkup(BOGUS, 2);
      else return false;
    } else if (matches(bytes, at + 2, limit, "doctype")) {
      if (known >= 7) this.#beginMarkup(DOCTYPE, 9);
      else if (last) this.#beginMarkup(BOGUS, 2);
      else return false;
    } else if (this.foreign && matches(bytes, at + 2, limit, "[CDATA[")) {
      if (known >= 7) {
        this.#beginMarkup(CDATA, 0);
        this.window.at = at + 9;
      } else if (last) this.#beginMarkup(BOGUS, 2);
      else return false;
    } else {
      this.#beginMarkup(BOGUS, 2);
    }
    return true;
  }

  #beginMarkup(kind: number, behind: number): void {
    this.#inside = kind;
    this.#scan = behind;
  }

  /** Comments, doctypes and CDATA sections, as far as the window goes. */
  #markup(last: boolean): boolean {
    const window = this.window;
    const { bytes, at } = window;
    const limit = bytes.length;
    if (this.#inside === CDATA) return this.#cdata(last);
    for (let from = at + this.#scan; ;) {
      const end = from < limit ? bytes.indexOf(GREATER, from) : -1;
      if (end === -1 && !last) {
        this.#scan = limit - at;
        // The inside of a comment is of no interest: only its opening and its last three bytes decide its end.
        if (this.#inside === COMMENT && this.#scan > 16) {
          window.at = limit - 8;
          this.#scan = 8;
        }
        return false;
      }
      if (end !== -1 && this.#inside === COMMENT && !endsComment(bytes, at, end)) {
        from = end + 1;
        continue;
      }
      const behind = end === -1 ? limit : end + 1;
      const kind = this.#inside;
      this.#inside = CHARACTERS;
      if (kind === DOCTYPE) {
        this.#sink.doctype(isQuirks(latin1(bytes, at + 9, end === -1 ? limit : end), end !== -1));
      } else {
        this.#sink.comment();
      }
      window.at = behind;
      return true;
    }
  }

  /** CDATA section (13.2.5.69 to 13.2.5.71): text up to `]]>`. */
  #cdata(last: boolean): boolean {
    const window = this.window;
    const { bytes, at } = window;
    const limit = bytes.length;
    let end = bytes.indexOf(GREATER, at);
    while (end !== -1 && !(end >= at + 2 && bytes[end - 1] === 0x5d && bytes[end - 2] === 0x5d)) {
      end = bytes.indexOf(GREATER, end + 1);
    }
    if (end === -1) {
      const to = last ? limit : limit - 2;
      if (to > at) this.#characters(at, to, true);
      if (last) this.#inside = CHARACTERS;
      return last;
    }
    if (end - 2 > at) this.#characters(at, end - 2, true);
    window.at = end + 1;
    this.#inside = CHARACTERS;
    return true;
  }

  /** RCDATA, RAWTEXT, script data and PLAINTEXT. */
  #rawText(last: boolean): boolean {
    const window = this.window;
    const from = window.at;
    const to = this.#raw.scan(window.bytes, from, last);
    // What follows an end at hand, or a held `<`, is known not to be text of this run.
    const open = this.#characters(from, to, last || to < window.bytes.length);
    if (!open || !this.#raw.closed) return false;
    this.#raw.finish();
    this.#beginTag(true, 2);
    return this.#tag();
  }

  #beginTag(endTag: boolean, behind: number): void {
    this.#inside = TAG;
    this.#endTag = endTag;
    this.#state = NAME;
    this.#hash = 0;
    this.#scan = behind;
    this.attributeCount = 0;
  }

  /** Tag name and attributes (13.2.5.8, 13.2.5.32 to 13.2.5.40). False: the tag is not complete in the window. */
  #tag(): boolean {
    const window = this.window;
    const bytes = window.bytes;
    const limit = bytes.length;
    const start = window.at;
    let at = start + this.#scan;
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
        this.id = this.names.intern(hash, bytes, start + (this.#endTag ? 2 : 1), at);
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
        const quote = state === IN_DOUBLE ? DOUBLE : SINGLE;
        const near = at + 32 < limit ? at + 32 : limit;
        while (at < near && bytes[at] !== quote) at++;
        if (at === near) {
          at = at < limit ? bytes.indexOf(quote, at) : -1;
          if (at === -1) at = limit;
        }
        if (at >= limit) break;
        this.#note(this.#valueStart, at - start);
        at++;
        state = BEFORE;
      }
    }
    this.#state = state;
    this.#scan = at - start;
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

  #finishTag(start: number, greater: number, selfClosing: boolean): boolean {
    this.tagStart = start;
    this.nameEnd += start;
    this.tagEnd = greater + 1;
    this.selfClosing = selfClosing;
    this.#inside = CHARACTERS;
    this.window.at = greater + 1;
    if (this.#endTag) this.#sink.endTag();
    else this.#sink.startTag();
    return true;
  }
}

/** Whether the bytes, as far as they are there, spell `word` (ASCII; lower-case letters match any case). */
function matches(bytes: Uint8Array, from: number, limit: number, word: string): boolean {
  for (let index = 0; index < word.length && from + index < limit; index++) {
    const byte = bytes[from + index] as number;
    const wanted = word.charCodeAt(index);
    if (byte !== wanted && !(wanted >= 0x61 && wanted <= 0x7a && LOWER[byte] === wanted)) return false;
  }
  return true;
}

/** Whether `>` at `end` ends the comment whose `<!--` (or a later byte of it) is at `at` (13.2.5.43 to 13.2.5.52). */
function endsComment(bytes: Uint8Array, at: number, end: number): boolean {
  const inner = bytes[at] === LESS && bytes[at + 1] === BANG ? at + 4 : at;
  if (end === inner) return true;
  if (bytes[end - 1] === DASH && (end === inner + 1 || (end >= inner + 2 && bytes[end - 2] === DASH)))
    return true;
  return bytes[end - 1] === BANG && end >= inner + 3 && bytes[end - 2] === DASH && bytes[end - 3] === DASH;
}
