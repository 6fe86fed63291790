/** Reconstruction of formatting elements and the adoption agency (HTML standard 13.2.4.3, 13.2.6.4.7). */
import type { TreeElement } from "./element.ts";
import { FormattingEntry } from "./formatting.ts";
import { FOSTERS, SPECIAL, HTML } from "./tags.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { END } from "./tree-modes.ts";

const OUTER_LIMIT = 8;
const INNER_LIMIT = 3;

/** "Reconstruct the active formatting elements": those that a block's end closed are opened again. */
export function reconstruct(b: TreeBuilder): void {
  const { entries } = b.formatting;
  const last = entries.length - 1;
  if (last < 0 || isOpen(entries[last] as FormattingEntry)) return;
  let at = last;
  while (at > 0 && !isOpen(entries[at - 1] as FormattingEntry)) at--;
  for (; at <= last; at++) {
    const entry = entries[at] as FormattingEntry;
    const old = entry.element as TreeElement;
    entry.element = b.imply(old.id, old);
  }
}

function isOpen(entry: FormattingEntry): boolean {
  return entry.element === null || entry.element.onStack;
}

/** The adoption agency algorithm for an end tag (or a start tag of a link in a link) with this name. */
export function adoptionAgency(b: TreeBuilder, id: number): void {
  const { current, formatting } = b;
  if (current.tag === id && formatting.indexOf(current) === -1) {
    b.pop(isOwnEnd(b));
    return;
  }
  for (let round = 0; round < OUTER_LIMIT; round++) {
    const at = formatting.lastOf(id);
    if (at === -1) {
      closeOrdinary(b, id);
      return;
    }
    const entry = formatting.entries[at] as FormattingEntry;
    const element = entry.element as TreeElement;
    if (!element.onStack) {
      formatting.removeEntry(entry);
      return;
    }
    if (!b.elementInScope(element)) return;
    const depth = b.stack.lastIndexOf(element);
    let furthest = depth + 1;
    while (furthest < b.stack.length && ((b.stack[furthest] as TreeElement).classes & SPECIAL) === 0)
      furthest++;
    if (furthest === b.stack.length) {
      formatting.removeEntry(entry);
      b.popTo(depth, isOwnEnd(b));
      return;
    }
    adopt(b, entry, depth, furthest);
  }
}

/** "Any other end tag": the element with this name closes, unless a special element is open in it. */
export function closeOrdinary(b: TreeBuilder, id: number): void {
  const depth = b.topmost(id);
  if (depth <= 0 || b.classAbove(depth, SPECIAL)) return;
  b.generateImpliedEndTags(id);
  b.popTo(depth, isOwnEnd(b));
}

/** The token is an end tag (and not the start tag of another link). */
function isOwnEnd(b: TreeBuilder): boolean {
  return b.token === END;
}

/** Steps 11 to 19: elements between the formatting element and the furthest block are cloned, the block moves out. */
function adopt(b: TreeBuilder, entry: FormattingEntry, depth: number, furthest: number): void {
  const { stack, formatting } = b;
  const reason = "moved by the adoption agency";
  const element = entry.element as TreeElement;
  const block = stack[furthest] as TreeElement;
  const ancestor = stack[depth - 1] as TreeElement;
  b.markDownTo(depth, reason, b.at);
  let bookmark = formatting.entries.indexOf(entry);
  let last = block;
  const left: TreeElement[] = [];
  for (let at = furthest - 1, count = 1; at > depth; at--, count++) {
    const node = stack[at] as TreeElement;
    let place = formatting.indexOf(node);
    if (count > INNER_LIMIT && place !== -1) {
      formatting.entries.splice(place, 1);
      if (place < bookmark) bookmark--;
      place = -1;
    }
    stack.splice(at, 1);
    left.push(node);
    if (place === -1) continue;
    const clone = cloneOf(b, node);
    (formatting.entries[place] as FormattingEntry).element = clone;
    stack.splice(at, 0, clone);
    entered(b, clone);
    if (last === block) bookmark = place + 1;
    moveInto(b, last, clone);
    last = clone;
  }
  if ((ancestor.classes & FOSTERS) === 0) moveInto(b, last, ancestor);
  else moveBeforeTable(b, last);
  const clone = cloneOf(b, element);
  adoptChildren(b, block, clone);
  const born = new FormattingEntry(clone, entry.born);
  formatting.entries.splice(bookmark, 0, born);
  formatting.removeEntry(entry);
  stack.splice(depth, 1);
  left.push(element);
  stack.splice(stack.lastIndexOf(block) + 1, 0, clone);
  entered(b, clone);
  for (const node of left) leave(b, node, reason);
}

function entered(b: TreeBuilder, node: TreeElement): void {
  node.onStack = true;
  b.open[node.tag] = (b.open[node.tag] as number) + 1;
}

function leave(b: TreeBuilder, node: TreeElement, reason: string): void {
  b.left(node);
  if (node.inSource) b.listener.close(node, { by: "irregular", start: b.at, reason });
}

/** A clone has its original's attributes and no place yet. */
function cloneOf(b: TreeBuilder, node: TreeElement): TreeElement {
  const clone = b.make(node.id, HTML, node.classes, null);
  clone.sameTagAs(node);
  clone.irregular = "cloned by the adoption agency";
  return clone;
}

function moveInto(b: TreeBuilder, node: TreeElement, parent: TreeElement): void {
  detach(b, node);
  node.parent = parent;
  parent.childCount++;
  if (b.trackTypes) b.countType(parent, node, 1);
  node.index = node.typeIndex = 0;
  node.inTemplate = parent.inTemplate;
}

function detach(b: TreeBuilder, node: TreeElement): void {
  const { parent } = node;
  if (parent === null) return;
  parent.childCount--;
  if (b.trackTypes) b.countType(parent, node, -1);
}

function moveBeforeTable(b: TreeBuilder, node: TreeElement): void {
  const parent = b.fosterParent();
  moveInto(b, node, parent);
  b.fostered(parent, b.at);
}

/** All children of the block become the clone's, and the clone its only child. */
function adoptChildren(b: TreeBuilder, block: TreeElement, clone: TreeElement): void {
  clone.childCount = block.childCount;
  clone.childTypes = block.childTypes;
  block.childCount = 0;
  block.childTypes = null;
  for (const open of b.stack) {
    if (open.parent === block) open.parent = clone;
  }
  moveInto(b, clone, block);
}
