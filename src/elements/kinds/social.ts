/** Where else the shop is, and what was said there. Names of networks are the shop's data; posts are quoted with a link. */
import type { z as Zod } from "zod";
import { apart, heading, list } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { SOCIAL_WORDS } from "./social.words.ts";

const schema = ({ z, text, secureUrl, common }: SchemaTools) =>
  z
    .strictObject({
      title: text.optional(),
      links: z
        .array(z.strictObject({ name: text, href: secureUrl }))
        .max(8)
        .default([]),
      posts: z
        .array(z.strictObject({ quote: text, author: text, href: secureUrl }))
        .max(3)
        .default([]),
      ...common("plain"),
    })
    .refine(({ links, posts }) => links.length + posts.length > 0, "give a link or a post");
type Props = Zod.output<ReturnType<typeof schema>>;

export const social: ElementKind<Props> = {
  kind: "social",
  moments: ["fmot", "umot", "tmot"],
  about: "Links to the shop's pages in networks, and up to three posts quoted with their source.",
  need: "Shoppers look whether a shop lives, and what others say where it cannot choose.",
  evidence: "Each post links to itself.",
  words: SOCIAL_WORDS,
  wordsShown: ({ title }) => (title === undefined ? ["title"] : []),
  script: null,
  schema,
  claims: ({ posts }) => posts.map(({ href }) => ({ claim: "post", statement: href, source: href })),

  render(props, context) {
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const links = props.links.flatMap(({ name, href }) => {
      const url = context.url(href);
      return url === null
        ? []
        : [
            html`<a class="lz-chip" href="${url}" rel="noopener" target="_blank">${apart(context.text(name))}</a>`,
          ];
    });
    const posts = props.posts.flatMap(({ quote, author, href }) => {
      const url = context.url(href);
      return url === null
        ? []
        : [
            html`<figure class="lz-post"><blockquote>${context.text(quote)}</blockquote><figcaption class="lz-note"><a href="${url}" rel="noopener" target="_blank">${apart(context.text(author))}</a></figcaption></figure>`,
          ];
    });
    const all = html`${posts.length === 0 ? null : list(posts)}${links.length === 0 ? null : list(links, title, "lz-chips")}`;
    return frame("social", props, context, html`${heading(title, props)}<div class="lz-posts">${all}</div>`);
  },
};
