/** What a shopper who has added something still doubts: delivery, exchange, payment, and what it comes to. */
import type { z as Zod } from "zod";
import { facts, heading, rows } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import type { IconName } from "../icon.ts";
import { html } from "../markup.ts";
import { pieceWhen, requirement, factName } from "../sources.ts";
import { CART_ASSURANCE_WORDS } from "./cart-assurance.words.ts";

const ICON_OF = {
  delivery: "delivery",
  exchange: "exchange",
  payment: "secure_payment",
  support: "support",
} as const satisfies { readonly [type: string]: IconName };
const TYPES = Object.keys(ICON_OF) as [keyof typeof ICON_OF, ...(keyof typeof ICON_OF)[]];

const schema = ({ z, text, url, source, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    items: z
      .array(
        z.strictObject({ type: z.enum(TYPES), label: text.optional(), note: text, link: url.optional() }),
      )
      .min(1)
      .max(4),
    /** The cart's total, from an endpoint that answers without a cookie; leave it out where there is none. */
    total: source.optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

const TOTAL = "product.price";

export const cartAssurance: ElementKind<Props> = {
  kind: "cart_assurance",
  moments: ["cart", "fmot"],
  about: "Delivery, exchange, payment and help in one place, beside the cart.",
  need: "Who has put something into the cart doubts once more: when does it come, may I send it back, what do I pay.",
  evidence: "A total is read live, and left out when missing or stale.",
  words: CART_ASSURANCE_WORDS,
  wordsShown: ({ title, items, total }) => [
    ...(title === undefined ? ["title"] : []),
    ...items.flatMap(({ type, label }) => (label === undefined ? [type] : [])),
    ...(total === undefined ? [] : ["total"]),
  ],
  script: null,
  schema,
  claims: ({ items, total }) => [
    ...items.map(({ type, note }) => ({ claim: type, statement: JSON.stringify(note), source: "author" })),
    ...(total === undefined ? [] : [{ claim: "total", statement: "", source: factName(total, TOTAL) }]),
  ],

  render(props, context) {
    const { total } = props;
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const items = props.items.map(({ type, label, note, link }) => ({
      icon: ICON_OF[type],
      label: label === undefined ? context.say(type) : context.text(label),
      note: context.text(note),
      href: link === undefined ? null : context.url(link),
    }));
    let sum = null;
    if (total !== undefined) {
      const style = { language: context.language, digits: context.digits };
      const currency = total.from === "page" ? "product.currency" : `=${context.shop.currency}`;
      const value = context.live({
        live: "fact",
        from: factName(total, TOTAL),
        as: "money",
        currency,
        style,
      });
      const row = facts([{ name: context.say("total"), value: html`<bdi>${value}</bdi>`, strong: true }]);
      sum = pieceWhen([requirement(total, TOTAL, { min: 0 })], row, context);
    }
    return frame("cart_assurance", props, context, html`${heading(title, props)}${rows(items, title)}${sum}`);
  },
};
