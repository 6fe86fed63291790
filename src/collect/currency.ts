/** What is known of currencies: decimals as people use them, and the words and signs that name them on a page. */

const NO_DECIMALS = "BIF CLP DJF GNF IQD IRR IRT ISK JPY KMF KRW LAK PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DECIMALS = "BHD JOD KWD LYD OMR TND";

/**
 * Digits of the minor unit. Rial and dinar of Iraq have none, as CLDR has it: ISO 4217 lists decimals that nobody
 * has written for decades. IRT is toman, ten rial, which has no ISO code.
 */
export function decimalsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return NO_DECIMALS.includes(currency) ? 0 : THREE_DECIMALS.includes(currency) ? 3 : 2;
}

/** Rial and toman are one currency, ten to one: amounts that are to be compared. */
export function inRial(
  minor: number,
  currency: string,
): { readonly minor: number; readonly currency: string } {
  return currency === "IRT" ? { minor: minor * 10, currency: "IRR" } : { minor, currency };
}

/** A sign that several currencies share stands for the declared one where that is among them, else for the first. */
const SIGNS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/تومان|تومن|toman/i, ["IRT"]],
  [/ر\.?\s?س|SR\b/, ["SAR"]],
  [/د\.?\s?إ|د\.\s?ا\b|\bDhs?\b/, ["AED"]],
  [/د\.?\s?ك/, ["KWD"]],
  [/د\.?\s?ب/, ["BHD"]],
  [/ر\.?\s?ع/, ["OMR"]],
  [/ر\.?\s?ق/, ["QAR"]],
  [/ج\.?\s?م|\bLE\b/, ["EGP"]],
  [/د\.?\s?ع/, ["IQD"]],
  [/ریال|ريال|﷼|\brials?\b|\briyals?\b/i, ["IRR", "SAR", "QAR", "OMR", "YER"]],
  [/€/, ["EUR"]],
  [/£/, ["GBP", "EGP"]],
  [/[¥￥]/, ["JPY", "CNY"]],
  [/₺/, ["TRY"]],
  [/₹/, ["INR"]],
  [/₩/, ["KRW"]],
  [/₽/, ["RUB"]],
  [/₴/, ["UAH"]],
  [/₪/, ["ILS"]],
  [/\bkr\b/i, ["SEK", "NOK", "DKK", "ISK"]],
  [/\$/, ["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "BRL", "TWD"]],
];

const OTHERS =
  "CHF PLN CZK HUF RON BGN ZAR THB IDR MYR PHP PKR BDT LKR MAD DZD NGN KES GEL AZN KZT UZS AMD AFN SYP LBP";

/** `code`: three capitals. */
function isKnown(code: string): boolean {
  if ([NO_DECIMALS, THREE_DECIMALS, OTHERS].some((list) => list.includes(code))) return true;
  return SIGNS.some(([, codes]) => codes.includes(code));
}

/** The currency that a text names, by ISO code, word or sign; null when it names none. */
export function currencyNamed(text: string, declared: string | null): string | null {
  for (const [code] of text.matchAll(/(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])/g)) if (isKnown(code)) return code;
  for (const [sign, codes] of SIGNS) {
    if (!sign.test(text)) continue;
    return declared !== null && codes.includes(declared) ? declared : (codes[0] ?? null);
  }
  return null;
}
