/** Tags in SVG and MathML (HTML standard 13.2.6.5 and the tree construction dispatcher, 13.2.6). */
import type { TreeElement } from "./element.ts";
import { BREAKOUT, classesOf, HTML, HTML_POINT, KNOWN, MATH, MATH_POINT, T } from "./tags.ts";
import { insertForeign } from "./tree-body.ts";
import type { TreeBuilder } from "./tree-builder.ts";

/** Whether a start tag goes by the rules of foreign content. */
export function isForeignStartTag(b: TreeBuilder): boolean {
  if (b.stack.length === 0) return false;
  const { current } = b;
  if (current.space === HTML) return false;
  const { id } = b.tok;
  if (id === T.svg && current.space === MATH && current.id === T["annotation-xml"]) return false;
  if ((current.classes & (HTML_POINT | MATH_POINT)) === 0) return true;
  return (id === T.mglyph || id === T.malignmark) && (current.classes & HTML_POINT) === 0;
}

export function startTagInForeign(b: TreeBuilder): boolean {
  if (leavesForeign(b)) {
    leaveForeign(b);
    return true;
  }
  insertForeign(b, b.current.space);
  return false;
}

function leavesForeign(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id >= KNOWN) return false;
  if ((classesOf(id, HTML) & BREAKOUT) !== 0) return true;
  if (id !== T.font) return false;
  return (
    b.tagAttribute("color") !== null || b.tagAttribute("size") !== null || b.tagAttribute("face") !== null
  );
}

/** Pops up to an HTML element or an integration point. */
function leaveForeign(b: TreeBuilder): void {
  while (b.current.space !== HTML && (b.current.classes & (HTML_POINT | MATH_POINT)) === 0) b.pop(false);
}

/** An end tag while the current node is foreign. False: the rules of the insertion mode decide. */
export function endTagInForeign(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.p || id === T.br) {
    leaveForeign(b);
    return false;
  }
  for (let depth = b.stack.length - 1; depth > 0; depth--) {
    const element = b.stack[depth] as TreeElement;
    if (element.space === HTML) return false;
    if (element.id === id) {
      b.popTo(depth, true);
      return true;
    }
  }
  return true;
}
