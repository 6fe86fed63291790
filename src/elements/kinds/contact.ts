/** Phone with hours, chat, mail, address: a person behind the shop. */
import type { z as Zod } from "zod";
import { heading, type Row, rows } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { inDigits } from "../live/digits.ts";
import { escape, html } from "../markup.ts";
import { CONTACT_WORDS } from "./contact.words.ts";

const schema = ({ z, text, url, phone, common }: SchemaTools) =>
  z
    .strictObject({
      title: text.optional(),
      /** International: `+982188880000`. */
      phone: phone.optional(),
      /** As people there write it, such as `021-8888 0000`; the number itself when absent. */
      shownPhone: z
        .string()
        .regex(/^[0-9 ()+-]{3,30}$/, "digits, spaces and ( ) + -")
        .optional(),
      /** When somebody answers. */
      hint: text.optional(),
      chat: z.strictObject({ href: url, note: text.optional() }).optional(),
      mail: z
        .string()
        .max(254)
        .regex(/^[^\s@<>"&]+@[A-Za-z0-9.-]+$/, "an e-mail address")
        .optional(),
      place: text.optional(),
      map: url.optional(),
      ...common("card"),
    })
    .refine(
      (props) => [props.phone, props.chat, props.mail, props.place].some((way) => way !== undefined),
      "give at least one way: phone, chat, mail or place",
    );
type Props = Zod.output<ReturnType<typeof schema>>;

export const contact: ElementKind<Props> = {
  kind: "contact",
  moments: ["fmot", "zmot", "tmot"],
  about: "Phone with hours, chat, mail and address.",
  need: "Before paying somebody unknown, shoppers want to see that one can be reached.",
  evidence: null,
  words: CONTACT_WORDS,
  wordsShown: ({ title, phone, chat, mail, place }) => [
    ...(title === undefined ? ["title"] : []),
    ...(phone === undefined ? [] : ["call"]),
    ...(chat === undefined ? [] : ["chat"]),
    ...(mail === undefined ? [] : ["mail"]),
    ...(place === undefined ? [] : ["visit"]),
  ],
  script: null,
  schema,

  render(props, context) {
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    return frame(
      "contact",
      props,
      context,
      html`${heading(title, props)}${rows(ways(props, context), title)}`,
    );
  },
};

function ways(
  { phone, shownPhone, hint, chat, mail, place, map }: Props,
  context: RenderContext,
): readonly Row[] {
  const found: Row[] = [];
  if (phone !== undefined) {
    // Seen in the page's digits; dialled in ASCII.
    const number = html`<bdi dir="ltr">${escape(inDigits(shownPhone ?? phone, context.digits))}</bdi>`;
    const note = hint === undefined ? null : context.text(hint);
    found.push({
      icon: "phone",
      label: context.say("call", { phone: number }),
      note,
      href: html`tel:${escape(phone)}`,
    });
  }
  if (chat !== undefined) {
    const note = chat.note === undefined ? null : context.text(chat.note);
    found.push({ icon: "chat", label: context.say("chat"), note, href: context.url(chat.href) });
  }
  if (mail !== undefined) {
    const address = html`<bdi dir="ltr">${escape(mail)}</bdi>`;
    const href = html`mailto:${escape(encodeURIComponent(mail).replace("%40", "@"))}`;
    found.push({ icon: "mail", label: context.say("mail", { address }), href });
  }
  if (place !== undefined) {
    const href = map === undefined ? null : context.url(map);
    found.push({ icon: "place", label: context.say("visit"), note: context.text(place), href });
  }
  return found;
}
