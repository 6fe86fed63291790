/** Settings of one installation. Everything has a default that works for a shop that changed nothing. */
import * as z from "zod";
import { conditionSchema } from "./condition.schema.ts";

const name = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);

const day = z.iso.date("give a day such as 2027-03-21");

/** One day, or the first and the last of several. */
export const calendarEntrySchema = z
  .strictObject({
    name: z.string().trim().min(1).max(64),
    kind: z.enum(["occasion", "holiday"]).default("occasion"),
    date: day.optional(),
    from: day.optional(),
    to: day.optional(),
  })
  .refine(
    ({ date, from, to }) =>
      (date === undefined) === (from !== undefined && to !== undefined) &&
      (date === undefined || (from === undefined && to === undefined)),
    "give either one date, or from and to",
  )
  .refine(
    ({ from, to }) => from === undefined || to === undefined || from <= to,
    "from must not come after to",
  );

export const settingsSchema = z.strictObject({
  /** The kill switch: false makes Lahza a pass-through. */
  enabled: z.boolean().default(true),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .default("USD"),
  timeZone: z.string().max(64).default("UTC"),
  /** Languages of the shop, the first one for pages that do not say theirs. */
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}$/))
    .min(1)
    .default(["en"]),
  consent: z
    .discriminatedUnion("mode", [
      /** No consent needed; GPC is honoured by sending nothing to third parties. */
      z.strictObject({ mode: z.literal("none") }),
      /** Only with the shop's consent cookie, and where given, only with one of these values. */
      z.strictObject({
        mode: z.literal("cookie"),
        cookie: name,
        values: z.array(z.string().max(200)).default([]),
      }),
      /** Everyone but who opted out, by our page or by Sec-GPC. */
      z.strictObject({ mode: z.literal("opt-out") }),
    ])
    .default({ mode: "none" }),
  /** Cookies and headers of the shop that audiences and placeholders may read. */
  cookies: z.array(name).max(50).default([]),
  headers: z.array(name).max(50).default([]),
  /** The shop's cookie that holds the signed-in customer's id, for `unit: customer`. */
  customerCookie: name.nullable().default(null),
  /** The shop's cookie that names a segment. */
  segmentCookie: name.nullable().default(null),
  /** Occasions and holidays that audiences ask for by `occasion` and `holiday`. */
  calendar: z.array(calendarEntrySchema).max(500).default([]),
  /** Experiments whose elements make claims start only after a second person's approval. */
  approveClaims: z.boolean().default(false),
  /** What staff may do who sign in through Cloudflare Access, by e-mail address; all others only look. */
  accessRoles: z
    .record(
      z
        .string()
        .max(254)
        .regex(/^[^\sA-Z@]+@[^\sA-Z@]+$/, "an e-mail address in lower case"),
      z.enum(["viewer", "editor", "publisher", "admin"]),
    )
    .default({}),
  holdout: z.number().min(0).max(0.5).default(0),
  exclude: conditionSchema.nullable().default(null),
  /** Ask the origin for an unzipped page where it will be rewritten. */
  originIdentity: z.boolean().default(true),
  /** Origins of other sites whose pages may evaluate flags (OpenFeature); the shop's own need no naming. */
  ofrepOrigins: z
    .array(
      z
        .string()
        .max(255)
        .regex(
          /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/,
          "give an origin such as https://app.example, without a path",
        ),
    )
    .max(50)
    .default([]),
  /** The shop's public hosts: pages are checked and previews shown there. Empty: the host that the API is asked on. */
  hosts: z
    .array(
      z
        .string()
        .max(255)
        .regex(/^[a-z0-9.-]+(:\d{1,5})?$/, "give a host such as shop.example"),
    )
    .max(50)
    .default([]),
  /** Tell the origin who the visitor is, in a Lahza-Visitor header. */
  visitorHeader: z.boolean().default(false),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
