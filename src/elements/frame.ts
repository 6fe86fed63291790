/** The outermost tag that all elements share: whose it is, how it looks, and in which language it speaks. */
import type { Look, RenderContext } from "./element.ts";
import { escape, html, type Markup, NOTHING } from "./markup.ts";

/**
 * `lang` and `dir` stand on the element itself, because many real pages have neither on `<html>`.
 * `attributes` begins with a space when it is not empty.
 */
export function frame(
  name: string,
  look: Look,
  context: RenderContext,
  content: Markup,
  classes: Markup = NOTHING,
  attributes: Markup = NOTHING,
): Markup {
  const rtl = (context.direction === "rtl" ? " lz-rtl" : "") as Markup;
  return html`<div class="lahza lahza-${name as Markup} lz-${look as Markup}${rtl}${classes}" lang="${escape(context.language)}" dir="${context.direction as Markup}"${attributes}><div class="lz-body">${content}</div></div>`;
}
