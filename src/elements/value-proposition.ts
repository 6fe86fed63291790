/** What the shop promises, in a headline and up to five points: for the first seconds on a page. */
import type { LocalizedText } from "../domain/text.ts";
import { type ElementKind, type Look, LOOKS, type RenderContext } from "./element.ts";
import { frame } from "./frame.ts";
import { icon } from "./icon.ts";
import { escape, html, type Markup } from "./markup.ts";

export interface ValueProposition {
  readonly headline: LocalizedText;
  readonly subline?: LocalizedText | undefined;
  readonly points: readonly LocalizedText[];
  readonly link?: { readonly text: LocalizedText; readonly href: string } | undefined;
  readonly look: Look;
  /** Level of the headline among the page's headings; null makes it a plain line, as a bar wants. */
  readonly headingLevel: 2 | 3 | 4 | null;
}

export const valueProposition: ElementKind<ValueProposition> = {
  kind: "value_proposition",
  moments: ["fmot", "zmot", "pre_zmot", "umot"],
  makesClaims: true,
  languages: null,
  script: null,

  schema: ({ z, text, url }) =>
    z.strictObject({
      headline: text,
      subline: text.optional(),
      points: z.array(text).max(5).default([]),
      link: z.strictObject({ text, href: url }).optional(),
      look: z.enum(LOOKS).default("plain"),
      headingLevel: z.literal([2, 3, 4]).nullable().default(null),
    }),

  texts: ({ headline, subline, points, link }) => [
    headline,
    ...(subline === undefined ? [] : [subline]),
    ...points,
    ...(link === undefined ? [] : [link.text]),
  ],

  trueUntil: () => null,

  render(props, context) {
    const { headline, subline, points } = props;
    const tag = escape(props.headingLevel === null ? "p" : `h${props.headingLevel}`);
    const second = subline === undefined ? null : html`<p class="lz-subline">${context.text(subline)}</p>`;
    const lead = html`<div class="lz-lead"><${tag} class="lz-headline">${context.text(headline)}</${tag}>${second}</div>`;
    const list = points.length === 0 ? null : pointList(points, context);
    return frame("value-proposition", props.look, context, html`${lead}${list}${link(props, context)}`);
  },
};

// role="list": Safari forgets that a list without bullets is one.
function pointList(points: readonly LocalizedText[], context: RenderContext): Markup {
  const items = points.map(
    (point) => html`<li class="lz-point">${icon("check")}<span>${context.text(point)}</span></li>`,
  );
  return html`<ul class="lz-points" role="list">${items}</ul>`;
}

function link(props: ValueProposition, context: RenderContext): Markup | null {
  if (props.link === undefined) return null;
  const href = context.url(props.link.href);
  if (href === null) return null;
  return html`<a class="lz-link" href="${href}"><span>${context.text(props.link.text)}</span>${icon("next")}</a>`;
}
