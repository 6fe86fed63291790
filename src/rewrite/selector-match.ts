/**
 * Whether an open element matches a selector, with what is known when its start tag was read.
 *
 * Three-valued: "unknown" where the tree cannot tell a position among siblings (foster parenting and the like);
 * a change then is skipped instead of guessed. Pure.
 */
import { decodeReferences } from "./references.ts";
import type { AttributeTest, Complex, Compound } from "./selector.ts";
import type { OpenElement } from "./tree.types.ts";

export type Match = "no" | "yes" | "unknown";

export interface MatchContext {
  /** The page is in quirks mode: ids and classes are compared without case. */
  readonly quirks: boolean;
  /** The page's bytes may be read as UTF-8, so that selectors with other letters can match. */
  readonly utf8: boolean;
  /** For `+` and `~`: whether the previous sibling (or any earlier one) matched the left side. */
  readonly siblings: SiblingMatches | null;
}

export interface SiblingMatches {
  previous(element: OpenElement, left: Complex): Match;
  earlier(element: OpenElement, left: Complex): Match;
}

export function matchList(list: readonly Complex[], element: OpenElement, context: MatchContext): Match {
  let result: Match = "no";
  for (const selector of list) {
    result = either(result, matchComplex(selector, element, context));
    if (result === "yes") return result;
  }
  return result;
}

export function matchComplex(selector: Complex, element: OpenElement, context: MatchContext): Match {
  const own = matchCompound(selector.compound, element, context);
  if (own === "no" || selector.left === null) return own;
  const { combinator, selector: left } = selector.left;
  if (combinator === "+" || combinator === "~") {
    if (context.siblings === null) return "unknown";
    if (combinator === "+") return both(own, context.siblings.previous(element, left));
    return both(own, context.siblings.earlier(element, left));
  }
  const { parent } = element;
  if (parent === null) return "no";
  if (combinator === ">") return both(own, matchComplex(left, parent, context));
  let above: Match = "no";
  for (
    let ancestor: OpenElement | null = parent;
    ancestor !== null && above !== "yes";
    ancestor = ancestor.parent
  ) {
    above = either(above, matchComplex(left, ancestor, context));
  }
  return both(own, above);
}

function matchCompound(compound: Compound, element: OpenElement, context: MatchContext): Match {
  if (compound.name !== null && compound.name !== element.name) return "no";
  if (compound.root && element.parent !== null) return "no";
  if (compound.ids.length > 0) {
    const id = element.attribute("id");
    if (id === null) return "no";
    const value = decodeReferences(id, "attribute", context.utf8);
    if (!compound.ids.every((name) => sameName(value, name, context))) return "no";
  }
  if (compound.classes.length > 0) {
    const list = element.attribute("class");
    if (list === null) return "no";
    const value = decodeReferences(list, "attribute", context.utf8);
    if (!compound.classes.every((name) => hasToken(value, name, context))) return "no";
  }
  for (const test of compound.attributes) {
    const raw = element.attribute(test.name);
    if (raw === null || !matchAttribute(test, raw, context)) return "no";
  }
  let result: Match = "yes";
  for (const test of compound.nth) {
    const position = test.ofType ? element.typeIndex : element.index;
    result = both(result, position === 0 ? "unknown" : matchNth(test.step, test.offset, position));
  }
  for (const list of compound.is) {
    if (result === "no") return result;
    result = both(result, matchList(list, element, context));
  }
  for (const list of compound.not) {
    if (result === "no") return result;
    result = both(result, opposite(matchList(list, element, context)));
  }
  return result;
}

function matchNth(step: number, offset: number, position: number): Match {
  const distance = position - offset;
  if (step === 0) return distance === 0 ? "yes" : "no";
  return distance % step === 0 && distance / step >= 0 ? "yes" : "no";
}

function matchAttribute(test: AttributeTest, raw: string, context: MatchContext): boolean {
  if (test.operator === "") return true;
  let value = decodeReferences(raw, "attribute", context.utf8);
  let wanted = context.utf8 ? utf8AsLatin1(test.value) : test.value;
  if (test.ignoreCase) {
    value = asciiLower(value);
    wanted = asciiLower(wanted);
  }
  switch (test.operator) {
    case "=":
      return value === wanted;
    case "~=":
      return wanted !== "" && !SPACE.test(wanted) && value.split(SPACES).includes(wanted);
    case "|=":
      return value === wanted || value.startsWith(`${wanted}-`);
    case "^=":
      return wanted !== "" && value.startsWith(wanted);
    case "$=":
      return wanted !== "" && value.endsWith(wanted);
    default:
      return wanted !== "" && value.includes(wanted);
  }
}

const SPACE = /[ \t\n\f\r]/;
const SPACES = /[ \t\n\f\r]+/;

function sameName(value: string, name: string, context: MatchContext): boolean {
  const wanted = context.utf8 ? utf8AsLatin1(name) : name;
  return value === wanted || (context.quirks && asciiLower(value) === asciiLower(wanted));
}

function hasToken(list: string, name: string, context: MatchContext): boolean {
  let wanted = context.utf8 ? utf8AsLatin1(name) : name;
  let value = list;
  if (context.quirks) {
    wanted = asciiLower(wanted);
    value = asciiLower(value);
  }
  for (let at = value.indexOf(wanted); at !== -1; at = value.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if (
      (at === 0 || isSpace(value.charCodeAt(at - 1))) &&
      (end === value.length || isSpace(value.charCodeAt(end)))
    ) {
      return true;
    }
  }
  return false;
}

export function isSpace(code: number): boolean {
  return code === 0x20 || (code >= 0x09 && code <= 0x0d && code !== 0x0b);
}

function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** A string's UTF-8 bytes, one character a byte: how attribute values of a UTF-8 page are read. */
export function utf8AsLatin1(text: string): string {
  // oxlint-disable-next-line no-control-regex -- the ASCII range is meant
  if (/^[\x00-\x7f]*$/.test(text)) return text;
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function both(one: Match, other: Match): Match {
  if (one === "no" || other === "no") return "no";
  return one === "yes" && other === "yes" ? "yes" : "unknown";
}

function either(one: Match, other: Match): Match {
  if (one === "yes" || other === "yes") return "yes";
  return one === "no" && other === "no" ? "no" : "unknown";
}

function opposite(match: Match): Match {
  if (match === "unknown") return match;
  return match === "yes" ? "no" : "yes";
}
