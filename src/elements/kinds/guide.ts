/** An e-book, an article or a video about a product, as a card: for those who only begin to look. */
import type { z as Zod } from "zod";
import { imageOrigin, picture } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { icon } from "../icon.ts";
import { escape, html } from "../markup.ts";
import { GUIDE_WORDS } from "./guide.words.ts";

const ICON_OF = { ebook: "book", article: "document", video: "play" } as const;

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    type: z.enum(["ebook", "article", "video"]),
    title: text,
    description: text.optional(),
    href: url,
    image: z
      .strictObject({
        src: url,
        alt: text,
        width: z.int().min(16).max(2000),
        height: z.int().min(16).max(2000),
      })
      .optional(),
    minutes: z.int().min(1).max(600).optional(),
    pages: z.int().min(1).max(2000).optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const guide: ElementKind<Props> = {
  kind: "guide",
  moments: ["pre_zmot", "zmot", "smot"],
  about: "An e-book, article or video with picture, length and link.",
  need: "Before they compare, shoppers want to understand what they need.",
  evidence: null,
  words: GUIDE_WORDS,
  wordsShown: ({ type, minutes, pages }) => [
    type,
    ...(minutes === undefined ? [] : ["minutes"]),
    ...(pages === undefined ? [] : ["pages"]),
  ],
  script: null,
  schema,
  imageOrigins: ({ image }) => imageOrigin(image),

  render(props, context) {
    const { type, description, minutes, pages } = props;
    const href = context.url(props.href);
    if (href === null) return null;
    const lengths = [
      ...(minutes === undefined ? [] : [context.say("minutes", { count: minutes })]),
      ...(pages === undefined ? [] : [context.say("pages", { count: pages })]),
    ];
    const about = html`<p class="lz-note lz-kind">${icon(ICON_OF[type])}<span>${context.say(type)}${lengths.map((length) => html` &#183; ${length}`)}</span></p>`;
    const tag = escape(props.headingLevel === null ? "p" : `h${props.headingLevel}`);
    const title = html`<${tag} class="lz-title"><a href="${href}">${context.text(props.title)}</a></${tag}>`;
    const more = description === undefined ? null : html`<p>${context.text(description)}</p>`;
    const content = html`${picture(props.image, context)}<div class="lz-about">${about}${title}${more}</div>`;
    return frame("guide", props, context, content);
  },
};
