/**
 * The streaming tree: tells a listener of elements, their ends and text while the page's bytes stream past, as an HTML
 * standard parser (scripting enabled) would see them. Only the stack of open elements is kept, no nodes.
 *
 * This file dispatches tokens by insertion mode (HTML standard 13.2.6); the rules are in tree-head, tree-body,
 * tree-body-end, tree-table, tree-select and tree-foreign, the steps they are made of in tree-builder and adoption.
 */
import { reconstruct } from "./adoption.ts";
import { FOSTERS, HTML, T, type TagNames } from "./tags.ts";
import { TagView } from "./tag-view.ts";
import { classify, lineFeed, PENDING, skipSpaces } from "./text.ts";
import { Tokenizer, type TokenSink } from "./tokenizer.ts";
import { startTagInBody } from "./tree-body.ts";
import { endTagAfterBody, endTagInBody } from "./tree-body-end.ts";
import { CHARACTERS, END, EOF, M, START, TreeBuilder } from "./tree-builder.ts";
import { endTagInForeign, isForeignStartTag, startTagInForeign } from "./tree-foreign.ts";
import * as inHead from "./tree-head.ts";
import { endTagInSelect, endTagInTemplate, startTagInSelect, startTagInTemplate } from "./tree-select.ts";
import * as inTable from "./tree-table.ts";
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

  end(): void {
    const b = this.builder;
    this.tok.end();
    b.token = EOF;
    b.at = b.end = this.windowEnd;
    if (b.mode === M.text) {
      b.pop(false);
      b.mode = b.originalMode;
    }
    while (b.mode >= M.initial && b.mode <= M.afterHead) inHead.impliedStart(b);
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
    while (isForeignStartTag(b) ? startTagInForeign(b) : this.#startTagByMode()) {}
    tok.foreign = b.inForeign;
    const { created } = b;
    if (created === null) {
      this.#listener.ignored?.(tok.names.name(tok.id), this.#tag, "no element by the rules of its place");
      return;
    }
    this.#listener.open(created, this.#tag);
    if (b.createdVoid) this.#listener.close(created, { by: "void" });
  }

  #startTagByMode(): boolean {
    const b = this.builder;
    switch (b.mode) {
      case M.body:
        return startTagInBody(b);
      case M.cell:
        return inTable.startTagInCell(b);
      case M.caption:
        return inTable.startTagInCaption(b);
      case M.template:
        return startTagInTemplate(b);
      case M.table:
        return inTable.startTagInTable(b);
      case M.tableBody:
        return inTable.startTagInTableBody(b);
      case M.row:
        return inTable.startTagInRow(b);
      case M.columnGroup:
        return inTable.startTagInColumnGroup(b);
      case M.select:
      case M.selectInTable:
        return startTagInSelect(b);
      case M.initial:
      case M.beforeHtml:
      case M.beforeHead:
        return inHead.startTagBeforeHead(b);
      case M.head:
        return inHead.startTagInHead(b);
      case M.afterHead:
        return inHead.startTagAfterHead(b);
      case M.afterBody:
      case M.afterAfterBody:
        if (this.tok.id === T.html) return false;
        b.mode = M.body;
        return true;
      case M.frameset:
      case M.afterFrameset:
      case M.afterAfterFrameset:
        return inHead.startTagInFrameset(b);
      default:
        return false;
    }
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
    if (!foreign || !endTagInForeign(b)) while (this.#endTagByMode()) {}
    tok.foreign = b.inForeign;
  }

  #endTagByMode(): boolean {
    const b = this.builder;
    switch (b.mode) {
      case M.body:
        return endTagInBody(b);
      case M.text:
        b.pop(true);
        b.mode = b.originalMode;
        return false;
      case M.cell:
        return inTable.endTagInCell(b);
      case M.caption:
        return inTable.endTagInCaption(b);
      case M.template:
        return endTagInTemplate(b);
      case M.table:
        return inTable.endTagInTable(b);
      case M.tableBody:
        return inTable.endTagInTableBody(b);
      case M.row:
        return inTable.endTagInRow(b);
      case M.columnGroup:
        return inTable.endTagInColumnGroup(b);
      case M.select:
      case M.selectInTable:
        return endTagInSelect(b);
      case M.afterBody:
      case M.afterAfterBody:
        return endTagAfterBody(b);
      case M.frameset:
      case M.afterFrameset:
      case M.afterAfterFrameset:
        return inHead.endTagInFrameset(b);
      default:
        return inHead.endTagBeforeBody(b);
    }
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

  /** NUL: left out of the text, but not without effect everywhere. */
  #null(at: number): void {
    const b = this.builder;
    if (this.tok.foreign || b.mode === M.text || b.mode <= M.template) this.#text(at, at + 1);
    else if (b.mode >= M.initial && b.mode <= M.afterHead) {
      while (b.mode >= M.initial && b.mode <= M.afterHead) inHead.impliedStart(b);
    } else if (b.mode === M.columnGroup) {
      inTable.endColumnGroup(b);
    } else if (b.mode === M.afterBody || b.mode === M.afterAfterBody) {
      b.mode = M.body;
    }
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
    while (b.mode >= M.initial && b.mode <= M.afterHead) inHead.impliedStart(b);
    if (b.mode === M.columnGroup && !inTable.endColumnGroup(b)) return;
    if (b.mode >= M.table && b.mode <= M.row) this.#tableText();
    if (b.mode === M.tableText) return inTable.fosterText(b);
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
