/**
 * A greeting for those who come back. Whom it greets is the experiment's audience (`visitor`, `city`, `stage`); a name
 * comes from a cookie of the shop that the settings allow, and where there is none the greeting does without.
 */
import type { z as Zod } from "zod";
import { action, apart, line } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html, type Markup } from "../markup.ts";
import { GREETING_WORDS } from "./greeting.words.ts";

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    /** Ours when absent; may hold placeholders such as {{city|your city}}. */
    text: text.optional(),
    /** Cookie of the shop that holds the first name. */
    nameCookie: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,64}$/)
      .optional(),
    note: text.optional(),
    link: z.strictObject({ text, href: url }).optional(),
    ...common("bar", true),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const greeting: ElementKind<Props> = {
  kind: "greeting",
  moments: ["fmot", "umot"],
  about: "Greets those who return, by name or city where the shop knows them.",
  need: "Whoever comes back wants to go on where they were.",
  evidence: null,
  words: GREETING_WORDS,
  wordsShown: ({ text, nameCookie }) =>
    text !== undefined ? [] : nameCookie === undefined ? ["hello"] : ["hello", "helloName"],
  script: null,
  schema,

  render(props, context) {
    const { text, note, link } = props;
    const label = text === undefined ? ours(props, context) : context.text(text);
    const first = line({ icon: "sparkles", label, note: note === undefined ? null : context.text(note) });
    const content = html`<div class="lz-stack">${first}${action(link, context)}</div>`;
    return frame("greeting", props, context, content);
  },
};

function ours({ nameCookie }: Props, context: RenderContext): Markup {
  if (nameCookie === undefined) return context.say("hello");
  const from = `cookie.${nameCookie}`;
  const name = apart(
    context.live({
      live: "fact",
      from,
      as: "text",
      style: { language: context.language, digits: context.digits },
    }),
  );
  return context.live({
    live: "when",
    requires: [{ from, maxAge: 60 }],
    parts: context.parts(context.say("helloName", { name })),
    otherwise: context.parts(context.say("hello")),
  });
}
