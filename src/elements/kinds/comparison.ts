/** This product beside its alternatives, as a table; what it says of others has a source and a day. */
import type { z as Zod } from "zod";
import { heading } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { icon } from "../icon.ts";
import { dateText } from "../live/dates.ts";
import { escape, html, type Markup } from "../markup.ts";
import { evidenceEndMs, onlyDuring } from "../sources.ts";
import { COMPARISON_WORDS } from "./comparison.words.ts";

const schema = ({ z, text, url, evidence, common }: SchemaTools) =>
  z
    .strictObject({
      title: text.optional(),
      /** The first one is this product. */
      products: z
        .array(z.strictObject({ name: text, href: url.optional() }))
        .min(2)
        .max(4),
      rows: z
        .array(
          z.strictObject({
            label: text,
            values: z
              .array(z.union([z.boolean(), z.strictObject({ text })]))
              .min(2)
              .max(4),
          }),
        )
        .min(1)
        .max(12),
      evidence,
      ...common("card"),
    })
    .refine(
      ({ products, rows }) => rows.every(({ values }) => values.length === products.length),
      "each row needs one value a product",
    );
type Props = Zod.output<ReturnType<typeof schema>>;

export const comparison: ElementKind<Props> = {
  kind: "comparison",
  moments: ["zmot"],
  about: "A table of this product and up to three alternatives.",
  need: "Shoppers compare anyway; here they can do it without leaving.",
  evidence: "Source and day are shown; silent once they are older than `maxAgeSeconds`.",
  words: COMPARISON_WORDS,
  wordsShown: ({ title }) =>
    Object.keys(COMPARISON_WORDS).filter((name) => name !== "title" || title === undefined),
  script: null,
  schema,
  claims: ({ rows, evidence }) => [
    { claim: "comparison", statement: JSON.stringify(rows), source: `${evidence.source} at ${evidence.at}` },
  ],
  lint: ({ evidence }, nowMs) =>
    evidenceEndMs(evidence) > nowMs
      ? []
      : [
          {
            rule: "evidence-stale",
            pointer: "/evidence/at",
            message: "this comparison was looked up too long ago: check it again, or take it away",
          },
        ],

  render(props, context) {
    const { products, rows, evidence } = props;
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const names = products.map(({ name, href }, index) => {
      const url = href === undefined ? null : context.url(href);
      const text = html`<bdi>${context.text(name)}</bdi>`;
      const mark = index === 0 ? html` class="lz-own"` : null;
      return html`<th scope="col"${mark}>${url === null ? text : html`<a href="${url}">${text}</a>`}</th>`;
    });
    const lines = rows.map(({ label, values }) => {
      const cells = values.map((value, index) => {
        const mark = index === 0 ? html` class="lz-own"` : null;
        return html`<td${mark}>${valueMarkup(value, context)}</td>`;
      });
      return html`<tr><th scope="row">${context.text(label)}</th>${cells}</tr>`;
    });
    const head = html`<thead><tr><th scope="col"><span class="lz-hidden">${context.say("feature")}</span></th>${names}</tr></thead>`;
    const table = html`<div class="lz-scroll" role="group" aria-label="${title}" tabindex="0"><table>${head}<tbody>${lines}</tbody></table></div>`;
    const day = escape(dateText(Date.parse(evidence.at), context, false));
    const href = context.url(evidence.source);
    const source = href === null ? null : html` &#183; <a href="${href}">${context.say("source")}</a>`;
    const foot = html`<p class="lz-note">${context.say("asOf", { day })}${source}</p>`;
    const element = frame("comparison", props, context, html`${heading(title, props)}${table}${foot}`);
    return onlyDuring(null, evidenceEndMs(evidence), element, context);
  },
};

function valueMarkup(
  value: boolean | { readonly text: Parameters<RenderContext["text"]>[0] },
  context: RenderContext,
): Markup {
  if (typeof value !== "boolean") return context.text(value.text);
  return value
    ? html`<span class="lz-yes">${icon("check")}<span class="lz-hidden">${context.say("yes")}</span></span>`
    : html`<span class="lz-no"><span aria-hidden="true">&#8211;</span><span class="lz-hidden">${context.say("no")}</span></span>`;
}
