/** Ways of delivery with their cost and an exact day, worked out from cut-off, working days and holidays. */
import type { z as Zod } from "zod";
import { heading, money, rows } from "../blocks.ts";
import { deliveryPart, dispatchSchema, transitSchema } from "../dispatch.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { html, type Markup } from "../markup.ts";
import { DELIVERY_WORDS } from "./delivery.words.ts";

const schema = (tools: SchemaTools) => {
  const { z, text, url, money: amount, common } = tools;
  return z.strictObject({
    title: text.optional(),
    dispatch: dispatchSchema(tools),
    methods: z
      .array(
        z.strictObject({
          name: text,
          /** Absent: free. */
          cost: amount.optional(),
          transit: transitSchema(tools),
          /** Limits, such as the cities. */
          condition: text.optional(),
          icon: z.enum(["delivery", "store", "package", "home"]).default("delivery"),
          link: url.optional(),
        }),
      )
      .min(1)
      .max(4),
    ...common("card"),
  });
};
type Props = Zod.output<ReturnType<typeof schema>>;

export const delivery: ElementKind<Props> = {
  kind: "delivery",
  moments: ["fmot", "cart", "zmot"],
  about: "Each way of delivery with its cost and the day on which it arrives.",
  need: "When it comes and what that costs is what shoppers ask before they decide.",
  evidence:
    "The day follows from cut-off, working days and the shop's dated holidays in the shop's zone; nothing is promised beyond 60 days.",
  words: DELIVERY_WORDS,
  wordsShown: ({ title }) =>
    Object.keys(DELIVERY_WORDS).filter((name) => name !== "title" || title === undefined),
  script: null,
  schema,
  claims: ({ dispatch, methods }) => [
    { claim: "delivery", statement: JSON.stringify({ dispatch, methods }), source: "author" },
  ],

  render(props, context) {
    const { dispatch, methods } = props;
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const items = methods.map(({ name, cost, transit, condition, icon, link }) => {
      const price = cost === undefined ? context.say("free") : money(cost, context);
      const when = arrival(dispatch, transit, context);
      const note =
        condition === undefined ? when : html`${when}</span><span class="lz-note">${context.text(condition)}`;
      const href = link === undefined ? null : context.url(link);
      return { icon, label: html`${context.text(name)} <span class="lz-cost">(${price})</span>`, note, href };
    });
    const any = { least: 0, most: 0 };
    const day = deliveryPart("cutoff-day", dispatch, any, context);
    const clock = html`<span dir="ltr">${deliveryPart("cutoff-clock", dispatch, any, context)}</span>`;
    const until = html`<p class="lz-note lz-until">${context.say("orderedBy", { clock, day })}</p>`;
    const content = html`${heading(title, props)}${rows(items, title)}${until}`;
    return frame("delivery", props, context, content);
  },
};

function arrival(
  dispatch: Props["dispatch"],
  transit: { readonly least: number; readonly most: number },
  context: RenderContext,
): Markup {
  const first = deliveryPart("earliest", dispatch, transit, context);
  if (transit.least === transit.most) return context.say("on", { day: first });
  return context.say("between", { first, last: deliveryPart("latest", dispatch, transit, context) });
}
