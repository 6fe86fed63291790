/** The shop's three languages: where they live, how they count, what they pay with. */

export type LanguageCode = "en" | "fa" | "ar";

/** A text in every language of the shop. */
export type Translated = Readonly<Record<LanguageCode, string>>;

export interface Locale {
  readonly code: LanguageCode;
  /** BCP 47, with the country whose digits, currency and calendar are used. */
  readonly tag: "en-US" | "fa-IR" | "ar-SA";
  readonly dir: "ltr" | "rtl";
  /** Path prefix: English has none. */
  readonly prefix: "" | "/fa" | "/ar";
  /** The language's name in the language. */
  readonly label: string;
  readonly ogLocale: string;
  readonly timeZone: string;
}

export const LOCALES: readonly Locale[] = [
  {
    code: "en",
    tag: "en-US",
    dir: "ltr",
    prefix: "",
    label: "English",
    ogLocale: "en_US",
    timeZone: "America/New_York",
  },
  {
    code: "fa",
    tag: "fa-IR",
    dir: "rtl",
    prefix: "/fa",
    label: "فارسی",
    ogLocale: "fa_IR",
    timeZone: "Asia/Tehran",
  },
  {
    code: "ar",
    tag: "ar-SA",
    dir: "rtl",
    prefix: "/ar",
    label: "العربية",
    ogLocale: "ar_SA",
    timeZone: "Asia/Riyadh",
  },
];

/** `/fa/cart` → `/fa`'s locale and `/cart`; the home page's rest is `/`. */
export function localeOf(path: string): { locale: Locale; rest: string } {
  for (const locale of LOCALES) {
    if (locale.prefix === "") continue;
    if (path === locale.prefix || path.startsWith(`${locale.prefix}/`)) {
      return { locale, rest: path.slice(locale.prefix.length) || "/" };
    }
  }
  return { locale: LOCALES[0] as Locale, rest: path };
}

/** The address of a page of the shop in a language; `/` is the home page. */
export function pathIn(locale: Locale, rest: string): string {
  return rest === "/" ? locale.prefix || "/" : `${locale.prefix}${rest}`;
}

/** A whole or decimal number in the country's digits. */
export function number(locale: Locale, value: number, decimals = 0): string {
  return new Intl.NumberFormat(locale.tag, {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
    ...digits(locale),
  }).format(value);
}

/** `ar-SA` gives ٠–٩ and `fa-IR` ۰–۹; said aloud, since runtimes differ in it. */
function digits(locale: Locale): { numberingSystem: string } {
  return { numberingSystem: locale.code === "fa" ? "arabext" : locale.code === "ar" ? "arab" : "latn" };
}

/** Reads ۰–۹ and ٠–٩ as 0–9 and drops bidirectional marks; everything else stays. */
export function asciiDigits(text: string): string {
  return text
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "");
}

/** For comparing what people typed: yeh and kaf folded, without tatweel, harakat, joiners and case. */
export function folded(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[يى]/g, "ی")
    .replace(/ك/g, "ک")
    .replace(/[أإآ]/g, "ا")
    .replace(/ة/g, "ه")
    .replace(/\p{Mn}|[\u0640\u200c]|\u200d/gu, "")
    .toLowerCase()
    .trim();
}
