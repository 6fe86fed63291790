/**
 * Which elements take which change, going by their name alone. Pure.
 *
 * What depends on the surroundings (would a `<div>` stay in this `<p>`?) is asked of the tree (`fragmentFits`).
 */
import type { PlannedChange, SkipReason } from "./rewrite.types.ts";
import type { OpenElement } from "./tree.types.ts";

const set = (names: string): ReadonlySet<string> => new Set(names.split(" "));

export const VOID = set(
  "area base basefont bgsound br col embed frame hr img image input keygen link meta param source track wbr",
);
/** Their content is text to which references mean nothing. */
const RAW_TEXT = set("script style xmp iframe noembed noframes noscript plaintext");
/** Their content is text with references. */
const TEXT_ONLY = set("textarea title");
const FORMATTING = set("a b big code em font i nobr s small strike strong tt u");
/** A first line feed behind their start tag is dropped. */
const DROPS_LINE_FEED = set("pre listing textarea");
/** Where a page has these, their tags are not simply where their nodes are. */
const FRAMES = set("frameset frame");

export const isFormatting = (element: OpenElement): boolean =>
  element.namespace === "html" && FORMATTING.has(element.name);
export const dropsLineFeed = (element: OpenElement): boolean =>
  element.namespace === "html" && DROPS_LINE_FEED.has(element.name);
export const holdsOnlyText = (element: OpenElement): boolean =>
  element.namespace === "html" && (TEXT_ONLY.has(element.name) || RAW_TEXT.has(element.name));

/** Why a change can never be made on this element; null when it may be. */
export function refusal(element: OpenElement, isVoid: boolean, change: PlannedChange): SkipReason | null {
  const { action } = change;
  const { name } = element;
  if (action.endsWith("_attribute"))
    return changesParsing(element, change.name ?? "") ? "not-applicable" : null;
  if (action.endsWith("_class")) return null;
  if (element.namespace === "html") {
    if (name === "html" || FRAMES.has(name)) return "not-applicable";
    if (name === "body") return action === "prepend" || action === "append" ? null : "not-applicable";
    if (name === "head" && BESIDE.has(action)) return "not-applicable";
  }
  if (BESIDE.has(action)) return null;
  // Code has its own way into a page (css and js of a variant), with a right of its own; text is no way around it.
  if (name === "script" || name === "style") return "not-applicable";
  if (isVoid) return "not-applicable";
  if (element.namespace !== "html") return null;
  if (name === "template") return "not-applicable";
  if (RAW_TEXT.has(name)) {
    if (action !== "set_text" && action !== "set_html") return "not-applicable";
    // As text it was escaped, and nothing in here would resolve that.
    if (name === "plaintext" || /[<]/.test(change.content)) return "not-applicable";
    return action === "set_text" && change.content.includes("&") ? "not-applicable" : null;
  }
  if (TEXT_ONLY.has(name)) {
    if (action !== "set_text" && action !== "set_html") return "not-applicable";
    return change.content.includes("<") ? "content-not-allowed-here" : null;
  }
  return null;
}

const BESIDE: ReadonlySet<string> = set("before after replace remove");

/** Attributes that decide how the parser goes on. */
function changesParsing(element: OpenElement, attribute: string): boolean {
  const name = attribute.toLowerCase();
  if (element.namespace === "html") return element.name === "input" && name === "type" && inTable(element);
  return FOREIGN_SWITCHES.has(name) && (element.namespace === "math" || element.name === "font");
}

const FOREIGN_SWITCHES = set("color face size encoding definitionurl");
const CELLS = set("td th caption template");

/** Between a table and its cells a hidden field stays where it is, a visible one is moved before the table. */
function inTable(element: OpenElement): boolean {
  for (let one = element.parent; one !== null && !CELLS.has(one.name); one = one.parent) {
    if (one.name === "table" || one.irregular !== null) return true;
  }
  return false;
}

/**
 * Content whose last bytes could join with what follows on the page into something else: half a reference, the
 * beginning of a tag, a carriage return. From the end: an expression would look for them all through a long content.
 */
export function endsOpen(content: string): boolean {
  let at = content.length - 1;
  const last = content[at];
  if (last === "<" || last === "\r") return true;
  if (last !== undefined && "!/?".includes(last)) return content[at - 1] === "<";
  while (isLetterOrDigit(content.charCodeAt(at))) at -= 1;
  if (content[at] === "#") at -= 1;
  return content[at] === "&";
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 0x30 && code <= 0x39) || ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a);
}

/** The page's bytes before a place could join with text that is put there (`&am` + `p;`). */
export function joinsWith(before: string): boolean {
  return endsOpen(before);
}

/** Elements that the parser adds by itself and that may be written as a start tag to the same effect. */
export const WRITABLE: ReadonlySet<string> = set("html head body tbody tr colgroup");

/** Those of them that end when something else begins: what is written then needs their end tags first. */
export const TABLE_PARTS: ReadonlySet<string> = set("tbody tr colgroup");
