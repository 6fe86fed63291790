/** The current start tag, as a listener sees it. One object for all tags: valid during the call only. */
import { findAttribute, latin1 } from "./attributes.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { AttributeRange, StartTag } from "./tree.types.ts";

const DOUBLE = 0x22;
const SINGLE = 0x27;

export class TagView implements StartTag {
  readonly #tok: Tokenizer;

  constructor(tok: Tokenizer) {
    this.#tok = tok;
  }

  get start(): number {
    return this.#tok.window.base + this.#tok.tagStart;
  }

  get end(): number {
    return this.#tok.window.base + this.#tok.tagEnd;
  }

  get selfClosing(): boolean {
    return this.#tok.selfClosing;
  }

  attribute(name: string): string | null {
    const tok = this.#tok;
    const entry = this.#find(name);
    if (entry === -1) return null;
    const from = tok.tagStart + (tok.attributes[entry + 2] as number);
    return latin1(tok.window.bytes, from, tok.tagStart + (tok.attributes[entry + 3] as number));
  }

  attributeRange(name: string): AttributeRange | null {
    const tok = this.#tok;
    const entry = this.#find(name);
    if (entry === -1) return null;
    const { bytes, base } = tok.window;
    const at = tok.tagStart;
    const nameEnd = at + (tok.attributes[entry + 1] as number);
    const valueStart = at + (tok.attributes[entry + 2] as number);
    const valueEnd = at + (tok.attributes[entry + 3] as number);
    const before = valueStart > nameEnd ? bytes[valueStart - 1] : 0;
    const quote = before === DOUBLE ? '"' : before === SINGLE ? "'" : "";
    return {
      start: base + at + (tok.attributes[entry] as number),
      end: base + valueEnd + (quote === "" ? 0 : 1),
      valueStart: base + valueStart,
      valueEnd: base + valueEnd,
      quote,
    };
  }

  #find(name: string): number {
    const tok = this.#tok;
    return findAttribute(tok.attributes, tok.attributeCount, tok.window.bytes, tok.tagStart, name);
  }
}
