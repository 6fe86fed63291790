/** What to buy next, from what this page shows and what the shop gives; it says why it is suggested. */
import type { z as Zod } from "zod";
import { apart, heading, imageOrigin, list, picture } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { NEXT_PURCHASE_WORDS } from "./next-purchase.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    items: z
      .array(
        z.strictObject({
          name: text,
          href: url,
          note: text.optional(),
          image: z
            .strictObject({
              src: url,
              alt: text,
              width: z.int().min(16).max(2000),
              height: z.int().min(16).max(2000),
            })
            .optional(),
        }),
      )
      .min(1)
      .max(4),
    /** Why these. */
    hint: text.optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const nextPurchase: ElementKind<Props> = {
  kind: "next_purchase",
  moments: ["umot", "amot"],
  about: "Up to four products that go with the one on this page.",
  need: "After one good purchase the next is near, if it fits.",
  evidence: "Says why it is suggested; names no price.",
  words: NEXT_PURCHASE_WORDS,
  wordsShown: ({ title, hint }) => [
    ...(title === undefined ? ["title", "titleOf"] : []),
    ...(hint === undefined ? ["why"] : []),
  ],
  script: null,
  schema,
  imageOrigins: ({ items }) => [...new Set(items.flatMap(({ image }) => imageOrigin(image)))],

  render(props, context) {
    const style = { language: context.language, digits: context.digits };
    const product = apart(context.live({ live: "fact", from: "product.name", as: "text", style }));
    const title =
      props.title === undefined
        ? context.live({
            live: "when",
            requires: [{ from: "product.name", maxAge: 86_400 }],
            parts: context.parts(context.say("titleOf", { product })),
            otherwise: context.parts(context.say("title")),
          })
        : context.text(props.title);
    const items = props.items.flatMap(({ name, href, note, image }) => {
      const url = context.url(href);
      if (url === null) return [];
      const more = note === undefined ? null : html`<span class="lz-note">${context.text(note)}</span>`;
      return [
        html`<a class="lz-item" href="${url}">${picture(image, context)}<span class="lz-words"><span class="lz-label"><bdi>${context.text(name)}</bdi></span>${more}</span></a>`,
      ];
    });
    if (items.length === 0) return null;
    const why = html`<p class="lz-note lz-why">${props.hint === undefined ? context.say("why") : context.text(props.hint)}</p>`;
    return frame(
      "next_purchase",
      props,
      context,
      html`${heading(title, props)}${list(items, null, "lz-items")}${why}`,
    );
  },
};
