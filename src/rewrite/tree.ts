/**
 * The streaming tree: tells a listener of elements, their ends and text while the page's bytes stream past, as an HTML
 * standard parser (scripting enabled) would see them. Only the stack of open elements is kept, no nodes.
 *
 * This file takes the tokens and knows text; tree-dispatch finds the rules for a tag by insertion mode. The rules are in
 * tree-head, tree-body, tree-body-end, tree-table, tree-columns, tree-select and tree-foreign, the steps they are made
 * of in tree-builder and adoption.
 */
import { reconstruct } from "./adoption.ts";
import { FOSTERS, HTML, type TagNames } from "./tags.ts";
import { TagView } from "./tag-view.ts";
import { classify, lineFeed, PENDING, skipSpaces } from "./text.ts";
import { Tokenizer, type TokenSink } from "./tokenizer.ts";
import { TreeBuilder } from "./tree-builder.ts";
import { CHARACTERS, END, EOF, M, START } from "./tree-modes.ts";
import { endTagInForeign, isForeignStartTag, startTagInForeign } from "./tree-foreign.ts";
import { endColumnGroup } from "./tree-columns.ts";
import { endTagByMode, startTagByMode } from "./tree-dispatch.ts";
import { impliedStart } from "./tree-head.ts";
import { fosterText } from "./tree-table.ts";
import type { OpenElement, StreamingTree, TreeListener, TreeOptions } from "./tree.types.ts";

export function createTree(listener: TreeListener, options: TreeOptions = {}): Tree {
  return new Tree(listener, options.trackTypes === true);
}

export class Tree implements StreamingTree, TokenSink {
  readonly tok: Tokenizer;
  readonly builder: TreeBuilder;
  readonly #listener: TreeListener;
  readonly #tag: TagView;

  constructor(listener: TreeListener, trackTypes: boolean, names?: TagNames) {
    this.#listener = listener;
    this.tok = new Tokenizer(this, names);
    this.builder = new TreeBuilder(this.tok, listener, trackTypes);
    this.#tag = new TagView(this.tok);
  }

  get safe(): number {
    return this.tok.window.base + this.tok.window.at;
  }

  get windowStart(): number {
    return this.tok.window.base + this.tok.window.first;
  }

  get windowEnd(): number {
    return this.tok.window.base + this.tok.window.bytes.length;
  }

  get current(): OpenElement | null {
    const { stack } = this.builder;
    return stack[stack.length - 1] ?? null;
  }

  bytes(start: number, end: number): Uint8Array {
    const { bytes, base } = this.tok.window;
    return bytes.subarray(start - base, end - base);
  }

  write(chunk: Uint8Array): void {
    this.#keepTags();
    this.tok.write(chunk);
  }

  /** Copies what is still needed of the last chunk: its memory may be used again, or be gone, afterwards. */
  settle(): void {
    this.#keepTags();
    this.tok.window.settle();
  }

  end(): void {
    const b = this.builder;
    this.tok.end();
    b.token = EOF;
    b.at = b.end = this.windowEnd;
    if (b.mode === M.text) {
      b.pop(false);
      b.mode = b.originalMode;
    }
    while (b.mode >= M.initial && b.mode <= M.afterHead) impliedStart(b);
    b.popTo(0, false);
  }

  /** Open and remembered elements keep their start tags when the window goes. */
  #keepTags(): void {
    const { stack, formatting, head } = this.builder;
    for (const element of stack) if (!element.kept) element.keep();
    for (const { element } of formatting.entries) if (element !== null && !element.kept) element.keep();
    if (head !== null && !head.kept) head.keep();
  }

  // Tokens

  startTag(): void {
    const b = this.builder;
    const { tok } = this;
    const { base } = tok.window;
    b.token = START;
    b.at = base + tok.tagStart;
    b.end = base + tok.tagEnd;
    b.skipLineFeed = false;
    b.created = null;
    b.createdVoid = false;
    b.impliedDepth = -1;
    if (b.mode === M.tableText) b.mode = b.originalMode;
    while (isForeignStartTag(b) ? startTagInForeign(b) : startTagByMode(b)) {}
    tok.foreign = b.inForeign;
    const { created } = b;
    if (created === null) {
      this.#listener.ignored?.(tok.names.name(tok.id), this.#tag, "no element by the rules of its place");
      return;
    }
    this.#listener.open(created, this.#tag);
    if (b.createdVoid) this.#listener.close(created, { by: "void" });
  }

  endTag(): void {
    const b = this.builder;
    const { tok } = this;
    const { base } = tok.window;
    b.token = END;
    b.at = base + tok.tagStart;
    b.end = base + tok.tagEnd;
    b.skipLineFeed = false;
    b.impliedDepth = -1;
    if (b.mode === M.tableText) b.mode = b.originalMode;
    const foreign = b.stack.length > 0 && b.current.space !== HTML;
    if (!foreign || !endTagInForeign(b)) while (endTagByMode(b)) {}
    tok.foreign = b.inForeign;
  }

  comment(): void {
    const b = this.builder;
    b.skipLineFeed = false;
    if (b.mode === M.tableText) b.mode = b.originalMode;
  }

  doctype(quirks: boolean): void {
    const b = this.builder;
    b.skipLineFeed = false;
    if (b.mode === M.tableText) b.mode = b.originalMode;
    if (b.mode !== M.initial) return;
    b.quirks = quirks;
    b.mode = M.beforeHtml;
  }

  /** Characters: see text.ts for what is white space. Returns where it stopped to wait for more bytes. */
  characters(from: number, to: number, final: boolean): number {
    const b = this.builder;
    const { bytes, base } = this.tok.window;
    let at = from;
    b.token = CHARACTERS;
    b.impliedDepth = -1;
    if (b.skipLineFeed) {
      at = lineFeed(bytes, at, to, final);
      if (at === -1) return from;
      b.skipLineFeed = false;
      if (at === to) return to;
    }
    if (b.mode <= M.template && !b.framesetOk && bytes[at] !== 0 && !this.tok.foreign) {
      b.at = base + at;
      reconstruct(b);
      this.#text(at, to);
      return to;
    }
    return this.#carefulText(at, to, final);
  }

  /** Where it matters whether characters are white space. */
  #carefulText(from: number, to: number, final: boolean): number {
    const b = this.builder;
    const { bytes, base } = this.tok.window;
    let at = from;
    while (at < to) {
      b.at = base + at;
      if (bytes[at] === 0) {
        this.#null(at);
        at++;
        continue;
      }
      const spaces = skipSpaces(bytes, at, to, final);
      if (spaces > at) {
        this.#white(at, spaces);
        at = spaces;
        continue;
      }
      if (classify(bytes, at, to, final) === PENDING) return at;
      this.#nonWhite(at, to);
      return to;
    }
    return to;
  }

  /** NUL: the document's text has none, but it is not without effect everywhere. */
  #null(at: number): void {
    const b = this.builder;
    if (!this.tok.foreign) {
      while (b.mode >= M.initial && b.mode <= M.afterHead) impliedStart(b);
      if (b.mode === M.columnGroup) endColumnGroup(b);
      if (b.mode === M.afterBody || b.mode === M.afterAfterBody) b.mode = M.body;
      const inTable = b.mode >= M.table && b.mode <= M.row && (b.current.classes & FOSTERS) !== 0;
      if (inTable || b.mode === M.tableText || b.mode >= M.frameset) return;
    }
    this.#text(at, at + 1);
  }

  #white(from: number, to: number): void {
    const b = this.builder;
    if (this.tok.foreign) return this.#text(from, to);
    if (b.mode >= M.table && b.mode <= M.row && this.#tableText()) return;
    if (b.mode === M.tableText || (b.mode >= M.initial && b.mode < M.head) || b.mode >= M.frameset) return;
    if (b.mode <= M.row || b.mode === M.afterBody || b.mode === M.afterAfterBody) reconstruct(b);
    this.#text(from, to);
  }

  #nonWhite(from: number, to: number): void {
    const b = this.builder;
    if (this.tok.foreign) {
      b.framesetOk = false;
      return this.#text(from, to);
    }
    while (b.mode >= M.initial && b.mode <= M.afterHead) impliedStart(b);
    if (b.mode === M.columnGroup && !endColumnGroup(b)) return;
    if (b.mode >= M.table && b.mode <= M.row) this.#tableText();
    if (b.mode === M.tableText) return fosterText(b);
    if (b.mode >= M.frameset) return;
    if (b.mode === M.afterBody || b.mode === M.afterAfterBody) b.mode = M.body;
    if (b.mode <= M.row) {
      reconstruct(b);
      b.framesetOk = false;
    }
    this.#text(from, to);
  }

  /** Text right in a table waits for its kind to be known ("in table text"); inside something fostered it does not. */
  #tableText(): boolean {
    const b = this.builder;
    if ((b.current.classes & FOSTERS) === 0) return false;
    b.originalMode = b.mode;
    b.mode = M.tableText;
    return true;
  }

  #text(from: number, to: number): void {
    const { base } = this.tok.window;
    const { current } = this.builder;
    this.#listener.text?.(current, base + from, base + to);
  }
}
