/** A delay, told before it is asked for: why, until when, and the way out. Gone when the new day has passed. */
import type { z as Zod } from "zod";
import { action, heading } from "../blocks.ts";
import type { ElementKind, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { icon } from "../icon.ts";
import { dateText } from "../live/dates.ts";
import { escape, html } from "../markup.ts";
import { onlyDuring } from "../sources.ts";
import { DELAY_NOTICE_WORDS } from "./delay-notice.words.ts";

const schema = ({ z, text, url, instant, common }: SchemaTools) =>
  z.strictObject({
    title: text.optional(),
    /** Why. */
    description: text,
    newDate: instant,
    /** The way out: Saudi law lets shoppers cancel after 15 days of delay, EU law after a deadline that they set. */
    cancel: url,
    link: z.strictObject({ text, href: url }).optional(),
    ...common("card"),
  });
type Props = Zod.output<ReturnType<typeof schema>>;

export const delayNotice: ElementKind<Props> = {
  kind: "delay_notice",
  moments: ["amot"],
  about: "Says that an order is late, why, the new day, and how to cancel.",
  need: "A delay that is told is forgiven; one that is found out is not.",
  evidence: "The new day is one date; gone after it. Cancelling is always offered.",
  words: DELAY_NOTICE_WORDS,
  wordsShown: ({ title }) => (title === undefined ? ["title", "newDay", "cancel"] : ["newDay", "cancel"]),
  script: null,
  schema,
  claims: ({ newDate }) => [{ claim: "delivery", statement: newDate, source: "author" }],
  lint: ({ newDate }, nowMs) =>
    Date.parse(newDate) > nowMs
      ? []
      : [
          {
            rule: "date-over",
            pointer: "/newDate",
            message: "the new day has passed: give the next one, or take the notice away",
          },
        ],

  render(props, context) {
    const endMs = Date.parse(props.newDate);
    const title = props.title === undefined ? context.say("title") : context.text(props.title);
    const day = html`<time datetime="${escape(props.newDate)}">${escape(dateText(endMs, context, true))}</time>`;
    const href = context.url(props.cancel);
    const out = href === null ? null : html`<a href="${href}">${context.say("cancel")}</a>`;
    const text = html`<p>${context.text(props.description)}</p><p><strong>${context.say("newDay", { day })}</strong></p>`;
    const ways = html`<p class="lz-ways">${action(props.link, context)}${out}</p>`;
    const content = html`<div class="lz-notice">${icon("alert")}<div>${heading(title, props)}${text}${ways}</div></div>`;
    return onlyDuring(null, endMs + 86_400_000, frame("delay_notice", props, context, content), context);
  },
};
