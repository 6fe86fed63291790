/** A metric turns events into one number per visitor. */
import * as z from "zod";
import { eventName } from "./event.schema.ts";
import { keySchema } from "./experiment.schema.ts";

export const LONGEST_WINDOW_HOURS = 24 * 366;

const base = {
  key: keySchema,
  name: z.string().max(200).optional(),
  /** Which way is better. */
  direction: z.enum(["increase", "decrease"]).default("increase"),
  /** Hours from the moment the place was found on the page; null: as long as the phase lasts. */
  windowHours: z.number().positive().max(LONGEST_WINDOW_HOURS).nullable().default(null),
  /** Largest number that one visitor can have; in minor units for sums. */
  cap: z.int().positive().nullable().default(null),
};

export const metricSchema = z.discriminatedUnion("kind", [
  /** Did it at all: 0 or 1. */
  z.strictObject({ ...base, kind: z.literal("conversion"), event: eventName }),
  /** How often. */
  z.strictObject({ ...base, kind: z.literal("count"), event: eventName }),
  /** The events' amounts added up. */
  z.strictObject({ ...base, kind: z.literal("sum"), event: eventName }),
  /** Amounts less what was refused or refunded. */
  z.strictObject({ ...base, kind: z.literal("net_sum"), event: eventName }),
  /** One metric over another. */
  z.strictObject({ ...base, kind: z.literal("ratio"), numerator: keySchema, denominator: keySchema }),
  /** Mean of the events' values per response. */
  z.strictObject({ ...base, kind: z.literal("mean"), event: eventName }),
  /** A second such event. */
  z.strictObject({ ...base, kind: z.literal("repeat"), event: eventName }),
  z.strictObject({
    ...base,
    kind: z.literal("retention"),
    afterHours: z.number().min(0).max(LONGEST_WINDOW_HOURS),
  }),
  z.strictObject({ ...base, kind: z.literal("bounce") }),
  z.strictObject({ ...base, kind: z.literal("first_moment") }),
]);

export type Metric = z.output<typeof metricSchema>;
export type MetricInput = z.input<typeof metricSchema>;
