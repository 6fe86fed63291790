/**
 * What a source of order webhooks is: how its deliveries are signed, and what of them Lahza keeps. One file a
 * source, one line in index.ts. A source picks the fields that it names and nothing else, so that names, addresses
 * and whatever else a shop sends along is gone when `read` returns.
 */
import type { OrderState as StateName } from "../../domain/order.ts";

export interface Delivery {
  readonly headers: Headers;
  /** As it came: signatures are over these bytes. */
  readonly body: Uint8Array;
}

export interface OrderSource {
  readonly name: "shopify" | "woocommerce" | "salla" | "generic";
  /** A message that says hello and carries nothing, sent before anything is signed. */
  readonly isPing?: (delivery: Delivery) => boolean;
  /** In constant time for a signature of the right length. */
  readonly isAuthentic: (delivery: Delivery, secrets: readonly string[], nowMs: number) => Promise<boolean>;
  /** Tells a delivery from its repetition; null where the source names none. */
  readonly deliveryId: (headers: Headers) => string | null;
  readonly read: (headers: Headers, json: unknown) => Reading;
}

export type Reading =
  | { readonly ok: true; readonly report: OrderReport }
  /** Something that Lahza does not record, such as a product. */
  | { readonly ok: false; readonly reason: "other-topic" }
  | { readonly ok: false; readonly reason: "not-readable"; readonly detail: string };

/** Of one order, as the platform writes it; nothing is checked yet. */
export interface OrderReport {
  readonly orderId: string;
  /** Why this order is none of a shopper. */
  readonly notCounted: "test-order" | "staff-order" | null;
  /** Whose order it is, in the three ways in which a shop may know a customer. HMACed before anything is kept. */
  readonly customer: {
    readonly id: string | null;
    readonly phone: string | null;
    readonly email: string | null;
  };
  /** How it is paid, in the platform's word for it: `cod`, the name of a gateway. Null: not told. */
  readonly payment: string | null;
  /** The visitor's id itself, from a backend that knows it. */
  readonly visitor?: string | null;
  /** SKUs of what is in it, as the shop writes them; left out: not told. */
  readonly skus?: readonly string[];
  /** What the shop's cart carried for us. */
  readonly cartToken: string | null;
  readonly states: readonly OrderState[];
}

export interface OrderState {
  readonly name: StateName;
  /** ms since the epoch; null: not told. */
  readonly atMs: number | null;
  /** Decimal numbers in major units, to be added up; empty: the state has no amount. */
  readonly amounts: readonly (string | number)[];
  /** Of the amounts: a code or a word; null: the shop's own. */
  readonly currency: string | null;
  /** Of a refund; null for all other states. */
  readonly refundId: string | null;
}
