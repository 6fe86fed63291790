/**
 * Amounts as shops print them → integer minor units. Pure.
 *
 * Which of `.` and `,` is the decimal sign is read off the number itself and, where that leaves it open, off the
 * currency: `1.234` is 1,234 euros, but 1.234 dinars of Kuwait. What stays ambiguous or does not fit is refused with
 * a reason: a wrong amount is worse than none.
 */
import { currencyNamed, decimalsOf } from "./currency.ts";
import { asciiDigits, MAX_MINOR } from "./record.ts";

export type Amount =
  | { readonly ok: true; readonly minor: number; readonly currency: string }
  | {
      readonly ok: false;
      readonly reason: "no-number" | "several-numbers" | "unclear-number" | "too-many-decimals" | "too-large";
    };

/** Signs that only steer the direction of text, and joiners. */
const INVISIBLE = /[\u200b-\u200f\u061c\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
const SPACES = /[\s\u00a0\u2000-\u200a\u202f\u205f]+/g;
/** `1 234 567` is one number; other spaces end it. */
const NUMBER = /\d(?:[\d.,٫٬'’،]|(?<=(?<!\d)\d{1,3}(?: \d{3})*) (?=\d{3}(?!\d)))*/g;

const MAGNITUDES: readonly (readonly [RegExp, number])[] = [
  [/^ ?(هزار|ألف|الف)(?!\p{L})/u, 3],
  [/^ ?(میلیون|ميليون|مليون)(?!\p{L})/u, 6],
  [/^ ?(میلیارد|ميليارد|مليار)(?!\p{L})/u, 9],
];

/**
 * @param text what the page shows, e.g. «۱٬۲۳۴٬۵۰۰ تومان»
 * @param declared ISO 4217 code (or IRT) of the goal or the shop; a currency that the text names goes before it
 */
export function readAmount(text: string, declared: string): Amount {
  const plain = asciiDigits(text).replaceAll(INVISIBLE, "").replaceAll(SPACES, " ").trim();
  const currency = currencyNamed(plain, declared) ?? declared;
  const [match, ...others] = [...plain.matchAll(NUMBER)];
  if (match === undefined) return { ok: false, reason: "no-number" };
  if (others.length > 0) return { ok: false, reason: "several-numbers" };
  const number = match[0].replace(/[.,٫٬'’،]+$/, "");
  const before = plain.slice(0, match.index).trimEnd();
  const after = plain.slice(match.index + number.length);
  const parts = split(number, currency);
  if (parts === null) return { ok: false, reason: "unclear-number" };
  const power = MAGNITUDES.find(([word]) => word.test(after))?.[1] ?? 0;
  const minor = toMinor(parts.whole, parts.fraction, decimalsOf(currency) + power);
  if (minor === "too-many-decimals") return { ok: false, reason: minor };
  if (minor > BigInt(MAX_MINOR)) return { ok: false, reason: "too-large" };
  const negative =
    /[-\u2212]\D*$/.test(before) ||
    /^ ?[-\u2212]/.test(after) ||
    (/\(\D*$/.test(before) && after.includes(")"));
  return { ok: true, minor: negative && minor > 0n ? -Number(minor) : Number(minor), currency };
}

/** An amount as a JSON number in major units, as GA4 and its kin send it: rounded to the minor unit. */
export function minorOf(value: number, currency: string): number | null {
  const decimals = decimalsOf(currency);
  const text = String(value);
  // Shifting the point in the text keeps 1.005 what it says; numbers with an exponent are far from any half.
  const minor = Math.round(text.includes("e") ? value * 10 ** decimals : Number(`${text}e${decimals}`));
  return Number.isFinite(minor) && Math.abs(minor) <= MAX_MINOR ? minor || 0 : null;
}

/** A machine-written attribute such as `content="1234.5"`, where `.` is the decimal sign; otherwise as shown text. */
export function readAttributeAmount(value: string, declared: string): Amount {
  const [, sign, whole, fraction = ""] = /^\s*(-?)(\d+)(?:\.(\d+))?\s*$/.exec(value) ?? [];
  if (whole === undefined) return readAmount(value, declared);
  const minor = toMinor(whole, fraction, decimalsOf(declared));
  if (minor === "too-many-decimals") return { ok: false, reason: minor };
  if (minor > BigInt(MAX_MINOR)) return { ok: false, reason: "too-large" };
  return { ok: true, minor: sign === "-" && minor > 0n ? -Number(minor) : Number(minor), currency: declared };
}

interface Parts {
  readonly whole: string;
  readonly fraction: string;
}

/** Whole and fractional digits, or null where the signs make no number. */
function split(number: string, currency: string): Parts | null {
  const marks = number
    .replaceAll("،", ",")
    .replaceAll("٬", "'")
    .replaceAll("’", "'")
    .replaceAll(" ", "'")
    .replaceAll("٫", "d");
  const decimal = decimalSign(marks, currency);
  if (decimal === null) return null;
  const at = decimal === "" ? -1 : marks.lastIndexOf(decimal);
  const whole = at < 0 ? marks : marks.slice(0, at);
  const fraction = at < 0 ? "" : marks.slice(at + 1);
  if (!/^\d*$/.test(fraction) || !isGrouped(whole)) return null;
  return { whole: whole.replaceAll(/\D/g, ""), fraction };
}

/** The character that is the decimal sign; "" for none; null when two signs contradict each other. */
function decimalSign(marks: string, currency: string): "d" | "." | "," | "" | null {
  const count = (sign: string): number => marks.split(sign).length - 1;
  const points = count(".");
  const commas = count(",");
  if (count("d") > 0) return count("d") === 1 ? "d" : null;
  if (points > 0 && commas > 0) {
    const last = marks.lastIndexOf(".") > marks.lastIndexOf(",") ? "." : ",";
    return count(last) === 1 ? last : null;
  }
  if (points + commas === 0) return "";
  const sign = points > 0 ? "." : ",";
  if (points + commas > 1) return "";
  const [before = "", after = ""] = marks.split(sign);
  // `1'234.567`: the groups are set apart by another sign already.
  if (after.length !== 3 || before.includes("'") || before === "0") return sign;
  // Three digits behind one sign: thousands, except behind a point where the currency has three decimals.
  return sign === "." && decimalsOf(currency) === 3 ? "." : "";
}

/** `1234`, `1,234,567` or, as in India, `12,34,567`; one kind of sign only. */
function isGrouped(whole: string): boolean {
  if (/^\d+$/.test(whole)) return true;
  return (
    /^\d{1,3}(?<sign>[.,'])\d{3}(?:\k<sign>\d{3})*$/.test(whole) || /^\d{1,2}(?:,\d{2})*,\d{3}$/.test(whole)
  );
}

function toMinor(whole: string, fraction: string, decimals: number): bigint | "too-many-decimals" {
  const kept = fraction.slice(0, decimals).padEnd(decimals, "0");
  if (/[1-9]/.test(fraction.slice(decimals))) return "too-many-decimals";
  return BigInt(`${whole}${kept}`);
}
