import * as z from "zod";

export const elementsAnswer = z.object({
  data: z.array(
    z.object({
      kind: z.string(),
      moments: z.array(z.string()),
      about: z.string(),
      need: z.string(),
      /** What must be true of what it claims; null: it claims nothing. */
      evidence: z.string().nullable(),
      /** Words by name and language, ICU messages; `words` of an element overrides them. */
      words: z.record(z.string(), z.record(z.string(), z.string())),
      /** JSON Schema of its props, without `kind`. */
      schema: z.looseObject({}),
      /** One as an author would write it. */
      sample: z.looseObject({ kind: z.string() }),
    }),
  ),
});
