/** Amounts are integers in minor units: cents, halalas, and whole toman. */
import { type Locale, type LanguageCode, number } from "./locales.ts";

export type Prices = Readonly<Record<LanguageCode, number>>;

/** What a page states; toman has no ISO code and is called IRT, as the trade does. */
export const CURRENCY: Readonly<Record<LanguageCode, "USD" | "IRT" | "SAR">> = {
  en: "USD",
  fa: "IRT",
  ar: "SAR",
};

/** What machines are told: schema.org and GA4 take ISO codes only, so toman go out as ten times as many rials. */
export const ISO_CURRENCY: Readonly<Record<LanguageCode, "USD" | "IRR" | "SAR">> = {
  en: "USD",
  fa: "IRR",
  ar: "SAR",
};

/**
 * «۱٬۲۳۴٬۵۰۰ تومان», «٨٩ ر.س», $42.00. Whole riyals are written without decimals; whole dollars too
 * in running text (`inText`), where $60 reads better than $60.00.
 */
export function format(locale: Locale, minor: number, inText = false): string {
  if (locale.code === "fa") return `${number(locale, minor)} تومان`;
  const whole = minor % 100 === 0;
  if (locale.code === "ar") return `${number(locale, minor / 100, whole ? 0 : 2)} ر.س`;
  return `$${number(locale, minor / 100, whole && inText ? 0 : 2)}`;
}

/** The same amount in ASCII, in the page's currency: `42.00`, `1980000`. */
export function plain(code: LanguageCode, minor: number): string {
  return code === "fa" ? String(minor) : (minor / 100).toFixed(2);
}

/** The amount as a number in the ISO currency, for JSON-LD and the data layer. */
export function isoAmount(code: LanguageCode, minor: number): number {
  return code === "fa" ? minor * 10 : minor / 100;
}

/** From this amount on, delivery is free. */
export const FREE_DELIVERY: Prices = { en: 6000, fa: 1_200_000, ar: 20000 };
export const DELIVERY_FEE: Prices = { en: 590, fa: 69_000, ar: 2500 };
export const CASH_FEE: Prices = { en: 400, fa: 35_000, ar: 1500 };
