/**
 * Evidence for elements on one request: what the page said when it last streamed past, what an endpoint of the shop
 * says, what we counted. All from memory, so that no page waits; what is missing or getting old is looked up behind the
 * answer (in the data centre's Cache, at the endpoint, in D1), for the next one. Page facts are taken only from answers that the origin lets any cache keep, to requests without a cookie or a
 * key of the shopper's, so that nobody's own price or name gets into anybody else's page.
 */
import type { CounterRecord } from "../collect/record.ts";
import type { Fact } from "../elements/live/fill.ts";
import { PRODUCT_PARAMETERS } from "../domain/product-parameters.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { dayStartMs } from "../domain/schedule.ts";
import { addressDigest, factAddress, type FactAddress, productDigest } from "../facts/address.ts";
import { readEndpoint } from "../facts/endpoint.ts";
import type { Kept } from "../facts/memory.ts";
import { endpointOf, isPageFact } from "../facts/needed.ts";
import { factsOfPage } from "../facts/product.ts";
import { shopClock } from "../visitor/clock.ts";
import type { Edge } from "./edge.ts";
import type { Origin } from "./origin.ts";
import type { Page } from "./page.ts";

export interface RequestFacts {
  /** The same answer for the whole request. Null: not known. */
  readonly fact: (name: string) => Fact | null;
  /**
   * What a view of this page adds to, once a visitor and hour as far as this isolate knows; null: nothing here.
   * `viewer` is asked only where views are counted; null: nobody whose view counts.
   */
  readonly viewedBy: (viewer: () => string | null) => CounterRecord | null;
  /** The answer with a side copy taken of its bytes, where its facts are wanted and may be kept. */
  readonly listen: (asked: Headers, response: Response) => Response;
}

export type FactEdge = Pick<Edge, "facts" | "origin" | "nowMs" | "waitUntil" | "views" | "ordersOf"> & {
  /** The shop as it is asked behind the answer, where `origin` is watched for what the shopper gets. */
  readonly ask?: Origin;
};

/** Facts of a page are taken again after so long, of an endpoint likewise. */
const PAGE_EVERY_MS = 60_000;
const ENDPOINT_EVERY_MS = 20_000;
const MAX_COPY = 512 * 1024;

const NO_FACTS: RequestFacts = {
  fact: () => null,
  viewedBy: () => null,
  listen: (_asked, response) => response,
};

/** Counts of views that elements may name, and the hours that each covers. */
const ACTIVITY: { readonly [name: string]: number } = { "activity.views_hour": 1, "activity.views_day": 24 };
/** Orders with this page's product, on the day that it is in the shop. */
const ORDERS_TODAY = "activity.bought_today";
const ACTIVITY_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Rulesets of earlier builds name no parameters. */
export type FactSettings = Pick<Settings, "timeZone"> & {
  readonly productParameters?: readonly string[];
};

export async function factsFor(
  page: Page,
  names: ReadonlySet<string>,
  { timeZone, productParameters = PRODUCT_PARAMETERS }: FactSettings,
  edge: FactEdge,
): Promise<RequestFacts> {
  if (names.size === 0) return NO_FACTS;
  const { facts: memory, nowMs } = edge;
  const address = factAddress(page.url, productParameters);
  const ofPage =
    [...names].some(isPageFact) ||
    names.has(ORDERS_TODAY) ||
    [...names].some((name) => name.includes("{{product.sku}}"));
  const own = ofPage ? known(address.key, edge) : null;
  const isCounted = [...names].some((name) => ACTIVITY[name] !== undefined);
  const subject = isCounted && address.counted !== null ? await addressDigest(address.counted) : null;
  const sku = names.has(ORDERS_TODAY) ? own?.facts["product.sku"] : undefined;
  const product = sku === undefined ? null : await productDigest(sku);
  const seen = new Map<string, Fact | null>();
  for (const name of names) {
    const endpoint = endpointOf(name);
    const hours = ACTIVITY[name];
    if (endpoint !== null) seen.set(name, ofEndpoint(endpoint, page, own, edge));
    else if (hours !== undefined && subject !== null)
      seen.set(
        name,
        counted(name, subject, edge, () => edge.views(subject, hours)),
      );
  }
  if (product !== null) seen.set(ORDERS_TODAY, ordersToday(product, timeZone, edge));
  return {
    // Whatever the page said, also what was not asked for by name: a price has its currency.
    fact: (name) => (isPageFact(name) ? factIn(own, name) : (seen.get(name) ?? null)),
    viewedBy: (viewer) => {
      const visitor = subject === null ? null : viewer();
      return subject !== null &&
        visitor !== null &&
        memory.claim(`view ${visitor} ${subject}`, HOUR_MS, nowMs)
        ? { reason: "viewed", subject }
        : null;
    },
    listen: (asked, response) => (ofPage ? listenTo(response, asked, address, page, edge) : response),
  };
}

/** What was counted yesterday is not known today: the day is in the name. */
function ordersToday(product: string, timeZone: string, edge: FactEdge): Fact | null {
  const { day } = shopClock(edge.nowMs, timeZone);
  return counted(ORDERS_TODAY, `${day} ${product}`, edge, () =>
    edge.ordersOf(product, dayStartMs(day, timeZone)),
  );
}

/** Silent until D1 was asked, which no page waits for; then at most a minute behind. */
function counted(name: string, subject: string, edge: FactEdge, ask: () => Promise<number>): Fact | null {
  const key = `${name} ${subject}`;
  const kept = edge.facts.read(key);
  if (edge.facts.claim(key, ACTIVITY_EVERY_MS, edge.nowMs)) edge.waitUntil(count());
  return factIn(kept, name);

  async function count(): Promise<void> {
    const number = await ask();
    await edge.facts.keep(key, { facts: { [name]: String(number) }, atMs: edge.nowMs });
  }
}

function factIn(kept: Kept | null, name: string): Fact | null {
  const value = kept?.facts[name];
  return kept === null || value === undefined ? null : { value, atMs: kept.atMs };
}

/** What memory has. What another isolate learnt comes from the Cache behind the answer, for the next page. */
function known(key: string, { facts, nowMs, waitUntil }: FactEdge): Kept | null {
  const kept = facts.read(key);
  if (kept === null && facts.claim(`cache ${key}`, PAGE_EVERY_MS, nowMs)) waitUntil(facts.load(key, nowMs));
  return kept;
}

/** A number that the shop's endpoint gives to anybody. */
function ofEndpoint(
  { path, pointer }: { readonly path: string; readonly pointer: string },
  page: Page,
  own: Kept | null,
  edge: FactEdge,
): Fact | null {
  const sku = own?.facts["product.sku"] ?? "";
  if (path.includes("{{product.sku}}") && sku === "") return null;
  const filled = path
    .replaceAll("{{product.sku}}", encodeURIComponent(sku))
    .replaceAll("{{path}}", encodeURIComponent(page.pathname));
  const key = `endpoint ${page.url.host}${filled}`;
  const kept = known(key, edge);
  if (edge.facts.claim(key, ENDPOINT_EVERY_MS, edge.nowMs)) {
    const url = new URL(filled, page.url);
    if (url.origin === page.url.origin) edge.waitUntil(askEndpoint(url, key, edge));
  }
  return factIn(kept, pointer);
}

async function askEndpoint(url: URL, key: string, edge: FactEdge): Promise<void> {
  const request = new Request(url, { headers: { accept: "application/json" }, redirect: "manual" });
  const facts = await readEndpoint((edge.ask ?? edge.origin)(request));
  if (facts !== null) await edge.facts.keep(key, { facts, atMs: edge.nowMs });
}

function listenTo(
  response: Response,
  asked: Headers,
  { key, mayKeep }: FactAddress,
  page: Page,
  edge: FactEdge,
): Response {
  if (!mayKeep || page.fragment || page.method !== "GET" || response.body === null) return response;
  if (asked.has("cookie") || asked.has("authorization") || !isPublic(response)) return response;
  if (!edge.facts.claim(`page ${key}`, PAGE_EVERY_MS, edge.nowMs)) return response;
  const ageMs = Math.max(0, Number(response.headers.get("age") ?? "0") || 0) * 1000;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const copy = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      if (size < MAX_COPY) chunks.push(chunk.slice(0, MAX_COPY - size));
      size += chunk.byteLength;
      controller.enqueue(chunk);
    },
    // Behind the last byte; the shopper has the page.
    flush: () => edge.waitUntil(learn()),
  });
  return new Response(response.body.pipeThrough(copy), response);

  /** A promise, so that whatever goes wrong here ends here. */
  async function learn(): Promise<void> {
    const charset = /charset=["']?([\w-]+)/i.exec(response.headers.get("content-type") ?? "")?.[1] ?? "utf-8";
    const decoder = new TextDecoder(charset);
    const html = chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("");
    await edge.facts.keep(key, { facts: factsOfPage(html, page.pathname), atMs: edge.nowMs - ageMs });
  }
}

/** The origin lets any cache keep it: said so aloud, and nothing in it is one shopper's. */
function isPublic(response: Response): boolean {
  const control = response.headers.get("cache-control")?.toLowerCase() ?? "";
  if (response.status !== 200 || response.headers.has("set-cookie")) return false;
  if (/\b(?:private|no-store)\b/.test(control) || /\bcookie\b/i.test(response.headers.get("vary") ?? ""))
    return false;
  return /\bpublic\b|\bs-maxage=[1-9]/.test(control);
}
