/** Buy again with a known address: for who is known by a cookie of the shop, and only for them. */
import type { z as Zod } from "zod";
import { action, line } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html } from "../markup.ts";
import { onlyWhen } from "../sources.ts";
import { SAVED_DETAILS_WORDS } from "./saved-details.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    /** Cookie of the shop that is there when it has saved details; allowed by `settings.cookies`. */
    cookie: z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/),
    label: text.optional(),
    note: text.optional(),
    link: z.strictObject({ text, href: url }),
    ...common("card", true),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const savedDetails: ElementKind<Props> = {
  kind: "saved_details",
  moments: ["cart", "umot"],
  about: "A short way to the till for who has bought before.",
  need: "Writing one's address once more is where many carts end.",
  evidence: "Only where the shop's own cookie says that details are saved; what they are is never shown.",
  words: SAVED_DETAILS_WORDS,
  wordsShown: ({ label, note }) => [
    ...(label === undefined ? ["label"] : []),
    ...(note === undefined ? ["note"] : []),
  ],
  script: null,
  schema,

  render(props, context) {
    const label = props.label === undefined ? context.say("label") : context.text(props.label);
    const note = props.note === undefined ? context.say("note") : context.text(props.note);
    const content = html`<div class="lz-stack">${line({ icon: "home", label, note })}${action(props.link, context, "button")}</div>`;
    const requires = [{ from: `cookie.${props.cookie}`, maxAge: 60 }];
    return onlyWhen(requires, frame("saved_details", props, context, content), context);
  },
};
