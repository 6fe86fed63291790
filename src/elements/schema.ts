/** Schemas of all element kinds, for the API and scripts. Never imported on the shopper's path. */
import * as z from "zod";
import { localizedText } from "../domain/text.schema.ts";
import { openBraces } from "./context.ts";
import { type ElementKind, LOOKS, type SchemaTools } from "./element.ts";
import { elementKinds } from "./index.ts";
import { safeUrl } from "./live/urls.ts";
import { isTimeZone } from "./live/zones.ts";
import { argumentsOf, messageProblem } from "./message.ts";

const url = z
  .string()
  .max(2048)
  .refine((value) => safeUrl(value) !== null, "an http(s) address, or a path on the shop's own host")
  .refine((value) => !value.includes("{{"), "an element's address takes no placeholders");

const instant = z.iso.datetime({
  offset: true,
  message: "give an instant with its zone, such as 2026-12-01T00:00:00+03:30",
});

/** A claim that nobody looked at for three months is none; live values are stale after a day at the latest. */
const MAX_EVIDENCE_SECONDS = 92 * 86_400;
const MAX_LIVE_SECONDS = 86_400;
const maxAge = (initial: number): z.ZodDefault<z.ZodInt> =>
  z.int().min(10).max(MAX_LIVE_SECONDS).default(initial);

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
    record: z.record,
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
  instant,
  timeZone: z.string().max(64).refine(isTimeZone, "an IANA time zone such as Asia/Tehran"),
  id: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.:-]{0,63}$/, "an id of letters, digits and _ . : -"),
  money: z.strictObject({
    minor: z.int().min(0).max(1_000_000_000_000),
    currency: z.string().regex(/^[A-Z]{3}$/, "a currency such as SAR, or IRT for toman"),
  }),
  source: z.discriminatedUnion("from", [
    z.strictObject({ from: z.literal("page"), maxAgeSeconds: maxAge(3600) }),
    z.strictObject({
      from: z.literal("endpoint"),
      path: z
        .string()
        .max(500)
        .regex(/^\/(?!\/)[!-~]*$/, "a path on the shop's own host")
        .refine(
          (path) => !/[{}]/.test(path.replace(/\{\{(?:product\.sku|path)\}\}/g, "")),
          "only {{product.sku}} and {{path}} are filled here",
        ),
      value: z.string().regex(/^(?:\/[^/]+)+$/, "a JSON pointer such as /stock/available"),
      maxAgeSeconds: maxAge(300),
    }),
  ]),
  evidence: z.strictObject({
    source: url,
    at: instant,
    maxAgeSeconds: z
      .int()
      .min(3600)
      .max(MAX_EVIDENCE_SECONDS)
      .default(30 * 86_400),
  }),
  clock: z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "a clock such as 14:30"),
  phone: z.string().regex(/^\+[1-9]\d{6,14}$/, "a phone number with its country, such as +982188880000"),
  common: (look = "card", interrupts = false) => ({
    look: z.enum(LOOKS).default(look),
    headingLevel: z.literal([2, 3, 4]).nullable().default(null),
    words: z.record(z.string(), localizedText).optional(),
    dismissible: z.boolean().default(interrupts),
    maxShows: z
      .int()
      .min(1)
      .max(100)
      .nullable()
      .default(interrupts ? 5 : null),
  }),
};

/** What many kinds have in common, by names for documents of the schema: each is written there once. */
export const SHARED_SCHEMAS: { readonly [id: string]: z.ZodType } = {
  ElementText: tools.text,
  ElementMoney: tools.money,
  ElementSource: tools.source,
  ElementEvidence: tools.evidence,
  ElementAddress: tools.url,
  ElementInstant: tools.instant,
};

/** Schema of a kind's props. Throws for a kind that is not in the list. */
export function propsSchema(name: string): z.ZodObject {
  const kind = elementKinds.find((one) => one.kind === name);
  if (kind === undefined) throw new Error(`there is no element kind ${name}`);
  return kind.schema(tools);
}

/** An element as a change carries it: its kind and, beside it, its props. */
export type Element = { readonly kind: string } & { readonly [prop: string]: unknown };

/** Words of the author's own are ICU messages with the values that the word has, and of words that there are. */
function checkWords(
  kind: ElementKind<unknown>,
  words: unknown,
  add: (path: string[], message: string) => void,
): void {
  for (const [name, text] of Object.entries(
    (words ?? {}) as Record<string, string | Record<string, string>>,
  )) {
    const ours = kind.words[name];
    if (ours === undefined) {
      add([name], `${kind.kind} has no such word; it has ${Object.keys(kind.words).join(", ") || "none"}`);
      continue;
    }
    const names = [...new Set(Object.values(ours).flatMap(argumentsOf))];
    for (const [language, message] of typeof text === "string" ? [["", text]] : Object.entries(text)) {
      const problem = messageProblem(openBraces(message ?? "").message, names);
      if (problem !== null) add(language === "" ? [name] : [name, language ?? ""], problem);
    }
  }
}

const members = elementKinds.map((kind) => {
  const schema = kind.schema(tools).safeExtend({ kind: z.literal(kind.kind) });
  return schema.superRefine((element, context) => {
    checkWords(kind, (element as { words?: unknown }).words, (path, message) =>
      context.addIssue({ code: "custom", path: ["words", ...path], message }),
    );
  });
});

const [first, ...rest] = members;
if (first === undefined) throw new Error("there is no element kind");

export const elementSchema = z.discriminatedUnion("kind", [first, ...rest]) as unknown as z.ZodType<
  Element,
  Element
>;
