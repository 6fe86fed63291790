/** End tags in the body (HTML standard 13.2.6.4.7 "in body", `</body>` and what follows it). */
import { adoptionAgency, closeOrdinary, reconstruct } from "./adoption.ts";
import type { TreeElement } from "./element.ts";
import { byName } from "./tag-names.ts";
import { BUTTON_SCOPE, FORMATTING, HEADING, KNOWN, LIST_SCOPE, SCOPE, T, classesOf, HTML } from "./tags.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { M } from "./tree-modes.ts";
import { templateEndTag } from "./tree-head.ts";

const ORDINARY = 0;
const BLOCK = 1;
const FORMATTING_TAG = 2;
const P = 3;
const LI = 4;
const DD = 5;
const HEADING_TAG = 6;
const RARE = 7;

const lists: readonly (readonly [number, string])[] = [
  [
    BLOCK,
    "dl ul ol dir div nav pre main menu aside button center figure footer header hgroup dialog address article details search section summary listing fieldset blockquote figcaption",
  ],
  [P, "p"],
  [LI, "li"],
  [DD, "dd dt"],
  [RARE, "br body html form applet object marquee template"],
];
const rules = withClasses(byName(lists));

function withClasses(table: Int32Array): Int32Array {
  return table.map((rule, id) => {
    const classes = classesOf(id, HTML);
    return rule || (classes & FORMATTING ? FORMATTING_TAG : classes & HEADING ? HEADING_TAG : ORDINARY);
  });
}

export function endTagInBody(b: TreeBuilder): boolean {
  const { id } = b.tok;
  switch (id < KNOWN ? rules[id] : ORDINARY) {
    case BLOCK:
      if (b.current.tag === id) b.pop(true);
      else closeInScope(b, id, SCOPE, 0);
      return false;
    case ORDINARY:
      closeOrdinary(b, id);
      return false;
    case FORMATTING_TAG:
      adoptionAgency(b, id);
      return false;
    case P:
      if (!b.inScope(T.p, BUTTON_SCOPE)) b.imply(T.p, null);
      b.generateImpliedEndTags(T.p);
      b.popUntil(T.p, true);
      return false;
    case LI:
      closeInScope(b, id, LIST_SCOPE, id);
      return false;
    case DD:
      closeInScope(b, id, SCOPE, id);
      return false;
    case HEADING_TAG:
      headingEndTag(b);
      return false;
    default:
      return rareEndTag(b, id);
  }
}

function closeInScope(b: TreeBuilder, tag: number, scope: number, except: number): void {
  if (!b.inScope(tag, scope)) return;
  b.generateImpliedEndTags(except);
  b.popUntil(tag, true);
}

/** Any `</h1>` to `</h6>` closes whichever heading is open. */
function headingEndTag(b: TreeBuilder): void {
  if (!b.classInScope(HEADING, SCOPE)) return;
  b.generateImpliedEndTags(0);
  let depth = b.stack.length - 1;
  while (((b.stack[depth] as TreeElement).classes & HEADING) === 0) depth--;
  b.popTo(depth, true);
}

function rareEndTag(b: TreeBuilder, id: number): boolean {
  switch (id) {
    case T.br:
      reconstruct(b);
      b.imply(T.br, null);
      b.pop(true);
      b.framesetOk = false;
      return false;
    case T.body:
      if (b.inScope(T.body, SCOPE)) b.mode = M.afterBody;
      return false;
    case T.html:
      if (!b.inScope(T.body, SCOPE)) return false;
      b.mode = M.afterBody;
      return true;
    case T.form:
      formEndTag(b);
      return false;
    case T.template:
      templateEndTag(b);
      return false;
    default:
      // applet, object, marquee
      if (!b.inScope(id, SCOPE)) return false;
      b.clearing = true;
      closeInScope(b, id, SCOPE, 0);
      b.clearing = false;
      b.formatting.clearToMarker();
      return false;
  }
}

/** `</form>`: the form that the page's pointer names ends, even where other elements are still open in it. */
function formEndTag(b: TreeBuilder): void {
  if (b.open[T.template] !== 0) {
    closeInScope(b, T.form, SCOPE, 0);
    return;
  }
  const { form } = b;
  b.form = null;
  if (form === null || !b.inScope(T.form, SCOPE)) return;
  b.generateImpliedEndTags(0);
  if (b.current === form) b.pop(true);
  else b.remove(form, "a form that ends before what is open in it");
}

/** "After body" and "after after body" (13.2.6.4.19, 13.2.6.4.22). */
export function endTagAfterBody(b: TreeBuilder): boolean {
  if (b.mode === M.afterBody && b.tok.id === T.html) {
    b.mode = M.afterAfterBody;
    return false;
  }
  b.mode = M.body;
  return true;
}
