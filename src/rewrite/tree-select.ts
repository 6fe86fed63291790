/** `<select>` and `<template>` (HTML standard as parse5 8 has it: "in select", "in select in table", "in template"). */
import { HTML, T, TABLE_SCOPE } from "./tags.ts";
import type { TreeElement } from "./element.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { M } from "./tree-modes.ts";
import { startTagInHead, templateEndTag } from "./tree-head.ts";
import { resetMode } from "./tree-reset.ts";

export function startTagInSelect(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (b.mode === M.selectInTable && isTableTag(id)) {
    endSelect(b, false);
    return true;
  }
  switch (id) {
    case T.option:
      if (b.current.tag === T.option) b.pop(false);
      b.insert(HTML);
      return false;
    case T.optgroup:
      endOptions(b);
      b.insert(HTML);
      return false;
    case T.hr:
      endOptions(b);
      b.append(HTML);
      return false;
    case T.input:
    case T.keygen:
    case T.textarea:
    case T.select:
      if (!selectInScope(b)) return false;
      // A second `<select>` is an end tag in all but name.
      endSelect(b, id === T.select);
      return id !== T.select;
    case T.script:
    case T.template:
      return startTagInHead(b);
    default:
      return false;
  }
}

export function endTagInSelect(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (b.mode === M.selectInTable && isTableTag(id)) {
    if (!b.inScope(id, TABLE_SCOPE)) return false;
    endSelect(b, false);
    return true;
  }
  switch (id) {
    case T.optgroup:
      if (b.current.tag === T.option && b.stack[b.stack.length - 2]?.tag === T.optgroup) b.pop(false);
      if (b.current.tag === T.optgroup) b.pop(true);
      return false;
    case T.option:
      if (b.current.tag === T.option) b.pop(true);
      return false;
    case T.select:
      if (selectInScope(b)) endSelect(b, true);
      return false;
    case T.template:
      templateEndTag(b);
      return false;
    default:
      return false;
  }
}

function endOptions(b: TreeBuilder): void {
  if (b.current.tag === T.option) b.pop(false);
  if (b.current.tag === T.optgroup) b.pop(false);
}

function endSelect(b: TreeBuilder, own: boolean): void {
  b.popUntil(T.select, own);
  resetMode(b);
}

function isTableTag(id: number): boolean {
  return (
    id === T.caption ||
    id === T.table ||
    id === T.tbody ||
    id === T.tfoot ||
    id === T.thead ||
    id === T.tr ||
    id === T.td ||
    id === T.th
  );
}

/** In select scope only options and groups may be between. */
function selectInScope(b: TreeBuilder): boolean {
  for (let index = b.stack.length - 1; index >= 0; index--) {
    const { tag, space } = b.stack[index] as TreeElement;
    if (tag === T.select) return true;
    if (space === HTML && tag !== T.option && tag !== T.optgroup) return false;
  }
  return false;
}

/** "In template": its first content decides by which rules it goes on. */
export function startTagInTemplate(b: TreeBuilder): boolean {
  let mode: number = M.body;
  switch (b.tok.id) {
    case T.base:
    case T.basefont:
    case T.bgsound:
    case T.link:
    case T.meta:
    case T.noframes:
    case T.script:
    case T.style:
    case T.template:
    case T.title:
      return startTagInHead(b);
    case T.caption:
    case T.colgroup:
    case T.tbody:
    case T.tfoot:
    case T.thead:
      mode = M.table;
      break;
    case T.col:
      mode = M.columnGroup;
      break;
    case T.tr:
      mode = M.tableBody;
      break;
    case T.td:
    case T.th:
      mode = M.row;
      break;
    default:
  }
  b.templateModes[b.templateModes.length - 1] = mode;
  b.mode = mode;
  return true;
}

export function endTagInTemplate(b: TreeBuilder): boolean {
  if (b.tok.id === T.template) templateEndTag(b);
  return false;
}
