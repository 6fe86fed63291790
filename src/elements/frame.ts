/** The outermost tag that all elements share: whose it is, how it looks, and in which language it speaks. */
import type { CommonProps, RenderContext } from "./element.ts";
import { escape, html, type Markup, NOTHING } from "./markup.ts";

export interface FrameOptions {
  /** Each with a space before it. */
  readonly classes?: Markup | null;
  /** Each with a space before it. */
  readonly attributes?: Markup | null;
  /** Root tag; `section` and `aside` need a name. */
  readonly tag?: "div" | "section" | "aside";
}

/**
 * `lang` and `dir` stand on the element itself, because many real pages have neither on `<html>`.
 * The kind's class is its name with hyphens.
 */
export function frame(
  kind: string,
  props: CommonProps,
  context: RenderContext,
  content: Markup,
  { classes = null, attributes = null, tag = "div" }: FrameOptions = {},
): Markup {
  const known = context.isLanguageKnown;
  const rtl = known
    ? context.direction === "rtl"
      ? (" lz-rtl" as Markup)
      : NOTHING
    : context.live({ live: "rtl" });
  const language = known ? escape(context.language) : context.live({ live: "language" });
  const direction = known ? escape(context.direction) : context.live({ live: "direction" });
  const name = kind.replaceAll("_", "-") as Markup;
  const root = escape(tag);
  const { gate, button, form, data, count } = dismissal(props, context);
  return html`${gate}<${root} class="lahza lahza-${name} lz-${props.look as Markup}${rtl}${classes}" lang="${language}" dir="${direction}"${data}${attributes}><div class="lz-body">${content}</div>${button}${form}${count}</${root}>`;
}

/**
 * What interrupts can be sent away. The cookie says who did, so that it is not even sent again. The button appears with
 * the script, or where the browser runs none (`scripting: none` in the stylesheet); then it sends a form of its
 * own, because what the element holds may be one. Within a form of the shop's it is none, and the button does nothing.
 * Showings are counted by the script; where none runs, by a picture that is asked for with the page (`maxShows` bounds
 * what interrupts there, too).
 */
function dismissal(
  { dismissible = false, maxShows = null }: CommonProps,
  context: RenderContext,
): Readonly<Record<"gate" | "button" | "form" | "data" | "count", Markup | null>> {
  if (!dismissible && maxShows === null)
    return { gate: null, button: null, form: null, data: null, count: null };
  const id = context.id;
  const gate = context.live({ live: "unless-dismissed", id, maxShows });
  const data = html` data-lahza-shown="${id as Markup}"`;
  const label = DISMISS[context.language] ?? "Dismiss";
  const button = dismissible
    ? html`<button class="lz-dismiss" form="${id as Markup}-away" hidden aria-label="${escape(label)}"><svg class="lz-icon" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" aria-hidden="true"><path d="M18 6 6 18"/><path d="m6 6 12 12"/></svg></button>`
    : null;
  const prefix = context.live({ live: "prefix" });
  const form = dismissible
    ? html`<form id="${id as Markup}-away" method="post" action="${prefix}/shown" hidden><input type="hidden" name="id" value="${id as Markup}"></form>`
    : null;
  return { gate, button, form, data, count: maxShows === null ? null : unscriptedCount(id, prefix, context) };
}

/** With a script on the page only browsers that run none ask for it. */
function unscriptedCount(id: string, prefix: Markup, context: RenderContext): Markup {
  const picture = html`<img class="lz-hidden" src="${prefix}/shown?id=${id as Markup}" alt="" width="1" height="1">`;
  return context.live({
    live: "scripted",
    parts: context.parts(html`<noscript>${picture}</noscript>`),
    otherwise: context.parts(picture),
  });
}

const DISMISS: { readonly [language: string]: string } = { en: "Dismiss", fa: "بستن", ar: "إغلاق" };
