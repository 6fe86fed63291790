/** How one can pay, with fees and limits. Names of gateways, wallets and providers are the shop's data, not ours. */
import type { z as Zod } from "zod";
import { apart, heading, money, rows } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import type { IconName } from "../icon.ts";
import { html, type Markup } from "../markup.ts";
import { PAYMENT_OPTIONS_WORDS } from "./payment-options.words.ts";

const ICON_OF = {
  card: "card",
  wallet: "wallet",
  cash_on_delivery: "cash",
  bank_transfer: "document",
  instalments: "calendar",
} as const satisfies { readonly [type: string]: IconName };
const TYPES = Object.keys(ICON_OF) as [keyof typeof ICON_OF, ...(keyof typeof ICON_OF)[]];

const schema = ({ z, text, money: amount, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    items: z
      .array(
        z
          .strictObject({
            type: z.enum(TYPES),
            label: text.optional(),
            /** 0 says that there is none. */
            cost: amount.optional(),
            /** Where it is offered, when not everywhere: cities, a region. */
            place: text.optional(),
            note: text.optional(),
            plan: z
              .strictObject({ count: z.int().min(2).max(60), amount, total: amount, provider: text })
              .optional(),
          })
          .refine(
            ({ type, plan }) => (type === "instalments") === (plan !== undefined),
            "instalments, and only they, state their plan: count, amount, total, provider",
          ),
      )
      .min(1)
      .max(8),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const paymentOptions: ElementKind<Props> = {
  kind: "payment_options",
  moments: ["fmot", "cart"],
  about: "The ways to pay, each with fee and limits; instalments with their whole plan.",
  need: "Whether one's own way of paying is there decides many carts, cash on delivery above all.",
  evidence: "Instalments state count, amount, total and provider, and the sum is checked.",
  words: PAYMENT_OPTIONS_WORDS,
  wordsShown: ({ title, items }) => [
    ...(title === undefined ? ["title"] : []),
    ...items.flatMap(({ type, label, cost, place, plan }) => [
      ...(label === undefined ? [type] : []),
      ...(cost === undefined ? [] : [cost.minor === 0 ? "noFee" : "fee"]),
      ...(place === undefined ? [] : ["only"]),
      ...(plan === undefined ? [] : ["plan"]),
    ]),
  ],
  script: null,
  schema,
  claims: ({ items }) => [{ claim: "payment", statement: JSON.stringify(items), source: "author" }],
  lint: ({ items }) =>
    items.flatMap(({ plan }, index) =>
      plan === undefined || plan.count * plan.amount.minor === plan.total.minor
        ? []
        : [
            {
              rule: "instalments-total",
              pointer: `/items/${index}/plan/total`,
              message: `${plan.count} payments of ${plan.amount.minor} are ${plan.count * plan.amount.minor}, not ${plan.total.minor}: state what shoppers pay in all`,
            },
          ],
    ),

  render(props, context) {
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const items = props.items.map((item) => ({
      icon: ICON_OF[item.type],
      label: item.label === undefined ? context.say(item.type) : context.text(item.label),
      note: notesOf(item, context),
    }));
    return frame("payment_options", props, context, html`${heading(title, props)}${rows(items, title)}`);
  },
};

function notesOf(item: Props["items"][number], context: RenderContext): Markup | null {
  const { cost, place, note, plan } = item;
  const notes: Markup[] = [];
  if (plan !== undefined) {
    const amounts = { amount: money(plan.amount, context), total: money(plan.total, context) };
    notes.push(
      context.say("plan", { count: plan.count, ...amounts, provider: apart(context.text(plan.provider)) }),
    );
  }
  if (cost !== undefined)
    notes.push(cost.minor === 0 ? context.say("noFee") : context.say("fee", { fee: money(cost, context) }));
  if (place !== undefined) notes.push(context.say("only", { place: context.text(place) }));
  if (note !== undefined) notes.push(context.text(note));
  const [first, ...rest] = notes;
  if (first === undefined) return null;
  return html`${first}${rest.map((more) => html`</span><span class="lz-note">${more}`)}`;
}
