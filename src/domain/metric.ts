/**
 * Metrics that every installation has, and the names of events that it understands without being told.
 * Pure, and without zod at run time.
 */
import type { Metric } from "./metric.schema.ts";

/** GA4's names of what happens in a shop; events with these names are stored without a goal that defines them. */
export const BUILT_IN_EVENTS: ReadonlySet<string> = new Set([
  "view_item_list",
  "select_item",
  "view_item",
  "add_to_wishlist",
  "add_to_cart",
  "remove_from_cart",
  "view_cart",
  "begin_checkout",
  "add_shipping_info",
  "add_payment_info",
  "purchase",
  "search",
  "sign_up",
  "login",
  "share",
  "csat",
  "nps",
  "ces",
  "as_promised",
]);

/** Names of answers to a survey: their values are scores, plain numbers. */
export const SCORE_EVENTS: ReadonlySet<string> = new Set(["csat", "nps", "ces", "as_promised"]);

const up = { direction: "increase", windowHours: null, cap: null } as const;
const down = { ...up, direction: "decrease" } as const;

const BUILT_IN_METRICS: readonly Metric[] = [
  { key: "bounce", kind: "bounce", ...down },
  { key: "first_moment", kind: "first_moment", ...up },
  { key: "view_item", kind: "conversion", event: "view_item", ...up },
  { key: "add_to_cart", kind: "conversion", event: "add_to_cart", ...up },
  { key: "begin_checkout", kind: "conversion", event: "begin_checkout", ...up },
  { key: "purchase", kind: "conversion", event: "purchase", ...up },
  { key: "orders", kind: "count", event: "purchase", ...up },
  { key: "revenue", kind: "sum", event: "purchase", ...up },
  { key: "net_revenue", kind: "net_sum", event: "purchase", ...up },
  { key: "average_order_value", kind: "ratio", numerator: "revenue", denominator: "orders", ...up },
  { key: "return_7d", kind: "retention", afterHours: 24, ...up, windowHours: 168 },
  { key: "repeat_purchase", kind: "repeat", event: "purchase", ...up },
  { key: "csat", kind: "mean", event: "csat", ...up },
];

export function builtInMetrics(): readonly Metric[] {
  return BUILT_IN_METRICS;
}

export function builtInMetric(key: string): Metric | null {
  return BUILT_IN_METRICS.find((metric) => metric.key === key) ?? null;
}
