/**
 * Shopify. Topics `orders/create`, `orders/paid`, `orders/updated`, `orders/cancelled`, `refunds/create`,
 * `fulfillments/update`; `X-Shopify-Hmac-SHA256` is the base64 HMAC-SHA256 of the body. The cart's token comes as a
 * cart attribute, which Shopify delivers in `note_attributes`.
 *
 * The order is known by its `id`, the only one that refunds and fulfillments name too.
 */
import * as z from "zod";
import { amount, attributes, bare, cartTokenIn, id, lines, reading, skusOf, text } from "./fields.ts";
import { fromBase64, isSignedBy } from "../../visitor/hmac.ts";
import type { OrderReport, OrderSource, OrderState } from "./source.ts";

const refund = z.object({
  id,
  created_at: text.nullish(),
  transactions: z
    .array(
      z.object({
        kind: text.nullish(),
        status: text.nullish(),
        amount: amount.nullish(),
        currency: text.nullish(),
      }),
    )
    .nullish(),
});

const fulfillment = z.object({ shipment_status: text.nullish(), updated_at: text.nullish() });

const order = z.object({
  id,
  test: z.boolean().nullish(),
  currency: text.nullish(),
  total_price: amount.nullish(),
  created_at: text.nullish(),
  updated_at: text.nullish(),
  cancelled_at: text.nullish(),
  financial_status: text.nullish(),
  /** Apart by commas. */
  tags: z.string().max(10_000).nullish(),
  phone: text.nullish(),
  email: text.nullish(),
  payment_gateway_names: z.array(text).nullish(),
  customer: z.object({ id: id.nullish(), phone: text.nullish(), email: text.nullish() }).nullish(),
  note_attributes: attributes,
  line_items: lines,
  refunds: z.array(refund).nullish(),
  fulfillments: z.array(fulfillment).nullish(),
});

/** Of what tells the order's number and no more. */
const NOTHING = {
  customer: { id: null, phone: null, email: null },
  payment: null,
  cartToken: null,
  notCounted: null,
};
const PAID: ReadonlySet<string> = new Set(["paid", "partially_refunded", "refunded"]);

export const shopify: OrderSource = {
  name: "shopify",
  isAuthentic: async ({ headers, body }, secrets) =>
    await isSignedBy(secrets, body, fromBase64(headers.get("x-shopify-hmac-sha256"))),
  // Repetitions of an event have its event id; the webhook id is another one for each subscription.
  deliveryId: (headers) => headers.get("x-shopify-webhook-id"),
  read(headers, json) {
    const topic = headers.get("x-shopify-topic") ?? "";
    switch (topic) {
      case "orders/create":
      case "orders/paid":
      case "orders/updated":
      case "orders/cancelled":
        return reading(order, json, ofOrder);
      case "refunds/create":
        return reading(refund.extend({ order_id: id }), json, (one) => ({
          ...NOTHING,
          orderId: one.order_id,
          states: [refunded(one)],
        }));
      case "fulfillments/update":
        return reading(fulfillment.extend({ order_id: id }), json, (one) => ({
          ...NOTHING,
          orderId: one.order_id,
          states: delivered([one]),
        }));
      default:
        return { ok: false, reason: "other-topic" };
    }
  },
};

/** Every delivery tells the whole order so far, so that one that was lost is made up for by the next. */
function ofOrder(one: z.output<typeof order>): OrderReport {
  const total = {
    amounts: one.total_price === null || one.total_price === undefined ? [] : [one.total_price],
    currency: one.currency ?? null,
  };
  const states: OrderState[] = [{ ...bare("order_placed", one.created_at), ...total }];
  if (PAID.has(one.financial_status ?? ""))
    states.push({ ...bare("order_paid", one.updated_at ?? one.created_at), ...total });
  states.push(...delivered(one.fulfillments ?? []));
  if (one.cancelled_at) states.push(bare("order_refused", one.cancelled_at));
  states.push(...(one.refunds ?? []).map(refunded));
  return {
    orderId: one.id,
    notCounted: one.test === true ? "test-order" : isTagged(one.tags, "staff") ? "staff-order" : null,
    customer: {
      id: one.customer?.id ?? null,
      phone: one.phone ?? one.customer?.phone ?? null,
      email: one.email ?? one.customer?.email ?? null,
    },
    payment: one.payment_gateway_names?.[0] ?? null,
    skus: skusOf(one.line_items),
    cartToken: cartTokenIn(one.note_attributes),
    states,
  };
}

/** The order's amount belongs to what was placed and paid: a later state says the same wherever it is told. */
function delivered(fulfillments: readonly z.output<typeof fulfillment>[]): OrderState[] {
  return fulfillments
    .filter(({ shipment_status }) => shipment_status === "delivered")
    .map(({ updated_at }) => bare("order_delivered", updated_at));
}

function refunded({ id: refundId, created_at, transactions }: z.output<typeof refund>): OrderState {
  const paidBack = (transactions ?? []).filter(
    ({ kind, status }) => kind === "refund" && (status ?? "success") === "success",
  );
  return {
    ...bare("order_refunded", created_at),
    amounts: paidBack.flatMap(({ amount: value }) => value ?? []),
    currency: paidBack.find(({ currency }) => currency)?.currency ?? null,
    refundId,
  };
}

function isTagged(tags: string | null | undefined, wanted: string): boolean {
  return (tags ?? "").split(",").some((tag) => tag.trim().toLowerCase() === wanted);
}
