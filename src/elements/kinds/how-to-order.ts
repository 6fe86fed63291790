/** The way from here to the parcel, in steps; the shop's own or four that fit most shops. */
import type { z as Zod } from "zod";
import { action, heading, steps } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { HOW_TO_ORDER_WORDS } from "./how-to-order.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    steps: z
      .array(z.strictObject({ label: text, note: text.optional() }))
      .min(2)
      .max(6)
      .optional(),
    link: z.strictObject({ text, href: url }).optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

const OURS = ["choose", "address", "pay", "receive"] as const;

export const howToOrder: ElementKind<Props> = {
  kind: "how_to_order",
  moments: ["fmot", "zmot"],
  about: "Ordering explained in two to six steps.",
  need: "Whoever orders here for the first time, or for the first time at all, wants to know what comes.",
  evidence: null,
  words: HOW_TO_ORDER_WORDS,
  wordsShown: (props) => [
    ...(props.title === undefined ? ["title"] : []),
    ...(props.steps === undefined ? OURS : []),
  ],
  script: null,
  schema,

  render(props, context) {
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const items =
      props.steps === undefined
        ? OURS.map((name) => ({ label: context.say(name), note: null }))
        : props.steps.map(({ label, note }) => ({
            label: context.text(label),
            note: note === undefined ? null : context.text(note),
          }));
    const all = items.map((item) => ({ ...item, state: "next" as const }));
    const ordered = steps(all, title, { done: context.say("done") }, context);
    return frame(
      "how_to_order",
      props,
      context,
      html`${heading(title, props)}${ordered}${action(props.link, context)}`,
    );
  },
};
