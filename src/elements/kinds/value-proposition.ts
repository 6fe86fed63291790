/** What the shop promises, in a headline and up to five points: for the first seconds on a page. */
import type { z as Zod } from "zod";
import { action } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { icon } from "../icon.ts";
import { escape, html } from "../markup.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    headline: text,
    subline: text.optional(),
    points: z.array(text).max(5).default([]),
    link: z.strictObject({ text, href: url }).optional(),
    ...common("plain"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const valueProposition: ElementKind<Props> = {
  kind: "value_proposition",
  moments: ["fmot", "zmot", "pre_zmot", "umot"],
  about: "A headline, a line below it and up to five points; as a card in the page, or as a top or side bar.",
  need: "In the first seconds shoppers ask whether this shop is for them and what they get here.",
  evidence: null,
  words: {},
  script: null,
  schema,
  claims: ({ headline }) => [{ claim: "promise", statement: JSON.stringify(headline), source: "author" }],

  render(props, context) {
    const { headline, subline, points } = props;
    const tag = escape(props.headingLevel === null ? "p" : `h${props.headingLevel}`);
    const second = subline === undefined ? null : html`<p class="lz-subline">${context.text(subline)}</p>`;
    const lead = html`<div class="lz-lead"><${tag} class="lz-headline">${context.text(headline)}</${tag}>${second}</div>`;
    const items = points.map(
      (point) => html`<li class="lz-point">${icon("check")}<span>${context.text(point)}</span></li>`,
    );
    // role="list": Safari forgets that a list without bullets is one.
    const list = items.length === 0 ? null : html`<ul class="lz-points" role="list">${items}</ul>`;
    return frame("value_proposition", props, context, html`${lead}${list}${action(props.link, context)}`);
  },
};
