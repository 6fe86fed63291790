/** Digits as people of a page's language and country write them. A setting, because Intl's defaults disagree. */
import type { Language } from "../../domain/text.ts";

/** Numbering systems by their CLDR names: 0-9, Arabic-Indic U+0660…, Persian U+06F0…. */
export const DIGITS = ["latn", "arab", "arabext"] as const;
export type Digits = (typeof DIGITS)[number];

const ZERO: { readonly [digits in Digits]: number } = { latn: 0x30, arab: 0x660, arabext: 0x6f0 };

/** Arab countries in which shops write Arabic-Indic digits as a rule (CLDR's default for them). */
const ARABIC_INDIC_COUNTRIES = new Set([
  "SA",
  "EG",
  "IQ",
  "JO",
  "KW",
  "LB",
  "OM",
  "QA",
  "BH",
  "SY",
  "YE",
  "SD",
  "PS",
]);

/** The default: Persian digits on Persian pages; Latin ones on Arabic pages unless the country is known to differ. */
export function digitsFor(language: Language, country: string | null = null): Digits {
  if (language === "fa" || language === "ps" || language === "ckb") return "arabext";
  if (language === "ar" && country !== null && ARABIC_INDIC_COUNTRIES.has(country.toUpperCase()))
    return "arab";
  return "latn";
}

/** A count in the page's digits, at least `width` digits long. `value` is a non-negative integer. */
export function formatCount(value: number, digits: Digits, width = 1): string {
  return inDigits(String(value).padStart(width, "0"), digits);
}

/** ASCII digits of a text that we composed ourselves, in other digits. Never for authors' text. */
export function inDigits(text: string, digits: Digits): string {
  if (digits === "latn") return text;
  return text.replace(/[0-9]/g, (digit) => String.fromCharCode(ZERO[digits] + Number(digit)));
}

/** Code point of zero, from which a browser module counts. */
export function zeroOf(digits: Digits): number {
  return ZERO[digits];
}
