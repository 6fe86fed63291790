/** What to know between buying and first use: up to six tips. */
import type { z as Zod } from "zod";
import { action, heading, rows } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { USAGE_TIPS_WORDS } from "./usage-tips.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    items: z
      .array(z.strictObject({ label: text, note: text.optional(), link: url.optional() }))
      .min(1)
      .max(6),
    link: z.strictObject({ text, href: url }).optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const usageTips: ElementKind<Props> = {
  kind: "usage_tips",
  moments: ["amot", "smot"],
  about: "Tips for unpacking, first use and care.",
  need: "The first use decides whether it was worth it.",
  evidence: null,
  words: USAGE_TIPS_WORDS,
  wordsShown: ({ title }) => (title === undefined ? ["title"] : []),
  script: null,
  schema,

  render(props, context) {
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const items = props.items.map(({ label, note, link }) => ({
      icon: "tip" as const,
      label: context.text(label),
      note: note === undefined ? null : context.text(note),
      href: link === undefined ? null : context.url(link),
    }));
    return frame(
      "usage_tips",
      props,
      context,
      html`${heading(title, props)}${rows(items, title)}${action(props.link, context)}`,
    );
  },
};
