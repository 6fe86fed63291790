import * as z from "zod";
import { experimentSchema, keySchema } from "../domain/experiment.schema.ts";
import { MAX_PAGES } from "../check/index.ts";
import { asIs } from "./shapes.ts";

const address = z.string().min(1).max(2048);

/** Paths or addresses of the shop's pages; none: those that the experiment names in full. */
export const checkBody = z.strictObject({
  url: address.optional(),
  urls: z.array(address).max(MAX_PAGES).optional(),
  /** As it is being worked on; the saved one when left out. */
  definition: asIs(experimentSchema).optional(),
});

const count = z.int().min(0);

const changeReport = z.object({
  selector: z.string(),
  action: z.string(),
  matches: count,
  made: count,
  /** Made wherever the selector matches, and it matches somewhere. */
  ok: z.boolean(),
  /** Start tags of the first elements that the selector means. */
  places: z.array(z.string()),
  /** The first place as it is, and as it would be; null where the change is not made. */
  first: z.object({ before: z.string(), after: z.string().nullable() }).nullable(),
  skipped: z.array(z.object({ reason: z.string(), count, words: z.string() })),
  warnings: z.array(z.string()),
  /** What builds the page again in the browser: of the matches, those within it, and what becomes of the change there. */
  framework: z.object({ name: z.string(), owned: count, words: z.string() }).nullable(),
});

const pageReport = z.object({
  url: z.string(),
  ok: z.boolean(),
  language: z.string().nullable(),
  warnings: z.array(z.string()),
  variants: z.array(
    z.object({
      variant: keySchema,
      changes: z.array(changeReport),
      /** Whether the page's policies let them load; null: the variant has none. */
      files: z.object({ script: z.boolean().nullable(), style: z.boolean().nullable() }),
      warnings: z.array(z.string()),
    }),
  ),
});

const pageNotChecked = z.object({ url: z.string(), ok: z.literal(false), problem: z.string() });

export const checkAnswer = z.object({
  data: z.object({
    experiment: keySchema,
    revision: z.int(),
    /** Every change of every variant is made wherever its selector matches, on every page. */
    ok: z.boolean(),
    pages: z.array(z.union([pageNotChecked, pageReport])),
  }),
});
