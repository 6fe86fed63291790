/** Parts of an event as they come over the wire, in the form in which they are kept. */
import { SCORE_EVENTS } from "../domain/metric.ts";
import { toBase64Url } from "../visitor/base64url.ts";
import { minorOf, readAttributeAmount } from "./money.ts";
import { MAX_MINOR } from "./record.ts";

export interface EventAmount {
  readonly valueMinor: number | null;
  readonly currency: string | null;
  /** Why there is none, where there should be one. */
  readonly reason: string | null;
}

export interface WireAmount {
  readonly name: string;
  readonly value?: number | undefined;
  /** null: a plain number. */
  readonly currency?: string | null | undefined;
  readonly properties?: { readonly [name: string]: unknown } | undefined;
}

const NO_AMOUNT: EventAmount = { valueMinor: null, currency: null, reason: null };

/** Money in minor units; a score, which has no currency, in thousandths. */
export function amountOf(event: WireAmount, shopCurrency: string): EventAmount {
  const { value, properties, name } = event;
  const isScore = event.currency === null || (event.currency === undefined && SCORE_EVENTS.has(name));
  if (isScore) {
    const thousandths = value === undefined ? null : Math.round(value * 1000);
    if (thousandths === null) return NO_AMOUNT;
    if (Math.abs(thousandths) > MAX_MINOR) return { ...NO_AMOUNT, reason: "too-large" };
    return { valueMinor: thousandths || 0, currency: null, reason: null };
  }
  const currency = event.currency ?? shopCurrency;
  if (value !== undefined) {
    const valueMinor = minorOf(value, currency);
    return valueMinor === null
      ? { ...NO_AMOUNT, reason: "too-large" }
      : { valueMinor, currency, reason: null };
  }
  // As the shop wrote it, where the data layer holds text.
  const text = properties?.["value"];
  if (typeof text !== "string") return NO_AMOUNT;
  const read = readAttributeAmount(text, currency);
  return read.ok
    ? { valueMinor: read.minor, currency: read.currency, reason: null }
    : { ...NO_AMOUNT, reason: read.reason };
}

/**
 * A shop may have put anything into an id, a mail address too: what is kept only tells two of them apart. `unit`: whose
 * namespace the id is in.
 */
export async function storedId(unit: string, id: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${unit}\n${id}`));
  return toBase64Url(new Uint8Array(digest, 0, 16));
}
