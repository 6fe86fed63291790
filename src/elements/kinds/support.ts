/** Help after buying: helpline, repair, manuals, exchange. */
import type { z as Zod } from "zod";
import { heading, type Row, rows } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { inDigits } from "../live/digits.ts";
import { escape, html } from "../markup.ts";
import { SUPPORT_WORDS } from "./support.words.ts";

const schema = ({ z, text, url, phone, common }: SchemaTools) => {
  const way = z.strictObject({ href: url, note: text.optional() });
  return z
    .strictObject({
      title: text.optional(),
      phone: phone.optional(),
      shownPhone: z
        .string()
        .regex(/^[0-9 ()+-]{3,30}$/, "digits, spaces and ( ) + -")
        .optional(),
      hint: text.optional(),
      repair: way.optional(),
      manual: way.optional(),
      exchange: way.optional(),
      ...common("card"),
    })
    .refine(
      (props) => [props.phone, props.repair, props.manual, props.exchange].some((one) => one !== undefined),
      "give at least one way: phone, repair, manual or exchange",
    );
};
type Props = Zod.output<ReturnType<typeof schema>>;

const WAYS = { repair: "repair", manual: "book", exchange: "exchange" } as const;
const NAMES = ["repair", "manual", "exchange"] as const;

export const support: ElementKind<Props> = {
  kind: "support",
  moments: ["smot", "tmot"],
  about: "Helpline, repair, manuals and exchange for what was bought.",
  need: "Whoever has a problem with what they bought wants to be heard at once.",
  evidence: null,
  words: SUPPORT_WORDS,
  wordsShown: (props) => [
    ...(props.title === undefined ? ["title"] : []),
    ...(props.phone === undefined ? [] : ["helpline"]),
    ...NAMES.filter((name) => props[name] !== undefined),
  ],
  script: null,
  schema,

  render(props, context) {
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    return frame(
      "support",
      props,
      context,
      html`${heading(title, props)}${rows(waysOf(props, context), title)}`,
    );
  },
};

function waysOf(props: Props, context: RenderContext): readonly Row[] {
  const found: Row[] = [];
  if (props.phone !== undefined) {
    const shown = inDigits(props.shownPhone ?? props.phone, context.digits);
    found.push({
      icon: "support",
      label: context.say("helpline", { phone: html`<bdi dir="ltr">${escape(shown)}</bdi>` }),
      note: props.hint === undefined ? null : context.text(props.hint),
      href: html`tel:${escape(props.phone)}`,
    });
  }
  for (const name of NAMES) {
    const way = props[name];
    if (way === undefined) continue;
    const note = way.note === undefined ? null : context.text(way.note);
    found.push({ icon: WAYS[name], label: context.say(name), note, href: context.url(way.href) });
  }
  return found;
}
