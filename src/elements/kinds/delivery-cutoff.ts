/** Time left to today's cut-off: a fact about delivery, not a sale. It goes when the cut-off has passed. */
import type { z as Zod } from "zod";
import { deliveryPart, dispatchRules, dispatchSchema, transitSchema } from "../dispatch.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { icon } from "../icon.ts";
import { LEFT_WORDS } from "../left.words.ts";
import { leftPieces } from "../live-left.ts";
import { html } from "../markup.ts";
import { DELIVERY_CUTOFF_WORDS } from "./delivery-cutoff.words.ts";

const schema = (tools: SchemaTools) =>
  tools.z.strictObject({
    dispatch: dispatchSchema(tools),
    transit: transitSchema(tools),
    note: tools.text.optional(),
    ...tools.common("plain"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const deliveryCutoff: ElementKind<Props> = {
  kind: "delivery_cutoff",
  moments: ["fmot", "cart"],
  about: "How long is left until the cut-off, and when an order that makes it arrives.",
  need: "Who needs it by a certain day wants to know until when to order.",
  evidence:
    "The shop's own cut-off, working days and holidays in its zone; the same for everyone; gone at the cut-off, then the next one.",
  words: DELIVERY_CUTOFF_WORDS,
  languages: Object.keys(LEFT_WORDS),
  styles: ["timed"],
  script: "countdown",
  schema,
  claims: ({ dispatch }) => [{ claim: "cut-off", statement: JSON.stringify(dispatch), source: "author" }],

  render(props, context) {
    const { dispatch, transit, note } = props;
    const left = leftPieces(dispatchRules(dispatch, context), ["days", "hours", "minutes"], context);
    if (left === null) return null;
    const part = (show: Parameters<typeof deliveryPart>[0]) => deliveryPart(show, dispatch, transit, context);
    const clock = html`<span dir="ltr">${part("cutoff-clock")}</span>`;
    const timer = html`<span class="lz-timer" role="timer" aria-live="off">${left.cells}</span>`;
    const first = html`<span class="lz-label">${context.say("within")} ${timer} ${context.say("leaves", { day: part("dispatch"), clock })}</span>`;
    const second = html`<span class="lz-note">${context.say("arrives", { day: part("earliest") })}</span>`;
    const third = note === undefined ? null : html`<span class="lz-note">${context.text(note)}</span>`;
    const asOf = html`<span class="lz-note lz-as-of">${left["as-of"]}</span>`;
    const content = html`<div class="lz-row">${icon("clock")}<span class="lz-words">${first}${second}${third}${asOf}</span></div>`;
    const unscripted = context.live({ live: "scripted", parts: [], otherwise: [" lz-unscripted"] });
    return frame("delivery_cutoff", props, context, content, {
      classes: html` lz-timed${unscripted}${left.classes}`,
      attributes: html` data-lahza="countdown"${left.data}`,
    });
  },
};
