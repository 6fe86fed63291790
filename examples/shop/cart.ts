/**
 * The cart lives in a plain first-party cookie: `SRV-101.2~SRV-201.1`. It holds codes and quantities only;
 * prices come from the catalogue, so that there is nothing in it worth forging.
 */
import { type Product, productBySku } from "./data.ts";
import { type LanguageCode, type Locale, number } from "./locales.ts";
import { CASH_FEE, CURRENCY, DELIVERY_FEE, FREE_DELIVERY, plain } from "./money.ts";

const MOST_OF_ONE = 9;

export interface Line {
  readonly product: Product;
  readonly quantity: number;
}

export type Cart = readonly Line[];

export type Payment = "card" | "cash";

export interface Totals {
  readonly subtotal: number;
  readonly delivery: number;
  readonly cashFee: number;
  readonly total: number;
  /** What is missing until delivery is free; 0 when it is. */
  readonly untilFree: number;
}

/** Unknown and sold-out products and nonsense are dropped without a word. */
export function parseCart(cookie: string | undefined): Cart {
  const lines: Line[] = [];
  for (const entry of (cookie ?? "").split("~").slice(0, 30)) {
    const [sku, quantity] = entry.split(".");
    const product = productBySku(sku ?? "");
    const count = Number(quantity);
    if (product === undefined || product.stock === 0 || !Number.isInteger(count) || count < 1) continue;
    if (lines.some((line) => line.product === product)) continue;
    lines.push({ product, quantity: Math.min(count, mostOf(product)) });
  }
  return lines;
}

export const serializeCart = (cart: Cart): string =>
  cart.map(({ product, quantity }) => `${product.sku}.${quantity}`).join("~");

export const mostOf = (product: Product): number => Math.min(MOST_OF_ONE, product.stock);

/** Sets the quantity of a product; 0 removes it. */
export function withQuantity(cart: Cart, product: Product, quantity: number): Cart {
  const wanted = Math.min(Math.max(0, quantity), mostOf(product));
  if (wanted === 0) return cart.filter((line) => line.product !== product);
  if (!cart.some((line) => line.product === product)) return [...cart, { product, quantity: wanted }];
  return cart.map((line) => (line.product === product ? { product, quantity: wanted } : line));
}

export const quantityOf = (cart: Cart, product: Product): number =>
  cart.find((line) => line.product === product)?.quantity ?? 0;

const countItems = (cart: Cart): number => cart.reduce((sum, line) => sum + line.quantity, 0);

export function totalsOf(cart: Cart, code: LanguageCode, payment: Payment | null = null): Totals {
  const subtotal = cart.reduce((sum, { product, quantity }) => sum + product.prices[code] * quantity, 0);
  const untilFree = Math.max(0, FREE_DELIVERY[code] - subtotal);
  const delivery = cart.length === 0 || untilFree === 0 ? 0 : DELIVERY_FEE[code];
  const cashFee = payment === "cash" ? CASH_FEE[code] : 0;
  return { subtotal, delivery, cashFee, total: subtotal + delivery + cashFee, untilFree };
}

/** What `/api/cart` says; `itemsText` is in the country's digits. */
export function cartFacts(cart: Cart, locale: Locale): object {
  const items = countItems(cart);
  return {
    items,
    itemsText: items === 0 ? "" : number(locale, items),
    lines: cart.map(({ product, quantity }) => ({ sku: product.sku, quantity })),
    total: plain(locale.code, totalsOf(cart, locale.code).total),
    currency: CURRENCY[locale.code],
  };
}
