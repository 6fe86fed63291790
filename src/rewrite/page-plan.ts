/** The edge's plan for a page with its selectors compiled and indexed. */
import { isAscii } from "./bytes.ts";
import { compileSelector, type Selector } from "./selector.ts";
import { createSelectorIndex, type SelectorIndex } from "./selector-index.ts";
import type { Match, MatchContext } from "./selector-match.ts";
import type { PagePlan, PlannedChange, Read } from "./rewrite.types.ts";
import type { OpenElement } from "./tree.types.ts";

/** What one selector is there for. */
interface Purpose {
  readonly changes: number[];
  readonly experiments: number[];
  readonly reads: number[];
}

export interface Matches {
  /** Numbers of changes that concern the element, in the order of the plan. */
  readonly changes: number[];
  /** The same for those of which it cannot be known. */
  readonly unknown: number[];
  readonly experiments: number[];
  readonly reads: number[];
}

export class PagePlanIndex {
  readonly changes: readonly PlannedChange[];
  readonly reads: readonly Read[];
  readonly headTags: PagePlan["headTags"];
  readonly policy: PagePlan["policy"];
  readonly index: SelectorIndex;
  /** Numbers of changes whose selector cannot be used. */
  readonly refused: readonly number[];
  readonly empty: boolean;
  readonly #purposes: Purpose[] = [];

  constructor(plan: PagePlan, quirks: boolean) {
    this.changes = plan.changes.map((change) => ({ ...change, content: ascii(change.content) }));
    this.reads = plan.reads;
    this.headTags = plan.headTags;
    this.policy = plan.policy;
    const refused: number[] = [];
    const selectors: Selector[] = [];
    const purposes = new Map<string, Purpose | null>();
    const purposeOf = (text: string): Purpose | null => {
      const known = purposes.get(text);
      if (known !== undefined) return known;
      const compiled = compileSelector(text);
      const purpose = compiled.ok ? { changes: [], experiments: [], reads: [] } : null;
      purposes.set(text, purpose);
      if (compiled.ok && purpose !== null) {
        selectors.push(compiled.selector);
        this.#purposes.push(purpose);
      }
      return purpose;
    };
    plan.changes.forEach((change, number) => {
      const purpose = purposeOf(change.selector);
      if (purpose === null) refused.push(number);
      else purpose.changes.push(number);
    });
    for (const watch of plan.watch) purposeOf(watch.selector)?.experiments.push(watch.experiment);
    plan.reads.forEach((read, number) => purposeOf(read.selector)?.reads.push(number));
    this.refused = refused;
    this.index = createSelectorIndex(selectors, quirks);
    this.empty =
      plan.changes.length === 0 &&
      plan.watch.length === 0 &&
      plan.reads.length === 0 &&
      plan.headTags === null &&
      plan.policy === null;
  }

  match(element: OpenElement, worded: boolean, context: MatchContext): Matches | null {
    let met: Map<number, Match> | null = null;
    this.index.match(element, worded, context, (selector, match) => {
      met ??= new Map();
      if (met.get(selector) !== "yes") met.set(selector, match);
    });
    if (met === null) return null;
    const matches: Matches = { changes: [], unknown: [], experiments: [], reads: [] };
    for (const [selector, match] of met as Map<number, Match>) {
      const purpose = this.#purposes[selector];
      if (purpose === undefined) continue;
      if (match === "yes") {
        matches.changes.push(...purpose.changes);
        matches.experiments.push(...purpose.experiments);
        matches.reads.push(...purpose.reads);
      } else {
        matches.unknown.push(...purpose.changes);
      }
    }
    matches.changes.sort((a, b) => a - b);
    return matches;
  }
}

/** Content is ASCII by contract; what is not becomes numeric references, so that a page's charset never matters. */
export function ascii(text: string): string {
  return isAscii(text) ? text : text.replace(/[^\0-\x7f]/gu, (letter) => `&#${letter.codePointAt(0)};`);
}
