/**
 * What a shop says of an order → rows. Each state of an order is one row, whoever tells it how often and in which
 * order; a refund is one row by its own id. What could name a person ends here: the cart's token becomes a visitor, a
 * customer's id an HMAC.
 */
import type { SigningKey } from "../config.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { ORDER_STAFF, ORDER_TEST, PAYMENT_METHODS, type PaymentMethod } from "../domain/order.ts";
import { productDigest } from "../facts/address.ts";
import { visitorOfCart } from "../visitor/cart-token.ts";
import { normaliseCustomer } from "../visitor/customer.ts";
import { customerDigest } from "../visitor/customer-digest.ts";
import { currencyNamed } from "./currency.ts";
import { type Amount as ReadAmount, minorOf, readAttributeAmount } from "./money.ts";
import {
  MAX_MINOR,
  MAX_PRODUCTS,
  ORDERS,
  orderIdOf,
  type CounterRecord,
  type EventRecord,
} from "./record.ts";
import type { OrderReport, OrderSource, OrderState } from "./sources/source.ts";

export interface OrderRules {
  readonly cookieKeys: readonly SigningKey[];
  /** Of the shop; where an order names none. */
  readonly currency: string;
  /** Of this source's amounts, whatever it names; null: what it names. */
  readonly currencyIs: string | null;
  /** By which of the three the shop's cookie and its backend know a customer. */
  readonly customerIs: keyof OrderReport["customer"];
  /** How the shop's words for ways to pay are to be read, in lower case. */
  readonly payments: { readonly [word: string]: PaymentMethod };
  /** Rows may say whose they are only where the cart's token shows that this shopper agreed to be counted. */
  readonly consentNeeded: boolean;
  /** Whether an order of this customer is the shop's own. */
  readonly isStaff: (customer: string) => boolean;
  readonly nowMs: number;
}

export function orderRulesOf(
  settings: Pick<Settings, "consent" | "currency" | "orders" | "webhooks">,
  source: OrderSource["name"] | null,
  cookieKeys: readonly SigningKey[],
  nowMs: number,
): OrderRules {
  const staff = new Set(settings.orders.staff.map(normaliseCustomer));
  staff.delete(null);
  return {
    cookieKeys,
    currency: settings.currency,
    currencyIs: source === null ? null : (settings.webhooks[source]?.currency ?? null),
    customerIs: settings.orders.customerIs,
    payments: settings.orders.payments,
    consentNeeded: settings.consent.mode === "cookie",
    isStaff: (customer) => staff.has(normaliseCustomer(customer)),
    nowMs,
  };
}

export interface OrderRows {
  readonly events: readonly EventRecord[];
  readonly counters: readonly CounterRecord[];
}

/** `subject` is what counters say of where it came from. */
export async function orderRows(
  report: OrderReport,
  source: "webhook" | "backend",
  subject: string,
  rules: OrderRules,
): Promise<OrderRows> {
  const orderId = orderIdOf(report.orderId);
  if (orderId === null) return { events: [], counters: [{ reason: "order-id-not-found", subject }] };
  const nothing: EventRecord = {
    source,
    unit: ORDERS,
    id: "",
    visitor: null,
    customer: null,
    name: "",
    atMs: rules.nowMs,
    receivedMs: rules.nowMs,
    valueMinor: null,
    currency: null,
    orderId,
    refundId: null,
  };
  const excluded = exclusionOf(report, rules);
  if (excluded !== null) {
    const { name, reason } = excluded;
    return { events: [{ ...nothing, id: `${name}:${orderId}`, name }], counters: [{ reason, subject }] };
  }

  const counters: CounterRecord[] = [];
  const events: EventRecord[] = [];
  const named = report.cartToken === null ? null : await visitorOfCart(report.cartToken, rules.cookieKeys);
  const visitor = named ?? report.visitor ?? null;
  if (report.cartToken !== null && named === null) counters.push({ reason: "cart-token-invalid", subject });
  const customer = await customerOf(report, visitor, rules);
  const payment = paymentOf(report.payment, rules.payments);
  const products = await productsOf(report);
  for (const state of report.states) {
    const { name, atMs } = state;
    const refundId = state.refundId === null ? null : orderIdOf(state.refundId);
    if (state.refundId !== null && refundId === null) {
      counters.push({ reason: "refund-id-not-found", subject });
      continue;
    }
    const amount = amountOf({ ...state, currency: rules.currencyIs ?? state.currency }, rules.currency);
    if (amount?.ok === false) counters.push({ reason: `amount-${amount.reason}`, subject });
    const { minor = null, currency = null } = amount?.ok === true ? amount : {};
    events.push({
      ...nothing,
      id: refundId === null ? `${name}:${orderId}` : `${name}:${orderId}:${refundId}`,
      visitor,
      customer,
      name,
      atMs: Math.round(atMs ?? rules.nowMs),
      valueMinor: minor,
      currency,
      refundId,
      payment: state.amounts.length > 0 && refundId === null ? payment : null,
      ...(isOrdering(name) && products.length > 0 ? { products } : {}),
    });
  }
  return { events, counters };
}

/** States that say when somebody ordered; where only the payment is told, that is when. */
function isOrdering(name: OrderState["name"]): boolean {
  return name === "order_placed" || name === "order_paid";
}

async function productsOf({ skus = [] }: OrderReport): Promise<readonly string[]> {
  const digests = await Promise.all([...new Set(skus)].slice(0, MAX_PRODUCTS).map(productDigest));
  return [...new Set(digests.filter((digest) => digest !== null))];
}

/** An order of the shop's own leaves a mark, which keeps it out however else it was seen. */
function exclusionOf(
  { notCounted, customer }: OrderReport,
  rules: OrderRules,
): { readonly name: string; readonly reason: "test-order" | "staff-order" } | null {
  if (notCounted === "test-order") return { name: ORDER_TEST, reason: notCounted };
  const isStaff = Object.values(customer).some((one) => one !== null && rules.isStaff(one));
  return notCounted === "staff-order" || isStaff ? { name: ORDER_STAFF, reason: "staff-order" } : null;
}

async function customerOf(
  { customer }: OrderReport,
  visitor: string | null,
  rules: OrderRules,
): Promise<string | null> {
  if (rules.consentNeeded && visitor === null) return null;
  const known = normaliseCustomer(customer[rules.customerIs] ?? "");
  return known === null ? null : await customerDigest(known, rules.cookieKeys);
}

/** Words that every platform of ours uses for ways without a gateway; gateways are the settings' matter. */
const PAYMENTS: { readonly [word: string]: PaymentMethod } = {
  cod: "cash_on_delivery",
  "cash on delivery (cod)": "cash_on_delivery",
  "cash on delivery": "cash_on_delivery",
  bacs: "transfer",
  bank: "transfer",
  "bank deposit": "transfer",
  cheque: "other",
  credit_card: "card",
};

const METHODS: ReadonlySet<string> = new Set(PAYMENT_METHODS);

/** Null: not told, or a word that nobody translated. */
function paymentOf(word: string | null, words: OrderRules["payments"]): PaymentMethod | null {
  const key = word?.trim().toLowerCase() ?? "";
  if (Object.hasOwn(words, key)) return words[key] ?? null;
  if (Object.hasOwn(PAYMENTS, key)) return PAYMENTS[key] ?? null;
  return METHODS.has(key) ? (key as PaymentMethod) : null;
}

/** The state's amounts, added up. Null: it has none. */
function amountOf({ amounts, currency: named }: OrderState, shops: string): Amount | null {
  if (amounts.length === 0) return null;
  const unit = unitOf(named, shops);
  if (unit === null) return { ok: false, reason: "unknown-currency" };
  const { currency, times } = unit;
  let sum = 0;
  for (const one of amounts) {
    const read = typeof one === "number" ? readNumber(one, currency) : readAttributeAmount(one, currency);
    if (!read.ok) return read;
    sum += read.minor * times;
  }
  return Math.abs(sum) <= MAX_MINOR ? { ok: true, minor: sum, currency } : { ok: false, reason: "too-large" };
}

type Amount = ReadAmount | { readonly ok: false; readonly reason: "unknown-currency" };

function readNumber(value: number, currency: string): ReadAmount {
  const minor = minorOf(value, currency);
  return minor === null ? { ok: false, reason: "too-large" } : { ok: true, minor, currency };
}

/** How Persian WooCommerce names a thousand toman and a thousand rial. */
const THOUSANDS: ReadonlyMap<string, string> = new Map([
  ["IRHT", "IRT"],
  ["IRHR", "IRR"],
]);

/** Null: it names a currency that we do not know. */
function unitOf(named: string | null, shops: string): { currency: string; times: number } | null {
  const text = named?.trim() ?? "";
  if (text === "") return { currency: shops, times: 1 };
  const code = text.toUpperCase();
  const thousands = THOUSANDS.get(code);
  if (thousands !== undefined) return { currency: thousands, times: 1000 };
  if (/^[A-Z]{3}$/.test(code)) return { currency: code, times: 1 };
  const word = currencyNamed(text, shops);
  return word === null ? null : { currency: word, times: 1 };
}
