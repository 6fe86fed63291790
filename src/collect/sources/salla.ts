/**
 * Salla, with the security strategy *signature*: `X-Salla-Signature` is the hex HMAC-SHA256 of the body. The envelope
 * names the event; `data` is the order, or holds it under `order`. Every event that tells of an order is read alike,
 * so that one that was lost is made up for by the next.
 *
 * The order is known by its `reference_id`, the number that the shopper is told. Salla's checkout takes no fields of
 * ours: its orders find their visitor by the order's number on the thank-you page, or by the customer.
 */
import * as z from "zod";
import { amount, bare, id, instant, lines, reading, skusOf, text } from "./fields.ts";
import { fromHex, isSignedBy } from "../../visitor/hmac.ts";
import type { OrderReport, OrderSource, OrderState } from "./source.ts";

/** `{ "date": "2026-11-22 12:00:00.000000", "timezone": "Asia/Riyadh" }`, or a text. */
const date = z.union([text, z.object({ date: text, timezone: text.nullish() })]);

/** `299.99`, or `{ "amount": 299.99, "currency": "SAR" }`. */
const money = z.union([amount, z.object({ amount, currency: text.nullish() })]);

const order = z.object({
  id: id.nullish(),
  reference_id: id.nullish(),
  source: text.nullish(),
  currency: text.nullish(),
  date: date.nullish(),
  status: z.union([text, z.object({ slug: text.nullish() })]).nullish(),
  payment_status: text.nullish(),
  payment_method: text.nullish(),
  amounts: z.object({ total: money.nullish() }).nullish(),
  total: money.nullish(),
  customer: z
    .object({ id: id.nullish(), mobile: id.nullish(), mobile_code: id.nullish(), email: text.nullish() })
    .nullish(),
  refund: z.object({ id: id.nullish(), amount: money.nullish() }).nullish(),
  items: lines,
  is_test: z.boolean().nullish(),
});

const envelope = z
  .object({
    event: text,
    created_at: text.nullish(),
    data: z.object({ ...order.shape, order: order.nullish() }),
  })
  .refine(({ data }) => orderIdOf(data.order ?? data) !== null, "no reference_id and no id");

type Order = z.output<typeof order>;

export const salla: OrderSource = {
  name: "salla",
  isAuthentic: async ({ headers, body }, secrets) =>
    await isSignedBy(secrets, body, fromHex(headers.get("x-salla-signature"))),
  deliveryId: () => null,
  read(_headers, json) {
    const event = z.object({ event: text }).safeParse(json);
    if (!event.success || !event.data.event.startsWith("order.")) return { ok: false, reason: "other-topic" };
    return reading(envelope, json, ({ event: name, created_at, data }) =>
      ofOrder(name, created_at ?? null, {
        ...data,
        ...data.order,
        status: data.order?.status ?? data.status,
      }),
    );
  },
};

const REFUSED: ReadonlySet<string> = new Set(["canceled", "cancelled", "restored", "restoring"]);

function ofOrder(event: string, toldAt: string | null, one: Order): OrderReport {
  const status = slugOf(one).replaceAll("-", "_");
  const total = moneyOf(one.amounts?.total ?? one.total, one.currency);
  const states: OrderState[] = [];
  // Only an event that tells of the purchase itself has its time and amount.
  if (total.amounts.length > 0) states.push({ ...bare("order_placed", null), atMs: placedAt(one), ...total });
  const isPaid =
    one.payment_status === "paid" || (event === "order.payment.updated" && status !== "payment_pending");
  if (total.amounts.length > 0 && isPaid) states.push({ ...bare("order_paid", toldAt), ...total });
  if (status === "delivered") states.push(bare("order_delivered", toldAt));
  if (REFUSED.has(status) || event === "order.cancelled") states.push(bare("order_refused", toldAt));
  if (event === "order.refunded") {
    const back = one.refund?.amount ?? one.amounts?.total ?? one.total;
    states.push({
      ...bare("order_refunded", toldAt),
      ...moneyOf(back, one.currency),
      // Without an id of its own there is one, of all that was paid.
      refundId: one.refund?.id ?? "0",
    });
  }
  const { customer } = one;
  return {
    orderId: orderIdOf(one) ?? "",
    notCounted: one.is_test === true ? "test-order" : null,
    customer: {
      id: customer?.id ?? null,
      phone: customer?.mobile ? `${customer.mobile_code ?? ""}${customer.mobile}` : null,
      email: customer?.email ?? null,
    },
    payment: one.payment_method ?? null,
    skus: skusOf(one.items),
    cartToken: null,
    states,
  };
}

function orderIdOf(one: Order): string | null {
  return one.reference_id || one.id || null;
}

function slugOf({ status }: Order): string {
  return (typeof status === "string" ? status : (status?.slug ?? "")).toLowerCase();
}

function moneyOf(
  value: z.output<typeof money> | null | undefined,
  currency: string | null | undefined,
): Pick<OrderState, "amounts" | "currency"> {
  if (value === null || value === undefined) return { amounts: [], currency: null };
  if (typeof value === "object")
    return { amounts: [value.amount], currency: value.currency ?? currency ?? null };
  return { amounts: [value], currency: currency ?? null };
}

function placedAt({ date: placed }: Order): number | null {
  if (placed === null || placed === undefined) return null;
  return typeof placed === "string"
    ? instant(placed, "Asia/Riyadh")
    : instant(placed.date, placed.timezone ?? "Asia/Riyadh");
}
