/** A reward with its real code and its real end; gone when that has come. */
import type { z as Zod } from "zod";
import { action, code, heading, money } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { dateText } from "../live/dates.ts";
import { escape, html } from "../markup.ts";
import { onlyDuring } from "../sources.ts";
import { VOUCHER_WORDS } from "./voucher.words.ts";

const schema = ({ z, text, url, instant, money: amount, id, common }: SchemaTools) =>
  z.strictObject({
    /** Identity of the offer: like a countdown's, it gets no later end under the same id. */
    offerId: id,
    reward: text,
    code: z.string().regex(/^[!-~]{3,40}$/, "letters, digits and signs of ASCII, as the till takes them"),
    endsAt: instant,
    minimum: amount.optional(),
    condition: text.optional(),
    link: z.strictObject({ text, href: url }).optional(),
    ...common("card", true),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const voucher: ElementKind<Props> = {
  kind: "voucher",
  moments: ["umot", "tmot", "cart"],
  about: "A reward with code, end and conditions.",
  need: "Who was content needs an occasion to come back.",
  evidence:
    "The code is one that the till takes, the end is one instant for everyone and is not put off under the same offerId; conditions stand beside it.",
  words: VOUCHER_WORDS,
  wordsShown: ({ minimum }) => (minimum === undefined ? ["code", "until"] : ["code", "until", "minimum"]),
  script: null,
  schema,
  claims: ({ offerId, code: value, endsAt }) => [
    { claim: "voucher", statement: `${offerId}: ${value} until ${endsAt}`, source: "author" },
  ],
  lint: ({ endsAt }, nowMs) =>
    Date.parse(endsAt) > nowMs
      ? []
      : [
          {
            rule: "voucher-over",
            pointer: "/endsAt",
            message: "the voucher has run out: a new one needs a new offerId and an end to come",
          },
        ],

  render(props, context) {
    const { minimum, condition, link } = props;
    const endMs = Date.parse(props.endsAt);
    if (Number.isNaN(endMs)) return null;
    const last = html`<time datetime="${escape(new Date(endMs).toISOString())}">${escape(dateText(endMs - 1, context, true))}</time>`;
    const least =
      minimum === undefined ? null : html` ${context.say("minimum", { amount: money(minimum, context) })}`;
    const said = html`<p class="lz-note">${context.say("until", { day: last })}${least}</p>`;
    const more = condition === undefined ? null : html`<p class="lz-note">${context.text(condition)}</p>`;
    const line = html`<p><span class="lz-note">${context.say("code")}</span> ${code(props.code)}</p>`;
    const title = heading(context.text(props.reward), props);
    const content = html`${title}<div class="lz-stack">${line}${said}${more}${action(link, context, "button")}</div>`;
    return onlyDuring(null, endMs, frame("voucher", props, context, content), context);
  },
};
