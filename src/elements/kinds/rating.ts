/** Score and number of reviews, as the page's own structured data has them. */
import type { z as Zod } from "zod";
import { stars } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { onlyWhen } from "../sources.ts";
import { RATING_WORDS } from "./rating.words.ts";

const schema = ({ z, url, common }: SchemaTools) =>
  z.strictObject({
    maxAgeSeconds: z.int().min(60).max(86_400).default(43_200),
    /** Fewer reviews than these say nothing. */
    minReviews: z.int().min(1).max(1000).default(5),
    /** Where the reviews are read, such as `#reviews`. */
    link: url.optional(),
    ...common("plain"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const rating: ElementKind<Props> = {
  kind: "rating",
  moments: ["fmot", "zmot"],
  about: "The product's score in stars, with the number of reviews behind it.",
  need: "Shoppers look for what others found before they trust a description.",
  evidence:
    "The page's own schema.org AggregateRating, scaled to 5; silent when missing, older than its limit, or from fewer reviews than the floor. Bad scores are shown like good ones.",
  words: RATING_WORDS,
  script: null,
  schema,
  claims: () => [{ claim: "rating", statement: "", source: "product.rating product.reviews" }],

  render(props, context) {
    const { maxAgeSeconds, minReviews, link } = props;
    const score = { fact: "product.rating", as: "decimal" } as const;
    const tenths = context.live({ live: "tenths", from: "product.rating", of: 5 });
    const picture = stars(context.say("score", { score }), tenths);
    const count = context.say("count", { count: { fact: "product.reviews" } });
    const href = link === undefined ? null : context.url(link);
    const number = html`<span class="lz-score" aria-hidden="true">${context.live({ live: "fact", from: "product.rating", as: "decimal", style: { language: context.language, digits: context.digits } })}</span>`;
    const said = href === null ? html`<span>${count}</span>` : html`<a href="${href}">${count}</a>`;
    const content = html`<p class="lz-rating">${picture} ${number} ${said}</p>`;
    return onlyWhen(
      [
        { from: "product.rating", maxAge: maxAgeSeconds, min: 0, max: 5 },
        { from: "product.reviews", maxAge: maxAgeSeconds, min: minReviews },
      ],
      frame("rating", props, context, content),
      context,
    );
  },
};
