/** Decides what was held back of an element when it ends: what comes behind it, into it, or in its place. */
import type { EditLineFeed } from "./edit-line-feed.ts";
import { contentOf, type Operation } from "./edit-place.ts";
import { abandon, MAX_REGION_BYTES, type Place } from "./edit-places.ts";
import { dropsLineFeed, joinsWith } from "./edit-rules.ts";
import { fits, fittingInside, type EditWork } from "./edit-work.ts";
import type { SkipReason } from "./rewrite.types.ts";
import { M } from "./tree-modes.ts";
import { sameState } from "./tree-mark.ts";
import type { Closing } from "./tree.types.ts";

export class EditEnd {
  readonly #work: EditWork;
  readonly #lineFeed: EditLineFeed;

  constructor(work: EditWork, lineFeed: EditLineFeed) {
    this.#work = work;
    this.#lineFeed = lineFeed;
  }

  /** `place` is that of an element that is leaving the stack. */
  finish(place: Place, closing: Closing): void {
    const { element, edits, start } = place;
    const { account, token } = this.#work;
    const irregular =
      place.dirty ?? (element.irregular !== null || closing.by === "irregular" ? "irregular-nesting" : null);
    if (closing.by === "irregular") {
      abandon(this.#work, place, irregular ?? "irregular-nesting");
      return;
    }
    const from = closing.by === "void" ? place.end : closing.start;
    const to = closing.by === "void" ? place.end : closing.by === "end-tag" ? closing.end : closing.start;
    const tooLarge = place.hold >= 0 && to - place.hold > MAX_REGION_BYTES;
    if (irregular !== null || tooLarge) {
      abandon(this.#work, place, irregular ?? "region-too-large");
      if (closing.by === "implied" || closing.by === "end-of-page") token.closed(element, from);
      return;
    }
    account.decideAll(place.tentative, start, null);
    if (closing.by === "end-of-page") {
      this.#atPageEnd(place, from);
      return;
    }
    if (edits.gone !== null && this.#gone(place, edits.gone, to)) {
      if (closing.by === "implied") token.forget();
    } else {
      if (edits.set !== null && this.#set(place, edits.set, from) && closing.by === "implied") token.forget();
      else this.#append(place, from);
      if (closing.by === "implied") token.closed(element, from);
    }
    this.#after(place, to, closing.by === "implied" && edits.gone === null);
  }

  #gone(place: Place, gone: Operation, to: number): boolean {
    const { element, start } = place;
    const { account, buffer, tree } = this.#work;
    let reason: SkipReason | null = null;
    if (!sameState(place.state, tree.builder)) reason = "irregular-nesting";
    else if (!fits(this.#work, gone.content, { at: "after", element })) reason = "content-not-allowed-here";
    account.decide(gone.change, start, reason);
    if (reason !== null) {
      place.edits.gone = null;
      return false;
    }
    const alone = place.edits.before.length === 0;
    const prefix = alone && this.#lineFeed.dropsNext(element, start) ? "\n" : "";
    const { prepend, set, append } = place.edits;
    // What was done to the element before it went has left no trace.
    account.decideAll([...prepend, ...append, ...(set === null ? [] : [set])], start, "overlapping-change");
    // Changes inside a region that goes are void.
    buffer.dropSince(place.goneMark, start);
    buffer.splice(start, to, place.prelude + prefix + gone.content);
    return true;
  }

  #set(place: Place, set: Operation, from: number): boolean {
    const { element, start, edits } = place;
    const { account, buffer, tree } = this.#work;
    if (!sameState(place.state, tree.builder)) {
      account.decideAll([...edits.prepend, set, ...edits.append], start, "irregular-nesting");
      edits.append = [];
      return false;
    }
    edits.append = fittingInside(this.#work, element, start, edits.append);
    const operations = [...edits.prepend, set, ...edits.append];
    const content = contentOf(operations);
    buffer.dropSince(place.setMark, place.end);
    buffer.splice(
      place.end,
      from,
      dropsLineFeed(element) && content.startsWith("\n") ? `\n${content}` : content,
    );
    account.decideAll(operations, start, null);
    edits.append = [];
    return true;
  }

  #append(place: Place, at: number): void {
    const { element, start, edits } = place;
    if (edits.append.length === 0) return;
    const { account, buffer, token } = this.#work;
    const joins = joinsWith(buffer.before(at));
    for (const operation of edits.append) {
      // What is open inside closes with the same tag, and would take the content in.
      const tags = token.unwritten(at);
      if (tags === null) {
        account.decide(operation.change, start, "irregular-nesting");
      } else if (
        (joins && tags === "" && !operation.content.startsWith("<")) ||
        !fits(this.#work, operation.content, { at: "inside", element })
      ) {
        account.decide(operation.change, start, "content-not-allowed-here");
      } else {
        buffer.splice(at, at, tags + operation.content);
        token.written(at);
        account.decide(operation.change, start, null);
      }
    }
  }

  #after(place: Place, at: number, implied: boolean): void {
    const { element, start, edits } = place;
    const { account, buffer, token } = this.#work;
    for (const operation of edits.after) {
      const tags = implied ? token.unwritten(at) : "";
      if (tags === null) {
        account.decide(operation.change, start, "irregular-nesting");
      } else if (!fits(this.#work, operation.content, { at: "after", element })) {
        account.decide(operation.change, start, "content-not-allowed-here");
      } else {
        buffer.splice(at, at, tags + operation.content);
        if (implied) token.written(at);
        account.decide(operation.change, start, null);
      }
    }
  }

  /** Only the body may end with the page: what is put behind `</html>` comes to its end as well. */
  #atPageEnd(place: Place, at: number): void {
    const { element, edits, start } = place;
    const { account, token, tree } = this.#work;
    const { builder } = tree;
    // Formatting elements that are still listed would be opened again by what is put there.
    if (element.name === "body" && token.whole && builder.formatting.empty) {
      // Nothing follows that could be parsed otherwise.
      const { mode } = builder;
      if (mode === M.afterBody || mode === M.afterAfterBody) builder.mode = M.body;
      this.#append(place, at);
      builder.mode = mode;
    } else account.decideAll(edits.append, start, "unclosed");
    account.decideAll(edits.after, start, "unclosed");
    if (edits.set !== null) account.decideAll([...edits.prepend, edits.set], start, "unclosed");
    if (edits.gone !== null) account.decide(edits.gone.change, start, "unclosed");
    token.closed(element, at);
  }
}
