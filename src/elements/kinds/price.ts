/** The price that the cart will charge, read from the page itself; beside it an honest "was" and an instalment plan. */
import type { z as Zod } from "zod";
import { apart, majorOf, money } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html, type Markup } from "../markup.ts";
import { evidenceEndMs, factName, onlyWhen, requirement } from "../sources.ts";
import { PRICE_WORDS } from "./price.words.ts";

const schema = ({ z, text, money: amount, source, evidence, common }: SchemaTools) =>
  z.strictObject({
    source: source.default({ from: "page", maxAgeSeconds: 3600 }),
    /** The lowest price of the last 30 days before the reduction, and where that can be looked up. */
    was: z.strictObject({ amount, evidence }).optional(),
    instalments: z
      .strictObject({
        /** The price for which the plan was worked out: at any other the plan is not shown. */
        price: amount,
        count: z.int().min(2).max(60),
        amount,
        fee: amount,
        total: amount,
        provider: text,
      })
      .refine(
        ({ price, amount: each, fee, total }) =>
          new Set([price, each, fee, total].map((one) => one.currency)).size === 1,
        "all amounts in one currency",
      )
      .optional(),
    note: text.optional(),
    ...common("plain"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

const PRICE = "product.price";

export const price: ElementKind<Props> = {
  kind: "price",
  moments: ["fmot", "zmot"],
  about: "The final price, with a reduction and an instalment plan where they hold.",
  need: "Shoppers ask what it costs in the end, and whether they can pay in parts.",
  evidence:
    "Read from the page's own schema.org Offer (or the shop's endpoint), silent when missing or stale; a was-price is the lowest of 30 days with its evidence; a plan is shown at its own price only.",
  words: PRICE_WORDS,
  wordsShown: ({ was, instalments }) => [
    "price",
    ...(was === undefined ? [] : ["was"]),
    ...(instalments === undefined ? [] : ["instalments", "terms"]),
  ],
  script: null,
  schema,
  claims: ({ source, was, instalments }) => [
    { claim: "price", statement: "", source: factName(source, PRICE) },
    ...(was === undefined
      ? []
      : [
          {
            claim: "was",
            statement: `${was.amount.minor} ${was.amount.currency}`,
            source: was.evidence.source,
          },
        ]),
    ...(instalments === undefined
      ? []
      : [{ claim: "instalments", statement: JSON.stringify(instalments), source: "author" }]),
  ],

  lint({ was, instalments }, nowMs) {
    const problems = [];
    if (was !== undefined && evidenceEndMs(was.evidence) <= nowMs)
      problems.push({
        rule: "evidence-stale",
        pointer: "/was/evidence/at",
        message: "this was-price was looked up too long ago: check it again, or take it away",
      });
    if (instalments !== undefined && instalments.count * instalments.amount.minor !== instalments.total.minor)
      problems.push({
        rule: "instalments-total",
        pointer: "/instalments/total",
        message: `${instalments.count} payments of ${instalments.amount.minor} are ${instalments.count * instalments.amount.minor}, not ${instalments.total.minor}: state what shoppers pay in all`,
      });
    if (
      instalments !== undefined &&
      instalments.total.minor - instalments.price.minor !== instalments.fee.minor
    )
      problems.push({
        rule: "instalments-fee",
        pointer: "/instalments/fee",
        message: "the fee is what the instalments cost beyond the price: total less price",
      });
    return problems;
  },

  render(props, context) {
    const { source, was, instalments, note } = props;
    const from = factName(source, PRICE);
    const currency = source.from === "page" ? "product.currency" : `=${context.shop.currency}`;
    const style = { language: context.language, digits: context.digits };
    const now = html`<bdi class="lz-price">${context.live({ live: "fact", from, as: "money", currency, style })}</bdi>`;
    const first = html`<p class="lz-now"><span class="lz-hidden">${context.say("price")} </span>${now}${wasMarkup()}</p>`;
    const more = note === undefined ? null : html`<p class="lz-note">${context.text(note)}</p>`;
    const content = html`<div class="lz-stack">${first}${plan()}${more}</div>`;
    return onlyWhen(
      [requirement(source, PRICE, { min: 0.000001 })],
      frame("price", props, context, content),
      context,
    );

    function wasMarkup(): Markup | null {
      if (was === undefined) return null;
      const before = html`<span class="lz-was"><span class="lz-note">${context.say("was")}</span> <s>${money(was.amount, context)}</s></span>`;
      // Only above today's price, and while somebody looked it up lately.
      const below = { ...requirement(source, PRICE), max: majorOf(was.amount) * 0.999_999 };
      return context.live({
        live: "when",
        untilMs: evidenceEndMs(was.evidence),
        requires: [below],
        parts: context.parts(before),
        otherwise: [],
      });
    }

    function plan(): Markup | null {
      return instalments === undefined ? null : planMarkup(instalments, props, context);
    }
  },
};

function planMarkup(
  plan: NonNullable<Props["instalments"]>,
  { source }: Props,
  context: RenderContext,
): Markup {
  const amount = money(plan.amount, context);
  const provider = apart(context.text(plan.provider));
  const line = html`<p class="lz-plan">${context.say("instalments", { count: plan.count, amount, provider })}</p>`;
  const terms = html`<p class="lz-note">${context.say("terms", { total: money(plan.total, context), fee: money(plan.fee, context) })}</p>`;
  const at = majorOf(plan.price);
  const requires = [requirement(source, PRICE, { min: at, max: at })];
  const markup = html`<div class="lz-instalments">${line}${terms}</div>`;
  return context.live({ live: "when", requires, parts: context.parts(markup), otherwise: [] });
}
