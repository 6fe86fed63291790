/**
 * Numbers, dates and money as people of the language write them. Intl's defaults are not always that: Arabic digits
 * are asked for by name, and a Persian date is put together from its parts («شنبه ۱ فروردین ۱۴۰۵»).
 */
import { LANGUAGE } from "./place.ts";

const LOCALE = { en: "en-GB", fa: "fa-IR", ar: "ar-EG" }[LANGUAGE];

const integers = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });

export function count(value: number): string {
  return integers.format(value);
}

/** For who checks a figure: as many significant digits as anybody compares. */
type Digits = number | "exact";
const EXACT = 6;

function upTo(digits: Digits): Intl.NumberFormatOptions {
  return digits === "exact" ? { maximumSignificantDigits: EXACT } : { maximumFractionDigits: digits };
}

/** A share: 0.0512 → 5.12 %. */
export function percent(value: number, digits: Digits = 2): string {
  return new Intl.NumberFormat(LOCALE, { style: "percent", ...upTo(digits) }).format(value);
}

/** A chance: never rounded to certainty. */
export function chanceOf(value: number): string {
  const held = Math.min(0.999, Math.max(0.001, value));
  return percent(held, held > 0.99 || held < 0.01 ? 1 : 0);
}

/** A relative change, always with its sign. */
export function change(value: number, digits = 1): string {
  return new Intl.NumberFormat(LOCALE, {
    style: "percent",
    signDisplay: "exceptZero",
    maximumFractionDigits: digits,
  }).format(value);
}

/** Ticks of a scale, as relative changes: with as many digits as tell one from the next. */
export function changes(ticks: readonly number[]): readonly string[] {
  const step = Math.min(...ticks.slice(1).map((tick, index) => Math.abs(tick - (ticks[index] ?? 0))));
  // Steps are 1, 2 or 5 times a power of ten, up to the error of a division.
  const digits = ticks.length < 2 ? 0 : Math.max(0, -Math.floor(Math.log10(step * 100) + 1e-6));
  const format = new Intl.NumberFormat(LOCALE, {
    style: "percent",
    signDisplay: "exceptZero",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return ticks.map((tick) => (tick === 0 ? change(0) : format.format(tick)));
}

/** `digits`: significant ones. */
export function decimal(value: number, digits: Digits = 3): string {
  const most = digits === "exact" ? EXACT : digits;
  return new Intl.NumberFormat(LOCALE, { maximumSignificantDigits: most }).format(value);
}

export interface Unit {
  /** Null: no money, such as a score. */
  readonly currency: string | null;
  readonly decimals: number;
}

/** `value` in minor units. Rial amounts are shown in the words of the shop: Intl knows no toman. */
export function money(value: number, { currency, decimals }: Unit, exact?: "exact"): string {
  const amount = value / 10 ** decimals;
  if (currency === null) return decimal(amount, exact ?? 4);
  if (currency === "IRT" || currency === "IRR") {
    const word =
      currency === "IRT" ? { en: "toman", fa: "تومان", ar: "تومان" } : { en: "rial", fa: "ریال", ar: "ريال" };
    return `${exact === undefined ? count(amount) : decimal(amount, exact)} ${word[LANGUAGE]}`;
  }
  return new Intl.NumberFormat(LOCALE, {
    style: "currency",
    currency,
    ...upTo(exact ?? decimals),
  }).format(amount);
}

/** A span of less than a second or of some: `320 ms`, `1.4 s`. */
export function wait(ms: number): string {
  const unit = ms < 1000 ? "millisecond" : "second";
  return new Intl.NumberFormat(LOCALE, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumSignificantDigits: 3,
  }).format(ms < 1000 ? ms : ms / 1000);
}

/** Names that Intl has for codes: of countries and languages. */
export function codeName(type: "region" | "language", code: string): string {
  try {
    return new Intl.DisplayNames(LOCALE, { type }).of(code) ?? code;
  } catch {
    return code;
  }
}

const long = formatsOf({ day: "numeric", month: "long", year: "numeric" });
const short = formatsOf({ day: "numeric", month: "short" });
const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit", hour12: false });

/** Instants are told by the browser's clock; a day of the shop's is the same day everywhere. */
function formatsOf(style: Intl.DateTimeFormatOptions) {
  return {
    instant: new Intl.DateTimeFormat(LOCALE, style),
    day: new Intl.DateTimeFormat(LOCALE, { ...style, timeZone: "UTC" }),
  };
}

/** `iso`: an instant, or a day (`2026-11-27`). */
export function date(iso: string | number): string {
  return joined(iso, long, ["day", "month", "year"]);
}

export function shortDate(iso: string | number): string {
  return joined(iso, short, ["day", "month"]);
}

function joined(
  iso: string | number,
  { instant, day }: ReturnType<typeof formatsOf>,
  order: readonly Intl.DateTimeFormatPartTypes[],
): string {
  const isDay = typeof iso === "string" && /^\d{4}-\d{2}-\d{2}$/.test(iso);
  const parts = (isDay ? day : instant).formatToParts(new Date(iso));
  return order.map((name) => parts.find(({ type }) => type === name)?.value ?? "").join(" ");
}

export function moment(iso: string | number): string {
  return `${date(iso)}، ${clock.format(new Date(iso))}`.replace("،", LANGUAGE === "en" ? "," : "،");
}

const seconds = new Intl.DateTimeFormat(LOCALE, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hour12: false,
});

/** To the second. */
export function clockTime(iso: string): string {
  return seconds.format(new Date(iso));
}

const ago = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
const STEPS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
] as const;

export function since(iso: string, nowMs = Date.now()): string {
  const passed = Date.parse(iso) - nowMs;
  for (const [unit, ms] of STEPS)
    if (Math.abs(passed) >= ms) return ago.format(Math.trunc(passed / ms), unit);
  return ago.format(0, "minute");
}

/** Digits that people type: Persian and Arabic ones, their separators, spaces. Null: no number. */
export function readNumber(text: string): number | null {
  const plain = text
    .replaceAll(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll("٫", ".")
    .replaceAll(/[\s٬،,\u200e\u200f]/g, "")
    .replaceAll("٪", "")
    .replace(/%$/, "");
  if (!/^-?\d*\.?\d+$/.test(plain)) return null;
  return Number(plain);
}

/** Names in a list, as the language joins them. */
export function list(names: readonly string[]): string {
  return new Intl.ListFormat(LOCALE, { type: "conjunction" }).format(names);
}

export function languageName(code: string): string {
  return new Intl.DisplayNames(LOCALE, { type: "language" }).of(code) ?? code;
}
