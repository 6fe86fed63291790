import * as z from "zod";
import { instant, limitSchema, many } from "./shapes.ts";

export const auditQuery = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  after: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "the next of the page before")
    .transform(Number)
    .optional(),
  resource: z
    .string()
    .max(120)
    .regex(/^[a-z-]+(?:\/[A-Za-z0-9_-]+)?$/, "such as experiments/pdp-trust, or experiments for all of them")
    .optional(),
  /** Id of a token, or its name. */
  actor: z.string().min(1).max(254).optional(),
});

export const auditEntry = z.object({
  id: z.int(),
  at: instant,
  actorId: z.string(),
  actor: z.string(),
  action: z.string(),
  resource: z.string(),
  before: z.json(),
  after: z.json(),
  request: z.string().nullable(),
});

export const auditAnswer = many(auditEntry);
