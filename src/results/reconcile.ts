/**
 * The shop's own list of orders against what was recorded of them: which match, which are missing, and why. Pure.
 *
 * An order matches when it was recorded with the same amount and, where an experiment is asked about, counts in one of
 * its variants. Otherwise the first reason that holds is told:
 *
 * | reason | |
 * |---|---|
 * | `not-a-number` | the list's id or amount cannot be read |
 * | `test-order`, `staff-order` | the shop's own |
 * | `not-recorded` | nothing ever told of it |
 * | `no-amount`, `other-currency`, `factor-of-ten`, `other-amount` | what was recorded is not what the list says; ten is what lies between rial and toman |
 * | `no-visitor` | no visitor was seen with it: no consent, a crawler, or a browser that never met us |
 * | `no-exposure` | its visitor never met the experiment |
 * | `two-variants` | its visitor was met in two variants, and counts in none |
 * | `before-exposure`, `outside-window` | placed before the exposure, or later than the metric looks |
 * | `not-paid`, `not-delivered` | it has not reached the state from which on a purchase counts |
 * | `not-confirmed` | no browser ever confirmed the exposure: a crawler, most likely. Counted among found visitors only |
 */

import { inRial } from "../collect/currency.ts";

export interface ListedOrder {
  /** In one spelling; null: it cannot be one. */
  readonly id: string | null;
  /** Minor units; null: the list says none. */
  readonly minor: number | null;
  readonly currency: string;
  /** The list's amount could not be read. */
  readonly isUnclear: boolean;
}

/** Of one order, as the store knows it. */
export interface RecordedOrder {
  readonly isTest: boolean;
  readonly isStaff: boolean;
  /** Null: nothing told of it. */
  readonly order: {
    readonly visitor: string | null;
    readonly atMs: number;
    readonly minor: number | null;
    readonly currency: string | null;
    readonly isPaid: boolean;
    readonly isDelivered: boolean;
  } | null;
  /** Null: its visitor has none, or no experiment was asked about. */
  readonly exposure: {
    readonly variant: number;
    readonly sinceMs: number;
    readonly isTwofold: boolean;
    readonly isConfirmed: boolean;
  } | null;
}

/** How the phase counts a purchase. */
export interface Counting {
  readonly from: "placed" | "paid" | "delivered";
  readonly windowMs: number | null;
}

export type Reason =
  | "not-a-number"
  | "test-order"
  | "staff-order"
  | "not-recorded"
  | "no-amount"
  | "other-currency"
  | "factor-of-ten"
  | "other-amount"
  | "no-visitor"
  | "no-exposure"
  | "two-variants"
  | "before-exposure"
  | "outside-window"
  | "not-paid"
  | "not-delivered"
  | "not-confirmed";

export interface Judgement {
  readonly reason: Reason | null;
  /** In which it counts, or would if its amount were right. */
  readonly variant: number | null;
}

/** `counting` null: no experiment was asked about. */
export function judge(listed: ListedOrder, recorded: RecordedOrder, counting: Counting | null): Judgement {
  if (listed.id === null || listed.isUnclear) return { reason: "not-a-number", variant: null };
  if (recorded.isTest) return { reason: "test-order", variant: null };
  if (recorded.isStaff) return { reason: "staff-order", variant: null };
  if (recorded.order === null) return { reason: "not-recorded", variant: null };
  const amount = amountReason(listed, recorded.order);
  if (counting === null) return { reason: amount, variant: null };
  const place = placeReason(recorded.order, recorded.exposure, counting);
  const counts = place === null || place === "not-confirmed";
  return { reason: amount ?? place, variant: counts ? (recorded.exposure?.variant ?? null) : null };
}

function amountReason(
  { minor, currency }: ListedOrder,
  order: NonNullable<RecordedOrder["order"]>,
): Reason | null {
  if (minor === null) return null;
  if (order.minor === null || order.currency === null) return "no-amount";
  const [listed, kept] = [inRial(minor, currency), inRial(order.minor, order.currency)];
  if (listed.currency !== kept.currency) return "other-currency";
  if (listed.minor === kept.minor) return null;
  const isTenfold = listed.minor * 10 === kept.minor || kept.minor * 10 === listed.minor;
  return isTenfold ? "factor-of-ten" : "other-amount";
}

function placeReason(
  order: NonNullable<RecordedOrder["order"]>,
  exposure: RecordedOrder["exposure"],
  { from, windowMs }: Counting,
): Reason | null {
  if (order.visitor === null) return "no-visitor";
  if (exposure === null) return "no-exposure";
  if (exposure.isTwofold) return "two-variants";
  if (order.atMs < exposure.sinceMs) return "before-exposure";
  if (windowMs !== null && order.atMs >= exposure.sinceMs + windowMs) return "outside-window";
  if (from === "delivered" && !order.isDelivered) return "not-delivered";
  if (from === "paid" && !order.isPaid && !order.isDelivered) return "not-paid";
  return exposure.isConfirmed ? null : "not-confirmed";
}
