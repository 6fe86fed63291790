/** Dates as people of each country write them, and the working days that delivery takes. */
import type { Locale } from "./locales.ts";

const DAY_MS = 86_400_000;
/** Sunday is 0. Thursday is a working day for the couriers in Iran. */
const WEEKEND: Readonly<Record<Locale["code"], readonly number[]>> = { en: [0, 6], fa: [5], ar: [5, 6] };
const WORKING_DAYS: Readonly<Record<Locale["code"], readonly [number, number]>> = {
  en: [3, 5],
  fa: [2, 3],
  ar: [3, 4],
};

/** First and last day on which a parcel that leaves after `nowMs` arrives. */
export function deliveryWindow(locale: Locale, nowMs: number): readonly [number, number] {
  const [first, last] = WORKING_DAYS[locale.code];
  return [addWorkingDays(locale, nowMs, first), addWorkingDays(locale, nowMs, last)];
}

function addWorkingDays(locale: Locale, fromMs: number, days: number): number {
  let at = fromMs;
  for (let left = days; left > 0;) {
    at += DAY_MS;
    if (!WEEKEND[locale.code].includes(weekdayOf(locale, at))) left -= 1;
  }
  return at;
}

function weekdayOf(locale: Locale, atMs: number): number {
  const name = new Intl.DateTimeFormat("en-US", { weekday: "short", timeZone: locale.timeZone }).format(atMs);
  return ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"].indexOf(name);
}

/**
 * «شنبه ۱ فروردین» (Jalali, composed of parts, since Intl prints them in another order),
 * «الثلاثاء ٢٤ نوفمبر» (Gregorian), “Tue, Nov 24”.
 */
export function dayAndMonth(locale: Locale, atMs: number): string {
  return inParts(locale, atMs, ({ weekday, day, month }) =>
    locale.code === "en" ? `${weekday}, ${month} ${day}` : `${weekday} ${day} ${month}`,
  );
}

/** With the year: «شنبه ۱ فروردین ۱۴۰۵», “November 24, 2026”. */
export function fullDate(locale: Locale, atMs: number): string {
  return inParts(locale, atMs, ({ weekday, day, month, year }) =>
    locale.code === "en" ? `${month} ${day}, ${year}` : `${weekday} ${day} ${month} ${year}`,
  );
}

/** The Hijri date (Umm al-Qura), a second line in Saudi Arabia. */
export function hijriDate(atMs: number): string {
  const format = new Intl.DateTimeFormat("ar-SA-u-ca-islamic-umalqura-nu-arab", {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "Asia/Riyadh",
  });
  const part = partsOf(format.formatToParts(atMs));
  return `${part.day} ${part.month} ${part.year} هـ`;
}

/** In the shop's time zone: `2026-11-24`, for `datetime` attributes. */
export function isoDay(locale: Locale, atMs: number): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone: locale.timeZone }).format(atMs);
}

type Parts = Record<"weekday" | "day" | "month" | "year", string>;

const CALENDAR: Readonly<Record<Locale["code"], string>> = {
  en: "en-US",
  fa: "fa-IR-u-ca-persian-nu-arabext",
  ar: "ar-SA-u-ca-gregory-nu-arab",
};

function inParts(locale: Locale, atMs: number, compose: (parts: Parts) => string): string {
  const style = locale.code === "en" ? "short" : "long";
  const format = new Intl.DateTimeFormat(CALENDAR[locale.code], {
    weekday: style,
    day: "numeric",
    month: style,
    year: "numeric",
    timeZone: locale.timeZone,
  });
  return compose(partsOf(format.formatToParts(atMs)));
}

function partsOf(parts: readonly Intl.DateTimeFormatPart[]): Parts {
  const value = (type: string): string => parts.find((part) => part.type === type)?.value ?? "";
  return { weekday: value("weekday"), day: value("day"), month: value("month"), year: value("year") };
}
