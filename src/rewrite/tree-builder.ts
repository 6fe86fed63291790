/**
 * The state of tree construction (HTML standard 13.2.4) and the steps that its rules are made of. No nodes are kept but
 * the open ones; where the standard would move nodes, the elements concerned are marked irregular.
 */
import { findAttribute, latin1 } from "./attributes.ts";
import { TreeElement } from "./element.ts";
import { FormattingList } from "./formatting.ts";
import { OpenElements } from "./open-elements.ts";
import {
  classesOf,
  FORMATTING,
  FOSTERS,
  HTML,
  HTML_POINT,
  IMPLIED_END,
  IMPLIED_END_THOROUGH,
  KNOWN,
  MATH,
  MATH_POINT,
  T,
  TABLE_SCOPE,
} from "./tags.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { CHARACTERS, EOF, M, PARSERS_DISAGREE } from "./tree-modes.ts";
import type { Closing, TreeListener } from "./tree.types.ts";

export class TreeBuilder extends OpenElements {
  readonly tok: Tokenizer;
  readonly listener: TreeListener;
  readonly formatting = new FormattingList();
  mode: number = M.initial;
  originalMode: number = M.initial;
  templateModes: number[] = [];
  head: TreeElement | null = null;
  form: TreeElement | null = null;
  quirks = false;
  framesetOk = true;
  /** Foster parenting is enabled. */
  foster = false;
  /** The next line feed is not part of the element (pre, listing, textarea). */
  skipLineFeed = false;
  /** A cell, caption, object or template ends: formatting elements in it are not opened again. */
  clearing = false;
  /** The current token: its kind and its offsets in the page. */
  token: number = CHARACTERS;
  at = 0;
  end = 0;
  /** The element that the current start tag made, and whether it is already complete. */
  created: TreeElement | null = null;
  createdVoid = false;
  /** Depth and mode before the current token's first implied element; -1: it implied none. */
  impliedDepth = -1;
  impliedMode: number = M.initial;
  serial = 0;
  #trackTypes: boolean;

  constructor(tok: Tokenizer, listener: TreeListener, trackTypes: boolean) {
    super();
    this.tok = tok;
    this.listener = listener;
    this.#trackTypes = trackTypes;
  }

  // Elements (13.2.6.1)

  /** "Insert an HTML (or foreign) element" for the current start tag. */
  insert(space: number): TreeElement {
    const element = this.#fromTag(space);
    this.push(element);
    return element;
  }

  /** The same for an element that is complete with its start tag. */
  append(space: number): void {
    this.#fromTag(space);
    this.createdVoid = true;
  }

  /** An element that no tag stands for, or a clone of `like`. */
  imply(id: number, like: TreeElement | null): TreeElement {
    if (this.impliedDepth === -1) {
      this.impliedDepth = this.stack.length;
      this.impliedMode = this.mode;
    }
    const element = this.make(id, HTML, classesOf(id, HTML), this.#place());
    if (like !== null) element.sameTagAs(like);
    this.#attach(element);
    this.push(element);
    this.listener.implied?.(element, this.at);
    return element;
  }

  make(id: number, space: number, classes: number, parent: TreeElement | null): TreeElement {
    return new TreeElement(this.tok.names.name(id), id, space, classes, parent, ++this.serial);
  }

  #fromTag(space: number): TreeElement {
    const { tok } = this;
    const id = space === HTML && tok.id === T.image ? T.img : tok.id;
    let classes = classesOf(id, space);
    if (space === MATH && id === T["annotation-xml"] && isHtmlEncoding(this.tagAttribute("encoding"))) {
      classes |= HTML_POINT;
    }
    const element = this.make(id, space, classes, this.#place());
    element.inSource = true;
    element.bytes = tok.window.bytes;
    element.tagStart = tok.tagStart;
    element.nameEnd = tok.nameEnd;
    element.tagEnd = tok.tagEnd;
    element.kept = false;
    this.#attach(element);
    this.created = element;
    return element;
  }

  /** "The appropriate place for inserting a node": its parent. */
  #place(): TreeElement | null {
    const depth = this.stack.length;
    if (depth === 0) return null;
    const current = this.stack[depth - 1] as TreeElement;
    return this.foster && (current.classes & FOSTERS) !== 0 ? this.fosterParent() : current;
  }

  /** Foster parent (13.2.6.1): the parent of the last table, or the last template above it. */
  fosterParent(): TreeElement {
    const table = this.topmost(T.table);
    const template = this.topmost(T.template);
    if (template > table) return this.stack[template] as TreeElement;
    if (table === -1) return this.stack[0] as TreeElement;
    return (this.stack[table] as TreeElement).parent ?? (this.stack[table - 1] as TreeElement);
  }

  /** Counts the new child of its parent; one that is foster-parented comes before the table. */
  #attach(element: TreeElement): void {
    const { parent } = element;
    if (parent === null) {
      element.index = element.typeIndex = 1;
      return;
    }
    element.index = ++parent.childCount;
    if (this.#trackTypes) element.typeIndex = this.countType(parent, element, 1);
    if (this.foster && parent !== this.current) {
      element.index = element.typeIndex = 0;
      element.irregular = "foster-parented";
      this.fostered(parent, this.at);
    }
  }

  /** Something came before the last table: the table's place changes, and its bytes hold what its tree does not. */
  fostered(parent: TreeElement, at: number): void {
    const table = this.topmost(T.table);
    if (table !== -1 && (this.stack[table] as TreeElement).parent === parent) {
      const element = this.stack[table] as TreeElement;
      element.index = element.typeIndex = 0;
    }
    this.markDownTo(Math.max(table, this.topmost(T.template)), "foster-parented content", at);
  }

  /** Marks the open elements from the top down to the one at `depth` as irregular. */
  markDownTo(depth: number, reason: string, at: number): void {
    for (let index = this.stack.length - 1; index >= 0 && index >= depth; index--) {
      this.mark(this.stack[index] as TreeElement, reason, at);
    }
  }

  mark(element: TreeElement, reason: string, at: number): void {
    if (element.irregular === reason) return;
    element.irregular ??= reason;
    this.listener.irregular?.(element, at, reason);
  }

  /** Adds to a parent's count of children with this name. */
  countType(parent: TreeElement, child: TreeElement, by: number): number {
    parent.childTypes ??= new Map();
    const key = child.id * 4 + child.space;
    const count = (parent.childTypes.get(key) ?? 0) + by;
    parent.childTypes.set(key, count);
    return count;
  }

  get trackTypes(): boolean {
    return this.#trackTypes;
  }

  /** Begins to count children by name; to be called from within the first `open`, when each open element is its parent's first. */
  startTrackingTypes(): void {
    if (this.#trackTypes) return;
    this.#trackTypes = true;
    for (const element of new Set([...this.stack, this.created])) {
      if (element?.parent) element.typeIndex = this.countType(element.parent, element, 1);
    }
  }

  push(element: TreeElement): void {
    this.stack.push(element);
    element.onStack = true;
    if (element.tag < KNOWN) this.open[element.tag] = (this.open[element.tag] as number) + 1;
  }

  // Leaving the stack

  /** Pops all elements from `depth` up; `own`: the current end tag is that of the element at `depth`. */
  popTo(depth: number, own: boolean): void {
    for (let top = this.stack.length - 1; top >= depth; top--) {
      const element = this.stack[top] as TreeElement;
      if (element.inSource) this.listener.close(element, this.#closing(element, own && top === depth));
      else if (!(own && top === depth)) this.listener.closeImplied?.(element, this.at);
      this.stack.pop();
      this.left(element);
    }
  }

  pop(own: boolean): void {
    this.popTo(this.stack.length - 1, own);
  }

  popUntil(tag: number, own: boolean): void {
    const depth = this.topmost(tag);
    this.popTo(depth > 0 ? depth : 0, own);
  }

  /** Takes an element out of the middle of the stack. */
  remove(element: TreeElement, reason: string): void {
    const index = this.stack.lastIndexOf(element);
    if (index === -1) return;
    this.stack.splice(index, 1);
    this.left(element);
    this.mark(element, reason, this.at);
    if (element.inSource) this.listener.close(element, { by: "irregular", start: this.at, reason });
  }

  left(element: TreeElement): void {
    element.onStack = false;
    if (element.tag < KNOWN) this.open[element.tag] = (this.open[element.tag] as number) - 1;
  }

  #closing(element: TreeElement, own: boolean): Closing {
    if (this.token === EOF) return { by: "end-of-page", start: this.at };
    if (own) return { by: "end-tag", start: this.at, end: this.end };
    if ((element.classes & FORMATTING) !== 0 && !this.clearing && this.formatting.indexOf(element) !== -1) {
      return { by: "irregular", start: this.at, reason: "opened again behind its parent's end" };
    }
    return { by: "implied", start: this.at };
  }

  // Scopes and implied end tags (13.2.4.2, 13.2.6.3)

  /** Whether an HTML element of this known name is open above every element of the `scope` class. */
  inScope(tag: number, scope: number): boolean {
    if (this.open[tag] === 0) return false;
    for (let index = this.stack.length - 1; index >= 0; index--) {
      const element = this.stack[index] as TreeElement;
      if (element.tag === tag) return true;
      if ((element.classes & scope) !== 0) {
        // parse5 8 does not stop at templates in table scope.
        if (scope === TABLE_SCOPE && element.tag === T.template)
          this.markDownTo(index, PARSERS_DISAGREE, this.at);
        return false;
      }
    }
    return true;
  }

  generateImpliedEndTags(except: number): void {
    while ((this.current.classes & IMPLIED_END) !== 0 && this.current.tag !== except) this.pop(false);
  }

  generateImpliedEndTagsThoroughly(): void {
    while ((this.current.classes & IMPLIED_END_THOROUGH) !== 0) this.pop(false);
  }

  // Questions

  /** The current node is foreign and no integration point. */
  get inForeign(): boolean {
    if (this.stack.length === 0) return false;
    const { space, classes } = this.current;
    return space !== HTML && (classes & (HTML_POINT | MATH_POINT)) === 0;
  }

  /** An attribute of the current start tag, as latin1. */
  tagAttribute(name: string): string | null {
    const { tok } = this;
    const entry = findAttribute(tok.attributes, tok.attributeCount, tok.window.bytes, tok.tagStart, name);
    if (entry === -1) return null;
    const from = tok.tagStart + (tok.attributes[entry + 2] as number);
    return latin1(tok.window.bytes, from, tok.tagStart + (tok.attributes[entry + 3] as number));
  }

  /** The head ends at the current token. */
  endHead(own: boolean): void {
    this.listener.headEnd?.(this.at);
    this.pop(own);
    this.mode = M.afterHead;
  }
}

function isHtmlEncoding(encoding: string | null): boolean {
  const type = encoding?.toLowerCase();
  return type === "text/html" || type === "application/xhtml+xml";
}
