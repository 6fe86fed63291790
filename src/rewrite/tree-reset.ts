/** "Reset the insertion mode appropriately" (HTML standard 13.2.4.1). */
import type { TreeElement } from "./element.ts";
import { T } from "./tags.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { M } from "./tree-modes.ts";

export function resetMode(b: TreeBuilder): void {
  b.mode = modeOf(b);
}

function modeOf(b: TreeBuilder): number {
  for (let index = b.stack.length - 1; index >= 0; index--) {
    switch ((b.stack[index] as TreeElement).tag) {
      case T.tr:
        return M.row;
      case T.tbody:
      case T.thead:
      case T.tfoot:
        return M.tableBody;
      case T.caption:
        return M.caption;
      case T.colgroup:
        return M.columnGroup;
      case T.table:
        return M.table;
      case T.body:
        return M.body;
      case T.frameset:
        return M.frameset;
      case T.select: {
        const table = b.topmost(T.table);
        return table > 0 && table > b.topmost(T.template) ? M.selectInTable : M.select;
      }
      case T.template:
        return b.templateModes[b.templateModes.length - 1] ?? M.template;
      case T.html:
        return b.head === null ? M.beforeHead : M.afterHead;
      case T.td:
      case T.th:
        return M.cell;
      case T.head:
        return M.head;
      default:
    }
  }
  return M.body;
}
