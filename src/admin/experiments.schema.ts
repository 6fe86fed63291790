import * as z from "zod";
import { experimentSchema, keySchema } from "../domain/experiment.schema.ts";
import { experimentView, STATUSES } from "./experiment-view.ts";
import { dryRunQuery, instant, limitSchema, many } from "./shapes.ts";

/** What the person says about it; kept with the revision. */
const note = z.string().max(500).optional();

const cursor = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, "the next of the page before")
  .transform(Number)
  .optional();

export const experimentPageQuery = z.strictObject({
  limit: limitSchema,
  after: cursor,
  status: z.enum(STATUSES).optional(),
});

export const experimentsAnswer = many(experimentView);

export const experimentWriteQuery = z.strictObject({ ...dryRunQuery, note });

export const actionBody = z.strictObject({ note });
export const rolloutBody = z.strictObject({ note, variant: keySchema });
/** `patch`: a merge patch over the definition, what the new phase does otherwise. */
export const newPhaseBody = z.strictObject({ note, patch: z.record(z.string(), z.json()).optional() });

const revisionNumber = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, "the number of a revision")
  .transform(Number);

export const revisionParams = z.object({ key: keySchema, revision: revisionNumber });

export const revisionsQuery = z.strictObject({ limit: limitSchema, before: cursor });

const revisionSummary = z.object({
  revision: z.int(),
  status: z.enum(STATUSES),
  phase: z.int(),
  rolloutVariant: z.string().nullable(),
  action: z.string(),
  actor: z.string(),
  at: instant,
  note: z.string().nullable(),
});

export const revisionsAnswer = many(revisionSummary);

export const revisionAnswer = z.object({ data: revisionSummary.extend({ definition: experimentSchema }) });

export const diffQuery = z.strictObject({ with: revisionNumber.optional() });

export const diffAnswer = z.object({
  data: z.object({
    from: z.int(),
    to: z.int(),
    differences: z.array(
      z.object({ pointer: z.string(), before: z.json().optional(), after: z.json().optional() }),
    ),
  }),
});

export const approvalAnswer = z.object({
  data: z.object({ experiment: z.string(), revision: z.int(), approvedBy: z.string() }),
});
