/**
 * The streaming rewriter's contract with the edge.
 *
 * Fails open: whatever goes wrong inside, the rest of the page is passed on as the origin sent it.
 */
import type { Recipe } from "./recipe.ts";
import type { Trace } from "./trace.ts";
import type { ChangeAction } from "../domain/change.schema.ts";

export interface PlannedChange {
  readonly selector: string;
  /** `note_attribute`: what the attribute was goes into one beside it, `data-lahza-was-<name>`. */
  readonly action: ChangeAction | "note_attribute";
  /** Attribute name, or class name for add_class and remove_class. */
  readonly name: string | null;
  /** Ready to send, ASCII only. Markup actions: HTML. set_text: escaped text. set_attribute: escaped for double quotes. */
  readonly content: string;
  /** What reports say of this change, e.g. `pdp-trust/badges#0`. */
  readonly label: string;
  /** Whose change it is, so that an experiment can be told whether its places were found. */
  readonly experiment: number;
}

/** A value to read from the page while it streams (page goals, page facts). */
export interface Read {
  readonly name: string;
  readonly selector: string;
  readonly attribute: string | null;
}

/** What is known of the page when its first tag was seen. */
export interface PageStart {
  /** `lang` of `<html>`, or a guess from the text at hand, or null. Primary subtag, lower case. */
  readonly language: string | null;
  /** The country in `lang` of `<html>`: `SA` of `ar-SA`; null when it names none. */
  readonly region: string | null;
}

/** What the edge wants done with this page, asked for once, before anything is changed. */
export interface PagePlan {
  readonly changes: readonly PlannedChange[];
  /** Places that every variant watches: `found` reports those that were met. */
  readonly watch: readonly { readonly selector: string; readonly experiment: number }[];
  readonly reads: readonly Read[];
  /**
   * Lahza's own tags, ASCII markup, put at the end of the head: asked for once, at that place, when all policies of the head
   * have been seen; null for none.
   */
  readonly headTags: (() => string) | null;
  /** Rewrites a `<meta http-equiv=content-security-policy>` value (raw attribute text); null leaves it. */
  readonly policy: ((content: string) => string | null) | null;
}

export type SkipReason =
  | "bad-selector"
  /** The element has no end tag of its own and its end could not be found safely. */
  | "unclosed"
  /** The document's tree differs from the nesting in the bytes here. */
  | "irregular-nesting"
  /** The content would not stay where it is put (a div in a p, a link in a link, …). */
  | "content-not-allowed-here"
  /** The region to hold back was larger than the limit. */
  | "region-too-large"
  /** Another change already took this place away or covers it. */
  | "overlapping-change"
  /** A void or raw-text element cannot take this action. */
  | "not-applicable"
  | "internal-error";

export interface RewriteOutcome {
  /** Experiments of which at least one watched place was met. */
  readonly found: ReadonlySet<number>;
  readonly applied: number;
  readonly skipped: readonly { readonly label: string; readonly reason: SkipReason }[];
  readonly reads: { readonly [name: string]: string };
  /** Set when the rewriter gave up in the middle and passed the rest on. */
  readonly failure: string | null;
}

export interface RewriteOptions {
  /** Called once when the first tag has been seen. Must not throw. */
  readonly plan: (page: PageStart) => PagePlan;
  /** Length of the body in bytes, where it is known and the body is not encoded. */
  readonly length?: number | null;
  /** What is written depends on the page's language: one that does not say it waits for its first 2 KB. */
  readonly needsLanguage?: boolean;
  /** Texts of this visitor alone that what is written holds: recipes leave them open, to be filled for the next one. */
  readonly visitorTexts?: readonly string[];
  /** What was done to the very same page before (its origin's tag is strong, and the plan the same). */
  readonly recipe?: Recipe | null;
  /** A page that came under this address before, with the same plan: done again as long as it is the same, byte for byte. */
  readonly known?: Trace | null;
  /** Whether the page is to be written down, so that it is `known` the next time. */
  readonly trace?: boolean;
  /** Works in the pieces of `trace.ts`, however the page arrives. */
  readonly inPieces?: boolean;
  /** Whether bytes ≥ 0x80 may be decoded as UTF-8 for `reads`; otherwise latin1. */
  readonly utf8: boolean;
}

/** What is known once a page has ended, also when the client went away or the origin aborted. */
export interface Ending {
  readonly outcome: RewriteOutcome;
  /** What was done, to be given with the next answer of the same bytes; null when it is not known in full. */
  readonly recipe: Recipe | null;
  /** Where it was asked for: the same with the page's bytes. */
  readonly trace: Trace | null;
  /** The page was read; else what was done to it was known. */
  readonly read: boolean;
}

/** A rewritten page: whole where it was small and there at once, else as it comes. */
export interface Rewritten {
  readonly body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>;
  /** At once for a whole page, so that nothing has to be kept waiting for it. Never rejects. */
  readonly ending: Ending | Promise<Ending>;
}

/** Resolves at once, or after a millisecond of waiting for a small page; never rejects. */
export type Rewrite = (body: ReadableStream<Uint8Array>, options: RewriteOptions) => Promise<Rewritten>;
