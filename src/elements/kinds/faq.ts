/** Shoppers' questions with their answers, marked up as a schema.org FAQPage without a script. */
import type { z as Zod } from "zod";
import { action, heading } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { FAQ_WORDS } from "./faq.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    items: z
      .array(z.strictObject({ question: text, answer: text }))
      .min(1)
      .max(12),
    /** The first answer stands open. */
    firstOpen: z.boolean().default(false),
    /** One FAQPage a page: false where the shop has its own. */
    structuredData: z.boolean().default(true),
    link: z.strictObject({ text, href: url }).optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const faq: ElementKind<Props> = {
  kind: "faq",
  moments: ["zmot", "fmot", "pre_zmot"],
  about: "Questions with answers that open, readable by search engines.",
  need: "Whoever compares has questions that the description leaves open.",
  evidence: null,
  words: FAQ_WORDS,
  wordsShown: ({ title }) => (title === undefined ? ["title"] : []),
  script: null,
  schema,

  render(props, context) {
    const { items, firstOpen, structuredData, link } = props;
    const mark = (attributes: ReturnType<typeof html>) => (structuredData ? attributes : null);
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const questions = items.map(({ question, answer }, index) => {
      const open = firstOpen && index === 0 ? html` open` : null;
      return html`<details class="lz-question"${open}${mark(html` itemscope itemprop="mainEntity" itemtype="https://schema.org/Question"`)}><summary><span${mark(html` itemprop="name"`)}>${context.text(question)}</span></summary><div${mark(html` itemscope itemprop="acceptedAnswer" itemtype="https://schema.org/Answer"`)}><p${mark(html` itemprop="text"`)}>${context.text(answer)}</p></div></details>`;
    });
    const content = html`${heading(title, props)}${questions}${action(link, context)}`;
    return frame("faq", props, context, content, {
      attributes: mark(html` itemscope itemtype="https://schema.org/FAQPage"`),
    });
  },
};
