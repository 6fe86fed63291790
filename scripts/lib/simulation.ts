/**
 * Shoppers who are not there: each walks the shop over HTTP as a browser does, and buys with a probability that is
 * known. What they did is written down as they do it, so that what was recorded can be compared with it, visitor by
 * visitor and cent by cent.
 */

export interface SimulationOptions {
  /** Where Lahza stands, in front of the example storefront. */
  readonly url: string;
  /** May report events (role editor). */
  readonly token: string;
  readonly visitors: number;
  /** Probability of a purchase in control. */
  readonly baseline: number;
  /** Relative: 0.2 makes it `1.2 * baseline` in the variant. */
  readonly lift: number;
  readonly seed: number;
  readonly concurrency?: number;
}

/** Of one variant; what its visitors did. */
export interface Truth {
  variant: string;
  visitors: number;
  confirmed: number;
  add_to_cart: number;
  purchase: number;
  orders: number;
  /** Minor units. */
  revenue: number;
  bounce: number;
}

const VARIANTS = ["control", "words"] as const;
const HEADLINE = "Simulated";
const PRODUCT = "/products/saffron-negin";

/** What the simulation needs to be defined: goals and the experiment, as the API takes them. */
export function simulationDefinitions(key: string): {
  readonly goals: readonly object[];
  readonly experiment: object;
} {
  return {
    goals: [
      { kind: "request", key: "add_to_cart", method: "POST", path: "/cart/add" },
      {
        kind: "request",
        key: "checkout_done",
        method: "POST",
        path: "/checkout",
        orderId: { location: "/thank-you/:order" },
      },
    ],
    experiment: {
      key,
      name: "Simulated shoppers",
      pages: { include: [PRODUCT] },
      variants: [
        { key: VARIANTS[0], weight: 0.5 },
        { key: VARIANTS[1], weight: 0.5, changes: [{ selector: "h1", action: "set_text", value: HEADLINE }] },
      ],
      metrics: {
        primary: "purchase",
        secondary: ["orders", "revenue", "add_to_cart"],
        guardrails: ["bounce"],
      },
    },
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
  const headers = { accept: "text/html", "user-agent": "Googlebot/2.1" };
  const deadline = Date.now() + withinMs;
  for (;;) {
    const page = await (await fetch(new URL(PRODUCT, url), { headers })).text();
    if (page.includes(" data-lahza=")) return;
    if (Date.now() > deadline) throw new Error(`${PRODUCT} is served without the experiment`);
    await new Promise((resume) => setTimeout(resume, 500));
  }
}

/** What every variant's visitors did. Rejects when a request fails: then nothing is known. */
export async function simulate(options: SimulationOptions): Promise<Truth[]> {
  const truth = VARIANTS.map((variant): Truth => ({
    variant,
    visitors: 0,
    confirmed: 0,
    add_to_cart: 0,
    purchase: 0,
    orders: 0,
    revenue: 0,
    bounce: 0,
  }));
  let next = 0;
  const walk = async (): Promise<void> => {
    while (next < options.visitors) await shop(next++, options, truth);
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 8 }, walk));
  return truth;
}

async function shop(number: number, options: SimulationOptions, truth: readonly Truth[]): Promise<void> {
  const random = randomOf(options.seed * 1_000_003 + number);
  const browser = new Browser(options.url);
  const page = await browser.open(PRODUCT);
  const variant = page.includes(`>${HEADLINE}</h1>`) ? 1 : 0;
  const did = truth[variant];
  if (did === undefined) return;
  did.visitors++;
  const buys = random() < options.baseline * (variant === 1 ? 1 + options.lift : 1);
  const looksFurther = buys || random() < 0.4;
  const comesAgain = random() < 0.2;
  const times = buys && random() < 0.1 ? 2 : 1;

  if (random() < 0.9) {
    await browser.confirm(page);
    did.confirmed++;
    // Sent again by a browser that did not hear the answer.
    if (random() < 0.1) await browser.confirm(page);
  }
  if (comesAgain) await browser.open(PRODUCT);
  if (looksFurther) await browser.open("/products/lahijan-tea");
  if (!looksFurther && !comesAgain) did.bounce++;
  if (!buys) return;
  did.add_to_cart++;
  did.purchase++;
  for (let order = 0; order < times; order++) {
    await browser.post("/cart/add", { sku: "SRV-101" });
    const thanks = await browser.post("/checkout", ADDRESS);
    const id = /\/thank-you\/([\w-]+)$/.exec(thanks)?.[1];
    if (id === undefined) throw new Error(`the checkout led to ${thanks}`);
    // Some never see the page that thanks them.
    if (random() < 0.8) await browser.open(`/thank-you/${id}`);
    const cents = 500 + Math.floor(random() * 20_000);
    did.orders++;
    did.revenue += cents;
    for (let told = random() < 0.2 ? 2 : 1; told > 0; told--) await report(id, cents, options);
  }
}

/** The shop's backend tells of an order, now and then twice. */
async function report(orderId: string, cents: number, { url, token }: SimulationOptions): Promise<void> {
  const event = { id: orderId, name: "order_placed", orderId, value: cents / 100, currency: "USD" };
  const answer = await fetch(new URL("/_lahza/api/events", url), {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ events: [event] }),
  });
  // What is not stored is sent again, as a backend has to.
  if (answer.status === 503 || answer.status === 429) {
    await new Promise((resume) => setTimeout(resume, 500));
    return await report(orderId, cents, { url, token } as SimulationOptions);
  }
  if (answer.status !== 200)
    throw new Error(`an order was answered with ${answer.status}: ${await answer.text()}`);
}

const ADDRESS = {
  name: "Hannah Weiss",
  phone: "(212) 555-0148",
  email: "",
  city: "New York",
  street: "12 Grove Street",
  postcode: "10014",
  payment: "card",
};

/** Keeps cookies and sends what a browser sends. */
class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #url: string;
  #reports = 0;

  constructor(url: string) {
    this.#url = url;
  }

  async open(path: string): Promise<string> {
    const answer = await this.#ask(path, {});
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    return text;
  }

  /** Where the answer leads. */
  async post(path: string, form: Readonly<Record<string, string>>): Promise<string> {
    const answer = await this.#ask(path, { method: "POST", body: new URLSearchParams(form) });
    await answer.arrayBuffer();
    return answer.headers.get("location") ?? `${answer.status}`;
  }

  /** As Lahza's script does, with the token of the page. */
  async confirm(page: string): Promise<void> {
    const token = / data-lahza="([^"]+)"/.exec(page)?.[1];
    if (token === undefined) throw new Error("the page has no token");
    const nowMs = Date.now();
    const event = {
      id: `confirm-${this.#reports++}`,
      name: "lahza.confirm",
      at: nowMs,
      page: token,
      properties: { places: "0", language: "en" },
    };
    const answer = await this.#ask("/_lahza/events", {
      method: "POST",
      body: JSON.stringify({ sentAt: nowMs, events: [event] }),
    });
    if (answer.status !== 204) throw new Error(`a confirmation was answered with ${answer.status}`);
  }

  async #ask(path: string, init: RequestInit): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(new URL(path, this.#url), {
      ...init,
      redirect: "manual",
      headers: {
        accept: "text/html,application/xhtml+xml",
        "sec-fetch-dest": path.startsWith("/_lahza") ? "empty" : "document",
        "sec-fetch-mode": path.startsWith("/_lahza") ? "cors" : "navigate",
        "sec-fetch-site": "same-origin",
        "user-agent":
          "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36",
        ...(cookie === "" ? {} : { cookie }),
      },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }
}
