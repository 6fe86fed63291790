/** Schemas of all element kinds, for the API and scripts. Never imported on the shopper's path. */
import * as z from "zod";
import { localizedText } from "../domain/text.schema.ts";
import type { SchemaTools } from "./element.ts";
import { elementKinds } from "./index.ts";
import { safeUrl } from "./urls.ts";
import { isTimeZone } from "./zones.ts";

const url = z
  .string()
  .max(2048)
  .refine((value) => safeUrl(value) !== null, "an http(s) address, or a path on the shop's own host")
  .refine((value) => !value.includes("{{"), "an element's address takes no placeholders");

const tools: SchemaTools = {
  // Only these: with the namespace itself all of zod would be bundled.
  z: {
    array: z.array,
    boolean: z.boolean,
    discriminatedUnion: z.discriminatedUnion,
    enum: z.enum,
    int: z.int,
    literal: z.literal,
    number: z.number,
    strictObject: z.strictObject,
    string: z.string,
    union: z.union,
  },
  text: localizedText.refine(
    (value) =>
      (typeof value === "string" ? [value] : Object.values(value)).every((text) => text.trim() !== ""),
    "the text is empty",
  ),
  url,
  secureUrl: url.refine((value) => /^https:\/\//i.test(value.trim()), "an https address"),
  instant: z.iso.datetime({
    offset: true,
    message: "give an instant with its zone, such as 2026-12-01T00:00:00+03:30",
  }),
  timeZone: z.string().max(64).refine(isTimeZone, "an IANA time zone such as Asia/Tehran"),
};

/** An element as a change carries it: its kind and, beside it, its props. */
export type Element = { readonly kind: string } & { readonly [prop: string]: unknown };

const members = elementKinds.map((kind) => kind.schema(tools).safeExtend({ kind: z.literal(kind.kind) }));

const [first, ...rest] = members;
if (first === undefined) throw new Error("there is no element kind");

export const elementSchema = z.discriminatedUnion("kind", [first, ...rest]) as unknown as z.ZodType<
  Element,
  Element
>;
