/**
 * CSS selectors as far as they can be decided while a page streams.
 *
 * An own parser and not css-what: this is on the shopper's path, and what is refused is refused in words for
 * whoever writes an experiment. What needs later siblings or children (`:last-child`, `:has`) cannot be decided
 * at a start tag and is refused. Pure.
 */
import { createScanner, type Scanner } from "./selector-scan.ts";

export type Combinator = " " | ">" | "+" | "~";
export type AttributeOperator = "" | "=" | "~=" | "|=" | "^=" | "$=" | "*=";

export interface AttributeTest {
  /** Lower case. */
  readonly name: string;
  readonly operator: AttributeOperator;
  readonly value: string;
  readonly ignoreCase: boolean;
}

/** `:nth-child(an+b)` or `:nth-of-type(an+b)`. */
export interface NthTest {
  readonly ofType: boolean;
  readonly step: number;
  readonly offset: number;
}

export interface Compound {
  /** Lower case; null for any. */
  readonly name: string | null;
  readonly ids: readonly string[];
  readonly classes: readonly string[];
  readonly attributes: readonly AttributeTest[];
  readonly nth: readonly NthTest[];
  readonly root: boolean;
  /** `:not(…)`: none of any list may match. */
  readonly not: readonly (readonly Complex[])[];
  /** `:is(…)`, `:where(…)`: one of every list must match. */
  readonly is: readonly (readonly Complex[])[];
}

/** One selector of a list, as a chain from its rightmost compound to the left. */
export interface Complex {
  readonly compound: Compound;
  readonly left: { readonly combinator: Combinator; readonly selector: Complex } | null;
}

export interface Selector {
  readonly text: string;
  readonly alternatives: readonly Complex[];
}

export type Compiled =
  | { readonly ok: true; readonly selector: Selector }
  | { readonly ok: false; readonly message: string };

/** The longest selector that is compiled. */
export const MAX_SELECTOR_LENGTH = 2048;
/** Compiled selectors are kept; a ruleset has few, and this bounds what a stream of previews could leave. */
const MAX_KEPT = 4096;

const kept = new Map<string, Compiled>();

/** Compiles a selector list; the message of a refusal says what to do instead. Results are kept by text. */
export function compileSelector(text: string): Compiled {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const compiled = compile(text);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(text, compiled);
  return compiled;
}

/** A refusal on its way out of the recursive parser; never leaves this file. */
class Refusal extends Error {}

function compile(text: string): Compiled {
  if (text.length > MAX_SELECTOR_LENGTH) {
    return { ok: false, message: `the selector is longer than ${MAX_SELECTOR_LENGTH} characters` };
  }
  try {
    const scanner = createScanner(text);
    const alternatives = parseList(scanner, 0);
    if (!scanner.done())
      throw new Refusal(`unexpected "${scanner.peek()}" at position ${scanner.position() + 1}`);
    return { ok: true, selector: { text, alternatives } };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, message: error.message };
    throw error;
  }
}

const MAX_DEPTH = 8;

function parseList(scanner: Scanner, depth: number): Complex[] {
  if (depth > MAX_DEPTH) throw new Refusal("the selector is nested too deeply: write it flatter");
  const alternatives: Complex[] = [];
  do {
    scanner.spaces();
    alternatives.push(parseComplex(scanner, depth));
  } while (scanner.take(","));
  return alternatives;
}

function parseComplex(scanner: Scanner, depth: number): Complex {
  let selector: Complex = { compound: parseCompound(scanner, depth), left: null };
  for (;;) {
    const spaced = scanner.spaces();
    const next = scanner.peek();
    if (next === "" || next === "," || next === ")") return selector;
    let combinator: Combinator = " ";
    if (next === ">" || next === "+" || next === "~") {
      combinator = next;
      scanner.take(next);
      scanner.spaces();
    } else if (next === "|") {
      throw new Refusal("namespaces are not supported: write the tag name alone");
    } else if (!spaced) {
      throw new Refusal(`unexpected "${next}" at position ${scanner.position() + 1}`);
    }
    selector = { compound: parseCompound(scanner, depth), left: { combinator, selector } };
  }
}

interface CompoundDraft {
  name: string | null;
  ids: string[];
  classes: string[];
  attributes: AttributeTest[];
  nth: NthTest[];
  root: boolean;
  not: Complex[][];
  is: Complex[][];
}

function parseCompound(scanner: Scanner, depth: number): Compound {
  const draft: CompoundDraft = {
    name: null,
    ids: [],
    classes: [],
    attributes: [],
    nth: [],
    root: false,
    not: [],
    is: [],
  };
  const start = scanner.position();
  if (!scanner.take("*")) {
    const name = scanner.identifier();
    if (name !== null) draft.name = name.toLowerCase();
  }
  if (scanner.peek() === "|") throw new Refusal("namespaces are not supported: write the tag name alone");
  for (;;) {
    if (scanner.take("#")) draft.ids.push(nameAfter(scanner, "#", scanner.name()));
    else if (scanner.take(".")) draft.classes.push(nameAfter(scanner, ".", scanner.identifier()));
    else if (scanner.take("[")) draft.attributes.push(parseAttribute(scanner));
    else if (scanner.take(":")) parsePseudo(scanner, draft, depth);
    else break;
  }
  if (scanner.position() === start) {
    const next = scanner.peek();
    if (next === "") throw new Refusal(start === 0 ? "give a CSS selector" : "the selector ends too early");
    throw new Refusal(`unexpected "${next}" at position ${start + 1}`);
  }
  return draft;
}

function nameAfter(scanner: Scanner, sign: string, name: string | null): string {
  if (name === null) throw new Refusal(`"${sign}" needs a name at position ${scanner.position() + 1}`);
  return name;
}

function parseAttribute(scanner: Scanner): AttributeTest {
  scanner.spaces();
  const name = scanner.identifier();
  if (name === null) throw new Refusal(`"[" needs an attribute name at position ${scanner.position() + 1}`);
  scanner.spaces();
  const lower = name.toLowerCase();
  if (scanner.take("]")) return { name: lower, operator: "", value: "", ignoreCase: false };
  const operator = scanner.operator();
  if (operator === null)
    throw new Refusal(`unexpected "${scanner.peek()}" in the attribute selector [${name}…`);
  scanner.spaces();
  const value = scanner.string() ?? scanner.identifier();
  if (value === null) throw new Refusal(`put the value of [${name}${operator}…] in quotes`);
  scanner.spaces();
  const flag = scanner.identifier()?.toLowerCase() ?? "";
  if (flag !== "" && flag !== "i" && flag !== "s")
    throw new Refusal(`unknown attribute flag "${flag}": use i or s`);
  scanner.spaces();
  if (!scanner.take("]")) throw new Refusal(`the attribute selector [${name}… is not closed`);
  const ignoreCase = flag === "i" || (flag === "" && IGNORE_CASE.has(lower));
  return { name: lower, operator, value, ignoreCase };
}

function parsePseudo(scanner: Scanner, draft: CompoundDraft, depth: number): void {
  if (scanner.peek() === ":")
    throw new Refusal("pseudo-elements are not elements of the page: select the element itself");
  const name = scanner.identifier()?.toLowerCase();
  if (name === undefined) throw new Refusal(`":" needs a name at position ${scanner.position() + 1}`);
  const withArgument = scanner.take("(");
  const refusal = REFUSED.get(name);
  if (refusal !== undefined) throw new Refusal(`:${name} ${refusal}`);
  if (name === "not" || name === "is" || name === "where" || name === "matches" || name === "any") {
    if (!withArgument) throw new Refusal(`:${name} needs a selector in parentheses`);
    const list = parseList(scanner, depth + 1);
    closeParenthesis(scanner, name);
    if (name === "not") draft.not.push(list);
    else draft.is.push(list);
  } else if (name === "nth-child" || name === "nth-of-type") {
    if (!withArgument) throw new Refusal(`:${name} needs a position, for example :${name}(2)`);
    const formula = scanner.formula();
    if (formula === null) throw new Refusal(`:${name} takes a position like 2, odd or 3n+1`);
    scanner.spaces();
    if (scanner.peek().toLowerCase() === "o")
      throw new Refusal(`:${name}(… of …) is not supported: use a class`);
    closeParenthesis(scanner, name);
    draft.nth.push({ ofType: name === "nth-of-type", step: formula.step, offset: formula.offset });
  } else if (withArgument) {
    throw new Refusal(`:${name}() is not supported`);
  } else if (name === "first-child" || name === "first-of-type") {
    draft.nth.push({ ofType: name === "first-of-type", step: 0, offset: 1 });
  } else if (name === "root") {
    draft.root = true;
  } else {
    throw new Refusal(
      `:${name} depends on what the visitor does or on the browser: select by tag, id, class or attribute`,
    );
  }
}

function closeParenthesis(scanner: Scanner, name: string): void {
  scanner.spaces();
  if (!scanner.take(")")) throw new Refusal(`:${name}( is not closed`);
}

const COUNT_FROM_START = "needs what follows on the page, which is not there yet: count from the start with";
const REFUSED = new Map([
  ["last-child", `${COUNT_FROM_START} :nth-child()`],
  ["nth-last-child", `${COUNT_FROM_START} :nth-child()`],
  ["only-child", `${COUNT_FROM_START} :first-child`],
  ["last-of-type", `${COUNT_FROM_START} :nth-of-type()`],
  ["nth-last-of-type", `${COUNT_FROM_START} :nth-of-type()`],
  ["only-of-type", `${COUNT_FROM_START} :first-of-type`],
  ["has", "needs what is inside, which is not there yet: select by the element's own class, id or attribute"],
  [
    "empty",
    "needs what is inside, which is not there yet: select by the element's own class, id or attribute",
  ],
  ["before", "is a pseudo-element and not an element of the page: select the element itself"],
  ["after", "is a pseudo-element and not an element of the page: select the element itself"],
  ["first-line", "is a pseudo-element and not an element of the page: select the element itself"],
  ["first-letter", "is a pseudo-element and not an element of the page: select the element itself"],
  ["scope", "has no meaning here: use :root"],
]);

/** Attributes whose values HTML compares without case in selectors (HTML standard, "Case-sensitivity of selectors"). */
const IGNORE_CASE = new Set(
  (
    "accept accept-charset align alink axis bgcolor charset checked clear codetype color compact declare defer " +
    "dir direction disabled enctype face frame hreflang http-equiv lang language link media method multiple " +
    "nohref noresize noshade nowrap readonly rel rev rules scope scrolling selected shape target text type " +
    "valign valuetype vlink"
  ).split(" "),
);
