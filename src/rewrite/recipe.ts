/**
 * What the rewriter did to a page, written down so that the same page need not be read again.
 *
 * The rewritten bytes are a function of the origin's page and of everything in the digest of our ETag. Where the
 * origin's own ETag is strong (RFC 9110, 8.8.1: equal tags, equal bytes), the splices that were made once are right
 * for every later answer with that tag, and laying them over the bytes costs nothing but their copying.
 *
 * An origin that gives one strong tag to different pages would be caught: each splice knows the bytes around it and
 * is made only where they are the same. Otherwise the rest of the page goes out as it came.
 */
import { bytesOf } from "./bytes.ts";
import type { RewriteOutcome } from "./rewrite.types.ts";

/** Replaces `[start, end)` of the page by `text`; equal offsets insert. */
export interface RecipeStep {
  readonly start: number;
  readonly end: number;
  /** One byte a character; without what fills its holes. */
  readonly text: Uint8Array;
  /** Where in `text` something of the visitor's own stands, ascending, and which of their texts it is. */
  readonly holes?: readonly { readonly at: number; readonly which: number }[];
  /** Bytes of the page right before `start`, at most 32. */
  readonly before: Uint8Array;
}

export interface Recipe {
  /** Ascending, without overlaps. */
  readonly steps: readonly RecipeStep[];
  readonly outcome: RewriteOutcome;
}

/** Larger ones are not worth their memory. */
export const MAX_STEPS = 200;
export const MAX_TEXT_BYTES = 64 * 1024;

/** A step's text without the visitor's own texts, and where they stood. Theirs are long and random: found is meant. */
export function withoutVisitor(
  text: string,
  visitorTexts: readonly string[],
): { readonly text: string; readonly holes: NonNullable<RecipeStep["holes"]> } {
  const holes: { at: number; which: number }[] = [];
  let rest = text;
  let kept = "";
  for (;;) {
    let at = -1;
    let which = -1;
    for (const [index, own] of visitorTexts.entries()) {
      const found = own === "" ? -1 : rest.indexOf(own);
      if (found >= 0 && (at < 0 || found < at)) [at, which] = [found, index];
    }
    if (at < 0) return { text: kept + rest, holes };
    kept += rest.slice(0, at);
    holes.push({ at: kept.length, which });
    rest = rest.slice(at + (visitorTexts[which]?.length ?? 0));
  }
}

/** A step's text, with this visitor's own in its holes. */
export function putStep(
  { text, holes = [] }: RecipeStep,
  visitorTexts: readonly string[],
  out: Uint8Array[],
): void {
  let from = 0;
  for (const { at, which } of holes) {
    if (at > from) out.push(text.subarray(from, at));
    out.push(bytesOf(visitorTexts[which] ?? ""));
    from = at;
  }
  if (from < text.length) out.push(from === 0 ? text : text.subarray(from));
}

/** Lays a recipe's steps over the bytes as they pass. The same calls as the page editor's. */
export class RecipeEditor {
  readonly #recipe: Recipe;
  readonly #visitorTexts: readonly string[];
  #next = 0;
  /** Offset behind the last byte that came in. */
  #received = 0;
  /** Bytes before this offset are cut out. */
  #cutTo = 0;
  /** Last bytes that came in, for `before`. */
  #tail = new Uint8Array(0);
  #failure: string | null = null;
  #passing = false;

  constructor(recipe: Recipe, visitorTexts: readonly string[] = []) {
    this.#recipe = recipe;
    this.#visitorTexts = visitorTexts;
  }

  /** Nothing more will be changed: the rest of the page may be passed on as it is. */
  get passing(): boolean {
    return this.#passing || (this.#next >= this.#recipe.steps.length && this.#cutTo <= this.#received);
  }

  write(chunk: Uint8Array, out: Uint8Array[]): void {
    const base = this.#received;
    const end = base + chunk.length;
    let at = Math.min(Math.max(base, this.#cutTo), end);
    if (!this.#passing) {
      for (
        let step = this.#recipe.steps[this.#next];
        step !== undefined && step.start < end;
        step = this.#recipe.steps[this.#next]
      ) {
        if (!this.#isPlace(step, chunk, base)) {
          this.#fail("the origin's tag stands for different pages");
          break;
        }
        if (step.start > at) out.push(chunk.subarray(at - base, step.start - base));
        putStep(step, this.#visitorTexts, out);
        this.#cutTo = step.end;
        at = Math.min(Math.max(step.start, step.end), end);
        this.#next += 1;
      }
    }
    if (at < end) out.push(at === base ? chunk : chunk.subarray(at - base));
    this.#received = end;
    if (!this.passing) this.#keepTail(chunk);
  }

  end(out: Uint8Array[]): void {
    // Steps at the very end of the page.
    for (
      let step = this.#recipe.steps[this.#next];
      !this.#passing && step !== undefined;
      step = this.#recipe.steps[this.#next]
    ) {
      if (step.start !== this.#received || step.end !== step.start)
        return this.#fail("the page was shorter than its tag said");
      if (!this.#isPlace(step, new Uint8Array(0), this.#received))
        return this.#fail("the origin's tag stands for different pages");
      putStep(step, this.#visitorTexts, out);
      this.#next += 1;
    }
    if (this.#cutTo > this.#received) this.#fail("the page was shorter than its tag said");
  }

  /** The stream broke: nothing is held back here. */
  abort(_out: Uint8Array[]): void {
    this.#passing = true;
  }

  outcome(): RewriteOutcome {
    return this.#failure === null ? this.#recipe.outcome : { ...NOTHING_DONE, failure: this.#failure };
  }

  #fail(reason: string): void {
    this.#failure = reason;
    this.#passing = true;
    this.#cutTo = 0;
  }

  /** Whether the page holds the same bytes before this place as when the recipe was written. */
  #isPlace({ start, before }: RecipeStep, chunk: Uint8Array, base: number): boolean {
    for (let back = 1; back <= before.length; back++) {
      const offset = start - back - base;
      const byte = offset >= 0 ? chunk[offset] : this.#tail[this.#tail.length + offset];
      if (byte !== before[before.length - back]) return false;
    }
    return true;
  }

  #keepTail(chunk: Uint8Array): void {
    if (chunk.length >= TAIL_BYTES) {
      this.#tail = chunk.slice(-TAIL_BYTES);
      return;
    }
    const joined = new Uint8Array(this.#tail.length + chunk.length);
    joined.set(this.#tail);
    joined.set(chunk, this.#tail.length);
    this.#tail = joined.slice(-TAIL_BYTES);
  }
}

const TAIL_BYTES = 32;

const NOTHING_DONE: RewriteOutcome = { found: new Set(), applied: 0, skipped: [], reads: {}, failure: null };
