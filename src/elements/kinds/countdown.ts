/**
 * Time left until one stored instant, the same for everyone; at zero it is gone.
 *
 * - The HTML holds the time left, to the minute; seconds appear once something ticks them.
 * - With script, src/client/countdown.ts counts on from the end and removes the element at zero.
 * - Without script, a stylesheet alone hides it at zero: classes named for powers of two (`lz-s1`, `lz-s2`,
 *   `lz-s4`, …) add up to the delay of an animation, so that no inline style is needed and the strictest policy
 *   that lets our stylesheet load is enough. The delay counts from when the page was shown, so a page that a
 *   browser takes out of its cache without asking could be late by its age there; pages are `private, no-cache`
 *   and steps are rendered by their end (see time-left.ts), which leaves the history's back button.
 */
import type { z as Zod } from "zod";
import type { ElementKind, RenderContext, SchemaTools } from "../element.ts";
import { frame } from "../frame.ts";
import { LEFT_WORDS } from "../left.words.ts";
import { leftPieces } from "../live-left.ts";
import { CALENDARS, dateText, instantMarkup } from "../live/dates.ts";
import { UNITS } from "../live/time-left.ts";
import { escape, html, type Markup, NOTHING } from "../markup.ts";
import { onlyDuring } from "../sources.ts";
import { COUNTDOWN_WORDS } from "./countdown.words.ts";

const schema = ({ z, text, instant, timeZone, id, common }: SchemaTools) =>
  z.strictObject({
    endsAt: instant,
    /** Zone in which the end is written out; the shop's when absent. */
    timeZone: timeZone.optional(),
    /** The offer that ends. An offer that ran out is not extended under the same id: see `extensionProblem`. */
    offerId: id,
    label: text.optional(),
    units: z
      .array(z.enum(UNITS))
      .min(1)
      .refine((units) => new Set(units).size === units.length, "each unit once")
      .default([...UNITS]),
    /** Calendar of the written-out end; the page's when absent. */
    calendar: z.enum(CALENDARS).optional(),
    /** A second date in another calendar, as Saudi shops give the Hijri one beside the Gregorian. */
    secondCalendar: z.enum(CALENDARS).optional(),
    after: z.literal("nothing").default("nothing"),
    ...common("card"),
  });
export type Countdown = Zod.output<ReturnType<typeof schema>>;

export const countdown: ElementKind<Countdown> = {
  kind: "countdown",
  moments: ["fmot", "umot"],
  about: "Time left until the end of an offer, the same instant for everyone.",
  need: "Whoever is nearly decided wants to know until when an offer stands.",
  evidence:
    "One stored instant with its zone; gone at zero; no later end under the same offerId; no clock per visitor.",
  words: COUNTDOWN_WORDS,
  wordsShown: ({ label }) => (label === undefined ? ["label", "ends"] : ["ends"]),
  languages: Object.keys(LEFT_WORDS),
  styles: ["timed"],
  script: "countdown",
  schema,
  claims: ({ offerId, endsAt }) => [
    { claim: "ends", statement: `${offerId} ends at ${endsAt}`, source: "author" },
  ],

  lint({ endsAt }, nowMs) {
    if (Date.parse(endsAt) > nowMs) return [];
    const message = "the countdown is over: a new offer needs a new offerId and an end to come";
    return [{ rule: "countdown-over", pointer: "/endsAt", message }];
  },

  render(props, context) {
    const endsAtMs = Date.parse(props.endsAt);
    const left = leftPieces(endsAtMs, props.units, context);
    if (left === null || Number.isNaN(endsAtMs)) return null;
    const labelId = html`${escape(context.id)}-label`;
    const endId = html`${escape(context.id)}-end`;
    const labelText = props.label === undefined ? context.say("label") : context.text(props.label);
    // Figures over their units are a clock, left to right in every script; in a bar they are a phrase.
    const direction = props.look === "bar" ? NOTHING : (' dir="ltr"' as Markup);
    const label = html`<p class="lz-label" id="${labelId}">${labelText}</p>`;
    const timer = html`<div class="lz-timer"${direction} role="timer" aria-live="off" aria-atomic="true" aria-labelledby="${labelId}" aria-describedby="${endId}">${left.cells}</div>`;
    const ending = html`<p class="lz-end" id="${endId}">${context.say("ends")} ${end(props, endsAtMs, context)}</p>`;
    const content = html`<div class="lz-about">${label}${ending}</div>${timer}<p class="lz-as-of">${left["as-of"]}</p>`;
    const unscripted = context.live({ live: "scripted", parts: [], otherwise: [" lz-unscripted"] });
    const element = frame("countdown", props, context, content, {
      classes: html` lz-timed${unscripted}${left.classes}`,
      attributes: html` data-lahza="countdown"${left.data}`,
    });
    return onlyDuring(null, endsAtMs, element, context);
  },
};

/**
 * An offer that ran out, or that shoppers have seen with one end, does not get a later one under the same id.
 * For the API, which knows the revision before.
 */
export function extensionProblem(
  before: Pick<Countdown, "offerId" | "endsAt">,
  after: Pick<Countdown, "offerId" | "endsAt">,
): string | null {
  if (before.offerId !== after.offerId || Date.parse(after.endsAt) <= Date.parse(before.endsAt)) return null;
  return `offer ${after.offerId} was shown as ending at ${before.endsAt}; a later end needs a new offerId`;
}

function end(props: Countdown, endsAtMs: number, context: RenderContext): Markup {
  const timeZone = props.timeZone ?? context.timeZone;
  const calendar = props.calendar ?? context.calendar;
  const style = { language: context.language, digits: context.digits, timeZone, calendar };
  const second =
    props.secondCalendar === undefined || props.secondCalendar === calendar
      ? null
      : html` <span class="lz-second-date">(${escape(dateText(endsAtMs, { ...style, calendar: props.secondCalendar }, false))})</span>`;
  const datetime = escape(new Date(endsAtMs).toISOString());
  return html`<time datetime="${datetime}">${instantMarkup(endsAtMs, style)}</time>${second}`;
}
