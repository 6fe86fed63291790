/** What elements are made of: headings, rows of an icon and words, lists, steps, links. Each with its styles in shared.css. */
import type { LocalizedText } from "../domain/text.ts";
import type { CommonProps, RenderContext } from "./element.ts";
import { icon, type IconName } from "./icon.ts";
import { escape, html, type Markup } from "./markup.ts";
import { formatCount } from "./live/digits.ts";
import { moneyText } from "./live/numbers.ts";

/** A heading where the author wants one, else a plain line that looks like one. */
export function heading(
  text: Markup | null,
  { headingLevel = null }: CommonProps,
  id?: Markup,
): Markup | null {
  if (text === null || text === "") return null;
  const tag = escape(headingLevel === null ? "p" : `h${headingLevel}`);
  const mark = id === undefined ? null : html` id="${id}"`;
  return html`<${tag} class="lz-title"${mark}>${text}</${tag}>`;
}

export interface Row {
  readonly icon?: IconName | undefined;
  readonly label: Markup;
  readonly note?: Markup | null | undefined;
  /** Where the label leads. */
  readonly href?: Markup | null | undefined;
  /** Each with a space before it. */
  readonly attributes?: Markup | undefined;
}

/** An icon beside a line, and perhaps a second, quieter one. */
export function row(item: Row): Markup {
  const { note = null, href = null } = item;
  const label =
    href === null
      ? html`<span class="lz-label">${item.label}</span>`
      : html`<a class="lz-label" href="${href}"${item.attributes ?? null}>${item.label}</a>`;
  const more = note === null || note === "" ? null : html`<span class="lz-note">${note}</span>`;
  const mark = item.icon === undefined ? null : icon(item.icon);
  return html`${mark}<span class="lz-words">${label}${more}</span>`;
}

/** One statement with its icon. */
export function line(item: Row): Markup {
  return html`<p class="lz-row">${row(item)}</p>`;
}

// role="list": Safari forgets that a list without bullets is one.
export function list(items: readonly Markup[], label: Markup | null = null, classes = "lz-rows"): Markup {
  const name = label === null || label === "" ? null : html` aria-label="${label}"`;
  return html`<ul class="${classes as Markup}" role="list"${name}>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

export function rows(items: readonly Row[], label: Markup | null = null): Markup {
  return list(
    items.map((item) => html`<div class="lz-row">${row(item)}</div>`),
    label,
  );
}

export interface Step {
  readonly label: Markup;
  readonly note?: Markup | null;
  readonly state: "done" | "current" | "next";
}

/** Steps in their order; the current one is said, not only coloured. */
export function steps(
  items: readonly Step[],
  label: Markup,
  said: { done: Markup },
  { digits }: Pick<RenderContext, "digits">,
): Markup {
  const all = items.map(({ label: text, note = null, state }, index) => {
    const mark =
      state === "done"
        ? icon("check")
        : html`<span class="lz-number">${escape(formatCount(index + 1, digits))}</span>`;
    const current = state === "current" ? html` aria-current="step"` : null;
    const hidden = state === "done" ? html`<span class="lz-hidden"> (${said.done})</span>` : null;
    const more = note === null || note === "" ? null : html`<span class="lz-note">${note}</span>`;
    return html`<li class="lz-step lz-${state as Markup}"${current}><span class="lz-mark" aria-hidden="true">${mark}</span><span class="lz-words"><span class="lz-label">${text}</span>${hidden}${more}</span></li>`;
  });
  return html`<ol class="lz-steps" role="list" aria-label="${label}">${all}</ol>`;
}

/** Facts by name: what one looks up rather than reads. */
export function facts(
  items: readonly { readonly name: Markup; readonly value: Markup; readonly strong?: boolean }[],
): Markup {
  const all = items.map(
    ({ name, value, strong = false }) =>
      html`<div class="${(strong ? "lz-fact lz-strong" : "lz-fact") as Markup}"><dt>${name}</dt><dd>${value}</dd></div>`,
  );
  return html`<dl class="lz-facts">${all}</dl>`;
}

/** A link that is meant to be followed. Null where its address is refused. */
export function action(
  link: { readonly text: LocalizedText; readonly href: string } | undefined,
  context: RenderContext,
  look: "button" | "link" = "link",
): Markup | null {
  const href = link === undefined ? null : context.url(link.href);
  if (link === undefined || href === null) return null;
  const text = context.text(link.text);
  return look === "button"
    ? html`<a class="lz-button" href="${href}">${text}</a>`
    : html`<a class="lz-link" href="${href}"><span>${text}</span>${icon("next")}</a>`;
}

export interface Picture {
  readonly src: string;
  readonly alt: LocalizedText;
  readonly width: number;
  readonly height: number;
}

/** Its place is kept before it comes. */
export function picture(image: Picture | undefined, context: RenderContext): Markup | null {
  const src = image === undefined ? null : context.url(image.src);
  if (image === undefined || src === null) return null;
  return html`<img class="lz-picture" src="${src}" alt="${context.text(image.alt)}" width="${image.width}" height="${image.height}" loading="lazy" decoding="async">`;
}

export function imageOrigin(image: Picture | undefined): readonly string[] {
  return image !== undefined && /^https?:/i.test(image.src) ? [new URL(image.src).origin] : [];
}

/** An amount in minor units, apart from the direction of the text around it. */
export function money(
  amount: { readonly minor: number; readonly currency: string },
  context: RenderContext,
): Markup {
  return html`<bdi>${escape(moneyText(majorOf(amount), amount.currency, context))}</bdi>`;
}

/** Whole units, as pages and endpoints state them; IRT has no minor ones. */
export function majorOf({ minor, currency }: { readonly minor: number; readonly currency: string }): number {
  if (currency === "IRT") return minor;
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2);
}

/** A code that people copy: ASCII, from left to right, read letter by letter. */
export function code(text: string): Markup {
  return html`<bdi dir="ltr"><code class="lz-code">${escape(text)}</code></bdi>`;
}

/** Latin names among joined letters, and the other way round. */
export function apart(markup: Markup): Markup {
  return html`<bdi>${markup}</bdi>`;
}

/** Five stars in one path: they stand on a page twice, empty and full. */
const FIVE = [0, 1, 2, 3, 4]
  .map((at) => `M${12 + at * 24} 2.5l3 6 6.5 1-4.8 4.6 1.2 6.6-5.9-3.1-5.9 3.1 1.2-6.6-4.8-4.6 6.5-1z`)
  .join("") as Markup;

/** Stars as a picture with a name; the filled share comes by a class, `tenths` of the whole. */
export function stars(name: Markup, tenths: Markup): Markup {
  const five = html`<svg viewBox="0 0 120 24" width="120" height="24" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"><path d="${FIVE}"/></svg>`;
  return html`<span class="lz-stars${tenths}" role="img" aria-label="${name}"><span aria-hidden="true">${five}</span><span class="lz-stars-full" aria-hidden="true">${five}</span></span>`;
}
