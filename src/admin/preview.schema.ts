import * as z from "zod";
import { keySchema } from "../domain/experiment.schema.ts";
import { instant } from "./shapes.ts";

const DAY_SECONDS = 24 * 60 * 60;

export const previewBody = z.strictObject({
  /** A page of the shop: where the links lead. The first that the experiment names in full when left out. */
  to: z
    .string()
    .max(1024)
    .regex(/^\/(?![/\\])[^\s\\]*$/, "start with exactly one / and stay on the shop's host")
    .optional(),
  /** Seconds that the links live. */
  expiresIn: z
    .int()
    .min(60)
    .max(30 * DAY_SECONDS)
    .default(7 * DAY_SECONDS),
});

export const previewAnswer = z.object({
  data: z.object({
    experiment: keySchema,
    /** What is shown, also when the draft is edited afterwards. */
    revision: z.int(),
    expiresAt: instant,
    /** For whoever has them, until they end. */
    links: z.array(z.object({ variant: keySchema, url: z.url() })),
  }),
});

export const previewsEndedAnswer = z.object({ data: z.object({ ended: keySchema }) });
