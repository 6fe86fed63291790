/**
 * Elements with changes: what can be written when the start tag is read is written, and for the rest the bytes are
 * held back until the element ends (edit-end.ts).
 */
import { editTag } from "./edit-attributes.ts";
import type { EditLineFeed } from "./edit-line-feed.ts";
import { compose, contentOf, type Composition, type Operation } from "./edit-place.ts";
import { dropsLineFeed, isFormatting, joinsWith, refusal, VOID } from "./edit-rules.ts";
import { fits, fittingInside, type EditWork } from "./edit-work.ts";
import type { PlannedChange, SkipReason } from "./rewrite.types.ts";
import { stateAround, type StateMark } from "./tree-mark.ts";
import type { OpenElement, StartTag } from "./tree.types.ts";

/** A change that needs more bytes than this held back is skipped. */
export const MAX_REGION_BYTES = 256 * 1024;

/** An element with changes that are not all decided. */
export interface Place {
  readonly element: OpenElement;
  readonly start: number;
  readonly end: number;
  readonly edits: Composition;
  /** Bytes from here on are held back; -1: none. */
  readonly hold: number;
  /** Splices from these marks on go when the element goes, or when its content goes. */
  readonly goneMark: number;
  readonly setMark: number;
  /** Whose splices go when the element proves irregular. */
  readonly owner: object;
  /** Changes that were written at once but count only when the element ends as its bytes say. */
  readonly tentative: Operation[];
  /** The end tags and start tags that stand for what the start tag did besides (when the element goes). */
  readonly prelude: string;
  readonly state: StateMark;
  dirty: SkipReason | null;
}

export class EditPlaces {
  readonly #work: EditWork;
  readonly #lineFeed: EditLineFeed;
  /** Open elements with undecided changes, outermost first. */
  readonly #open: Place[] = [];
  /** Links that would be opened again by what follows, unless another link comes first. */
  readonly #reopening = new Set<string>();

  constructor(work: EditWork, lineFeed: EditLineFeed) {
    this.#work = work;
    this.#lineFeed = lineFeed;
  }

  /** Bytes from here on are held back. */
  get limit(): number {
    let limit = Infinity;
    for (const place of this.#open) if (place.hold >= 0) limit = Math.min(limit, place.hold);
    return limit;
  }

  of(element: OpenElement | null): Place | undefined {
    return this.#open.length === 0 ? undefined : this.#open.findLast((one) => one.element === element);
  }

  /** The element's place, which is open no more. */
  take(element: OpenElement): Place | undefined {
    const place = this.of(element);
    if (place !== undefined) this.#open.splice(this.#open.lastIndexOf(place), 1);
    return place;
  }

  limitRegions(): void {
    const { buffer } = this.#work;
    for (const place of this.#open) {
      if (place.hold >= 0 && buffer.end - place.hold > MAX_REGION_BYTES) {
        this.#open.splice(this.#open.indexOf(place), 1);
        abandon(this.#work, place, "region-too-large");
      }
    }
  }

  /** An element's place or content is not what the bytes say. */
  disturb(element: OpenElement): void {
    for (const place of this.#open) {
      for (let one: OpenElement | null = place.element; one !== null; one = one.parent) {
        if (one === element) {
          place.dirty ??= "irregular-nesting";
          break;
        }
      }
    }
  }

  /** A tag inside gave its attributes to the page's body or root, so its bytes do more than those around them. */
  disturbAllButBody(): void {
    for (const place of this.#open) if (place.element.name !== "body") place.dirty ??= "irregular-nesting";
  }

  /** Nothing more is done: the page's bytes stay. */
  giveUp(): void {
    for (const place of this.#open.splice(0))
      this.#work.account.decideAll(undecided(place), place.start, "internal-error");
  }

  /** A link was closed in a way after which the next content opens it again. */
  reopens(name: string): void {
    this.#reopening.add(name);
  }

  opened(name: string): void {
    if (this.#reopening.size > 0) this.#reopening.delete(name);
  }

  /** Makes the changes of these `numbers` on an element whose start tag was just read. */
  begin(
    element: OpenElement,
    { start, end, selfClosing }: Pick<StartTag, "start" | "end" | "selfClosing">,
    changes: readonly PlannedChange[],
    numbers: readonly number[],
  ): void {
    const { account, buffer, tree } = this.#work;
    const html = element.namespace === "html";
    const isVoid = html ? VOID.has(element.name) : selfClosing;
    // Content that cannot stand in the element must not take the place of content that can.
    const fitting = numbers.filter((number) => {
      const change = changes[number];
      if (change === undefined || !change.action.startsWith("set_") || change.action === "set_attribute")
        return true;
      if (refusal(element, isVoid, change) !== null) return true;
      return this.#inside(element, start, [{ change: number, content: change.content }]).length > 0;
    });
    const edits = compose(element, isVoid, changes, fitting, (change, reason) =>
      account.decide(change, start, reason),
    );
    const prelude = this.#beside(element, start, edits);
    edits.prepend = this.#inside(element, start, edits.prepend);

    const tentative: Operation[] = [];
    const uncertain = mayMove(element);
    const made = (operations: readonly Operation[]): void => {
      if (uncertain) tentative.push(...operations);
      else account.decideAll(operations, start, null);
    };
    const owner = {};
    if (edits.before.length > 0) {
      const prefix = this.#lineFeed.dropsNext(element, start) ? "\n" : "";
      buffer.splice(start, start, prelude + prefix + contentOf(edits.before), owner);
      made(edits.before);
    }
    const goneMark = buffer.mark;
    if (edits.attributes.length > 0) {
      const splices = editTag(
        buffer.slice(start, end),
        start,
        edits.attributes.map((one) => one.change),
        this.#work.utf8,
      );
      for (const splice of splices) buffer.splice(splice.start, splice.end, splice.text, owner);
      made(edits.attributes.map((one) => one.operation));
    }
    const setMark = buffer.mark;
    if (edits.set === null && edits.prepend.length > 0) {
      const text = contentOf(edits.prepend);
      if (dropsLineFeed(element)) this.#lineFeed.put(end, text, owner);
      else buffer.splice(end, end, text, owner);
      made(edits.prepend);
      edits.prepend = [];
    }
    const waits =
      edits.set !== null || edits.append.length > 0 || edits.after.length > 0 || edits.gone !== null;
    if (!waits && tentative.length === 0) return;
    const hold = edits.gone !== null || tentative.length > 0 ? start : edits.set === null ? -1 : end;
    this.#open.push({
      element,
      start,
      end,
      edits,
      hold,
      goneMark,
      setMark,
      owner,
      tentative,
      prelude: edits.before.length > 0 ? "" : prelude,
      state: stateAround(tree.builder, element),
      dirty: null,
    });
  }

  #inside(element: OpenElement, start: number, operations: readonly Operation[]): Operation[] {
    return fittingInside(this.#work, element, start, operations);
  }

  /** Leaves out what cannot be put before the element, or in its place; tells what stands for its start tag. */
  #beside(element: OpenElement, start: number, edits: Composition): string {
    if (edits.before.length === 0 && edits.gone === null) return "";
    const { account, buffer, token } = this.#work;
    const regular = element.irregular === null && !this.#reopening.has(element.name);
    const prelude = regular ? token.prelude(start) : null;
    if (prelude === null) {
      account.decideAll(edits.before, start, "irregular-nesting");
      edits.before = [];
      if (edits.gone !== null) account.decide(edits.gone.change, start, "irregular-nesting");
      edits.gone = null;
      return "";
    }
    const joins = prelude === "" && joinsWith(buffer.before(start));
    edits.before = edits.before.filter((operation) => {
      const fit =
        !(joins && !operation.content.startsWith("<")) &&
        fits(this.#work, operation.content, { at: "before", element });
      if (!fit) account.decide(operation.change, start, "content-not-allowed-here");
      return fit;
    });
    if (edits.gone !== null && joins) {
      account.decide(edits.gone.change, start, "irregular-nesting");
      edits.gone = null;
    }
    return prelude;
  }
}

/** What was written at once and what still waits is not made. */
export function abandon({ account, buffer }: EditWork, place: Place, reason: SkipReason): void {
  if (place.tentative.length > 0) buffer.dropOwned(place.owner);
  account.decideAll(undecided(place), place.start, reason);
}

function undecided(place: Place): Operation[] {
  const { edits, tentative } = place;
  const all = [...tentative, ...edits.prepend, ...edits.append, ...edits.after];
  if (edits.set !== null) all.push(edits.set);
  if (edits.gone !== null) all.push(edits.gone);
  return all;
}

/**
 * The adoption agency may still move the element, or open it again, or move it out of a formatting element around it;
 * what is foster-parented comes before its table, whose place among its siblings then changes.
 */
function mayMove(element: OpenElement): boolean {
  if (element.namespace === "html" && element.name === "table") return true;
  for (let one: OpenElement | null = element; one !== null; one = one.parent)
    if (isFormatting(one)) return true;
  return false;
}
