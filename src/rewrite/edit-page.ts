/**
 * Makes the plan's changes on the page while it streams: listens to the tree, writes edits over the bytes, and holds
 * back what a change may still concern.
 *
 * A change is made where it has the effect that it would have on the page's DOM; elsewhere it is skipped with a
 * reason and the bytes stay. Whatever goes wrong in here, the rest of the page is passed on as it came.
 */
import { LESS } from "./bytes.ts";
import { EditAccount, type Decision } from "./edit-account.ts";
import { EditBuffer } from "./edit-buffer.ts";
import { EditEnd } from "./edit-end.ts";
import { EditHead } from "./edit-head.ts";
import { EditLineFeed } from "./edit-line-feed.ts";
import { EditOpening } from "./edit-opening.ts";
import { EditPlaces } from "./edit-places.ts";
import { EditPlan } from "./edit-plan.ts";
import { TABLE_PARTS } from "./edit-rules.ts";
import { EditToken } from "./edit-token.ts";
import type { EditWork } from "./edit-work.ts";
import type { PagePlanIndex } from "./page-plan.ts";
import type { Recipe, RecipeStep } from "./recipe.ts";
import type { RewriteOptions, RewriteOutcome } from "./rewrite.types.ts";
import { createTree, type Tree } from "./tree.ts";
import { type Trace, Tracer, piecesOf } from "./trace.ts";
import { M } from "./tree-modes.ts";
import type { Closing, OpenElement, StartTag, TreeListener } from "./tree.types.ts";

/** Leaves the tokenizer when the plan is empty. */
const STOP = Symbol("nothing to do on this page");

export class PageEditor implements TreeListener {
  readonly #tree: Tree = createTree(this);
  readonly #buffer: EditBuffer;
  readonly #token = new EditToken();
  readonly #account = new EditAccount((change) => this.#plan.index?.changes[change]?.label ?? "");
  readonly #work: EditWork;
  readonly #plan: EditPlan;
  readonly #lineFeed: EditLineFeed;
  readonly #places: EditPlaces;
  readonly #ends: EditEnd;
  readonly #head: EditHead;
  /** Elements seen before the plan was made. */
  #early: { element: OpenElement; start: number; end: number }[] = [];
  /** Whether the page had a tag so far. */
  #tagged = false;
  #passing = false;
  #aborted = false;
  /** The page was read to its end. */
  #whole = false;
  readonly #tracer: Tracer | null;
  readonly #options: RewriteOptions;
  readonly #opening: EditOpening;
  #failure: string | null = null;

  constructor(options: RewriteOptions) {
    this.#options = options;
    this.#plan = new EditPlan(options);
    this.#opening = new EditOpening(options.needsLanguage === true);
    this.#tracer = options.trace === true ? new Tracer(options.needsLanguage === true) : null;
    this.#buffer = new EditBuffer(options.visitorTexts);
    this.#work = {
      tree: this.#tree,
      buffer: this.#buffer,
      token: this.#token,
      account: this.#account,
      utf8: options.utf8,
    };
    this.#lineFeed = new EditLineFeed(this.#buffer);
    this.#places = new EditPlaces(this.#work, this.#lineFeed);
    this.#ends = new EditEnd(this.#work, this.#lineFeed);
    this.#head = new EditHead(this.#work);
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
    this.#tracer?.add(chunk);
    const piece = this.#opening.take(chunk, this.#passing);
    if (piece !== null) this.#takeAll(piece, out);
  }

  #takeAll(chunk: Uint8Array, out: Uint8Array[]): void {
    if (this.#options.inPieces !== true) return this.#take(chunk, out);
    const buffer = this.#buffer;
    for (const piece of piecesOf(chunk, buffer.end)) {
      this.#take(piece, out);
      this.#tracer?.note(buffer.end, buffer.emitted, buffer.steps?.length ?? 0, this.#opening.bytes);
    }
  }

  #take(chunk: Uint8Array, out: Uint8Array[]): void {
    this.#buffer.append(chunk);
    if (!this.#passing) {
      this.#guard(() => {
        this.#tree.write(chunk);
        this.#places.limitRegions();
        this.#buffer.flush(this.#limit(), out);
        this.#tree.settle();
      });
    }
    if (this.#passing) this.#buffer.flush(this.#buffer.end, out);
    this.#buffer.settle();
  }

  end(out: Uint8Array[]): void {
    this.#release(out);
    this.#whole = !this.#passing;
    if (!this.#passing) {
      this.#guard(() => {
        this.#token.pageEnd(!this.#tree.tok.unfinished);
        this.#tree.end();
        this.#planned();
        this.#head.afterwards();
        this.#lineFeed.settle();
        this.#plan.reads.finish();
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
    this.#release(out);
    this.#buffer.flush(this.#buffer.end, out);
  }

  /** A page that ended, or broke, within its first bytes. */
  #release(out: Uint8Array[]): void {
    const first = this.#opening.release();
    if (first !== null) this.#takeAll(first, out);
  }

  /** What was done to this page, for the next answer with the same bytes; null when it is not known in full. */
  recipe(): Recipe | null {
    const { steps } = this.#buffer;
    return steps === null || this.#aborted || this.#failure !== null
      ? null
      : { steps, outcome: this.outcome() };
  }

  /** The same with the page itself, where `trace` was asked for and the page was read to its end. */
  trace(): Trace | null {
    const recipe = this.#tracer === null || !this.#whole ? null : this.recipe();
    return recipe === null ? null : (this.#tracer?.trace(recipe) ?? null);
  }

  /** Steps whose bytes have gone out; null when they were too much to be kept. */
  get stepsSoFar(): readonly RecipeStep[] | null {
    return this.#buffer.steps;
  }

  outcome(): RewriteOutcome {
    return {
      found: this.#plan.found,
      applied: this.#account.applied,
      skipped: this.#account.skipped,
      reads: this.#plan.reads.values,
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
    this.#places.giveUp();
  }

  /** Bytes before this offset are decided. */
  #limit(): number {
    let limit = Math.min(this.#tree.safe, this.#places.limit, this.#head.limit, this.#lineFeed.limit);
    for (const { start } of this.#early) if (start >= 0) limit = Math.min(limit, start);
    return limit;
  }

  // What the tree tells

  open(element: OpenElement, tag: StartTag): void {
    this.#tagged = true;
    if (this.#lineFeed.waits) this.#lineFeed.settle();
    let plan = this.#plan.index;
    if (plan === null) {
      if (element.name === "html") {
        this.#early.push({ element, start: tag.start, end: tag.end });
        return;
      }
      plan = this.#planned();
    }
    this.#element(plan, element, tag.start, tag.end, tag.selfClosing);
    this.#places.opened(element.name);
  }

  implied(element: OpenElement, at: number): void {
    if (this.#lineFeed.waits) this.#lineFeed.settle();
    this.#token.implied(element, at);
    const plan = this.#plan.index;
    if (plan === null) this.#early.push({ element, start: -1, end: -1 });
    else this.#element(plan, element, -1, -1, false);
  }

  close(element: OpenElement, closing: Closing): void {
    if (this.#lineFeed.waits) this.#lineFeed.settle();
    this.#plan.reads.closed(element);
    if (closing.by === "irregular") {
      this.irregular(element, closing.start);
      if (element.name === "a" || element.name === "nobr") this.#places.reopens(element.name);
    }
    const place = this.#places.take(element);
    if (place !== undefined) this.#ends.finish(place, closing);
    else if (closing.by === "implied" || closing.by === "end-of-page")
      this.#token.closed(element, closing.start);
  }

  closeImplied(element: OpenElement, at: number): void {
    if (TABLE_PARTS.has(element.name)) this.#token.closed(element, at);
  }

  /** An element's place or content is not what the bytes say. */
  irregular(element: OpenElement, at: number): void {
    this.#token.disturb(at);
    this.#places.disturb(element);
  }

  text(_element: OpenElement, start: number, end: number): void {
    if (this.#lineFeed.waits) this.#lineFeed.settle();
    const { reads } = this.#plan;
    if (reads.active) reads.text(this.#tree.bytes(start, end));
  }

  ignored(name: string, tag: StartTag): void {
    if (name !== "body" && name !== "html") return;
    const { builder } = this.#tree;
    if (builder.mode > M.template || builder.templateModes.length > 0) return;
    // Its attributes go to the page's own element.
    this.#places.disturbAllButBody();
    const own = builder.stack[name === "html" ? 0 : 1];
    if (own?.name === name) own.merge(this.#buffer.slice(tag.start, tag.end).slice());
  }

  headEnd(at: number): void {
    const { headTags } = this.#planned();
    // An answer without a tag (`1`, nothing at all) is no page, whatever its type says: a program may read it.
    const isPage = this.#tagged || this.#buffer.byteAt(at) === LESS;
    this.#head.end(at, this.#places.of(this.#head.element), isPage ? headTags : null);
  }

  /** The plan; asked for now, if it was not yet. */
  #planned(): PagePlanIndex {
    if (this.#plan.index !== null) return this.#plan.index;
    const html = this.#early.find(({ element }) => element.name === "html")?.element ?? null;
    const plan = this.#plan.make(this.#opening.bytes, html, this.#work);
    if (plan === null) throw STOP;
    for (const { element, start, end } of this.#early.splice(0))
      this.#element(plan, element, start, end, false);
    return plan;
  }

  #element(
    plan: PagePlanIndex,
    element: OpenElement,
    start: number,
    end: number,
    selfClosing: boolean,
  ): void {
    const { name } = element;
    if (name === "pre" || name === "listing" || name === "textarea") this.#lineFeed.behind(end);
    this.#head.seen(element, start, end, plan.policy);
    const matches = this.#plan.match(element, start);
    if (matches === null) return;
    const { account } = this.#work;
    for (const change of matches.unknown) account.decide(change, start, "irregular-nesting");
    if (matches.changes.length === 0) return;
    if (start < 0) matches.changes.forEach((change) => account.decide(change, start, "irregular-nesting"));
    else this.#places.begin(element, { start, end, selfClosing }, plan.changes, matches.changes);
  }
}
