/**
 * Makes the plan's changes on the page while it streams: listens to the tree, writes edits over the bytes, and holds
 * back what a change may still concern.
 *
 * A change is made where it has the effect that it would have on the page's DOM; elsewhere it is skipped with a
 * reason and the bytes stay. Whatever goes wrong in here, the rest of the page is passed on as it came.
 */
import { EditBuffer } from "./edit-buffer.ts";
import { EditAccount, type Decision } from "./edit-account.ts";
import { editTag } from "./edit-attributes.ts";
import { compose, type Composition, type Operation } from "./edit-place.ts";
import {
  dropsLineFeed,
  endsOpen,
  holdsOnlyText,
  isFormatting,
  joinsWith,
  refusal,
  TABLE_PARTS,
  VOID,
} from "./edit-rules.ts";
import { EditToken } from "./edit-token.ts";
import { fragmentFits } from "./fragment.ts";
import { regionOf } from "../domain/text.ts";
import { pageLanguage } from "./page-language.ts";
import { ascii, PagePlanIndex } from "./page-plan.ts";
import { PageReads } from "./page-reads.ts";
import { PageWords } from "./page-words.ts";
import { decodeReferences } from "./references.ts";
import type { Recipe } from "./recipe.ts";
import type { RewriteOptions, RewriteOutcome, SkipReason } from "./rewrite.types.ts";
import type { MatchContext } from "./selector-match.ts";
import { createTree, type Tree } from "./tree.ts";
import { M } from "./tree-modes.ts";
import { sameState, stateAround, type StateMark } from "./tree-mark.ts";
import type { Closing, FragmentPlace, OpenElement, StartTag, TreeListener } from "./tree.types.ts";

/** A change that needs more bytes than this held back is skipped. */
export const MAX_REGION_BYTES = 256 * 1024;

/** An element with changes that are not all decided. */
interface Place {
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

const ENCODER = new TextEncoder();

/** Leaves the tokenizer when the plan is empty. */
const STOP = Symbol("nothing to do on this page");

export class PageEditor implements TreeListener {
  readonly #options: RewriteOptions;
  readonly #buffer = new EditBuffer();
  readonly #tree: Tree;
  readonly #token = new EditToken();
  #plan: PagePlanIndex | null = null;
  #words = new PageWords([]);
  #reads = new PageReads([], false);
  #context: MatchContext = { quirks: false, utf8: false, siblings: null };
  /** Open elements with undecided changes, outermost first. */
  readonly #places: Place[] = [];
  /** Elements seen before the plan was made. */
  #early: { element: OpenElement; start: number; end: number }[] = [];
  #head: OpenElement | null = null;
  #headEnded = false;
  /** Changes at the end of the head wait here until the body begins. */
  #headAppend: { at: number; operations: Operation[]; start: number; allowed: boolean } | null = null;
  /** Behind the last `<pre>`, where a line feed would be dropped. */
  #lineFeedAt = -1;
  /** Content to be put behind that start tag, once it is known whether a line feed follows. */
  #behindLineFeed: { at: number; text: string; owner: object } | null = null;
  /** Links that would be opened again by what follows, unless another link comes first. */
  readonly #reopening = new Set<string>();
  #passing = false;
  #aborted = false;
  #failure: string | null = null;
  readonly #account = new EditAccount((change) => this.#plan?.changes[change]?.label ?? "");
  readonly #found = new Set<number>();

  constructor(options: RewriteOptions) {
    this.#options = options;
    this.#tree = createTree(this);
  }

  get decisions(): readonly Decision[] {
    return this.#account.decisions;
  }

  /** Nothing more will be changed: the rest of the page may be passed on as it is. */
  get passing(): boolean {
    return this.#passing;
  }

  /** Takes a chunk and puts what may go out into `out`: views of the chunk or copies, to be used before the next. */
  write(chunk: Uint8Array, out: Uint8Array[]): void {
    this.#buffer.append(chunk);
    if (!this.#passing) {
      this.#guard(() => {
        this.#words.window(this.#buffer.slice(this.#tree.safe, this.#buffer.end), this.#tree.safe);
        this.#tree.write(chunk);
        this.#limitRegions();
        this.#buffer.flush(this.#limit(), out);
        this.#tree.settle();
      });
    }
    if (this.#passing) this.#buffer.flush(this.#buffer.end, out);
    this.#buffer.settle();
  }

  end(out: Uint8Array[]): void {
    if (!this.#passing) {
      this.#guard(() => {
        this.#token.pageEnd(!this.#tree.tok.unfinished);
        this.#tree.end();
        this.#makePlan();
        this.#afterHead();
        this.#lineFeed();
        this.#reads.finish();
        this.#buffer.flush(Infinity, out);
      });
    }
    this.#passing = true;
    this.#buffer.flush(this.#buffer.end, out);
  }

  /** The stream broke: what is held back goes out as it came. */
  abort(out: Uint8Array[]): void {
    this.#aborted = true;
    this.#giveUp();
    this.#buffer.flush(this.#buffer.end, out);
  }

  /** What was done to this page, for the next answer with the same bytes; null when it is not known in full. */
  recipe(): Recipe | null {
    const { steps } = this.#buffer;
    return steps === null || this.#aborted || this.#failure !== null
      ? null
      : { steps, outcome: this.outcome() };
  }

  outcome(): RewriteOutcome {
    return {
      found: this.#found,
      applied: this.#account.applied,
      skipped: this.#account.skipped,
      reads: this.#reads.values,
      failure: this.#failure,
    };
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (error !== STOP) this.#failure = error instanceof Error ? error.message : String(error);
      this.#giveUp();
    }
  }

  #giveUp(): void {
    if (this.#passing) return;
    this.#passing = true;
    this.#buffer.dropAll();
    for (const place of this.#places.splice(0))
      this.#account.decideAll(undecided(place), place.start, "internal-error");
  }

  /** Bytes before this offset are decided. */
  #limit(): number {
    let limit = this.#tree.safe;
    for (const place of this.#places) if (place.hold >= 0) limit = Math.min(limit, place.hold);
    for (const { start } of this.#early) if (start >= 0) limit = Math.min(limit, start);
    if (this.#headAppend !== null) limit = Math.min(limit, this.#headAppend.at);
    if (this.#behindLineFeed !== null) limit = Math.min(limit, this.#behindLineFeed.at);
    return limit;
  }

  #limitRegions(): void {
    for (const place of this.#places) {
      if (place.hold >= 0 && this.#buffer.end - place.hold > MAX_REGION_BYTES) this.#tooLarge(place);
    }
  }

  #tooLarge(place: Place): void {
    this.#places.splice(this.#places.indexOf(place), 1);
    if (place.tentative.length > 0) this.#buffer.dropOwned(place.owner);
    this.#account.decideAll(undecided(place), place.start, "region-too-large");
  }

  // What the tree tells

  open(element: OpenElement, tag: StartTag): void {
    if (this.#behindLineFeed !== null) this.#lineFeed();
    if (this.#plan === null) {
      if (element.name === "html") {
        this.#early.push({ element, start: tag.start, end: tag.end });
        return;
      }
      this.#makePlan();
    }
    this.#element(element, tag.start, tag.end, tag.selfClosing);
    if (this.#reopening.size > 0) this.#reopening.delete(element.name);
  }

  implied(element: OpenElement, at: number): void {
    if (this.#behindLineFeed !== null) this.#lineFeed();
    this.#token.implied(element, at);
    if (this.#plan === null) this.#early.push({ element, start: -1, end: -1 });
    else this.#element(element, -1, -1, false);
  }

  close(element: OpenElement, closing: Closing): void {
    if (this.#behindLineFeed !== null) this.#lineFeed();
    this.#reads.closed(element);
    if (closing.by === "irregular") {
      this.#disturbed(element, closing.start);
      if (element.name === "a" || element.name === "nobr") this.#reopening.add(element.name);
    }
    const place =
      this.#places.length === 0 ? undefined : this.#places.findLast((one) => one.element === element);
    if (place !== undefined) this.#finish(place, closing);
    else if (closing.by === "implied" || closing.by === "end-of-page")
      this.#token.closed(element, closing.start);
  }

  closeImplied(element: OpenElement, at: number): void {
    if (TABLE_PARTS.has(element.name)) this.#token.closed(element, at);
  }

  irregular(element: OpenElement, at: number): void {
    this.#disturbed(element, at);
  }

  text(_element: OpenElement, start: number, end: number): void {
    if (this.#behindLineFeed !== null) this.#lineFeed();
    if (this.#reads.active) this.#reads.text(this.#tree.bytes(start, end));
  }

  ignored(name: string, tag: StartTag): void {
    if (name !== "body" && name !== "html") return;
    const { builder } = this.#tree;
    if (builder.mode > M.template || builder.templateModes.length > 0) return;
    // Its attributes go to the page's own element, so its bytes do more than those around them.
    for (const place of this.#places) if (place.element.name !== "body") place.dirty ??= "irregular-nesting";
    const own = builder.stack[name === "html" ? 0 : 1];
    if (own?.name === name) own.merge(this.#buffer.slice(tag.start, tag.end).slice());
  }

  headEnd(at: number): void {
    if (this.#plan === null) this.#makePlan();
    this.#headEnded = true;
    if (this.#token.broken) return;
    const tags = this.#plan?.headTags?.() ?? "";
    const place = this.#places.findLast((one) => one.element === this.#head);
    if (place !== undefined && place.edits.append.length > 0) {
      const operations = place.edits.append.splice(0).filter((operation) => {
        const fits = this.#fits(operation.content, { at: "inside", element: place.element });
        if (!fits) this.#account.decide(operation.change, place.start, "content-not-allowed-here");
        return fits;
      });
      this.#headAppend = { at, operations, start: place.start, allowed: true };
    }
    if (tags !== "") this.#buffer.splice(at, at, ascii(tags));
  }

  /** An element's place or content is not what the bytes say. */
  #disturbed(element: OpenElement, at: number): void {
    this.#token.disturb(at);
    for (const place of this.#places) {
      for (let one: OpenElement | null = place.element; one !== null; one = one.parent) {
        if (one === element) {
          place.dirty ??= "irregular-nesting";
          break;
        }
      }
    }
  }

  // The plan

  #makePlan(): void {
    if (this.#plan !== null) return;
    const html = this.#early.find(({ element }) => element.name === "html")?.element ?? null;
    const bytes = this.#buffer.slice(this.#buffer.emitted, this.#buffer.end);
    const lang = html?.attribute("lang") ?? null;
    const language = pageLanguage(lang, bytes, this.#options.utf8);
    const { quirks } = this.#tree.builder;
    const plan = new PagePlanIndex(this.#options.plan({ language, region: regionOf(lang) }), quirks);
    this.#plan = plan;
    if (plan.empty) throw STOP;
    plan.refused.forEach((change) => this.#account.decide(change, -1, "bad-selector"));
    this.#context = { quirks, utf8: this.#options.utf8, siblings: plan.index.siblings };
    if (plan.index.needsTypes) this.#tree.builder.startTrackingTypes();
    this.#reads = new PageReads(plan.reads, this.#options.utf8);
    this.#words = new PageWords(plan.index.words);
    const start = this.#tree.windowStart;
    this.#words.window(this.#tree.bytes(start, this.#tree.windowEnd), start);
    for (const { element, start, end } of this.#early.splice(0)) this.#element(element, start, end, false);
  }

  // Elements

  #element(element: OpenElement, start: number, end: number, selfClosing: boolean): void {
    const plan = this.#plan;
    if (plan === null) return;
    const { name } = element;
    if (name === "pre" || name === "listing" || name === "textarea") this.#lineFeedAt = end;
    else if (name === "head") this.#head ??= element;
    else if (name === "body" || name === "frameset") this.#afterHead();
    else if (name === "meta" && !this.#headEnded) this.#meta(element, start, end);
    if (this.#headAppend !== null && element.parent === this.#head) this.#headAppend.allowed = false;
    const { index } = plan;
    if (index.needsSiblings) index.seen(element, this.#context);
    const worded = this.#words.within(start, end) || start < 0;
    if ((!worded && !index.hasName(name)) || element.inTemplate) return;
    const matches = plan.match(element, worded, this.#context);
    if (matches === null) return;
    matches.experiments.forEach((experiment) => this.#found.add(experiment));
    for (const read of matches.reads) this.#reads.met(read, element);
    for (const change of matches.unknown) this.#account.decide(change, start, "irregular-nesting");
    if (matches.changes.length === 0) return;
    if (start < 0)
      matches.changes.forEach((change) => this.#account.decide(change, start, "irregular-nesting"));
    else this.#place(element, start, end, selfClosing, matches.changes);
  }

  #place(
    element: OpenElement,
    start: number,
    end: number,
    selfClosing: boolean,
    numbers: readonly number[],
  ): void {
    const html = element.namespace === "html";
    const isVoid = html ? VOID.has(element.name) : selfClosing;
    const { changes = [] } = this.#plan ?? {};
    // Content that cannot stand in the element must not take the place of content that can.
    const fitting = numbers.filter((number) => {
      const change = changes[number];
      if (change === undefined || !change.action.startsWith("set_") || change.action === "set_attribute")
        return true;
      if (refusal(element, isVoid, change) !== null) return true;
      return this.#inside(element, start, [{ change: number, content: change.content }]).length > 0;
    });
    const edits = compose(element, isVoid, changes, fitting, (change, reason) =>
      this.#account.decide(change, start, reason),
    );
    const { prelude } = this.#beside(element, start, edits);
    edits.prepend = this.#inside(element, start, edits.prepend);

    const tentative: Operation[] = [];
    const uncertain = this.#mayMove(element);
    const owner = {};
    if (edits.before.length > 0) {
      const prefix = this.#dropsNext(element, start) ? "\n" : "";
      this.#buffer.splice(start, start, prelude + prefix + contentOf(edits.before), owner);
      if (uncertain) tentative.push(...edits.before);
      else this.#account.decideAll(edits.before, start, null);
    }
    const goneMark = this.#buffer.mark;
    if (edits.attributes.length > 0) {
      const changes = edits.attributes.map((one) => one.change);
      const splices = editTag(this.#buffer.slice(start, end), start, changes);
      for (const splice of splices) this.#buffer.splice(splice.start, splice.end, splice.text, owner);
      const operations = edits.attributes.map((one) => one.operation);
      if (uncertain) tentative.push(...operations);
      else this.#account.decideAll(operations, start, null);
    }
    const setMark = this.#buffer.mark;
    if (edits.set === null && edits.prepend.length > 0) {
      const text = contentOf(edits.prepend);
      if (dropsLineFeed(element)) this.#behindLineFeed = { at: end, text, owner };
      else this.#buffer.splice(end, end, text, owner);
      if (uncertain) tentative.push(...edits.prepend);
      else this.#account.decideAll(edits.prepend, start, null);
      edits.prepend = [];
    }
    const waits =
      edits.set !== null || edits.append.length > 0 || edits.after.length > 0 || edits.gone !== null;
    if (!waits && tentative.length === 0) return;
    const hold = edits.gone !== null || tentative.length > 0 ? start : edits.set === null ? -1 : end;
    this.#places.push({
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
      state: stateAround(this.#tree.builder, element),
      dirty: null,
    });
  }

  /** Leaves out what cannot be put before the element, or in its place. */
  #beside(element: OpenElement, start: number, edits: Composition): { prelude: string } {
    if (edits.before.length === 0 && edits.gone === null) return { prelude: "" };
    const regular = element.irregular === null && !this.#reopening.has(element.name);
    const prelude = regular ? this.#token.prelude(start) : null;
    if (prelude === null) {
      this.#account.decideAll(edits.before, start, "irregular-nesting");
      edits.before = [];
      if (edits.gone !== null) this.#account.decide(edits.gone.change, start, "irregular-nesting");
      edits.gone = null;
      return { prelude: "" };
    }
    const joins = prelude === "" && joinsWith(this.#buffer.before(start));
    edits.before = edits.before.filter((operation) => {
      const fits =
        !(joins && !operation.content.startsWith("<")) &&
        this.#fits(operation.content, { at: "before", element });
      if (!fits) this.#account.decide(operation.change, start, "content-not-allowed-here");
      return fits;
    });
    if (edits.gone !== null && joins) {
      this.#account.decide(edits.gone.change, start, "irregular-nesting");
      edits.gone = null;
    }
    return { prelude };
  }

  /** Those of the operations whose content can be put behind the element's start tag. */
  #inside(element: OpenElement, start: number, operations: Operation[]): Operation[] {
    return operations.filter((operation) => {
      if (holdsOnlyText(element) || this.#fits(operation.content, { at: "inside", element })) return true;
      this.#account.decide(operation.change, start, "content-not-allowed-here");
      return false;
    });
  }

  #fits(content: string, place: FragmentPlace): boolean {
    if (content === "") return true;
    if (endsOpen(content)) return false;
    const { builder } = this.#tree;
    // Whether a first line feed counts is seen to when the content is written.
    const { skipLineFeed } = builder;
    builder.skipLineFeed = false;
    const fit = fragmentFits(this.#tree, ENCODER.encode(content), place);
    builder.skipLineFeed = skipLineFeed;
    return fit.ok;
  }

  /** A line feed that came to stand here would be dropped. */
  #dropsNext(element: OpenElement, start: number): boolean {
    return start === this.#lineFeedAt && element.parent !== null && dropsLineFeed(element.parent);
  }

  /**
   * The adoption agency may still move the element, or open it again, or move it out of a formatting element around it;
   * what is foster-parented comes before its table, whose place among its siblings then changes.
   */
  #mayMove(element: OpenElement): boolean {
    if (element.namespace === "html" && element.name === "table") return true;
    for (let one: OpenElement | null = element; one !== null; one = one.parent)
      if (isFormatting(one)) return true;
    return false;
  }

  // Ends

  #finish(place: Place, closing: Closing): void {
    const { element, edits, start } = place;
    this.#places.splice(this.#places.lastIndexOf(place), 1);
    const irregular =
      place.dirty ?? (element.irregular !== null || closing.by === "irregular" ? "irregular-nesting" : null);
    if (closing.by === "irregular") {
      this.#fail(place, irregular ?? "irregular-nesting");
      return;
    }
    const from = closing.by === "void" ? place.end : closing.start;
    const to = closing.by === "void" ? place.end : closing.by === "end-tag" ? closing.end : closing.start;
    const tooLarge = place.hold >= 0 && to - place.hold > MAX_REGION_BYTES;
    if (irregular !== null || tooLarge) {
      this.#fail(place, irregular ?? "region-too-large");
      if (closing.by === "implied" || closing.by === "end-of-page") this.#token.closed(element, from);
      return;
    }
    this.#account.decideAll(place.tentative, start, null);
    if (closing.by === "end-of-page") {
      this.#finishAtPageEnd(place, from);
      return;
    }
    if (edits.gone !== null && this.#finishGone(place, edits.gone, to)) {
      if (closing.by === "implied") this.#token.forget();
    } else {
      if (edits.set !== null && this.#finishSet(place, edits.set, from) && closing.by === "implied")
        this.#token.forget();
      else this.#append(place, from);
      if (closing.by === "implied") this.#token.closed(element, from);
    }
    this.#after(place, to, closing.by === "implied" && edits.gone === null);
  }

  #fail(place: Place, reason: SkipReason): void {
    if (place.tentative.length > 0) this.#buffer.dropOwned(place.owner);
    this.#account.decideAll(undecided(place), place.start, reason);
  }

  #finishGone(place: Place, gone: Operation, to: number): boolean {
    const { element, start } = place;
    let reason: SkipReason | null = null;
    if (!sameState(place.state, this.#tree.builder)) reason = "irregular-nesting";
    else if (!this.#fits(gone.content, { at: "after", element })) reason = "content-not-allowed-here";
    this.#account.decide(gone.change, start, reason);
    if (reason !== null) {
      place.edits.gone = null;
      return false;
    }
    const prefix = this.#dropsNext(element, start) && place.edits.before.length === 0 ? "\n" : "";
    const { prepend, set, append } = place.edits;
    // What was done to the element before it went has left no trace.
    this.#account.decideAll(
      [...prepend, ...append, ...(set === null ? [] : [set])],
      start,
      "overlapping-change",
    );
    this.#drop(place.goneMark, start);
    this.#buffer.splice(start, to, place.prelude + prefix + gone.content);
    return true;
  }

  #finishSet(place: Place, set: Operation, from: number): boolean {
    const { element, start, edits } = place;
    if (!sameState(place.state, this.#tree.builder)) {
      this.#account.decideAll([...edits.prepend, set, ...edits.append], start, "irregular-nesting");
      edits.append = [];
      return false;
    }
    edits.append = this.#inside(element, start, edits.append);
    const operations = [...edits.prepend, set, ...edits.append];
    const content = contentOf(operations);
    this.#drop(place.setMark, place.end);
    this.#buffer.splice(
      place.end,
      from,
      dropsLineFeed(element) && content.startsWith("\n") ? `\n${content}` : content,
    );
    this.#account.decideAll(operations, start, null);
    edits.append = [];
    return true;
  }

  /** Changes inside a region that goes are void. */
  #drop(mark: number, from: number): void {
    this.#buffer.dropSince(mark, from);
  }

  #append(place: Place, at: number): void {
    const { element, start, edits } = place;
    if (edits.append.length === 0) return;
    const joins = joinsWith(this.#buffer.before(at));
    for (const operation of edits.append) {
      // What is open inside closes with the same tag, and would take the content in.
      const tags = this.#token.unwritten(at);
      if (tags === null) {
        this.#account.decide(operation.change, start, "irregular-nesting");
      } else if (
        (joins && tags === "" && !operation.content.startsWith("<")) ||
        !this.#fits(operation.content, { at: "inside", element })
      ) {
        this.#account.decide(operation.change, start, "content-not-allowed-here");
      } else {
        this.#buffer.splice(at, at, tags + operation.content);
        this.#token.written(at);
        this.#account.decide(operation.change, start, null);
      }
    }
  }

  #after(place: Place, at: number, implied: boolean): void {
    const { element, start, edits } = place;
    for (const operation of edits.after) {
      const tags = implied ? this.#token.unwritten(at) : "";
      if (tags === null) {
        this.#account.decide(operation.change, start, "irregular-nesting");
      } else if (!this.#fits(operation.content, { at: "after", element })) {
        this.#account.decide(operation.change, start, "content-not-allowed-here");
      } else {
        this.#buffer.splice(at, at, tags + operation.content);
        if (implied) this.#token.written(at);
        this.#account.decide(operation.change, start, null);
      }
    }
  }

  /** Only the body may end with the page: what is put behind `</html>` comes to its end as well. */
  #finishAtPageEnd(place: Place, at: number): void {
    const { element, edits } = place;
    const { builder } = this.#tree;
    // Formatting elements that are still listed would be opened again by what is put there.
    if (element.name === "body" && this.#token.whole && builder.formatting.empty) {
      // Nothing follows that could be parsed otherwise.
      const { mode } = builder;
      if (mode === M.afterBody || mode === M.afterAfterBody) builder.mode = M.body;
      this.#append(place, at);
      builder.mode = mode;
    } else this.#account.decideAll(edits.append, place.start, "unclosed");
    this.#account.decideAll(edits.after, place.start, "unclosed");
    if (edits.set !== null) this.#account.decideAll([...edits.prepend, edits.set], place.start, "unclosed");
    if (edits.gone !== null) this.#account.decide(edits.gone.change, place.start, "unclosed");
    this.#token.closed(element, at);
  }

  #afterHead(): void {
    const waiting = this.#headAppend;
    if (waiting === null) return;
    this.#headAppend = null;
    if (!waiting.allowed) {
      this.#account.decideAll(waiting.operations, waiting.start, "irregular-nesting");
      return;
    }
    this.#buffer.splice(waiting.at, waiting.at, contentOf(waiting.operations));
    this.#account.decideAll(waiting.operations, waiting.start, null);
  }

  /** A line feed behind `<pre>` is no content: what is put first comes behind it. */
  #lineFeed(): void {
    const waiting = this.#behindLineFeed;
    if (waiting === null) return;
    this.#behindLineFeed = null;
    let { at } = waiting;
    if (this.#buffer.byteAt(at) === 0x0d) at += 1;
    if (this.#buffer.byteAt(at) === 0x0a) at += 1;
    this.#buffer.splice(at, at, at === waiting.at ? `\n${waiting.text}` : waiting.text, waiting.owner);
  }

  #meta(element: OpenElement, start: number, end: number): void {
    const policy = this.#plan?.policy ?? null;
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
    const change = { action: "set_attribute", name: "content", content: wanted } as const;
    for (const splice of editTag(this.#buffer.slice(start, end), start, [change])) {
      this.#buffer.splice(splice.start, splice.end, splice.text);
    }
  }
}

function contentOf(operations: readonly Operation[]): string {
  return operations.map((operation) => operation.content).join("");
}

function undecided(place: Place): Operation[] {
  const { edits, tentative } = place;
  const all = [...tentative, ...edits.prepend, ...edits.append, ...edits.after];
  if (edits.set !== null) all.push(edits.set);
  if (edits.gone !== null) all.push(edits.gone);
  return all;
}
