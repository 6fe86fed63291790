/** The plan of this page, from the moment it is asked for: which elements it concerns, and what it reads from them. */
import type { EditWork } from "./edit-work.ts";
import { regionOf } from "../domain/text.ts";
import { pageLanguage } from "./page-language.ts";
import { PagePlanIndex, type Matches } from "./page-plan.ts";
import { PageReads } from "./page-reads.ts";
import { PageWords } from "./page-words.ts";
import type { RewriteOptions } from "./rewrite.types.ts";
import type { MatchContext } from "./selector-match.ts";
import type { Tokenizer } from "./tokenizer.ts";
import type { OpenElement } from "./tree.types.ts";

export class EditPlan {
  readonly #options: RewriteOptions;
  #index: PagePlanIndex | null = null;
  #words = new PageWords([]);
  #tok: Tokenizer | null = null;
  #reads = new PageReads([], false);
  #context: MatchContext = { quirks: false, utf8: false, siblings: null };
  /** Experiments of which a watched place was met. */
  readonly found = new Set<number>();

  constructor(options: RewriteOptions) {
    this.#options = options;
  }

  /** Null until the plan is made. */
  get index(): PagePlanIndex | null {
    return this.#index;
  }

  get reads(): PageReads {
    return this.#reads;
  }

  /** Asks for the plan, of a page that began with these bytes and `html`; null when there is nothing to do. */
  make(opening: Uint8Array, html: OpenElement | null, { account, tree }: EditWork): PagePlanIndex | null {
    const lang = html?.attribute("lang") ?? null;
    const { utf8, plan } = this.#options;
    const language = pageLanguage(lang, opening, utf8);
    const { quirks } = tree.builder;
    const made = new PagePlanIndex(plan({ language, region: regionOf(lang) }), quirks);
    this.#index = made;
    if (made.empty) return null;
    made.refused.forEach((change) => account.decide(change, -1, "bad-selector"));
    const { siblings, needsTypes, words } = made.index;
    this.#context = { quirks, utf8, siblings };
    if (needsTypes) tree.builder.startTrackingTypes();
    this.#reads = new PageReads(made.reads, utf8);
    this.#words = new PageWords(words);
    this.#tok = tree.tok;
    return made;
  }

  /** What the plan has for an element; start -1: it has no tag. Elements come in the order of the page. */
  match(element: OpenElement, start: number): Matches | null {
    const plan = this.#index;
    if (plan === null) return null;
    const { index } = plan;
    if (index.needsSiblings) index.seen(element, this.#context);
    const worded = this.#isWorded(start);
    if ((!worded && !index.hasName(element.name)) || element.inTemplate) return null;
    const matches = plan.match(element, worded, this.#context);
    if (matches === null) return null;
    matches.experiments.forEach((experiment) => this.found.add(experiment));
    for (const read of matches.reads) this.#reads.met(read, element);
    return matches;
  }

  /** Whether one of the plan's words may stand in this tag: also where it is not the one at hand, or none at all. */
  #isWorded(start: number): boolean {
    const tok = this.#tok;
    if (tok === null || start !== tok.window.base + tok.tagStart) return true;
    return this.#words.inTag(tok, tok.window.bytes);
  }
}
