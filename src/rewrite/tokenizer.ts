/**
 * Cuts the page's bytes into tokens while they stream (HTML standard 13.2.5), without copying or decoding them.
 *
 * Works in any charset that is a superset of ASCII: bytes ≥ 0x80 are opaque. The window is the last chunk, preceded by
 * what an unfinished token left over; a tag that spans chunks is resumed where its scan stopped, text, comments and raw
 * text are passed on as far as they are known, so that no byte is looked at again and again.
 */
import { latin1 } from "./attributes.ts";
import { BANG, CLASS, endsComment, GREATER, LESS, LETTER, matches, SLASH } from "./bytes.ts";
import { isQuirks } from "./doctype.ts";
import { RawText } from "./raw-text.ts";
import { TagScanner } from "./tag-scanner.ts";
import { TagNames } from "./tags.ts";
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

/** What the window's first byte belongs to. */
const CHARACTERS = 0;
const TAG = 1;
const COMMENT = 2;
const BOGUS = 3;
const DOCTYPE = 4;
const CDATA = 5;

export class Tokenizer extends TagScanner {
  readonly window = new Window();
  /** The current node is foreign: `<![CDATA[` opens a section. Set by the sink. */
  foreign = false;

  readonly #sink: TokenSink;
  readonly #raw = new RawText();
  #inside = CHARACTERS;
  /** How far the unfinished comment, doctype or section was scanned, relative to `window.at`. */
  #scan = 0;

  constructor(sink: TokenSink, names: TagNames = new TagNames()) {
    super(names);
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
      const near = at + 6 < limit ? at + 6 : limit;
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
        this.#inside = TAG;
        this.beginTag(false);
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
          this.#inside = TAG;
          this.beginTag(true);
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
    this.#inside = TAG;
    this.beginTag(true);
    return this.#tag();
  }

  /** Reads on in the tag that begins at the window's first byte. False: it is not complete yet. */
  #tag(): boolean {
    const window = this.window;
    if (!this.scanTag(window.bytes, window.at)) return false;
    this.#inside = CHARACTERS;
    window.at = this.tagEnd;
    if (this.isEndTag) this.#sink.endTag();
    else this.#sink.startTag();
    return true;
  }
}
