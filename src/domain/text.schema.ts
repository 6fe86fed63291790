import * as z from "zod";

const languageKey = z.string().regex(/^[a-z]{2,3}$/, "use a lower-case language code such as en, fa or ar");

/** Text shown to shoppers: a string, or a map by language with at least one entry. */
export const localizedText = z.union([
  z.string().max(20_000),
  z
    .record(languageKey, z.string().max(20_000))
    .refine((map) => Object.keys(map).length > 0, "give the text in at least one language"),
]);
