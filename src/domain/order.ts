/** The life of an order, as a shop tells it. All of one order share its number. Pure. */

/** Names of events. From which of the first three on an order is a purchase is a setting. */
export const ORDER_STATES = [
  "order_placed",
  "order_paid",
  "order_delivered",
  /** Cancelled, or sent back at the door. */
  "order_refused",
  /** All of it or a part; an order may have several, each with an id. */
  "order_refunded",
] as const;

export type OrderState = (typeof ORDER_STATES)[number];

/**
 * Names of events too: marks of the shop's own orders. An order that has one counts for nobody, however else it was
 * seen.
 */
export const ORDER_TEST = "order_test";
export const ORDER_STAFF = "order_staff";

export const PAYMENT_METHODS = [
  "card",
  "wallet",
  "transfer",
  "instalments",
  "cash_on_delivery",
  "other",
] as const;

export type PaymentMethod = (typeof PAYMENT_METHODS)[number];
