/**
 * An author's text → parts that are ready to send: literals escaped and ASCII, placeholders with the place they land
 * in. Pure and small: the shopper's path imports it. Markup, which needs a parser, is in markup.ts.
 */
import { attributeParts, isCode } from "./attribute.ts";
import { placed, splitPlaceholders } from "./placeholder.ts";
import type { Part } from "./types.ts";

export { fillParts } from "./fill.ts";

export type Compiled =
  | {
      readonly ok: true;
      readonly parts: readonly Part[];
      /** Markup or code: whoever saves it needs the right `publish`. */
      readonly needsPublish: boolean;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Text of an element. */
export function compileText(text: string): Compiled {
  const split = splitPlaceholders(text);
  if (!split.ok) return { ok: false, problems: [split.problem] };
  return { ok: true, parts: placed(split.segments, "text"), needsPublish: false };
}

/** Value of an attribute, to be written in double quotes. `name` in any case. */
export function compileAttribute(name: string, text: string): Compiled {
  const lower = name.toLowerCase();
  const result = attributeParts(lower, text);
  if (!result.ok) return { ok: false, problems: [result.problem] };
  return { ok: true, parts: result.parts, needsPublish: isCode(lower, text) };
}
