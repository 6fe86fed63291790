/**
 * What the edge records, as plain values; and the door through which all of it goes on its way to the store:
 * closed lists for facts, whole numbers for times, nothing that could name a person. Pure.
 */
import type { PaymentMethod } from "../domain/order.ts";

export interface ExposureRecord {
  readonly experiment: number;
  readonly phase: number;
  /** What the experiment is keyed by: the visitor's id, or `customerUnit` of the customer where its unit is customer. */
  readonly unit: string;
  /** As known on that very request; null: a backend that knows the customer only. */
  readonly visitor: string | null;
  /** Keyed digest of the signed-in customer's id (src/visitor/customer-digest.ts), as known on that very request. */
  readonly customer: string | null;
  /** Index among the experiment's variants. */
  readonly variant: number;
  /** Stretch of constant weights within the phase (bandits); 0 when absent. */
  readonly stretch?: number;
  /** ms since the epoch. */
  readonly assignedAtMs: number;
  /** The place where variants differ is on the page; null when the page has no such place, or it is not known yet. */
  readonly foundAtMs: number | null;
  readonly confirmedAtMs?: number | null;
  readonly seenAtMs?: number | null;
  /** From the shopper's click to the page's first byte, redirects included: whole ms as the confirmation told them. */
  readonly firstByteMs?: number | null;
  readonly facts: VisitFacts;
}

/** Facts of the visit in which the exposure happened. What is not in these lists is stored as null. */
export interface VisitFacts {
  readonly device: "mobile" | "tablet" | "desktop" | null;
  /** ISO 3166 code. */
  readonly country: string | null;
  /** ISO 3166-2 subdivision without the country: `23`, `DU`. */
  readonly region: string | null;
  /** Primary subtag of the page's language. */
  readonly language: string | null;
  readonly visitor: "new" | "returning" | null;
  readonly source: TrafficSource | null;
  /** What the visitor had bought before, from recorded orders. */
  readonly stage: "none" | "first" | "repeat" | null;
  /** Family of the browser. Nothing is compared within it: only where a loss comes from (src/results/health.ts). */
  readonly browser: BrowserFamily | null;
}

export const BROWSER_FAMILIES = [
  "chrome",
  "safari",
  "firefox",
  "edge",
  "samsung",
  "opera",
  /** Inside another app, whichever engine it has. */
  "in-app",
  "other",
] as const;
export type BrowserFamily = (typeof BROWSER_FAMILIES)[number];

const TRAFFIC_SOURCES = ["direct", "search", "social", "referral", "campaign", "email", "internal"] as const;
type TrafficSource = (typeof TRAFFIC_SOURCES)[number];

export const NO_FACTS: VisitFacts = {
  device: null,
  country: null,
  region: null,
  language: null,
  visitor: null,
  source: null,
  stage: null,
  browser: null,
};

/** Higher ones stand for an order before lower ones: webhook > backend > edge > browser. */
export type EventSource = "browser" | "edge" | "backend" | "webhook";

/** Namespace of ids of events that are about an order, so that one order is one event whoever met it. */
export const ORDERS = "orders";

/** The unit of a customer: of exposures where an experiment's unit is customer, of events that name no visitor. */
export function customerUnit(customer: string): string {
  return `c.${customer}`;
}

export interface EventRecord {
  readonly source: EventSource;
  /** Whose namespace `id` is in: the visitor's id, `customerUnit` of a customer without a visitor, or ORDERS. */
  readonly unit: string;
  readonly id: string;
  /** Where `unit` is ORDERS: the visitor that this row names for its order, if any (signed cart token, thank-you page). */
  readonly visitor: string | null;
  /** Keyed digest of the customer's id, as known on that very request. */
  readonly customer: string | null;
  /**
   * Of an order's life: `order_placed`, `order_paid`, `order_delivered`, `order_refused`, `order_refunded`; `purchase` is
   * the order as a thank-you page or a data layer tells it. All of one order share `orderId`, and a setting says from
   * which state on they are a purchase. `order_test` and `order_staff` mark an order that counts for nobody.
   */
  readonly name: string;
  readonly atMs: number;
  readonly receivedMs: number;
  /** Integer minor units of `currency`; null: the event carries no amount. Of a refund: what was given back, positive. */
  readonly valueMinor: number | null;
  /** ISO 4217, or IRT. Null with a value: a plain number in thousandths, such as a score. */
  readonly currency: string | null;
  readonly orderId: string | null;
  /** Which refund of the order, for `order_refunded`: each nets once. */
  readonly refundId: string | null;
  readonly payment?: PaymentMethod | null;
  /** Of `order_placed` and `order_paid`: digests of the products in it (`productDigest`), for counts of what was ordered. */
  readonly products?: readonly string[];
}

/** Something that was not counted or went wrong. `subject` says what it happened to (a change's label, a goal's key). */
export interface CounterRecord {
  readonly reason: string;
  readonly subject?: string;
  readonly count?: number;
}

export interface RecordBatch {
  readonly exposures?: readonly ExposureRecord[];
  readonly events?: readonly EventRecord[];
  readonly counters?: readonly CounterRecord[];
}

/** Of one order; what it has beyond them is not counted. */
export const MAX_PRODUCTS = 100;

/** Nobody waits longer; a page that says so is taken for one that waited this long. */
export const MAX_FIRST_BYTE_MS = 60_000;

/** Largest amount, in minor units. Sums of it stay exact in SQLite for nine million events. */
export const MAX_MINOR = 1e12;

const DEVICES: ReadonlySet<string> = new Set(["mobile", "tablet", "desktop"]);
const SOURCES: ReadonlySet<string> = new Set(TRAFFIC_SOURCES);
const STAGES: ReadonlySet<string> = new Set(["none", "first", "repeat"]);
const BROWSERS: ReadonlySet<string> = new Set(BROWSER_FAMILIES);

/** Facts from the closed lists; everything else becomes null. */
export function allowedFacts(facts: VisitFacts): VisitFacts {
  return {
    device: facts.device !== null && DEVICES.has(facts.device) ? facts.device : null,
    country: facts.country !== null && /^[A-Z]{2}$/.test(facts.country) ? facts.country : null,
    region: facts.region !== null && /^[A-Z0-9]{1,3}$/.test(facts.region) ? facts.region : null,
    language: facts.language !== null && /^[a-z]{2,3}$/.test(facts.language) ? facts.language : null,
    visitor: facts.visitor === "new" || facts.visitor === "returning" ? facts.visitor : null,
    source: facts.source !== null && SOURCES.has(facts.source) ? facts.source : null,
    stage: facts.stage !== null && STAGES.has(facts.stage) ? facts.stage : null,
    browser: facts.browser !== null && BROWSERS.has(facts.browser) ? facts.browser : null,
  };
}

/** Mobile numbers of Iran and Saudi Arabia, as shops that sign in by phone would have them in the wrong place. */
const MOBILE_NUMBER = /^(?:09|(?:00)?989)\d{9}$|^(?:05|(?:00)?9665)\d{8}$/;

export function isMobileNumber(digits: string): boolean {
  return MOBILE_NUMBER.test(digits);
}

/**
 * An order's number in one spelling, or null for what cannot be one: a mail or network address, a mobile number, a
 * sentence, nothing. Persian and Arabic digits become ASCII; a leading `#` goes.
 */
export function orderIdOf(text: string): string | null {
  const id = asciiDigits(text)
    .replaceAll(/[\u200b-\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .trim()
    .replace(/^#\s*/, "");
  return /^(?=.*\d)[A-Za-z0-9][A-Za-z0-9_/-]{0,63}$/.test(id) && !MOBILE_NUMBER.test(id) ? id : null;
}

/** ۰–۹ and ٠–٩ as 0–9. */
export function asciiDigits(text: string): string {
  return text.replaceAll(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) & 0xf));
}
