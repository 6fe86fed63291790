/**
 * A shop's own code. docs/orders.md has the format and a working example.
 *
 * `Lahza-Timestamp` is the sender's clock in seconds since the epoch; `Lahza-Signature` the hex HMAC-SHA256 of
 * `<timestamp>.<body>`. What was signed more than five minutes ago, or for later, is refused: whoever recorded a
 * delivery cannot send it again. A retry signs anew; it counts once all the same.
 */
import * as z from "zod";
import { ORDER_STATES } from "../../domain/order.ts";
import { amount, id, reading, text } from "./fields.ts";
import { fromHex, isSignedBy, withPrefix } from "../../visitor/hmac.ts";
import type { OrderReport, OrderSource } from "./source.ts";

const WINDOW_S = 5 * 60;

const at = z.union([
  z.iso.datetime({ offset: true, error: "an instant such as 2026-11-22T12:00:00+03:30" }),
  z.number().positive().max(8.64e15),
]);

const body = z
  .strictObject({
    /** What happened to the order. */
    event: z.enum(ORDER_STATES),
    at,
    order: z.strictObject({
      id: id.refine((value) => value !== "", "an order has a number"),
      /** In major units: `"1234500"`, `"12.345"`. */
      total: amount.optional(),
      /** ISO 4217, `IRT` for toman, or the word. */
      currency: text.optional(),
      /** `card`, `cash_on_delivery`, …, or a word that `settings.orders.payments` translates. */
      payment: text.nullish(),
      /** SKUs of what is in it, as the product pages' schema.org has them. */
      skus: z.array(z.string().min(1).max(200)).max(1000).optional(),
      /** What the cart's hidden input or `lahza.cart()` gave. */
      lahza: z.string().max(1000).nullish(),
      /** The customer's id, as the shop's cookie has it; a phone number or an address are welcome in any spelling. */
      customer: id.nullish(),
      test: z.boolean().default(false),
      staff: z.boolean().default(false),
    }),
    refund: z.strictObject({ id, amount }).optional(),
  })
  .refine(({ event, refund }) => (event === "order_refunded") === (refund !== undefined), {
    path: ["refund"],
    message: "order_refunded has one, other events have none",
  });

export const generic: OrderSource = {
  name: "generic",
  async isAuthentic({ headers, body: bytes }, secrets, nowMs) {
    const timestamp = headers.get("lahza-timestamp") ?? "";
    if (!/^\d{1,12}$/.test(timestamp)) return false;
    if (Math.abs(nowMs / 1000 - Number(timestamp)) > WINDOW_S) return false;
    return await isSignedBy(
      secrets,
      withPrefix(`${timestamp}.`, bytes),
      fromHex(headers.get("lahza-signature")),
    );
  },
  deliveryId: (headers) => headers.get("lahza-delivery"),
  read: (_headers, json) => reading(body, json, ofBody),
};

function ofBody({ event, at: told, order, refund }: z.output<typeof body>): OrderReport {
  const { total, currency = null } = order;
  const amounts = refund === undefined ? (total === undefined ? [] : [total]) : [refund.amount];
  const hasAmount = event === "order_placed" || event === "order_paid" || event === "order_refunded";
  const customer = order.customer ?? null;
  return {
    orderId: order.id,
    notCounted: order.test ? "test-order" : order.staff ? "staff-order" : null,
    // Whichever of the three the shop knows its customers by.
    customer: { id: customer, phone: customer, email: customer },
    payment: order.payment ?? null,
    skus: order.skus ?? [],
    cartToken: order.lahza ?? null,
    states: [
      {
        name: event,
        atMs: typeof told === "number" ? told : Date.parse(told),
        amounts: hasAmount ? amounts : [],
        currency: hasAmount ? currency : null,
        refundId: refund?.id ?? null,
      },
    ],
  };
}
