/** Highlighted reviews, each with its author, day and source; and the plain fact that the shop chose them. */
import type { z as Zod } from "zod";
import { heading, list, stars } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { icon } from "../icon.ts";
import { dateText } from "../live/dates.ts";
import { escape, html, type Markup } from "../markup.ts";
import { REVIEWS_WORDS } from "./reviews.words.ts";

const schema = ({ z, text, url, instant, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    items: z
      .array(
        z.strictObject({
          quote: text,
          author: text,
          at: instant,
          /** Where this very review can be read. */
          source: url,
          rating: z.int().min(1).max(5).optional(),
          /** Whether the shop checked that the author bought it. */
          verified: z.boolean(),
        }),
      )
      .min(1)
      .max(6),
    /** Where all of them are read, the bad ones too. */
    link: url,
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const reviews: ElementKind<Props> = {
  kind: "reviews",
  moments: ["fmot", "zmot"],
  about: "Up to six reviews with author, day and source.",
  need: "A score says how good; words say what for.",
  evidence:
    "Each review names its source, day and whether the purchase was verified; that the shop chose them is said; all others are one link away.",
  words: REVIEWS_WORDS,
  wordsShown: ({ title }) =>
    Object.keys(REVIEWS_WORDS).filter((name) => name !== "title" || title === undefined),
  script: null,
  schema,
  claims: ({ items }) => items.map(({ source, at }) => ({ claim: "review", statement: at, source })),

  render(props, context) {
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const href = context.url(props.link);
    const items = props.items.map((item) => review(item, context));
    const all =
      href === null
        ? null
        : html`<a class="lz-link" href="${href}"><span>${context.say("all")}</span>${icon("next")}</a>`;
    const foot = html`<p class="lz-note">${context.say("chosen")}</p>`;
    return frame(
      "reviews",
      props,
      context,
      html`${heading(title, props)}${list(items, title)}<div class="lz-foot">${foot}${all}</div>`,
    );
  },
};

function review(item: Props["items"][number], context: RenderContext): Markup {
  const source = context.url(item.source);
  const atMs = Date.parse(item.at);
  const score =
    item.rating === undefined
      ? null
      : stars(context.say("stars", { score: item.rating }), escape(` lz-p${item.rating * 2}`));
  const day = html`<time datetime="${escape(item.at.slice(0, 10))}">${escape(dateText(atMs, context, false))}</time>`;
  const name = html`<bdi>${context.text(item.author)}</bdi>`;
  const author = source === null ? name : html`<a href="${source}">${name}</a>`;
  const checked = context.say(item.verified ? "verified" : "unverified");
  return html`<figure class="lz-review">${score}<blockquote>${context.text(item.quote)}</blockquote><figcaption class="lz-note">${author} &#183; ${day} &#183; ${checked}</figcaption></figure>`;
}
