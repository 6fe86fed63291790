/** Which rules a tag goes by: the insertion modes of HTML standard 13.2.6.4. */
import { T } from "./tags.ts";
import { startTagInBody } from "./tree-body.ts";
import { endTagAfterBody, endTagInBody } from "./tree-body-end.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import * as inColumns from "./tree-columns.ts";
import * as inHead from "./tree-head.ts";
import { M } from "./tree-modes.ts";
import { endTagInSelect, endTagInTemplate, startTagInSelect, startTagInTemplate } from "./tree-select.ts";
import * as inTable from "./tree-table.ts";

/** One round of a start tag; true when it is to be processed again. */
export function startTagByMode(b: TreeBuilder): boolean {
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
      return inColumns.startTagInColumnGroup(b);
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
      if (b.tok.id === T.html) return false;
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

/** One round of an end tag; true when it is to be processed again. */
export function endTagByMode(b: TreeBuilder): boolean {
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
      return inColumns.endTagInColumnGroup(b);
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
