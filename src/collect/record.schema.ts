/** Records as they come back from a queue: what is not named here is dropped, what does not fit is refused. */
import * as z from "zod";
import { PAYMENT_METHODS } from "../domain/order.ts";
import { BROWSER_FAMILIES, MAX_FIRST_BYTE_MS, MAX_PRODUCTS } from "./record.ts";
import type { QueuedRecords } from "./write.ts";

const id = z.string().max(200);
const time = z.number().int().nonnegative();
const stage = time.nullable();

const exposure = z.object({
  experiment: z.int().positive(),
  phase: z.int().positive(),
  unit: id.min(1),
  visitor: id.nullable(),
  customer: id.nullable(),
  variant: z.int().nonnegative(),
  stretch: z.int().nonnegative().optional(),
  assignedAtMs: time,
  foundAtMs: stage,
  confirmedAtMs: stage.optional(),
  seenAtMs: stage.optional(),
  firstByteMs: z.int().nonnegative().max(MAX_FIRST_BYTE_MS).nullable().optional(),
  // `allowedFacts` keeps the lists, on the way into the table.
  facts: z.object({
    device: z.enum(["mobile", "tablet", "desktop"]).nullable(),
    country: z.string().max(2).nullable(),
    region: z.string().max(3).nullable(),
    language: z.string().max(3).nullable(),
    visitor: z.enum(["new", "returning"]).nullable(),
    source: z.enum(["direct", "search", "social", "referral", "campaign", "email", "internal"]).nullable(),
    stage: z.enum(["none", "first", "repeat"]).nullable(),
    // What earlier builds left in the queue has none.
    browser: z.enum(BROWSER_FAMILIES).nullable().default(null),
  }),
});

const event = z.object({
  source: z.enum(["browser", "edge", "backend", "webhook"]),
  unit: id.min(1),
  id: id.min(1),
  visitor: id.nullable(),
  customer: id.nullable(),
  name: z.string().min(1).max(64),
  atMs: time,
  receivedMs: time,
  valueMinor: z.int().nullable(),
  currency: z.string().max(3).nullable(),
  orderId: z.string().max(64).nullable(),
  refundId: z.string().max(200).nullable(),
  payment: z.enum(PAYMENT_METHODS).nullable().optional(),
  products: z.array(z.string().length(22)).max(MAX_PRODUCTS).optional(),
});

const counter = z.object({
  reason: z.string().max(64),
  subject: z.string().max(200).optional(),
  count: z.int().optional(),
});

export const queuedRecordsSchema = z.object({
  format: z.literal(1),
  atMs: time,
  exposures: z.array(exposure),
  events: z.array(event),
  counters: z.array(counter),
}) as unknown as z.ZodType<QueuedRecords>;
