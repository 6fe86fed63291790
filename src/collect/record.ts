/**
 * What the edge records, as plain values; and the door through which all of it goes on its way to the store:
 * closed lists for facts, whole numbers for times, nothing that could name a person. Pure.
 */

export interface ExposureRecord {
  readonly experiment: number;
  readonly phase: number;
  readonly visitor: string;
  /** Index among the experiment's variants. */
  readonly variant: number;
  /** ms since the epoch. */
  readonly assignedAtMs: number;
  /** The place where variants differ is on the page; null when the page has no such place, or it is not known yet. */
  readonly foundAtMs: number | null;
  readonly confirmedAtMs?: number | null;
  readonly seenAtMs?: number | null;
  readonly facts: VisitFacts;
}

/** Facts of the visit in which the exposure happened. What is not in these lists is stored as null. */
export interface VisitFacts {
  readonly device: "mobile" | "tablet" | "desktop" | null;
  /** ISO 3166 code. */
  readonly country: string | null;
  /** Primary subtag of the page's language. */
  readonly language: string | null;
  readonly visitor: "new" | "returning" | null;
  readonly source: TrafficSource | null;
}

const TRAFFIC_SOURCES = ["direct", "search", "social", "referral", "campaign", "email", "internal"] as const;
type TrafficSource = (typeof TRAFFIC_SOURCES)[number];

export const NO_FACTS: VisitFacts = {
  device: null,
  country: null,
  language: null,
  visitor: null,
  source: null,
};

type EventSource = "browser" | "edge" | "backend" | "webhook";

/** Namespace of ids of events that are about an order, so that one order is one event whoever met it. */
export const ORDERS = "orders";

export interface EventRecord {
  readonly source: EventSource;
  /** Whose namespace `id` is in: the visitor's id, or ORDERS. */
  readonly unit: string;
  readonly id: string;
  readonly visitor: string;
  readonly name: string;
  readonly atMs: number;
  readonly receivedMs: number;
  /** Integer minor units of `currency`; null: the event carries no amount. */
  readonly valueMinor: number | null;
  /** ISO 4217, or IRT. */
  readonly currency: string | null;
  readonly orderId: string | null;
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

/** Largest amount, in minor units. Sums of it stay exact in SQLite for nine million events. */
export const MAX_MINOR = 1e12;

const DEVICES: ReadonlySet<string> = new Set(["mobile", "tablet", "desktop"]);
const SOURCES: ReadonlySet<string> = new Set(TRAFFIC_SOURCES);

/** Facts from the closed lists; everything else becomes null. */
export function allowedFacts(facts: VisitFacts): VisitFacts {
  return {
    device: facts.device !== null && DEVICES.has(facts.device) ? facts.device : null,
    country: facts.country !== null && /^[A-Z]{2}$/.test(facts.country) ? facts.country : null,
    language: facts.language !== null && /^[a-z]{2,3}$/.test(facts.language) ? facts.language : null,
    visitor: facts.visitor === "new" || facts.visitor === "returning" ? facts.visitor : null,
    source: facts.source !== null && SOURCES.has(facts.source) ? facts.source : null,
  };
}

/** Mobile numbers of Iran and Saudi Arabia, as shops that sign in by phone would have them in the wrong place. */
const MOBILE_NUMBER = /^(?:09|(?:00)?989)\d{9}$|^(?:05|(?:00)?9665)\d{8}$/;

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
