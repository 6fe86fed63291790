/**
 * Dates and clocks as people write them, composed from parts: Intl's own full date for `fa-IR` comes out as
 * "1405 Farvardin 1, Saturday", where people write "Saturday 1 Farvardin 1405".
 */
import type { Language } from "../../domain/text.ts";
import { type Digits, inDigits } from "./digits.ts";
import { escape, html, type Markup } from "../markup.ts";
import { zoneWords } from "./zones.ts";

export const CALENDARS = ["gregory", "persian", "islamic-umalqura"] as const;
export type Calendar = (typeof CALENDARS)[number];

export interface DateStyle {
  readonly language: Language;
  readonly digits: Digits;
  readonly calendar: Calendar;
  readonly timeZone: string;
}

/**
 * Jalali for Persian readers, wherever they are; others read Gregorian dates, of a shop in Tehran too. An element
 * that says otherwise has a setting of its own.
 */
export function calendarFor(language: Language): Calendar {
  return language === "fa" ? "persian" : "gregory";
}

/** "Saturday 1 Farvardin 1405" with the weekday, "1 Farvardin 1405" without. */
export function dateText(atMs: number, style: DateStyle, weekday: boolean): string {
  const part = partsOf(atMs, style);
  const date = `${part("day")} ${part("month")} ${part("year")}`;
  // Arabic writes the era of a Hijri year, so that 1447 is not taken for a Gregorian one.
  const era = style.language === "ar" && style.calendar === "islamic-umalqura" ? " \u0647\u0640" : "";
  return inDigits(weekday ? `${part("weekday")} ${date}${era}` : `${date}${era}`, style.digits);
}

/** "Saturday 1 Farvardin": a day of the coming weeks needs no year. */
export function dayText(atMs: number, style: DateStyle): string {
  const part = partsOf(atMs, style);
  return inDigits(`${part("weekday")} ${part("day")} ${part("month")}`, style.digits);
}

/** "Saturday 1 Farvardin 1405, 20:00 Tehran time". A clock runs from left to right in every script. */
export function instantMarkup(atMs: number, style: DateStyle): Markup {
  const part = partsOf(atMs, style);
  const clock = inDigits(`${part("hour")}:${part("minute")}`, style.digits);
  const { before, after } = zoneWords(style.language, style.timeZone, atMs);
  const date = escape(dateText(atMs, style, true) + before);
  return html`${date}<span dir="ltr">${escape(clock)}</span> ${after}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function partsOf(atMs: number, style: DateStyle): (type: Intl.DateTimeFormatPartTypes) => string {
  const key = `${style.language} ${style.calendar} ${style.timeZone}`;
  let formatter = formatters.get(key);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat(`${style.language}-u-ca-${style.calendar}-nu-latn`, {
      timeZone: style.timeZone,
      weekday: "long",
      day: "numeric",
      month: "long",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
    formatters.set(key, formatter);
  }
  const parts = formatter.formatToParts(atMs);
  return (type) => parts.find((part) => part.type === type)?.value ?? "";
}
