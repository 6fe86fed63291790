/**
 * WooCommerce. Topics `order.created`, `order.updated`, `order.restored`, `order.deleted`; `X-WC-Webhook-Signature`
 * is the base64 HMAC-SHA256 of the body. The cart's token comes as order meta (docs/orders.md has the snippet that
 * keeps it). When a webhook is saved WooCommerce sends `webhook_id=<number>`, unsigned.
 *
 * Cash on delivery has no `date_paid` until the order is completed, and is thereby placed, but not paid.
 */
import * as z from "zod";
import { amount, attributes, bare, cartTokenIn, id, lines, reading, skusOf, text } from "./fields.ts";
import { fromBase64, isSignedBy } from "../../visitor/hmac.ts";
import type { OrderReport, OrderSource, OrderState } from "./source.ts";

const order = z.object({
  id,
  status: text.nullish(),
  currency: text.nullish(),
  total: amount.nullish(),
  customer_id: id.nullish(),
  date_created_gmt: text.nullish(),
  date_modified_gmt: text.nullish(),
  date_paid_gmt: text.nullish(),
  date_completed_gmt: text.nullish(),
  billing: z.object({ phone: text.nullish(), email: text.nullish() }).nullish(),
  payment_method: text.nullish(),
  meta_data: attributes,
  line_items: lines,
  refunds: z.array(z.object({ id, total: amount.nullish() })).nullish(),
});

/** Of a deleted order little more than its id is sent. */
const deleted = z.object({ id });

export const woocommerce: OrderSource = {
  name: "woocommerce",
  isPing: ({ headers, body }) =>
    !headers.has("x-wc-webhook-signature") &&
    body.length < 64 &&
    /^webhook_id=\d+$/.test(new TextDecoder().decode(body).trim()),
  isAuthentic: async ({ headers, body }, secrets) =>
    await isSignedBy(secrets, body, fromBase64(headers.get("x-wc-webhook-signature"))),
  deliveryId: (headers) => headers.get("x-wc-webhook-delivery-id"),
  read(headers, json) {
    switch (headers.get("x-wc-webhook-topic")) {
      case "order.created":
      case "order.updated":
      case "order.restored":
        return reading(order, json, ofOrder);
      case "order.deleted":
        return reading(deleted, json, (one) => ({
          orderId: one.id,
          notCounted: null,
          customer: { id: null, phone: null, email: null },
          payment: null,
          cartToken: null,
          states: [bare("order_refused", null)],
        }));
      default:
        return { ok: false, reason: "other-topic" };
    }
  },
};

function ofOrder(one: z.output<typeof order>): OrderReport {
  const total = {
    amounts: one.total === null || one.total === undefined ? [] : [one.total],
    currency: one.currency ?? null,
  };
  const states: OrderState[] = [{ ...bare("order_placed", one.date_created_gmt), ...total }];
  if (one.date_paid_gmt) states.push({ ...bare("order_paid", one.date_paid_gmt), ...total });
  if (one.status === "completed")
    states.push(bare("order_delivered", one.date_completed_gmt ?? one.date_modified_gmt));
  if (one.status === "cancelled") states.push(bare("order_refused", one.date_modified_gmt));
  for (const refund of one.refunds ?? []) {
    states.push({
      ...bare("order_refunded", one.date_modified_gmt),
      // Written as what is taken off the total: `-5.00`.
      amounts:
        refund.total === null || refund.total === undefined ? [] : [String(refund.total).replace(/^-/, "")],
      currency: one.currency ?? null,
      refundId: refund.id,
    });
  }
  const test = (one.meta_data ?? []).some(({ key, value }) => key === "_lahza_test" && isSet(value));
  const staff = (one.meta_data ?? []).some(({ key, value }) => key === "_lahza_staff" && isSet(value));
  return {
    orderId: one.id,
    notCounted: test ? "test-order" : staff ? "staff-order" : null,
    // 0 is a guest.
    customer: {
      id: one.customer_id === "0" ? null : (one.customer_id ?? null),
      phone: one.billing?.phone ?? null,
      email: one.billing?.email ?? null,
    },
    payment: one.payment_method ?? null,
    skus: skusOf(one.line_items),
    cartToken: cartTokenIn(one.meta_data),
    states,
  };
}

function isSet(value: unknown): boolean {
  return value === true || value === 1 || value === "1" || value === "yes" || value === "true";
}
