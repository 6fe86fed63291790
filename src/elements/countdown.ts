/**
 * Time left until one stored instant, the same for everyone; at zero it is gone.
 *
 * - The HTML holds the time left, to the minute; seconds appear once something ticks them.
 * - With script, src/client/countdown.ts counts on from `datetime` and removes the element at zero.
 * - Without script, a stylesheet alone hides it at zero: classes named for powers of two (`lz-s1`, `lz-s2`,
 *   `lz-s4`, …) add up to the delay of an animation, so that no inline style is needed and the strictest policy
 *   that lets our stylesheet load is enough. The delay counts from when the page was shown, so a page that a
 *   browser takes out of its cache without asking could be late by its age there; pages are `private, no-cache`
 *   and steps are rendered by their end (see time-left.ts), which leaves the history's back button.
 */
import type { LocalizedText } from "../domain/text.ts";
import { type Calendar, CALENDARS, dateText, instantMarkup } from "./dates.ts";
import { formatCount, zeroOf } from "./digits.ts";
import { type ElementKind, type Look, LOOKS, type RenderContext } from "./element.ts";
import { frame } from "./frame.ts";
import { escape, escapeKnown, html, type Markup, NOTHING } from "./markup.ts";
import { type Forms, plural } from "./plural.ts";
import { COUNTDOWN_WORDS, type CountdownWords } from "./countdown.words.ts";
import { divide, secondsOf, type Step, stepAt, type Unit, UNITS } from "./time-left.ts";

export interface Countdown {
  /** ISO instant with its offset. */
  readonly endsAt: string;
  /** IANA zone in which the end is written out; the shop's when absent. */
  readonly timeZone?: string | undefined;
  /** The offer that ends. An offer that ran out is not extended under the same id: see `extensionProblem`. */
  readonly offerId: string;
  readonly label?: LocalizedText | undefined;
  readonly units: readonly Unit[];
  /** Calendar of the written-out end; the page's when absent. */
  readonly calendar?: Calendar | undefined;
  /** A second date in another calendar, as Saudi shops give the Hijri one beside the Gregorian. */
  readonly secondCalendar?: Calendar | undefined;
  /** What stands there after the end. */
  readonly after: "nothing";
  readonly look: Look;
}

/** The stylesheet has a class for every power of two of seconds up to this one: 194 days in all. */
export const DELAY_BITS = 24;

export const countdown: ElementKind<Countdown> = {
  kind: "countdown",
  moments: ["fmot", "umot"],
  makesClaims: true,
  languages: Object.keys(COUNTDOWN_WORDS),
  script: "countdown",

  schema: ({ z, text, instant, timeZone }) =>
    z.strictObject({
      endsAt: instant,
      timeZone: timeZone.optional(),
      offerId: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,63}$/, "an id of letters, digits and _ . : -"),
      label: text.optional(),
      units: z
        .array(z.enum(UNITS))
        .min(1)
        .refine((units) => new Set(units).size === units.length, "each unit once")
        .default([...UNITS]),
      calendar: z.enum(CALENDARS).optional(),
      secondCalendar: z.enum(CALENDARS).optional(),
      after: z.literal("nothing").default("nothing"),
      look: z.enum(LOOKS).default("card"),
    }),

  texts: ({ label }) => (label === undefined ? [] : [label]),

  trueUntil: ({ endsAt }, nowMs) => stepAt(Date.parse(endsAt), nowMs)?.endMs ?? null,

  lint({ endsAt }, nowMs) {
    if (Date.parse(endsAt) > nowMs) return [];
    const message = "the countdown is over: a new offer needs a new offerId and an end to come";
    return [{ rule: "countdown-over", pointer: "/endsAt", message }];
  },

  render(props, context) {
    const endsAtMs = Date.parse(props.endsAt);
    const step = stepAt(endsAtMs, context.nowMs);
    const words = COUNTDOWN_WORDS[context.language];
    if (step === null || words === undefined) return null;
    const labelId = html`${context.id as Markup}-label`;
    const endId = html`${context.id as Markup}-end`;
    const labelText = props.label === undefined ? escapeKnown(words.label) : context.text(props.label);
    // Figures over their units are a clock, left to right in every script; in a bar they are a phrase.
    const direction = props.look === "bar" ? NOTHING : (' dir="ltr"' as Markup);
    const label = html`<p class="lz-label" id="${labelId}">${labelText}</p>`;
    const timer = html`<div class="lz-timer"${direction} role="timer" aria-live="off" aria-atomic="true" aria-labelledby="${labelId}" aria-describedby="${endId}">${cells(step, props, words, context)}</div>`;
    const ending = html`<p class="lz-end" id="${endId}">${escapeKnown(words.ends)} ${end(props, endsAtMs, context)}</p>`;
    const asOf = html`<p class="lz-as-of">${escapeKnown(step.secondsLeft < 60 ? words.lastMinute : words.atLoad)}</p>`;
    const content = html`<div class="lz-about">${label}${ending}</div>${timer}${asOf}`;
    const classes = html`${context.scripts ? NOTHING : (" lz-unscripted" as Markup)}${delayClasses(step.secondsLeft)}`;
    const data = html` data-lahza="countdown" data-from="${step.startMs}" data-until="${step.endMs}" data-zero="${zeroOf(context.digits)}"`;
    return frame("countdown", props.look, context, content, classes, data);
  },
};

/**
 * An offer that ran out, or that shoppers have seen with one end, does not get a later one under the same id.
 * For the API, which knows the revision before.
 */
export function extensionProblem(before: Countdown, after: Countdown): string | null {
  if (before.offerId !== after.offerId || Date.parse(after.endsAt) <= Date.parse(before.endsAt)) return null;
  return `offer ${after.offerId} was shown as ending at ${before.endsAt}; a later end needs a new offerId`;
}

function cells(step: Step, props: Countdown, words: CountdownWords, context: RenderContext): Markup[] {
  const { language, digits } = context;
  const counts = divide(step.secondsLeft, props.units);
  // A leading zero of days says nothing, and days never grow again.
  const shown =
    counts.length > 1 && counts[0]?.unit === "days" && counts[0].count === 0 ? counts.slice(1) : counts;
  return shown.map(({ unit, count }, index) => {
    const forms = words.units[unit];
    const width = index === 0 && unit === "days" ? 1 : 2;
    const digitsText = escape(formatCount(count, digits, width));
    const colon = index === 0 ? null : html`<span class="lz-colon" aria-hidden="true">:</span>`;
    const noun = escapeKnown(plural(language, count, forms));
    return html`${colon}<span class="lz-cell lz-${unit as Markup}" data-unit="${secondsOf(unit)}" data-forms="${formsAttribute(forms)}"><span class="lz-count">${digitsText}</span> <span class="lz-unit">${noun}</span></span>`;
  });
}

/** `one:day;other:days`; the browser picks by its own plural rules. */
function formsAttribute(forms: Forms): Markup {
  let attribute = attributes.get(forms);
  if (attribute === undefined) {
    attribute = escape(
      Object.entries(forms)
        .map(([category, word]) => `${category}:${word}`)
        .join(";"),
    );
    attributes.set(forms, attribute);
  }
  return attribute;
}
const attributes = new WeakMap<Forms, Markup>();

/** The end as text with its zone. Props live as long as their ruleset, so each end is composed once. */
function end(props: Countdown, endsAtMs: number, context: RenderContext): Markup {
  const { language, digits } = context;
  const timeZone = props.timeZone ?? context.timeZone;
  const calendar = props.calendar ?? context.calendar;
  const key = `${language} ${digits} ${timeZone} ${calendar}`;
  let byStyle = ends.get(props);
  if (byStyle === undefined) ends.set(props, (byStyle = new Map()));
  let markup = byStyle.get(key);
  if (markup === undefined) {
    const style = { language, digits, timeZone, calendar };
    const second =
      props.secondCalendar === undefined || props.secondCalendar === calendar
        ? null
        : html` <span class="lz-second-date">(${escape(dateText(endsAtMs, { ...style, calendar: props.secondCalendar }, false))})</span>`;
    const datetime = escape(new Date(endsAtMs).toISOString());
    markup = html`<time datetime="${datetime}">${instantMarkup(endsAtMs, style)}</time>${second}`;
    byStyle.set(key, markup);
  }
  return markup;
}
const ends = new WeakMap<Countdown, Map<string, Markup>>();

/** ` lz-s4 lz-s1` for 5 seconds. None for what is further off than any page stays open. */
function delayClasses(seconds: number): Markup {
  if (seconds >= 2 ** DELAY_BITS) return NOTHING;
  let classes = " lz-ends";
  for (let bit = DELAY_BITS - 1; bit >= 0; bit--) {
    if (((seconds >> bit) & 1) === 1) classes += ` lz-s${2 ** bit}`;
  }
  return classes as Markup;
}
