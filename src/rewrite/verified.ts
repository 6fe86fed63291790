/**
 * Does to a page what was done to it before, as long as it is the same page: every byte is compared before anything
 * behind it is sent. The same calls as the page editor's.
 *
 * What goes out after some bytes is what the page editor would have sent after them, never more. So where the page
 * turns out to be another one, a page editor is given what came so far, what has gone out is left out of what it sends,
 * and it goes on. A page that differs costs its reading, as before; none gets an edit that is not its own.
 */
import type { PageEditor } from "./edit-page.ts";
import { type RecipeStep, putStep } from "./recipe.ts";
import type { RewriteOutcome } from "./rewrite.types.ts";
import { firstDifference, STAIR, type Trace } from "./trace.ts";

export class VerifiedEditor {
  readonly #trace: Trace;
  readonly #visitorTexts: readonly string[];
  readonly #open: () => PageEditor;
  /** Reads the page after all. */
  #reader: PageEditor | null = null;
  /** Bytes that came in, all of them the trace's. */
  #received = 0;
  /** Bytes of the page that are decided and gone, steps that were made, bytes that were sent. */
  #gone = 0;
  #made = 0;
  #sent = 0;
  /** The next stair. */
  #stair = 0;
  #passing = false;
  #failure: string | null = null;

  /** `open`: an editor with the same plan, that works in the same pieces as the one that made the trace. */
  constructor(trace: Trace, visitorTexts: readonly string[], open: () => PageEditor) {
    this.#trace = trace;
    this.#visitorTexts = visitorTexts;
    this.#open = open;
  }

  /** The editor that reads the page, where it is not the one that was traced. */
  get reader(): PageEditor | null {
    return this.#reader;
  }

  get passing(): boolean {
    return this.#passing || (this.#reader?.passing ?? false);
  }

  write(chunk: Uint8Array, out: Uint8Array[]): void {
    if (this.#passing) out.push(chunk);
    else if (this.#reader !== null) this.#reader.write(chunk, out);
    else {
      const { page, stairs } = this.#trace;
      const received = this.#received + chunk.length;
      if (firstDifference(chunk, page, this.#received) < chunk.length) {
        this.#read(out)?.write(chunk, out);
        if (this.#passing) out.push(chunk);
        return;
      }
      this.#received = received;
      let at = this.#stair;
      while (at < stairs.length && (stairs[at] as number) <= received) at += STAIR;
      if (at === this.#stair) return;
      this.#stair = at;
      this.#send(stairs[at - STAIR + 1] as number, stairs[at - STAIR + 2] as number, out);
    }
  }

  end(out: Uint8Array[]): void {
    if (this.#passing) return;
    const { page, recipe } = this.#trace;
    if (this.#reader === null && this.#received === page.length)
      this.#send(page.length, recipe.steps.length, out);
    else (this.#reader ?? this.#read(out))?.end(out);
  }

  /** The stream broke: what is held back goes out as it came. */
  abort(out: Uint8Array[]): void {
    if (!this.#passing) (this.#reader ?? this.#read(out))?.abort(out);
  }

  outcome(): RewriteOutcome {
    const { outcome } = this.#trace.recipe;
    if (this.#reader !== null) return this.#reader.outcome();
    return this.#failure === null
      ? outcome
      : { found: new Set(), applied: 0, skipped: [], reads: {}, failure: this.#failure };
  }

  /** Sends the page up to `decided`, with the first `made` steps. */
  #send(decided: number, made: number, out: Uint8Array[]): void {
    const { page, recipe } = this.#trace;
    const before = out.length;
    for (; this.#made < made; this.#made += 1) {
      const step = recipe.steps[this.#made] as RecipeStep;
      this.#copy(page, step.start, out);
      putStep(step, this.#visitorTexts, out);
      this.#gone = step.end;
    }
    this.#copy(page, decided, out);
    for (let part = before; part < out.length; part += 1) this.#sent += (out[part] as Uint8Array).length;
  }

  #copy(page: Uint8Array, to: number, out: Uint8Array[]): void {
    if (to > this.#gone) out.push(page.subarray(this.#gone, to));
    this.#gone = Math.max(this.#gone, to);
  }

  /** This is another page: reads it, from its first byte. Null where that does not come to the same bytes. */
  #read(out: Uint8Array[]): PageEditor | null {
    const { page, recipe } = this.#trace;
    const reader = this.#open();
    const again: Uint8Array[] = [];
    if (this.#received > 0) reader.write(page.subarray(0, this.#received), again);
    const steps = reader.stepsSoFar;
    let size = 0;
    for (const part of again) size += part.length;
    // A trace's steps were few enough to be kept: where they are too many now, they are others.
    const agrees =
      size >= this.#sent &&
      steps !== null &&
      steps.length >= this.#made &&
      steps.slice(0, this.#made).every((step, index) => sameStep(step, recipe.steps[index]));
    if (!agrees) {
      this.#failure = "a page that was read before came out differently";
      this.#giveUp(out);
      return null;
    }
    this.#reader = reader;
    let skip = this.#sent;
    for (const part of again) {
      if (skip < part.length) out.push(skip === 0 ? part : part.subarray(skip));
      skip = Math.max(0, skip - part.length);
    }
    return reader;
  }

  #giveUp(out: Uint8Array[]): void {
    this.#passing = true;
    this.#copy(this.#trace.page, this.#received, out);
  }
}

function sameStep(one: RecipeStep, other: RecipeStep | undefined): boolean {
  if (other === undefined || one.start !== other.start || one.end !== other.end) return false;
  return (
    one.text.length === other.text.length && firstDifference(one.text, other.text, 0) === one.text.length
  );
}
