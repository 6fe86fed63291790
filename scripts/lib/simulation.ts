/**
 * Shoppers who are not there: each walks the shop over HTTP as a browser does, and buys with a probability that is
 * known. What they did is written down as they do it, so that what was recorded can be compared with it, figure by
 * figure and cent by cent.
 */
import { CRAWLER } from "./simulation-browser.ts";
import type { Backend } from "./simulation-backend.ts";
import { differences, recordedBy } from "./simulation-recorded.ts";
import {
  customer,
  CUSTOMER_COOKIE,
  HEADLINE,
  nobody,
  PRODUCT,
  shopper,
  type Street,
  TEA,
} from "./simulation-shoppers.ts";
import { CAP, METRICS, type Row, Truth } from "./simulation-truth.ts";

export interface SimulationOptions {
  /** Lahza in front of the example storefront. */
  readonly backend: Backend;
  /** Experiments' keys, as the definitions were made with. */
  readonly key: string;
  readonly visitors: number;
  /** Probability of a purchase in control. */
  readonly baseline: number;
  /** Relative: 0.2 makes it `1.2 * baseline` in the variant. */
  readonly lift: number;
  readonly seed: number;
  readonly concurrency?: number;
  /** Called now and then with how many came so far. */
  readonly onCame?: (visitors: number) => void;
}

export const VARIANTS = ["control", "words"] as const;

/** Customers buy without a page of ours and on pages that no experiment of theirs touches: these say nothing of them. */
const OF_VISITORS_ONLY: ReadonlySet<string> = new Set(["came_back", "first_moment", "bounce"]);
const SHARE_OF_CUSTOMERS = 0.1;
const SHARE_OF_NOBODIES = 0.1;

/** What the simulation needs to be defined, as the API and seed files take it. */
export function simulationDefinitions(key: string) {
  const event = (name: string) => ({ key: name, kind: "click" as const, selector: `.${name}` });
  const experiment = <More extends object>(suffix: string, page: string, more: More) => ({
    key: `${key}${suffix}`,
    name: `Simulated shoppers${suffix}`,
    pages: { include: [page] },
    variants: [
      { key: VARIANTS[0], weight: 0.5 },
      { key: VARIANTS[1], weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: HEADLINE }] },
    ],
    ...more,
  });
  const [primary = "", ...others] = Object.keys(METRICS);
  return {
    settings: {
      currency: "USD",
      consent: { mode: "opt-out" },
      customerCookie: CUSTOMER_COOKIE,
      orders: { cartForms: [{ path: "/checkout", selector: "form.checkout-form" }] },
    },
    goals: [
      { kind: "request", key: "add_to_cart", method: "POST", path: "/cart/add" },
      { kind: "page", key: "begin_checkout", path: "/checkout" },
      {
        kind: "request",
        key: "checkout_done",
        method: "POST",
        path: "/checkout",
        orderId: { location: "/thank-you/:order" },
      },
      {
        kind: "page",
        key: "purchase",
        path: "/thank-you/:order",
        orderId: { segment: "order" },
        value: { selector: "section.thanks", attribute: "data-order-value" },
        currency: "USD",
      },
      event("size_guide"),
      { ...event("subscribed"), kind: "submit" },
      { ...event("promise_seen"), kind: "view" },
      { key: "wished", kind: "data_layer", listen: "add_to_wishlist" },
      { key: "quiz", kind: "custom" },
      ...["order_paid", "order_delivered", "order_refused"].map((name) => ({ key: name, kind: "webhook" })),
    ],
    metrics: [
      { key: "capped_revenue", kind: "sum", event: "purchase", cap: CAP },
      { key: "orders_paid", kind: "count", event: "order_paid" },
      { key: "orders_delivered", kind: "count", event: "order_delivered" },
      { key: "orders_refused", kind: "count", event: "order_refused", direction: "decrease" },
      { key: "items_added", kind: "count", event: "add_to_cart" },
      { key: "size_guide", kind: "conversion", event: "size_guide" },
      { key: "subscribed", kind: "conversion", event: "subscribed" },
      { key: "promise_seen", kind: "count", event: "promise_seen" },
      { key: "wished", kind: "count", event: "wished" },
      { key: "quiz_value", kind: "sum", event: "quiz" },
      // In seven days' stead: nobody waits so long for a test.
      { key: "came_back", kind: "retention", afterHours: 0.0002 },
    ],
    experiments: [
      experiment("", PRODUCT, { metrics: { primary, secondary: others } }),
      experiment("-customers", TEA, {
        unit: "customer",
        metrics: { primary, secondary: others.filter((metric) => !OF_VISITORS_ONLY.has(metric)) },
      }),
    ],
  };
}

/** mulberry32: the same seed, the same shoppers. From 0 to below 1. */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Looks as a crawler does, who is served like anyone and not counted. Isolates learn of an experiment within seconds. */
export async function untilServed(url: string, withinMs: number): Promise<void> {
  const headers = { accept: "text/html", "user-agent": CRAWLER };
  const deadline = Date.now() + withinMs;
  for (;;) {
    const page = await (await fetch(new URL(PRODUCT, url), { headers })).text();
    if (page.includes(" data-lahza=")) return;
    if (Date.now() > deadline) throw new Error(`${PRODUCT} is served without the experiment`);
    await new Promise((resume) => setTimeout(resume, 500));
  }
}

/** Of one experiment: what was done, and what was recorded of it. */
export interface Compared {
  readonly experiment: string;
  readonly truth: readonly Row[];
  readonly recorded: readonly Row[];
  readonly differences: readonly string[];
  readonly effect: Effect;
}

/** What the results make of the effect that the shoppers were given. */
export interface Effect {
  readonly metric: string;
  /** Relative, of the chance with which each shopper decides; chance says how many do. */
  readonly known: number;
  readonly lift: number | null;
  /** That may be watched all the time; null at an end: no limit there. */
  readonly interval: readonly [number | null, number | null] | null;
  readonly verdict: string | null;
}

/**
 * `visitors` come, of whom some count for nobody. Rejects when a request fails: then nothing is known. Pages are
 * written down behind their answers, so it waits up to `settleMs` for the figures to be the same.
 */
export async function simulate(options: SimulationOptions, settleMs: number): Promise<Compared[]> {
  const { visitors, key, onCame } = options;
  const [shoppers, customers] = [new Truth(), new Truth()];
  let next = 0;
  const walk = async (): Promise<void> => {
    while (next < visitors) {
      const number = next++;
      const random = randomOf(options.seed * 1_000_003 + number);
      const street: Street = { ...options, random, name: `${key}-${options.seed}-${number}` };
      const who = random();
      if (who < SHARE_OF_NOBODIES) await nobody(street);
      else if (who < SHARE_OF_NOBODIES + SHARE_OF_CUSTOMERS) customers.add(await customer(street));
      else shoppers.add(await shopper(street));
      onCame?.(number + 1);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 32 }, walk));
  const [all, ofCustomers] = simulationDefinitions(key).experiments.map(({ key: experiment, metrics }) => ({
    experiment,
    metrics: [metrics.primary, ...metrics.secondary],
  }));
  return await Promise.all([
    compare(options, all, shoppers, settleMs),
    compare(options, ofCustomers, customers, settleMs),
  ]);
}

async function compare(
  { backend: { url, token }, lift: known }: SimulationOptions,
  asked: { readonly experiment: string; readonly metrics: readonly string[] } | undefined,
  done: Truth,
  settleMs: number,
): Promise<Compared> {
  const { experiment = "", metrics = [] } = asked ?? {};
  const truth = done.rows(VARIANTS, metrics);
  const ask = async (query: string): Promise<unknown> => {
    const answer = await fetch(new URL(`/_lahza/api/experiments/${experiment}/results?${query}`, url), {
      headers: { authorization: `Bearer ${token}` },
    });
    if (answer.status !== 200)
      throw new Error(`the results answered ${answer.status}: ${await answer.text()}`);
    return await answer.json();
  };
  const deadline = Date.now() + settleMs;
  for (;;) {
    const recorded = await recordedBy(ask, { variants: VARIANTS, metrics });
    const apart = differences(truth, recorded);
    if (apart.length === 0 || Date.now() > deadline)
      return {
        experiment,
        truth,
        recorded,
        differences: apart,
        effect: effectOf(await ask(OF_PURCHASES), known),
      };
    await new Promise((resume) => setTimeout(resume, 500));
  }
}

const OF_PURCHASES = "population=found&metric=purchase";

interface Judged {
  readonly decision: { readonly verdict: string | null };
  readonly metrics: readonly {
    readonly variants:
      | readonly {
          readonly lift?: { readonly relative: number | null };
          readonly sequential?: { readonly interval: Effect["interval"] };
        }[]
      | null;
  }[];
}

function effectOf(answer: unknown, known: number): Effect {
  const { decision, metrics } = answer as Judged;
  const { lift, sequential } = metrics[0]?.variants?.[1] ?? {};
  return {
    metric: "purchase",
    known,
    lift: lift?.relative ?? null,
    interval: sequential?.interval ?? null,
    verdict: decision.verdict,
  };
}
