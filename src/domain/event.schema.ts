/** Events as the shopper's browser or a backend sends them. */
import * as z from "zod";

/** Names that begin with `lahza.` are ours; shops cannot define them. */
export const eventName = z.string().regex(/^[a-zA-Z][a-zA-Z0-9_.:-]{0,63}$/, "not an event name");

export const eventSchema = z.strictObject({
  id: z.string().min(1).max(100),
  name: eventName,
  /** When it happened, by the sender's clock: ms since the epoch, or an ISO instant. */
  at: z.union([z.number(), z.iso.datetime({ offset: true })]).optional(),
  value: z.number().optional(),
  /** null: the value is a plain number, such as a score. The shop's currency when absent. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .nullable()
    .optional(),
  /** The page's token, beside names that begin with `lahza.`. */
  page: z.string().max(2048).optional(),
  properties: z
    .record(z.string().max(64), z.union([z.string().max(500), z.number(), z.boolean(), z.null()]))
    .optional(),
});

export const eventsEnvelope = z.strictObject({
  /** The sender's clock when it sent, ms since the epoch; corrects `at`. */
  sentAt: z.number().optional(),
  events: z.array(eventSchema).min(1).max(100),
});

export type WireEvent = z.output<typeof eventSchema>;

const orderId = z.union([z.string().min(1).max(100), z.number()]).transform(String);

/** What a shop's backend sends: whose event it is stands on each. */
const backendEventSchema = eventSchema.omit({ page: true }).extend({
  /** The id of the visitor's cookie (the header `Lahza-Visitor`), or the cart's token. */
  visitor: z.string().min(1).max(128).optional(),
  /** The customer's id, as the shop's cookie has it. Only an HMAC of it is kept. */
  customer: z
    .union([z.string().min(1).max(200), z.number()])
    .transform(String)
    .optional(),
  /** Events of an order's life, and `purchase`: the order's number. */
  orderId: orderId.optional(),
  /** Of `order_refunded`. */
  refundId: orderId.optional(),
  /** How the order is paid. */
  payment: z.string().max(100).optional(),
  /** Of `order_placed`: SKUs of what is in the order, as the product pages' schema.org has them. */
  skus: z.array(z.string().min(1).max(200)).max(1000).optional(),
  /** An order of the shop's own, which is not counted. */
  test: z.boolean().optional(),
  staff: z.boolean().optional(),
});

export const backendEnvelope = z.strictObject({
  /** Taken, and not needed: a backend's times are taken as given. */
  sentAt: z.number().optional(),
  events: z.array(backendEventSchema).min(1).max(1000),
});

export type BackendEvent = z.output<typeof backendEventSchema>;
