/**
 * What a page says of the one product that it is about: schema.org Product with its Offer and AggregateRating, from
 * JSON-LD, else from microdata; `og:` beside it. A page with several products and no sign which is its own has no
 * product facts: better none than another product's price. Pure; never throws.
 */
import { readNumber } from "../elements/live/numbers.ts";
import { decode, type Item, scanPage } from "./scan.ts";

/** Names of facts → values as text: `product.price` → `1234.5`. Only what the page says. */
export type PageFacts = { readonly [name: string]: string };

type Node = { readonly [property: string]: unknown };

/** `path`: of the page, to tell its product from others. */
export function factsOfPage(html: string, path: string): PageFacts {
  const scanned = scanPage(html);
  const facts: Record<string, string> = {};
  const set = (name: string, value: string | null | undefined): void => {
    const text = value?.replace(/\s+/g, " ").trim().slice(0, 300) ?? "";
    if (text !== "") facts[name] = text;
  };
  const nodes = scanned.jsonLd.flatMap(nodesOf);
  const product =
    ownProduct(nodes.filter(isProduct), path) ??
    ownProduct(scanned.items.flatMap(productsIn).map(nodeOfItem), path);
  if (product !== null) setProduct(product, set);
  else if (scanned.meta.has("product:price:amount")) {
    const amount = readNumber(scanned.meta.get("product:price:amount") ?? "");
    const currency = scanned.meta.get("product:price:currency") ?? "";
    if (amount !== null && /^[A-Z]{3}$/.test(currency)) {
      set("product.price", String(amount));
      set("product.currency", currency);
    }
  }
  set("page.title", scanned.meta.get("og:title"));
  set("page.image", scanned.meta.get("og:image"));
  set("page.type", scanned.meta.get("og:type"));
  set("page.language", scanned.language);
  set("page.direction", scanned.direction);
  return facts;
}

/** Every object in a JSON-LD script, `@graph` and lists opened, but not what hangs on another thing. */
function nodesOf(source: string): readonly Node[] {
  let json: unknown;
  try {
    json = JSON.parse(source.replace(/^\s*(?:<!--|\/\/\s*<!\[CDATA\[)|(?:-->|\/\/\s*\]\]>)\s*;?\s*$/g, ""));
  } catch {
    try {
      // Line breaks inside of strings are what shops most often get wrong.
      json = JSON.parse(source.replace(/[\n\r\t]+/g, " "));
    } catch {
      return [];
    }
  }
  const found: Node[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (depth > 6 || found.length > 500) return;
    if (Array.isArray(value)) value.forEach((item) => visit(item, depth + 1));
    else if (isNode(value)) {
      found.push(value);
      for (const name of ["@graph", "mainEntity", "mainEntityOfPage"]) visit(value[name], depth + 1);
    }
  };
  visit(json, 0);
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const typesOf = (node: Node): readonly string[] =>
  list(node["@type"]).map((type) => String(type).replace(/^.*[/#:]/, ""));
const isProduct = (node: Node): boolean =>
  typesOf(node).some((type) => type === "Product" || type === "ProductGroup" || type === "IndividualProduct");

function list(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];
}

/** The only one; else the only one that has this address; else the only one that is offered. */
function ownProduct(products: readonly Node[], path: string): Node | null {
  const distinct = [...new Map(products.map((product) => [JSON.stringify(product), product])).values()];
  if (distinct.length <= 1) return distinct[0] ?? null;
  for (const isOwn of [
    (product: Node) => hasPath(product, path),
    (product: Node) => product["offers"] !== undefined,
  ]) {
    const own = distinct.filter(isOwn);
    if (own.length === 1) return own[0] ?? null;
  }
  return null;
}

function hasPath(product: Node, path: string): boolean {
  return ["url", "@id"].some((name) => {
    const url = text(product[name]);
    if (url === null || !URL.canParse(url, "https://page.invalid/")) return false;
    const { pathname } = new URL(url, "https://page.invalid/");
    return safeDecode(pathname).replace(/\/$/, "") === safeDecode(path).replace(/\/$/, "");
  });
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function setProduct(product: Node, set: (name: string, value: string | null | undefined) => void): void {
  set("product.name", text(product["name"]));
  set("product.sku", text(product["sku"]) ?? text(product["mpn"]) ?? text(product["productID"]));
  set("product.brand", text(product["brand"]) ?? text(first(product["brand"])?.["name"]));
  const offers = offersOf(product);
  const prices = new Set(offers.flatMap((offer) => priceOf(offer) ?? []));
  const currencies = new Set(offers.flatMap((offer) => currencyOf(offer) ?? []));
  // Several offers at several prices: which of them the cart would charge, the page does not say.
  if (prices.size === 1 && currencies.size === 1) {
    set("product.price", String([...prices][0]));
    set("product.currency", [...currencies][0]);
  }
  const availabilities = new Set(
    offers.flatMap((offer) => text(offer["availability"])?.replace(/^.*[/#:]/, "") ?? []),
  );
  if (availabilities.size === 1) set("product.availability", [...availabilities][0]);
  const levels = offers.flatMap(
    (offer) => numberOf(first(offer["inventoryLevel"])?.["value"] ?? offer["inventoryLevel"]) ?? [],
  );
  if (levels.length === 1 && offers.length === 1) set("product.stock", String(levels[0]));
  setRating(first(product["aggregateRating"]), set);
}

function setRating(rating: Node | null, set: (name: string, value: string) => void): void {
  if (rating === null) return;
  const value = numberOf(rating["ratingValue"]);
  const best = numberOf(rating["bestRating"]) ?? 5;
  const worst = numberOf(rating["worstRating"]) ?? 0;
  const count = numberOf(rating["reviewCount"]) ?? numberOf(rating["ratingCount"]);
  if (
    value === null ||
    best <= 0 ||
    value > best ||
    value < Math.min(worst, 1) ||
    count === null ||
    count < 1
  )
    return;
  set("product.rating", String(Math.round((value / best) * 500) / 100));
  set("product.reviews", String(Math.floor(count)));
}

function offersOf(product: Node): readonly Node[] {
  const variants = list(product["hasVariant"]).filter(isNode);
  const own = list(product["offers"]).filter(isNode);
  return [...own, ...variants.flatMap((variant) => list(variant["offers"]).filter(isNode))].slice(0, 200);
}

function priceOf(offer: Node): number | null {
  const low = numberOf(offer["lowPrice"]);
  const high = numberOf(offer["highPrice"]);
  const specification = first(offer["priceSpecification"]);
  const price = numberOf(offer["price"]) ?? numberOf(specification?.["price"]);
  if (price !== null) return price;
  // An aggregate is one price only where its ends meet.
  return low !== null && low === (high ?? low) && (high !== null || numberOf(offer["offerCount"]) === 1)
    ? low
    : null;
}

function currencyOf(offer: Node): string | null {
  const currency =
    text(offer["priceCurrency"]) ?? text(first(offer["priceSpecification"])?.["priceCurrency"]);
  return currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : null;
}

function first(value: unknown): Node | null {
  return list(value).find(isNode) ?? null;
}

function text(value: unknown): string | null {
  const [one] = list(value);
  if (typeof one === "number") return String(one);
  return typeof one === "string" && one.trim() !== "" ? decode(one) : null;
}

function numberOf(value: unknown): number | null {
  const [one] = list(value);
  if (typeof one === "number") return Number.isFinite(one) && one >= 0 ? one : null;
  return typeof one === "string" ? readNumber(one) : null;
}

function productsIn(item: Item): readonly Item[] {
  const own = item.types.some((type) =>
    /schema\.org\/(?:Product|ProductGroup|IndividualProduct)$/i.test(type),
  )
    ? [item]
    : [];
  const main = item.properties.get("mainEntity") ?? [];
  return [...own, ...main.flatMap((value) => (typeof value === "string" ? [] : productsIn(value)))];
}

function nodeOfItem(item: Item): Node {
  const node: Record<string, unknown> = { "@type": item.types };
  for (const [name, values] of item.properties)
    node[name] = values.map((value) => (typeof value === "string" ? value : nodeOfItem(value)));
  return node;
}
