/** The head of the page: its own tags at the end, changes that append to it, and the policies in its metas. */
import { editTag } from "./edit-attributes.ts";
import { contentOf, type Operation } from "./edit-place.ts";
import type { Place } from "./edit-places.ts";
import { fits, type EditWork } from "./edit-work.ts";
import { ascii } from "./page-plan.ts";
import { decodeReferences } from "./references.ts";
import type { PagePlan } from "./rewrite.types.ts";
import type { OpenElement } from "./tree.types.ts";

export class EditHead {
  readonly #work: EditWork;
  #head: OpenElement | null = null;
  #ended = false;
  /** Changes at the end of the head wait here until the body begins. */
  #append: { at: number; operations: Operation[]; start: number; allowed: boolean } | null = null;

  constructor(work: EditWork) {
    this.#work = work;
  }

  /** The page's head; null before it begins. */
  get element(): OpenElement | null {
    return this.#head;
  }

  /** Bytes from here on are held back. */
  get limit(): number {
    return this.#append === null ? Infinity : this.#append.at;
  }

  /** Any element of the page, in the order of the page. */
  seen(element: OpenElement, start: number, end: number, policy: PagePlan["policy"]): void {
    const { name } = element;
    if (name === "head") this.#head ??= element;
    else if (name === "body" || name === "frameset") this.afterwards();
    else if (name === "meta" && !this.#ended) this.#meta(element, start, end, policy);
    if (this.#append !== null && element.parent === this.#head) this.#append.allowed = false;
  }

  /** Tags may still be written at `at`; `place` is that of the head, when it has changes. */
  end(at: number, place: Place | undefined, headTags: PagePlan["headTags"]): void {
    this.#ended = true;
    const { account, buffer, token } = this.#work;
    if (token.broken) return;
    const tags = headTags?.() ?? "";
    if (place !== undefined && place.edits.append.length > 0) {
      const operations = place.edits.append.splice(0).filter((operation) => {
        const fit = fits(this.#work, operation.content, { at: "inside", element: place.element });
        if (!fit) account.decide(operation.change, place.start, "content-not-allowed-here");
        return fit;
      });
      this.#append = { at, operations, start: place.start, allowed: true };
    }
    if (tags !== "") buffer.splice(at, at, ascii(tags));
  }

  /** The body begins, or the page is over: nothing can come back into the head. */
  afterwards(): void {
    const waiting = this.#append;
    if (waiting === null) return;
    this.#append = null;
    const { account, buffer } = this.#work;
    if (!waiting.allowed) {
      account.decideAll(waiting.operations, waiting.start, "irregular-nesting");
      return;
    }
    buffer.splice(waiting.at, waiting.at, contentOf(waiting.operations));
    account.decideAll(waiting.operations, waiting.start, null);
  }

  #meta(element: OpenElement, start: number, end: number, policy: PagePlan["policy"]): void {
    if (policy === null || start < 0) return;
    const kind = element.attribute("http-equiv");
    if (
      kind === null ||
      decodeReferences(kind, "attribute", false).toLowerCase() !== "content-security-policy"
    )
      return;
    const content = element.attribute("content");
    const wanted = content === null ? null : policy(content);
    if (wanted === null) return;
    const { buffer } = this.#work;
    const change = { action: "set_attribute", name: "content", content: wanted } as const;
    for (const splice of editTag(buffer.slice(start, end), start, [change], false)) {
      buffer.splice(splice.start, splice.end, splice.text);
    }
  }
}
