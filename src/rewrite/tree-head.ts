/**
 * Start and end tags up to the head's end and behind the body (HTML standard 13.2.6.4.1 to 13.2.6.4.6, .19 to .23).
 * Rules return true when the token is to be processed again in the new insertion mode.
 */
import { T, HTML } from "./tags.ts";
import type { TreeElement } from "./element.ts";
import { resetMode } from "./tree-reset.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { M } from "./tree-modes.ts";

/** "Anything else" of the modes before the body: what is missing is implied. */
export function impliedStart(b: TreeBuilder): true {
  if (b.mode === M.initial) {
    b.quirks = true;
    b.mode = M.beforeHtml;
  } else if (b.mode === M.beforeHtml) {
    b.imply(T.html, null);
    b.mode = M.beforeHead;
  } else if (b.mode === M.beforeHead) {
    b.head = b.imply(T.head, null);
    b.mode = M.head;
  } else if (b.mode === M.head) {
    b.endHead(false);
  } else {
    b.imply(T.body, null);
    b.mode = M.body;
  }
  return true;
}

/** "Initial", "before html" and "before head". */
export function startTagBeforeHead(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (b.mode === M.beforeHtml && id === T.html) {
    b.insert(HTML);
    b.mode = M.beforeHead;
    return false;
  }
  if (b.mode === M.beforeHead) {
    if (id === T.html) return false;
    if (id === T.head) {
      b.head = b.insert(HTML);
      b.mode = M.head;
      return false;
    }
  }
  return impliedStart(b);
}

/** End tags of all modes before the body: most are ignored. */
export function endTagBeforeBody(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (b.mode === M.initial) return impliedStart(b);
  if (id === T.head && b.mode === M.head) {
    b.endHead(true);
    return false;
  }
  if (id === T.template && (b.mode === M.head || b.mode === M.afterHead)) {
    templateEndTag(b);
    return false;
  }
  if (id === T.body || id === T.html || id === T.br) return impliedStart(b);
  if (id === T.head && b.mode !== M.afterHead) return impliedStart(b);
  return false;
}

/** "In head"; other modes use it for the tags named here. */
export function startTagInHead(b: TreeBuilder): boolean {
  switch (b.tok.id) {
    case T.html:
    case T.head:
      return false;
    case T.base:
    case T.basefont:
    case T.bgsound:
    case T.link:
    case T.meta:
      b.append(HTML);
      return false;
    case T.title:
    case T.noscript:
    case T.noframes:
    case T.style:
      insertRaw(b);
      return false;
    case T.script:
      b.insert(HTML);
      b.tok.readScript(b.tok.id);
      b.originalMode = b.mode;
      b.mode = M.text;
      return false;
    case T.template:
      b.insert(HTML);
      b.formatting.marker(b.serial);
      b.framesetOk = false;
      b.mode = M.template;
      b.templateModes.push(M.template);
      return false;
    default:
      return impliedStart(b);
  }
}

/** The generic raw text and RCDATA element parsing algorithms (13.2.6.2). */
export function insertRaw(b: TreeBuilder): void {
  b.insert(HTML);
  b.tok.readRaw(b.tok.id);
  b.originalMode = b.mode;
  b.mode = M.text;
}

/** `</template>` (13.2.6.4.4). */
export function templateEndTag(b: TreeBuilder): void {
  if (b.open[T.template] === 0) return;
  b.clearing = true;
  b.generateImpliedEndTagsThoroughly();
  b.popUntil(T.template, true);
  b.clearing = false;
  b.formatting.clearToMarker();
  b.templateModes.pop();
  resetMode(b);
}

/** "After head": what belongs into the head is put there. */
export function startTagAfterHead(b: TreeBuilder): boolean {
  switch (b.tok.id) {
    case T.html:
    case T.head:
      return false;
    case T.body:
      b.insert(HTML);
      b.framesetOk = false;
      b.mode = M.body;
      return false;
    case T.frameset:
      b.insert(HTML);
      b.mode = M.frameset;
      return false;
    case T.base:
    case T.basefont:
    case T.bgsound:
    case T.link:
    case T.meta:
    case T.noframes:
    case T.script:
    case T.style:
    case T.template:
    case T.title: {
      const head = b.head as TreeElement;
      b.push(head);
      startTagInHead(b);
      b.stack.splice(b.stack.lastIndexOf(head), 1);
      b.left(head);
      if (b.created !== null) b.created.irregular = "moved into the head";
      return false;
    }
    default:
      return impliedStart(b);
  }
}

/** "In frameset" and the modes behind it. */
export function startTagInFrameset(b: TreeBuilder): boolean {
  const { id } = b.tok;
  if (id === T.noframes) insertRaw(b);
  else if (b.mode === M.frameset && id === T.frameset) b.insert(HTML);
  else if (b.mode === M.frameset && id === T.frame) b.append(HTML);
  return false;
}

export function endTagInFrameset(b: TreeBuilder): boolean {
  if (b.mode === M.frameset && b.tok.id === T.frameset && b.stack.length > 1) {
    b.pop(true);
    if (b.current.tag !== T.frameset) b.mode = M.afterFrameset;
  } else if (b.mode === M.afterFrameset && b.tok.id === T.html) {
    b.mode = M.afterAfterFrameset;
  }
  return false;
}
