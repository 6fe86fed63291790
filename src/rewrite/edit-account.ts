/** What was decided for each change at each place, and what of it is reported. */
import type { Operation } from "./edit-place.ts";
import type { SkipReason } from "./rewrite.types.ts";

/** Decisions are listed up to this number; a selector of the whole page must not fill the memory. */
const MAX_LISTED = 1000;

/** What was decided for one change at one element, for tests: `reason` null means made. */
export interface Decision {
  readonly change: number;
  /** Offset of the element's start tag; -1 for an element without one. */
  readonly start: number;
  readonly reason: SkipReason | null;
}

export class EditAccount {
  applied = 0;
  readonly decisions: Decision[] = [];
  readonly skipped: { readonly label: string; readonly reason: SkipReason }[] = [];
  readonly #labelOf: (change: number) => string;

  constructor(labelOf: (change: number) => string) {
    this.#labelOf = labelOf;
  }

  decide(change: number, start: number, reason: SkipReason | null): void {
    if (this.decisions.length < MAX_LISTED) this.decisions.push({ change, start, reason });
    if (reason === null) this.applied += 1;
    else if (this.skipped.length < MAX_LISTED) this.skipped.push({ label: this.#labelOf(change), reason });
  }

  decideAll(operations: readonly Operation[], start: number, reason: SkipReason | null): void {
    for (const { change } of operations) this.decide(change, start, reason);
  }
}
