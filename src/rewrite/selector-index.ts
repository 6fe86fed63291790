/**
 * All selectors of a page, sorted by what their rightmost part asks for, so that most start tags are dismissed
 * without looking at an attribute.
 *
 * By tag name: one lookup of an interned string. By class or id without a tag name: the name must stand in the
 * tag's bytes, so the window of bytes is searched for it once and tags before the next occurrence are dismissed by
 * comparing two numbers.
 */
import {
  matchComplex,
  matchList,
  type Match,
  type MatchContext,
  type SiblingMatches,
} from "./selector-match.ts";
import type { PageWord } from "./page-words.ts";
import type { Complex, Compound, Selector } from "./selector.ts";
import type { OpenElement } from "./tree.types.ts";

export interface SelectorIndex {
  /** `nth-of-type` occurs: the tree must count by name. */
  readonly needsTypes: boolean;
  /** `+` or `~` occurs: `seen` must be called for every element. */
  readonly needsSiblings: boolean;
  /** Words of which one stands in the bytes of every tag that `byWord` concerns; null: such tags cannot be told. */
  readonly words: readonly PageWord[];
  /** Whether some selector could match whatever the tag's bytes hold, going by its name. */
  hasName(name: string): boolean;
  /** Calls `found` with the number of every selector that matches. `worded`: one of `words` may be in the tag. */
  match(
    element: OpenElement,
    worded: boolean,
    context: MatchContext,
    found: (selector: number, match: Match) => void,
  ): void;
  /** Notes an element (of the source or implied) for the sibling combinators, before `match`. */
  seen(element: OpenElement, context: MatchContext): void;
  readonly siblings: SiblingMatches | null;
}

interface Entry {
  readonly selector: number;
  readonly complex: Complex;
}

export function createSelectorIndex(selectors: readonly Selector[], quirks: boolean): SelectorIndex {
  const byName = new Map<string, Entry[]>();
  const byWord: Entry[] = [];
  const always: Entry[] = [];
  /** By text; false: also inside of longer names. */
  const words = new Map<string, boolean>();
  const lefts: Complex[] = [];
  let needsTypes = false;

  function survey(complex: Complex): void {
    const { compound, left } = complex;
    needsTypes ||= compound.nth.some((test) => test.ofType);
    for (const list of [...compound.is, ...compound.not]) list.forEach(survey);
    if (left === null) return;
    if (left.combinator === "+" || left.combinator === "~") lefts.push(left.selector);
    survey(left.selector);
  }

  selectors.forEach((selector, number) => {
    for (const complex of selector.alternatives) {
      survey(complex);
      const entry = { selector: number, complex };
      const name = complex.compound.name;
      const word = name === null ? wordOf(complex.compound, quirks) : null;
      if (name !== null) {
        const entries = byName.get(name);
        if (entries === undefined) byName.set(name, [entry]);
        else entries.push(entry);
      } else if (word === null) {
        always.push(entry);
      } else {
        byWord.push(entry);
        words.set(word.text, word.isName && words.get(word.text) !== false);
      }
    }
  });
  const siblings = lefts.length === 0 ? null : createSiblings(lefts);

  return {
    needsTypes,
    needsSiblings: siblings !== null,
    words: [...words].map(([text, isName]) => ({ text, isName })),
    hasName: (name) => always.length > 0 || byName.has(name),
    match(element, worded, context, found) {
      const named = byName.get(element.name);
      if (named !== undefined) report(named, element, context, found);
      if (worded && byWord.length > 0) report(byWord, element, context, found);
      if (always.length > 0) report(always, element, context, found);
    },
    seen(element, context) {
      siblings?.seen(element, context);
    },
    siblings,
  };
}

function report(
  entries: readonly Entry[],
  element: OpenElement,
  context: MatchContext,
  found: (selector: number, match: Match) => void,
): void {
  for (const entry of entries) {
    const match = matchComplex(entry.complex, element, context);
    if (match !== "no") found(entry.selector, match);
  }
}

/** A word that must stand in the bytes of a tag that matches; null when none is known. */
function wordOf(compound: Compound, quirks: boolean): PageWord | null {
  const names = quirks ? [] : [...compound.ids, ...compound.classes];
  const candidates = names.map((text) => ({ text, isName: true }));
  for (const test of compound.attributes) {
    if (test.operator !== "" && test.operator !== "~=" && !test.ignoreCase && test.value.length > 2) {
      candidates.push({ text: test.value, isName: false });
    }
  }
  const usable = candidates.filter(({ text }) => /^[-\w]+$/.test(text));
  return usable.sort((a, b) => b.text.length - a.text.length)[0] ?? null;
}

interface Children {
  previous: readonly Match[];
  earlier: readonly Match[];
}

interface Siblings extends SiblingMatches {
  seen(element: OpenElement, context: MatchContext): void;
}

/** For the left sides of `+` and `~`: what the elements before each open element matched. */
function createSiblings(lefts: readonly Complex[]): Siblings {
  const none: Children = { previous: lefts.map(() => "no"), earlier: lefts.map(() => "no") };
  const ofChildren = new WeakMap<OpenElement, Children>();
  const ofElement = new WeakMap<OpenElement, Children>();
  const ask = (element: OpenElement, left: Complex, which: keyof Children): Match => {
    if (element.index === 0) return "unknown";
    return (ofElement.get(element) ?? none)[which][lefts.indexOf(left)] ?? "unknown";
  };
  return {
    seen(element, context) {
      const { parent } = element;
      const before = (parent === null ? undefined : ofChildren.get(parent)) ?? none;
      ofElement.set(element, before);
      if (parent === null) return;
      const own = lefts.map((left) => matchList([left], element, context));
      const earlier = before.earlier.map((match, number) => strongest(match, own[number] ?? "no"));
      ofChildren.set(parent, { previous: own, earlier });
    },
    previous: (element, left) => ask(element, left, "previous"),
    earlier: (element, left) => ask(element, left, "earlier"),
  };
}

function strongest(one: Match, other: Match): Match {
  if (one === "yes" || other === "yes") return "yes";
  return one === "no" && other === "no" ? "no" : "unknown";
}
