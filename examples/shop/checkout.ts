/** What the checkout form must hold in each country, and the order that comes of it. */
import { type Cart, parseCart, type Payment, serializeCart } from "./cart.ts";
import { asciiDigits, folded, type LanguageCode, type Locale } from "./locales.ts";

export type Field = "name" | "phone" | "email" | "city" | "street" | "postcode";

export type Answers = Readonly<Record<Field, string>> & { readonly payment: string };
export type Problem = Field | "payment" | "cash";

/** Cities in which couriers take cash; null: everywhere. */
const CASH_CITIES: Readonly<Record<LanguageCode, readonly string[] | null>> = {
  en: null,
  fa: ["تهران", "کرج", "مشهد", "اصفهان", "شیراز"],
  ar: ["الرياض", "جدة", "الدمام", "مكة", "مكة المكرمة", "المدينة", "المدينة المنورة"],
};

const POSTCODE: Readonly<Record<LanguageCode, RegExp>> = {
  en: /^\d{5}(-?\d{4})?$/,
  fa: /^[13-9]\d{9}$/,
  ar: /^[A-Za-z]{4}\d{4}$/,
};

export function problemsOf(answers: Answers, locale: Locale): readonly Problem[] {
  const problems: Problem[] = [];
  if (answers.name.trim().length < 2) problems.push("name");
  if (normalPhone(answers.phone, locale.code) === null) problems.push("phone");
  if (answers.email.trim() !== "" && !/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(answers.email.trim()))
    problems.push("email");
  if (answers.city.trim().length < 2) problems.push("city");
  if (answers.street.trim().length < 4) problems.push("street");
  if (!POSTCODE[locale.code].test(asciiDigits(answers.postcode).replace(/[\s-]/g, "")))
    problems.push("postcode");
  if (answers.payment !== "card" && answers.payment !== "cash") problems.push("payment");
  const cities = CASH_CITIES[locale.code];
  if (
    answers.payment === "cash" &&
    cities !== null &&
    !cities.some((city) => folded(city) === folded(answers.city))
  ) {
    problems.push("cash");
  }
  return problems;
}

/** 0912…, ۰۹۱۲…, 0098912… and +98912… are one number, `+98912…`; null when it is none. */
export function normalPhone(text: string, code: LanguageCode): string | null {
  const digits = asciiDigits(text)
    .replace(/[\s().-]/g, "")
    .replace(/^00/, "+");
  const [country, national] = { en: ["1", /^[2-9]\d{9}$/], fa: ["98", /^9\d{9}$/], ar: ["966", /^5\d{8}$/] }[
    code
  ] as [string, RegExp];
  const local = digits.startsWith(`+${country}`)
    ? digits.slice(country.length + 1)
    : code === "en"
      ? digits.replace(/^1(?=\d{10}$)/, "")
      : digits.replace(/^0/, "");
  return national.test(local) ? `+${country}${local}` : null;
}

export interface Order {
  readonly id: string;
  /** The language, and with it the currency, in which it was placed. */
  readonly language: LanguageCode;
  readonly cart: Cart;
  readonly payment: Payment;
  readonly placedMs: number;
  readonly firstName: string;
}

/** `SRV-261122-4F7K2M9Q`: day of the order in UTC, and eight characters that nobody mistakes for others. */
export function orderId(nowMs: number, random: () => number): string {
  const day = new Date(nowMs).toISOString().slice(2, 10).replaceAll("-", "");
  const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
  const tail = Array.from({ length: 8 }, () => alphabet[Math.floor(random() * alphabet.length)]).join("");
  return `SRV-${day}-${tail}`;
}

/** The last order, kept in a cookie of its own for the thank-you page. */
export function serializeOrder(order: Order): string {
  return [
    order.id,
    order.language,
    order.placedMs,
    order.payment,
    serializeCart(order.cart),
    encodeURIComponent(order.firstName),
  ].join("|");
}

export function parseOrder(cookie: string | undefined): Order | null {
  const [id, language, placed, payment, cart, name] = (cookie ?? "").split("|");
  const placedMs = Number(placed);
  if (id === undefined || !/^SRV-\d{6}-[0-9A-Z]{5,8}$/.test(id) || !Number.isSafeInteger(placedMs))
    return null;
  if (language !== "en" && language !== "fa" && language !== "ar") return null;
  if (payment !== "card" && payment !== "cash") return null;
  return { id, language, placedMs, payment, cart: parseCart(cart), firstName: decoded(name ?? "") };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).slice(0, 60);
  } catch {
    return "";
  }
}
