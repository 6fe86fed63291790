/** How simulated people walk the shop. Each writes down what it does as it does it; whoever does not count writes nothing. */
import { Browser, type BrowserEvent, CRAWLER, tokenOf } from "./simulation-browser.ts";
import { type Backend, type OrderTold, staffLink, tellByApi, tellByWebhook } from "./simulation-backend.ts";
import { type Deeds, nothingDone, type Order } from "./simulation-truth.ts";

export const PRODUCT = "/products/saffron-negin";
export const TEA = "/products/lahijan-tea";
export const HEADLINE = "Simulated";
export const CUSTOMER_COOKIE = "sim_customer";

export interface Street {
  readonly backend: Backend;
  readonly baseline: number;
  /** Relative: 0.2 makes it `1.2 * baseline` in the variant. */
  readonly lift: number;
  readonly random: () => number;
  /** Whoever this is, nobody else in this or another simulation has the name. */
  readonly name: string;
}

/** Longer than the metric of who came back asks for. */
const AWAY_MS = 1_200;

const ADDRESS = {
  name: "Hannah Weiss",
  phone: "(212) 555-0148",
  email: "",
  city: "New York",
  street: "12 Grove Street",
  postcode: "10014",
  payment: "card",
};

const variantOf = (page: string): number => (page.includes(`>${HEADLINE}</h1>`) ? 1 : 0);

const willBuy = ({ baseline, lift, random }: Street, variant: number): boolean =>
  random() < baseline * (variant === 1 ? 1 + lift : 1);

/** Somebody without an account. */
export async function shopper(street: Street): Promise<Deeds> {
  const { random } = street;
  const browser = new Browser(street.backend.url);
  // Made ahead by the browser: nobody has met anything before the page is shown and says so.
  const isAhead = random() < 0.05;
  const page = await browser.open(PRODUCT, isAhead ? { "sec-purpose": "prefetch;prerender" } : {});
  const did = nothingDone(variantOf(page));
  if (isAhead || random() < 0.9) await look(browser, page, did, street);
  if (random() < 0.2) {
    await browser.open(PRODUCT);
    did.wentOn = true;
  }
  if (random() < 0.3) {
    await browser.open(TEA);
    did.wentOn = true;
  }
  if (willBuy(street, did.variant)) {
    const times = random() < 0.15 ? 2 : 1;
    for (let time = 0; time < times; time++) await order(browser, did, street);
  }
  if (random() < 0.05) await comeBack(browser, did);
  return did;
}

/** What the script of the page tells: of itself, and of what the shopper does. Sometimes twice. */
async function look(browser: Browser, html: string, did: Deeds, { random, name }: Street): Promise<void> {
  const page = tokenOf(html);
  // Not every browser knows it.
  const wait = random() < 0.9 ? Math.round(40 * Math.exp(4 * random())) : null;
  const events: BrowserEvent[] = [
    {
      id: `${name}-confirm`,
      name: "lahza.confirm",
      page,
      properties: { places: "0", language: "en", ...(wait === null ? {} : { wait }) },
    },
  ];
  did.confirmed = true;
  did.waited = wait !== null;
  const happens = (event: string, more: Partial<BrowserEvent> = {}): void => {
    events.push({ id: `${name}-${events.length}`, name: event, ...more });
    did.events.set(event, (did.events.get(event) ?? 0) + 1);
  };
  if (random() < 0.7) {
    events.push({ id: `${name}-seen`, name: "lahza.seen", page, properties: { places: "0" } });
    did.seen = true;
  }
  if (random() < 0.7) happens("view_item");
  if (random() < 0.1) happens("size_guide");
  if (random() < 0.05) happens("subscribed");
  for (let times = Math.floor(random() * 3); times > 0; times--) happens("promise_seen");
  if (random() < 0.1) happens("wished");
  // A goal that nobody defined is not kept.
  if (random() < 0.05) events.push({ id: `${name}-unknown`, name: "nobody_defined_this" });
  if (random() < 0.05) {
    const minor = Math.floor(random() * 1_000);
    happens("quiz", { value: minor / 100 });
    did.quiz += minor;
  }
  if (random() < 0.08) {
    const score = 1 + Math.floor(random() * 5);
    happens("csat", { value: score, currency: null });
    did.scores.push(score);
  }
  const visible = Math.floor(random() * 14_000);
  const acted = random() < 0.3;
  const properties = { places: "0", visible, acted };
  events.push({ id: `${name}-leave`, name: "lahza.leave", page, properties });
  did.stayed = visible >= 7_000;
  did.acted = acted;
  await browser.send(events);
  // Sent again by a browser that did not hear the answer.
  if (random() < 0.1) await browser.send(events);
}

/** Another visit. */
async function comeBack(browser: Browser, did: Deeds): Promise<void> {
  await new Promise((resume) => setTimeout(resume, AWAY_MS));
  // As when the visit has ended by itself.
  browser.cookies.delete("lahza_s");
  await browser.open(PRODUCT);
  did.cameBack = true;
}

/** From the cart to whatever becomes of the order. */
async function order(browser: Browser, did: Deeds, street: Street, customer?: string): Promise<void> {
  const { random, backend } = street;
  const count = (event: string): void => void did.events.set(event, (did.events.get(event) ?? 0) + 1);
  await browser.post("/cart/add", { sku: "SRV-101", quantity: `${1 + Math.floor(random() * 3)}` });
  count("add_to_cart");
  const form = await browser.open("/checkout");
  count("begin_checkout");
  did.wentOn = true;
  const cart = /<input type="hidden" name="lahza" value="([\w.-]+)">/.exec(form)?.[1];
  const orderId = await checkOut(browser);

  // Who tells of it: the page alone, the backend, or a webhook; where two do, the shop's own word is the amount.
  const teller = random();
  const isPagesOnly = teller < 0.3;
  const tell = teller > 0.6 && backend.webhookSecret !== null ? tellByWebhook : tellByApi;
  let minor = Math.floor(500 + random() * 20_000);
  if (isPagesOnly || random() < 0.6) {
    const shown = await thanked(browser, orderId, random);
    if (isPagesOnly) minor = shown;
  }
  const told: Pick<OrderTold, "orderId" | "customer" | "cart"> = {
    orderId,
    ...(customer === undefined ? {} : { customer }),
    ...(cart !== undefined && random() < 0.5 ? { cart } : {}),
  };
  if (!isPagesOnly && random() < 0.08) {
    // The shop's own: it counts for nobody, though the page that thanks has been seen.
    const own = random() < 0.5 ? { test: true } : { staff: true };
    return await tell(backend, { ...told, ...own, event: "order_placed", minor });
  }
  const made: Order = { minor, refunded: 0, refused: false, paid: false, delivered: false };
  did.orders.push(made);
  if (isPagesOnly) return;
  for (const word of shuffled(lifeOf(made, told, random), random)) {
    for (let times = random() < 0.1 ? 2 : 1; times > 0; times--) await tell(backend, word);
  }
}

async function checkOut(browser: Browser): Promise<string> {
  const thanks = await browser.post("/checkout", ADDRESS);
  const id = /\/thank-you\/([\w-]+)$/.exec(thanks)?.[1];
  if (id === undefined) throw new Error(`the checkout led to ${thanks}`);
  return id;
}

/** The page that thanks, sometimes twice, sometimes by a payment page's POST. What it says was paid, in minor units. */
async function thanked(browser: Browser, orderId: string, random: () => number): Promise<number> {
  const path = `/thank-you/${orderId}`;
  if (random() < 0.25) {
    // From another site, so that no cookie of ours comes along; the shop knows the order by its own means.
    const back = new Browser(browser.url);
    back.cookies.set("order", browser.cookies.get("order") ?? "");
    return amountOf(await back.open(path, { "sec-fetch-site": "cross-site" }, "POST"));
  }
  const page = await browser.open(path);
  if (random() < 0.3) await browser.open(path);
  return amountOf(page);
}

function amountOf(page: string): number {
  const [, value = ""] = /data-order-value="([\d.]+)"/.exec(page) ?? [];
  return Math.round(Number(value) * 100);
}

/** Everything that is told of an order. */
function lifeOf(
  made: Order,
  told: Pick<OrderTold, "orderId" | "customer" | "cart">,
  random: () => number,
): OrderTold[] {
  const words: OrderTold[] = [{ ...told, event: "order_placed", minor: made.minor }];
  if (random() < 0.6) {
    made.paid = true;
    words.push({ ...told, event: "order_paid", minor: made.minor });
  }
  if (random() < 0.4) {
    made.delivered = true;
    words.push({ ...told, event: "order_delivered" });
  } else if (random() < 0.1) {
    made.refused = true;
    words.push({ ...told, event: "order_refused" });
  }
  for (let refunds = Math.floor(random() * 1.2 + random() * 0.5); refunds > 0; refunds--) {
    const minor = 1 + Math.floor((random() * made.minor) / 4);
    made.refunded += minor;
    words.push({ ...told, event: "order_refunded", minor, refundId: `${told.orderId}-r${refunds}` });
  }
  return words;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Somebody with an account, on a telephone and on a computer. Rejects when the two show different variants. */
export async function customer(street: Street): Promise<Deeds> {
  const { random, backend, name } = street;
  const devices = [new Browser(backend.url), new Browser(backend.url)] as const;
  for (const { cookies } of devices) cookies.set(CUSTOMER_COOKIE, name);
  const page = await devices[0].open(TEA);
  const did = nothingDone(variantOf(page));
  if (random() < 0.8) await look(devices[0], page, did, street);
  const usesBoth = random() < 0.7;
  if (usesBoth) {
    const other = await devices[1].open(TEA);
    if (variantOf(other) !== did.variant) throw new Error(`${name} met two variants`);
  }
  if (!willBuy(street, did.variant)) return did;
  const times = random() < 0.4 ? 2 : 1;
  for (let time = 0; time < times; time++) {
    // On either device, also on one that met nothing: it tells of the customer alone.
    if (random() < 0.5) await order(devices[random() < 0.5 ? 1 : 0], did, street, name);
    else await orderByPhone(`${name}-by-phone-${time}`, did, street);
  }
  return did;
}

/** Only the backend knows of it, and of whom it is. */
async function orderByPhone(orderId: string, did: Deeds, street: Street): Promise<void> {
  const { random, backend, name } = street;
  const minor = Math.floor(500 + random() * 20_000);
  const made: Order = { minor, refunded: 0, refused: false, paid: false, delivered: false };
  did.orders.push(made);
  for (const word of lifeOf(made, { orderId, customer: name }, random)) await tellByApi(backend, word);
}

/** Who is served and never counted: crawlers, who opted out or says so by GPC, staff, and pages that nobody came to see. */
export async function nobody(street: Street): Promise<void> {
  const { random, backend, name } = street;
  const kind = Math.floor(random() * 6);
  const headers = [{ "user-agent": CRAWLER }, { "sec-gpc": "1" }][kind] ?? {};
  const browser = new Browser(backend.url, headers);
  if (kind === 2) browser.cookies.set("lahza_optout", "1");
  if (kind === 5) await browser.open(await staffLink(backend));
  const ahead = kind === 3 ? { "sec-purpose": "prefetch" } : {};
  const page = await browser.open(PRODUCT, ahead);
  if (kind === 3) return;
  const ignored = nothingDone(variantOf(page));
  if (kind === 4) return await forget(browser, page, ignored, street);
  if ((kind === 1 || kind === 2) && / data-lahza=/.test(page))
    throw new Error(`${name} did not agree to the experiment`);
  await browser.send([{ id: `${name}-1`, name: "view_item" }]);
  if (random() < 0.3) await order(browser, ignored, street);
}

/** Counted at first, and has all of it deleted. */
async function forget(browser: Browser, page: string, ignored: Deeds, street: Street): Promise<void> {
  await look(browser, page, ignored, street);
  const answer = await browser.post("/_lahza/optout", { choice: "erase" });
  if (!/^(https?:|\/|200|303)/.test(answer)) throw new Error(`the privacy page answered ${answer}`);
}
