/** `<colgroup>` (HTML standard 13.2.6.4.12). Rules return true to process the token again. */
import { HTML, T } from "./tags.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { startTagInHead, templateEndTag } from "./tree-head.ts";
import { M } from "./tree-modes.ts";

/** "In column group". */
export function startTagInColumnGroup(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.html) return false;
  if (id === T.col) {
    b.append(HTML);
    return false;
  }
  return id === T.template ? startTagInHead(b) : endColumnGroup(b);
}

export function endTagInColumnGroup(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.col) return false;
  if (id === T.template) {
    templateEndTag(b);
    return false;
  }
  if (id !== T.colgroup) return endColumnGroup(b);
  if (b.current.tag === T.colgroup) {
    b.pop(true);
    b.mode = M.table;
  }
  return false;
}

export function endColumnGroup(b: TreeBuilder): boolean {
  if (b.current.tag !== T.colgroup) return false;
  b.pop(false);
  b.mode = M.table;
  return true;
}
