/** Start tags in the body (HTML standard 13.2.6.4.7 "in body"). Rules return true to process the token again. */
import { adoptionAgency, reconstruct } from "./adoption.ts";
import { byName } from "./tag-names.ts";
import { BUTTON_SCOPE, HEADING, HTML, ITEM_BOUNDARY, KNOWN, MATH, SCOPE, SVG, T } from "./tags.ts";
import type { FormattingEntry } from "./formatting.ts";
import type { TreeElement } from "./element.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import { M } from "./tree-modes.ts";
import { insertRaw, startTagInHead } from "./tree-head.ts";

/** One number for all names that share a rule. */
const ORDINARY = 0;
const BLOCK = 1;
const FORMATTING_TAG = 2;
const LINK = 3;
const VOID = 4;
const ITEM = 5;
const HEADING_TAG = 6;
const IN_HEAD = 7;
const INPUT = 8;
const BUTTON = 9;
const FORM = 10;
const PRE = 11;
const PARAM = 12;
const RULE = 13;
const TABLE = 14;
const FOREIGN = 15;
const SELECT = 16;
const OPTION = 17;
const TEXTAREA = 18;
const RAW = 19;
const XMP = 20;
const OBJECT = 21;
const NOBR = 22;
const RUBY_BASE = 23;
const RUBY_TEXT = 24;
const PLAINTEXT = 25;
const FRAMESET = 26;
const IGNORED = 27;
const IFRAME = 28;
const BODY = 29;

const lists: readonly (readonly [number, string])[] = [
  [
    BLOCK,
    "p dl ol ul div dir nav main menu aside center figure footer header hgroup dialog details address article search section summary fieldset blockquote figcaption",
  ],
  [FORMATTING_TAG, "i s b u em tt big code font small strike strong"],
  [LINK, "a"],
  [VOID, "br img wbr area embed keygen image"],
  [ITEM, "li dd dt"],
  [HEADING_TAG, "h1 h2 h3 h4 h5 h6"],
  [IN_HEAD, "base link meta style title script bgsound basefont template"],
  [INPUT, "input"],
  [BUTTON, "button"],
  [FORM, "form"],
  [PRE, "pre listing"],
  [PARAM, "param track source"],
  [RULE, "hr"],
  [TABLE, "table"],
  [FOREIGN, "svg math"],
  [SELECT, "select"],
  [OPTION, "option optgroup"],
  [TEXTAREA, "textarea"],
  [RAW, "noembed noframes noscript"],
  [IFRAME, "iframe"],
  [XMP, "xmp"],
  [OBJECT, "applet object marquee"],
  [NOBR, "nobr"],
  [RUBY_BASE, "rb rtc"],
  [RUBY_TEXT, "rt rp"],
  [PLAINTEXT, "plaintext"],
  [FRAMESET, "frameset"],
  [BODY, "body"],
  [IGNORED, "html col th td tr head frame tbody tfoot thead caption colgroup"],
];
const rules = byName(lists);

export function startTagInBody(b: TreeBuilder): boolean {
  const { id } = b.tok;
  switch (id < KNOWN ? rules[id] : ORDINARY) {
    case BLOCK:
      closeP(b);
      b.insert(HTML);
      return false;
    case ORDINARY:
      reconstruct(b);
      b.insert(HTML);
      return false;
    case LINK:
      return link(b);
    case FORMATTING_TAG:
      reconstruct(b);
      b.formatting.push(b.insert(HTML));
      return false;
    case VOID:
      reconstruct(b);
      b.append(HTML);
      b.framesetOk = false;
      return false;
    case ITEM:
      return listItem(b, id);
    case HEADING_TAG:
      closeP(b);
      if ((b.current.classes & HEADING) !== 0) b.pop(false);
      b.insert(HTML);
      return false;
    case IN_HEAD:
      return startTagInHead(b);
    case INPUT:
      reconstruct(b);
      b.append(HTML);
      if (!isHiddenInput(b)) b.framesetOk = false;
      return false;
    case PARAM:
      b.append(HTML);
      return false;
    case FOREIGN:
      reconstruct(b);
      insertForeign(b, id === T.svg ? SVG : MATH);
      return false;
    case IGNORED:
      return false;
    default:
      return rareStartTag(b, id);
  }
}

function rareStartTag(b: TreeBuilder, id: number): boolean {
  switch (rules[id]) {
    case BUTTON:
      if (b.inScope(T.button, SCOPE)) {
        b.generateImpliedEndTags(0);
        b.popUntil(T.button, false);
      }
      reconstruct(b);
      b.insert(HTML);
      b.framesetOk = false;
      return false;
    case FORM:
      return form(b);
    case PRE:
      closeP(b);
      b.insert(HTML);
      b.skipLineFeed = true;
      b.framesetOk = false;
      return false;
    case RULE:
      closeP(b);
      b.append(HTML);
      b.framesetOk = false;
      return false;
    case TABLE:
      if (!b.quirks) closeP(b);
      b.insert(HTML);
      b.framesetOk = false;
      b.mode = M.table;
      return false;
    case SELECT:
      reconstruct(b);
      b.insert(HTML);
      b.framesetOk = false;
      b.mode =
        b.mode === M.table ||
        b.mode === M.caption ||
        b.mode === M.tableBody ||
        b.mode === M.row ||
        b.mode === M.cell
          ? M.selectInTable
          : M.select;
      return false;
    case OPTION:
      if (b.current.tag === T.option) b.pop(false);
      reconstruct(b);
      b.insert(HTML);
      return false;
    case TEXTAREA:
      insertRaw(b);
      b.skipLineFeed = true;
      b.framesetOk = false;
      return false;
    case IFRAME:
      b.framesetOk = false;
      insertRaw(b);
      return false;
    case RAW:
      insertRaw(b);
      return false;
    case XMP:
      closeP(b);
      reconstruct(b);
      b.framesetOk = false;
      insertRaw(b);
      return false;
    case OBJECT:
      reconstruct(b);
      b.insert(HTML);
      b.formatting.marker(b.serial);
      b.framesetOk = false;
      return false;
    case NOBR:
      reconstruct(b);
      if (b.inScope(T.nobr, SCOPE)) {
        adoptionAgency(b, T.nobr);
        reconstruct(b);
      }
      b.formatting.push(b.insert(HTML));
      return false;
    case RUBY_BASE:
      if (b.inScope(T.ruby, SCOPE)) b.generateImpliedEndTags(0);
      b.insert(HTML);
      return false;
    case RUBY_TEXT:
      if (b.inScope(T.ruby, SCOPE)) b.generateImpliedEndTags(T.rtc);
      b.insert(HTML);
      return false;
    case PLAINTEXT:
      closeP(b);
      b.insert(HTML);
      b.tok.readPlain();
      return false;
    case BODY:
      if (b.stack[1]?.tag === T.body && b.open[T.template] === 0) b.framesetOk = false;
      return false;
    case FRAMESET:
      return frameset(b);
    default:
      return false;
  }
}

/** "If the stack has a p element in button scope, close a p element." */
export function closeP(b: TreeBuilder): void {
  if (b.inScope(T.p, BUTTON_SCOPE)) {
    b.generateImpliedEndTags(T.p);
    b.popUntil(T.p, false);
  }
}

/** `<a>`: a link that is still open ends first. */
function link(b: TreeBuilder): boolean {
  const at = b.formatting.lastOf(T.a);
  if (at !== -1) {
    const entry = b.formatting.entries[at] as FormattingEntry;
    const element = entry.element as TreeElement;
    adoptionAgency(b, T.a);
    b.remove(element, "a link in a link");
    b.formatting.removeEntry(entry);
  }
  reconstruct(b);
  b.formatting.push(b.insert(HTML));
  return false;
}

/** `<li>`, `<dd>`, `<dt>`: the open one of their kind ends, unless a special element is between. */
function listItem(b: TreeBuilder, id: number): boolean {
  b.framesetOk = false;
  const open = id === T.li ? b.topmost(T.li) : Math.max(b.topmost(T.dd), b.topmost(T.dt));
  if (open !== -1 && !b.classAbove(open, ITEM_BOUNDARY)) {
    const { tag } = b.stack[open] as TreeElement;
    b.generateImpliedEndTags(tag);
    b.popUntil(tag, false);
  }
  closeP(b);
  b.insert(HTML);
  return false;
}

function form(b: TreeBuilder): boolean {
  const inTemplate = b.open[T.template] !== 0;
  if (b.form !== null && !inTemplate) return false;
  closeP(b);
  const element = b.insert(HTML);
  if (!inTemplate) b.form = element;
  return false;
}

/** `<frameset>` in a body that has nothing yet replaces it. */
function frameset(b: TreeBuilder): boolean {
  const body = b.stack[1];
  if (!b.framesetOk || body?.tag !== T.body) return false;
  b.mark(body, "replaced by a frameset", b.at);
  b.popTo(1, false);
  if (b.current.childCount > 0) b.current.childCount--;
  b.insert(HTML);
  b.mode = M.frameset;
  return false;
}

export function insertForeign(b: TreeBuilder, space: number): void {
  if (b.tok.selfClosing) b.append(space);
  else b.insert(space);
}

export function isHiddenInput(b: TreeBuilder): boolean {
  return b.tagAttribute("type")?.toLowerCase() === "hidden";
}
