/**
 * Markup that is safe to put into a page in any charset.
 *
 * Safety is in the type: `html` takes `Markup` and numbers, so that a plain string in it does not compile;
 * `escape` is the way from text to markup. Literal parts of templates are written by us, in ASCII.
 */

import { escapeHtml } from "../ruleset/escape.ts";

/** Escaped and ASCII, everything else as numeric references. */
export type Markup = string & { readonly __markup: unique symbol };

type Piece = Markup | number | null | readonly (Markup | null)[];

/** Text for an element's content or for an attribute in quotes. */
export function escape(text: string): Markup {
  return escapeHtml(text) as Markup;
}

/** Joins our own markup with escaped pieces; null leaves nothing behind. */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  let markup = literals[0] ?? "";
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index] ?? null;
    if (piece !== null) markup += typeof piece === "object" ? piece.join("") : piece;
    markup += literals[index + 1] ?? "";
  }
  return markup as Markup;
}

export const NOTHING = "" as Markup;
