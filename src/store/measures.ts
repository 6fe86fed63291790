/**
 * The metrics of a phase, taken apart into what SQL counts by: which event adds to which leg of which metric, and how
 * a unit's events become one number. Pure; docs/storage-schema.md, `measures`.
 */
import type { Metric } from "../domain/metric.schema.ts";

export type OrderState = "placed" | "paid" | "delivered" | "refused" | "refunded";

/**
 * `score` is a sum of plain numbers, `answers` says how many there were, `net` is an amount less what went back, `priced`
 * says how many had an amount that could be added up.
 */
export type MeasureFn = "did" | "count" | "again" | "sum" | "net" | "score" | "answers" | "priced";

export interface Measure {
  /** Name of the event; `purchase` for every state of an order. */
  readonly event: string;
  readonly metric: string;
  readonly leg: "x" | "d";
  readonly fn: MeasureFn;
  readonly state: OrderState;
  readonly afterMs: number;
  readonly windowMs: number | null;
  readonly cap: number | null;
}

const HOUR_MS = 3_600_000;
/** A visit ends after this long without a sign of life, so a first visit's second sign comes within it. */
const VISIT_MS = HOUR_MS / 2;

const LIFE: { readonly [name: string]: OrderState } = {
  order_placed: "placed",
  order_paid: "paid",
  order_delivered: "delivered",
  order_refused: "refused",
  order_refunded: "refunded",
};

/** What ends a bounce, and what shows that the first moment was survived. */
const ACTED = ["lahza.page", "lahza.interaction"] as const;

export function compileMeasures(metrics: readonly Metric[], purchaseFrom: OrderState): Measure[] {
  return metrics.flatMap((metric) => legsOf(metric));

  function legsOf(metric: Metric): Measure[] {
    if (metric.kind === "ratio") {
      const [above, below] = [legOf(metric, metric.numerator, "x"), legOf(metric, metric.denominator, "d")];
      return above === null || below === null
        ? []
        : [...above, ...below.map((leg) => pricedLike(above, leg))];
    }
    if (metric.kind === "mean")
      return [
        measure(metric, metric.event, "x", "score"),
        { ...measure(metric, metric.event, "d", "answers"), cap: null },
      ];
    return single(metric) ?? [];
  }

  /** A ratio's part is counted within the ratio's window where it has one. Null: such a part cannot be counted. */
  function legOf(ratio: Metric, key: string, leg: "x" | "d"): Measure[] | null {
    const part = metrics.find((metric) => metric.key === key);
    const legs = part === undefined || isComplement(part) ? null : single(part);
    return (
      legs?.map((it) => ({
        ...it,
        metric: ratio.key,
        leg,
        windowMs: ratio.windowHours === null ? it.windowMs : ratio.windowHours * HOUR_MS,
        cap: leg === "x" ? (ratio.cap ?? it.cap) : it.cap,
      })) ?? null
    );
  }

  /** What an order is worth on average is of orders whose worth is known: no other one is above the line. */
  function pricedLike(above: readonly Measure[], below: Measure): Measure {
    const isOfTheSame = above.some(
      ({ fn, event }) => (fn === "sum" || fn === "net") && event === below.event,
    );
    return below.fn === "count" && isOfTheSame ? { ...below, fn: "priced" } : below;
  }

  function single(metric: Metric): Measure[] | null {
    switch (metric.kind) {
      case "conversion":
        return [measure(metric, metric.event, "x", "did")];
      case "count":
        return [measure(metric, metric.event, "x", "count")];
      case "sum":
        return [measure(metric, metric.event, "x", "sum")];
      case "net_sum":
        return [measure(metric, metric.event, "x", "net")];
      case "repeat":
        return [measure(metric, metric.event, "x", "again")];
      case "retention":
        return [
          { ...measure(metric, "lahza.visit", "x", "did"), afterMs: Math.round(metric.afterHours * HOUR_MS) },
        ];
      case "bounce":
        return ACTED.map((event) => ofFirstVisit(metric, event));
      case "first_moment":
        return ["lahza.stayed", ...ACTED].map((event) => ofFirstVisit(metric, event));
      default:
        return null;
    }
  }

  function ofFirstVisit(metric: Metric, event: string): Measure {
    const counted = measure(metric, event, "x", "did");
    return { ...counted, windowMs: counted.windowMs ?? VISIT_MS };
  }

  function measure(metric: Metric, event: string, leg: "x" | "d", fn: MeasureFn): Measure {
    const state = LIFE[event];
    return {
      event: state === undefined ? event : "purchase",
      metric: metric.key,
      leg,
      fn,
      state: state ?? (event === "purchase" ? purchaseFrom : "placed"),
      afterMs: 0,
      windowMs: metric.windowHours === null ? null : Math.round(metric.windowHours * HOUR_MS),
      cap: metric.cap,
    };
  }
}

/**
 * Kept as its opposite, which few units have: of a bounce, that the visitor stayed. Whoever reads it turns it round
 * (src/store/aggregates.ts).
 */
export function isComplement(metric: Pick<Metric, "kind">): boolean {
  return metric.kind === "bounce";
}
