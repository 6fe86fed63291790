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
