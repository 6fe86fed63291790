/** What simulated shoppers did, and the figures that it comes to. Knows nothing of Lahza but what its metrics mean. */

export const POPULATIONS = ["found", "confirmed", "seen"] as const;
export type Population = (typeof POPULATIONS)[number];

export interface Order {
  /** Minor units. */
  readonly minor: number;
  refunded: number;
  refused: boolean;
  paid: boolean;
  delivered: boolean;
}

/** Of one shopper; of one customer, whatever the device. */
export interface Deeds {
  readonly variant: number;
  confirmed: boolean;
  /** The browser told how long the first byte took. */
  waited: boolean;
  seen: boolean;
  /** A second page within the visit. */
  wentOn: boolean;
  acted: boolean;
  /** The page was visible for seven seconds. */
  stayed: boolean;
  cameBack: boolean;
  readonly events: Map<string, number>;
  /** Minor units. */
  quiz: number;
  readonly scores: number[];
  readonly orders: Order[];
}

export function nothingDone(variant: number): Deeds {
  return {
    variant,
    confirmed: false,
    waited: false,
    seen: false,
    wentOn: false,
    acted: false,
    stayed: false,
    cameBack: false,
    events: new Map(),
    quiz: 0,
    scores: [],
    orders: [],
  };
}

/** A cap on what one visitor can be worth, in minor units. */
export const CAP = 15_000;

type Figure = number | readonly [over: number, under: number];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const flag = (is: boolean): number => (is ? 1 : 0);

/** One shopper's number of each metric; of ratios and means, both parts. */
export const METRICS: { readonly [metric: string]: (deeds: Deeds) => Figure } = {
  purchase: ({ orders }) => flag(orders.length > 0),
  orders: ({ orders }) => orders.length,
  revenue: ({ orders }) => sum(orders.map(({ minor }) => minor)),
  net_revenue: ({ orders }) =>
    sum(orders.map(({ minor, refused, refunded }) => (refused ? 0 : minor - refunded))),
  capped_revenue: ({ orders }) => Math.min(CAP, sum(orders.map(({ minor }) => minor))),
  average_order_value: ({ orders }) => [sum(orders.map(({ minor }) => minor)), orders.length],
  repeat_purchase: ({ orders }) => flag(orders.length > 1),
  orders_paid: ({ orders }) => orders.filter(({ paid, delivered }) => paid || delivered).length,
  orders_delivered: ({ orders }) => orders.filter(({ delivered }) => delivered).length,
  orders_refused: ({ orders }) => orders.filter(({ refused }) => refused).length,
  view_item: ({ events }) => flag(events.has("view_item")),
  add_to_cart: ({ events }) => flag(events.has("add_to_cart")),
  items_added: ({ events }) => events.get("add_to_cart") ?? 0,
  begin_checkout: ({ events }) => flag(events.has("begin_checkout")),
  size_guide: ({ events }) => flag(events.has("size_guide")),
  subscribed: ({ events }) => flag(events.has("subscribed")),
  promise_seen: ({ events }) => events.get("promise_seen") ?? 0,
  wished: ({ events }) => events.get("wished") ?? 0,
  quiz_value: ({ quiz }) => quiz,
  // A score is kept in thousandths.
  csat: ({ scores }) => [1000 * sum(scores), scores.length],
  came_back: ({ cameBack }) => flag(cameBack),
  first_moment: ({ wentOn, acted, stayed }) => flag(wentOn || acted || stayed),
  bounce: ({ wentOn, acted }) => flag(!wentOn && !acted),
};

export interface Row {
  readonly variant: string;
  readonly population: Population;
  readonly visitors: number;
  /** Totals by metric; of ratios and means `over / under`. `first_byte_told`: of how many it is known. */
  readonly figures: { readonly [metric: string]: string };
}

export class Truth {
  readonly #done: Deeds[] = [];

  add(deeds: Deeds): void {
    this.#done.push(deeds);
  }

  rows(variants: readonly string[], metrics: readonly string[]): Row[] {
    return variants.flatMap((variant, index) => {
      const found = this.#done.filter((deeds) => deeds.variant === index);
      return POPULATIONS.map((population) => {
        const them = found.filter((deeds) => population === "found" || deeds[population]);
        const waited = ["first_byte_told", `${them.filter((deeds) => deeds.waited).length}`];
        const figures = [waited, ...metrics.map((metric) => [metric, totalOf(them, metric)])];
        return { variant, population, visitors: them.length, figures: Object.fromEntries(figures) };
      });
    });
  }
}

function totalOf(them: readonly Deeds[], metric: string): string {
  const all = them.map((deeds) => METRICS[metric]?.(deeds) ?? Number.NaN);
  const over = sum(all.map((figure) => (typeof figure === "number" ? figure : figure[0])));
  const isRatio = metric === "average_order_value" || metric === "csat";
  if (!isRatio) return `${over}`;
  return `${over} / ${sum(all.map((figure) => (typeof figure === "number" ? 0 : figure[1])))}`;
}
