/** Numbers and amounts as people write them. Intl does the digits and groups; what it gets wrong is put right here. */
import type { Style } from "./types.ts";

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(style: Style, key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${style.language} ${style.digits} ${key}`;
  let found = formatters.get(name);
  if (found === undefined) {
    if (formatters.size > 200) formatters.clear();
    found = new Intl.NumberFormat(`${style.language}-u-nu-${style.digits}`, options);
    formatters.set(name, found);
  }
  return found;
}

export function numberText(value: number, style: Style, maximumFractionDigits = 0): string {
  return formatter(style, `n${maximumFractionDigits}`, { maximumFractionDigits }).format(value);
}

/** Toman has no ISO code: `IRT` is ours, one is ten rials. */
const TOMAN: { readonly [language: string]: string } = { fa: "تومان", ar: "تومان" };

/** Letters that fonts have; not U+20C1, which they lack, and not U+FDFC, which is Iranian. */
const ARABIC: { readonly [currency: string]: string } = {
  SAR: "ر.س",
  AED: "د.إ",
  KWD: "د.ك",
  QAR: "ر.ق",
  BHD: "د.ب",
  OMR: "ر.ع.",
  EGP: "ج.م",
  JOD: "د.أ",
};

/**
 * An amount in whole currency units (`12.5` USD). Persian readers count in toman, so rials are shown as a tenth
 * where that is exact.
 */
export function moneyText(value: number, currency: string, style: Style): string {
  if (currency === "IRR" && style.language === "fa" && value % 10 === 0)
    return moneyText(value / 10, "IRT", style);
  if (currency === "IRT") return `${numberText(value, style)}\u00a0${TOMAN[style.language] ?? "toman"}`;
  const symbol = style.language === "ar" ? ARABIC[currency] : undefined;
  if (symbol !== undefined || style.language === "fa") {
    const amount = formatter(style, `a${currency}`, {
      ...fractions(currency),
      trailingZeroDisplay: "stripIfInteger",
    }).format(value);
    return `${amount}\u00a0${symbol ?? (currency === "IRR" ? "ریال" : currencyName(currency, style))}`;
  }
  const options = { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" } as const;
  return formatter(style, `m${currency}`, options).format(value);
}

function fractions(currency: string): Intl.NumberFormatOptions {
  const { maximumFractionDigits = 2 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  return { minimumFractionDigits: maximumFractionDigits, maximumFractionDigits };
}

function currencyName(currency: string, { language }: Style): string {
  return new Intl.DisplayNames(language, { type: "currency" }).of(currency) ?? currency;
}

/**
 * A number as pages and endpoints write it: Persian, Arabic-Indic and ASCII digits, group and decimal signs of all
 * three, no-break spaces and marks of direction. Null when it is none.
 */
export function readNumber(text: string): number | null {
  const plain = text
    .replace(/[\s\u00a0\u202f\u200e\u200f\u061c\u2066-\u2069]/g, "")
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x6f0))
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660))
    .replace(/[٬،]/g, ",")
    .replace(/٫/g, ".");
  const grouped = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : plain;
  return /^-?\d+(?:\.\d+)?$/.test(grouped) ? Number(grouped) : null;
}
