/** Tables (HTML standard 13.2.6.4.9 to 13.2.6.4.15). Rules return true to process the token again. */
import { reconstruct } from "./adoption.ts";

import { classesOf, FOSTERS, HTML, KNOWN, T, TABLE_PART, TABLE_SCOPE } from "./tags.ts";
import { isHiddenInput, startTagInBody } from "./tree-body.ts";
import { endTagInBody } from "./tree-body-end.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { M, PARSERS_DISAGREE } from "./tree-modes.ts";
import { startTagInHead, templateEndTag } from "./tree-head.ts";
import { resetMode } from "./tree-reset.ts";

/** "Clear the stack back to a table (body, row) context". */
function clearTo(b: TreeBuilder, ...context: readonly number[]): void {
  while (b.stack.length > 1) {
    const { tag } = b.current;
    if (tag === T.template || tag === T.html || context.includes(tag)) return;
    b.pop(false);
  }
}
function clearToTable(b: TreeBuilder): void {
  clearTo(b, T.table);
}
function clearToBody(b: TreeBuilder): void {
  clearTo(b, T.tbody, T.tfoot, T.thead);
}
function clearToRow(b: TreeBuilder): void {
  clearTo(b, T.tr);
}

function isTablePart(id: number): boolean {
  return id < KNOWN && (classesOf(id, HTML) & TABLE_PART) !== 0;
}

/** "In table". */
export function startTagInTable(b: TreeBuilder): boolean {
  switch (b.tok.id) {
    case T.td:
    case T.th:
    case T.tr:
      clearToTable(b);
      b.imply(T.tbody, null);
      b.mode = M.tableBody;
      return true;
    case T.style:
    case T.script:
    case T.template:
      return startTagInHead(b);
    case T.col:
      clearToTable(b);
      b.imply(T.colgroup, null);
      b.mode = M.columnGroup;
      return true;
    case T.form:
      if (b.form === null && b.open[T.template] === 0) {
        b.form = b.insert(HTML);
        b.stack.pop();
        b.left(b.form);
        b.createdVoid = true;
        b.form.irregular = "a form in a table has no content";
      }
      return false;
    case T.table:
      if (!b.inScope(T.table, TABLE_SCOPE)) return false;
      b.popUntil(T.table, false);
      resetMode(b);
      return true;
    case T.tbody:
    case T.tfoot:
    case T.thead:
      clearToTable(b);
      b.insert(HTML);
      b.mode = M.tableBody;
      return false;
    case T.input:
      if (!isHiddenInput(b)) return anythingElse(b, true);
      b.append(HTML);
      return false;
    case T.caption:
      clearToTable(b);
      b.insert(HTML);
      b.formatting.marker(b.serial);
      b.mode = M.caption;
      return false;
    case T.colgroup:
      clearToTable(b);
      b.insert(HTML);
      b.mode = M.columnGroup;
      return false;
    default:
      return anythingElse(b, true);
  }
}

export function endTagInTable(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.table) {
    if (b.inScope(T.table, TABLE_SCOPE)) {
      b.popUntil(T.table, true);
      resetMode(b);
    }
    return false;
  }
  if (id === T.template) {
    templateEndTag(b);
    return false;
  }
  if (id === T.body || id === T.html || isTablePart(id)) return false;
  return anythingElse(b, false);
}

/** "Anything else" of the table modes: the rules of the body, with foster parenting. */
function anythingElse(b: TreeBuilder, start: boolean): boolean {
  const before = b.foster;
  b.foster = true;
  const again = start ? startTagInBody(b) : endTagInBody(b);
  b.foster = before;
  return again;
}

/** "In table text" (13.2.6.4.10): what is not white space is foster-parented. */
export function fosterText(b: TreeBuilder): void {
  const before = b.foster;
  b.foster = true;
  reconstruct(b);
  b.framesetOk = false;
  if ((b.current.classes & FOSTERS) !== 0) b.fostered(b.fosterParent(), b.at);
  b.foster = before;
}

/** "In table body". */
export function startTagInTableBody(b: TreeBuilder): boolean {
  switch (b.tok.id) {
    case T.tr:
      clearToBody(b);
      b.insert(HTML);
      b.mode = M.row;
      return false;
    case T.td:
    case T.th:
      clearToBody(b);
      b.imply(T.tr, null);
      b.mode = M.row;
      return true;
    case T.caption:
    case T.col:
    case T.colgroup:
    case T.tbody:
    case T.tfoot:
    case T.thead:
      return endTableBody(b);
    default:
      return startTagInTable(b);
  }
}

/** The open row group ends for a tag that is processed again. */
function endTableBody(b: TreeBuilder): boolean {
  const any =
    b.inScope(T.tbody, TABLE_SCOPE) || b.inScope(T.thead, TABLE_SCOPE) || b.inScope(T.tfoot, TABLE_SCOPE);
  if (!any) return false;
  clearToBody(b);
  b.pop(false);
  b.mode = M.table;
  return true;
}

export function endTagInTableBody(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.table) return endTableBody(b);
  if (id !== T.tbody && id !== T.tfoot && id !== T.thead) return endTagInTable(b);
  if (!b.inScope(id, TABLE_SCOPE)) return false;
  clearToBody(b);
  b.pop(b.current.tag === id);
  b.mode = M.table;
  return false;
}

/** "In row". */
export function startTagInRow(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.td || id === T.th) {
    clearToRow(b);
    b.insert(HTML);
    b.mode = M.cell;
    b.formatting.marker(b.serial);
    return false;
  }
  return isTablePart(id) ? endRow(b, false) : startTagInTable(b);
}

function endRow(b: TreeBuilder, own: boolean): boolean {
  if (!b.inScope(T.tr, TABLE_SCOPE)) return false;
  clearToRow(b);
  b.pop(own);
  b.mode = M.tableBody;
  return !own;
}

export function endTagInRow(b: TreeBuilder): boolean {
  switch (b.tok.id) {
    case T.tr:
      return endRow(b, true);
    case T.table:
      return endRow(b, false);
    case T.tbody:
    case T.tfoot:
    case T.thead:
      if (b.inScope(b.tok.id, TABLE_SCOPE)) return endRow(b, false);
      // The standard ignores the tag here; parse5 8 (and what is built on it) ends the row.
      b.markDownTo(b.topmost(T.table), PARSERS_DISAGREE, b.at);
      return false;
    default:
      return endTagInTable(b);
  }
}

/** "In cell". */
export function startTagInCell(b: TreeBuilder): boolean {
  if (!isTablePart(b.tok.id)) return startTagInBody(b);
  if (!b.inScope(T.td, TABLE_SCOPE) && !b.inScope(T.th, TABLE_SCOPE)) return false;
  closeCell(b);
  return true;
}

export function endTagInCell(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.td || id === T.th) {
    if (b.inScope(id, TABLE_SCOPE)) endMarked(b, id, true, M.row);
    return false;
  }
  if (id === T.table || id === T.tbody || id === T.tfoot || id === T.thead || id === T.tr) {
    if (!b.inScope(id, TABLE_SCOPE)) return false;
    closeCell(b);
    return true;
  }
  if (id === T.body || id === T.html || isTablePart(id)) return false;
  return endTagInBody(b);
}

function closeCell(b: TreeBuilder): void {
  endMarked(b, b.topmost(T.td) > b.topmost(T.th) ? T.td : T.th, false, M.row);
}

/** Closes a cell or caption with all that is open in it, and forgets its formatting elements. */
function endMarked(b: TreeBuilder, tag: number, own: boolean, mode: number): void {
  b.clearing = true;
  b.generateImpliedEndTags(0);
  b.popUntil(tag, own);
  b.clearing = false;
  b.formatting.clearToMarker();
  b.mode = mode;
}

/** "In caption". */
export function startTagInCaption(b: TreeBuilder): boolean {
  if (!isTablePart(b.tok.id)) return startTagInBody(b);
  if (!b.inScope(T.caption, TABLE_SCOPE)) return false;
  endMarked(b, T.caption, false, M.table);
  return true;
}

export function endTagInCaption(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.caption || id === T.table) {
    if (!b.inScope(T.caption, TABLE_SCOPE)) return false;
    endMarked(b, T.caption, id === T.caption, M.table);
    return id === T.table;
  }
  if (id === T.body || id === T.html || isTablePart(id)) return false;
  return endTagInBody(b);
}
