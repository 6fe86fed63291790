/**
 * Where an order is, in steps, with a link that tracks it. The state is that of the page that it stands on (the
 * thank-you page: placed), or is named by the page's own query or a cookie of the shop; without it, nothing is said.
 */
import type { z as Zod } from "zod";
import { heading, steps } from "../blocks.ts";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { icon } from "../icon.ts";
import { html, type Markup } from "../markup.ts";
import { ORDER_STATUS_WORDS } from "./order-status.words.ts";

const STATES = ["placed", "packed", "shipped", "delivered"] as const;
type State = (typeof STATES)[number];

const schema = ({ z, text, url, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    state: z.union([
      z.enum(STATES),
      /** `query.status` or `cookie.status`; `values` maps the shop's own words to ours. */
      z.strictObject({
        from: z.string().regex(/^(?:query|cookie)\.[A-Za-z0-9_.-]{1,64}$/, "query.name or cookie.name"),
        values: z.record(z.string().max(64), z.enum(STATES)),
      }),
    ]),
    /** What shoppers are told beside the current step. */
    note: text.optional(),
    tracking: url.optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const orderStatus: ElementKind<Props> = {
  kind: "order_status",
  moments: ["amot"],
  about: "The order's steps with the current one, and a tracking link, on thank-you and order pages.",
  need: "Between paying and receiving, silence makes shoppers doubt.",
  evidence:
    "The state is the page's own, or the shop's word for it in the address or a cookie; unknown words show nothing.",
  words: ORDER_STATUS_WORDS,
  wordsShown: ({ title, tracking }) => [
    ...STATES,
    "done",
    ...(title === undefined ? ["title"] : []),
    ...(tracking === undefined ? [] : ["track"]),
  ],
  script: null,
  schema,

  render(props, context) {
    const { state } = props;
    if (typeof state === "string") return at(state, props, context);
    const words = Object.entries(state.values);
    const all = STATES.map((one): Markup | null => {
      const oneOf = words.flatMap(([word, meant]) => (meant === one ? [word] : []));
      if (oneOf.length === 0) return null;
      const parts = context.parts(at(one, props, context));
      return context.live({
        live: "when",
        requires: [{ from: state.from, maxAge: 60, oneOf }],
        parts,
        otherwise: [],
      });
    });
    const known = [{ from: state.from, maxAge: 60, oneOf: words.map(([word]) => word) }];
    return context.live({
      live: "when",
      requires: known,
      parts: context.parts(html`${all}`),
      otherwise: null,
    });
  },
};

function at(current: State, props: Props, context: RenderContext): Markup {
  const title = props.title === undefined ? context.say("title") : context.text(props.title);
  const place = STATES.indexOf(current);
  // What has been delivered is not under way any more.
  const reached = current === "delivered" ? place + 1 : place;
  const items = STATES.map((state, index) => ({
    label: context.say(state),
    note: index === place && props.note !== undefined ? context.text(props.note) : null,
    state: index < reached ? ("done" as const) : index === place ? ("current" as const) : ("next" as const),
  }));
  const href = props.tracking === undefined ? null : context.url(props.tracking);
  const link =
    href === null
      ? null
      : html`<a class="lz-link" href="${href}"><span>${context.say("track")}</span>${icon("next")}</a>`;
  const content = html`${heading(title, props)}${steps(items, title, { done: context.say("done") }, context)}${link}`;
  return frame("order_status", props, context, content);
}
