/** Settings of one installation. Everything has a default that works for a shop that changed nothing. */
import { ANALYTICS_DESTINATIONS } from "./analytics.ts";
import * as z from "zod";
import { conditionSchema } from "./condition.schema.ts";
import { pathPattern } from "./experiment.schema.ts";
import { MOMENTS } from "./moment.ts";
import { PAYMENT_METHODS } from "./order.ts";
import { PRODUCT_PARAMETERS } from "./product-parameters.ts";

const name = z.string().regex(/^[A-Za-z0-9_.-]{1,64}$/);

const day = z.iso.date("give a day such as 2027-03-21");

const currencyCode = z.string().regex(/^[A-Z]{3}$/, "three capital letters, such as IRR (IRT is toman)");

/** The name of a secret, never the secret. The prefix keeps Lahza's own keys from being named here. */
const webhookSecretName = z
  .string()
  .regex(
    /^WEBHOOK_[A-Z0-9_]{1,56}$/,
    "the name of a secret of the Worker, beginning with WEBHOOK_ (such as WEBHOOK_SHOPIFY); never the secret itself",
  );

const webhookSource = z
  .strictObject({
    secret: webhookSecretName,
    /** The unit of its amounts, where the shop's platform names another one (rial for what is toman). */
    currency: currencyCode.nullable().default(null),
  })
  .nullable()
  .default(null);

/** Forms of the cart or checkout that carry the cart's token to the shop. */
const cartForm = z.strictObject({
  path: pathPattern,
  selector: z.string().trim().min(1).max(512),
  /** Of the hidden field: `attributes[lahza]` for Shopify, `lahza` for WooCommerce. */
  name: z
    .string()
    .regex(
      /^[A-Za-z][A-Za-z0-9_.-]{0,63}(?:\[[A-Za-z0-9_-]{1,64}\])?$/,
      "a field name such as attributes[lahza]",
    )
    .default("lahza"),
});

/** What outgoing webhooks tell of. */
export const ALERTS = ["split", "guardrail", "selector", "verdict", "end"] as const;

const alertTarget = z.strictObject({
  url: z
    .url({ protocol: /^https$/, error: "an address that begins with https://" })
    .max(2000)
    .refine(
      // What is no address at all is refused above; checks go on behind it.
      (url) => !URL.canParse(url) || (new URL(url).username === "" && new URL(url).password === ""),
      "without a user or password",
    ),
  /** Signs what is sent; null: unsigned, for chats whose address is the secret. */
  secret: webhookSecretName.nullable().default(null),
  events: z
    .array(z.enum(ALERTS))
    .min(1)
    .default([...ALERTS]),
});

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
  currency: currencyCode.default("USD"),
  /**
   * What one unit of another currency is worth in `currency` (`{ "EUR": 1.08 }` where that is USD), and of which day
   * that is. What is not listed is not converted, and not counted, with that reason. Toman needs no entry beside rial.
   */
  currencyRates: z
    .strictObject({ date: day, rates: z.record(currencyCode, z.number().positive().max(1e9)) })
    .nullable()
    .default(null),
  /** From which state of an order on it is a purchase: where most pay at the door, `delivered` says more. */
  orders: z
    .strictObject({
      purchaseFrom: z.enum(["placed", "paid", "delivered"]).default("placed"),
      /** By what the shop's cookie and its backend know a customer; of an order's webhook this is taken. */
      customerIs: z.enum(["id", "phone", "email"]).default("id"),
      /** Customers whose orders are the shop's own: ids, phone numbers or addresses, in any spelling. */
      staff: z.array(z.string().trim().min(1).max(200)).max(200).default([]),
      /** The shop's names of gateways, wallets and instalment providers, in lower case, for the segment by payment. */
      payments: z
        .record(
          z
            .string()
            .max(100)
            .regex(/^[^A-Z]+$/, "in lower case"),
          z.enum(PAYMENT_METHODS),
        )
        .default({}),
      cartForms: z.array(cartForm).max(20).default([]),
      /** Give the cart's token to the shop's scripts, as `lahza.cart`, on pages that an experiment touches. */
      cartScript: z.boolean().default(false),
    })
    .prefault({}),
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
  /**
   * The name of a secret. With it the cookie counts only as `<id>.<hex HMAC-SHA256 of the id>`, so that nobody can
   * say to be another customer.
   */
  customerCookieSecret: z
    .string()
    .regex(
      /^CUSTOMER_COOKIE_[A-Z0-9_]{1,48}$/,
      "the name of a secret of the Worker, beginning with CUSTOMER_COOKIE_",
    )
    .nullable()
    .default(null),
  /** The shop's cookie that names a segment. */
  segmentCookie: name.nullable().default(null),
  /** Occasions and holidays that audiences ask for by `occasion` and `holiday`. */
  calendar: z.array(calendarEntrySchema).max(500).default([]),
  /** After so many idle minutes a visit has ended. */
  visitLengthMinutes: z.int().min(5).max(240).default(30),
  /** Where on the shopper's journey a page stands, by its path; of several that match, the first. */
  momentPages: z
    .array(z.strictObject({ path: pathPattern, moment: z.enum(MOMENTS) }))
    .max(200)
    .default([]),
  /** Phases that start from now on also measure the journey's steps that their experiment does not name. */
  measureJourney: z.boolean().default(true),
  /** How long raw rows are kept after their experiment has ended; rollups stay. Orders change for up to 60 days. */
  retentionDays: z.int().min(60).max(3650).default(180),
  /** Which shops may send order webhooks, and the name of the secret that each signs with; null: none may. */
  webhooks: z
    .strictObject({
      shopify: webhookSource,
      woocommerce: webhookSource,
      salla: webhookSource,
      generic: webhookSource,
    })
    .prefault({}),
  /** Where news of experiments is sent. */
  alerts: z.array(alertTarget).max(10).default([]),
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
  /**
   * Query parameters that choose a product or its variant, in lower case: page facts and counts of views are kept apart
   * by them. All others but those of trackers make a page one that nothing is kept of.
   */
  productParameters: z
    .array(z.string().regex(/^[a-z0-9_.[\]-]{1,64}$/, "a parameter's name, in lower case"))
    .max(30)
    .default(() => [...PRODUCT_PARAMETERS]),
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
  /** Whom of the shop's own analytics the browser tells of exposures, each with a consent of its own. */
  analytics: z
    .array(
      z.strictObject({
        /** `gtag`, Segment's `analytics.track`, a push into `dataLayer`, or the DOM event `lahza:exposure`. */
        destination: z.enum(ANALYTICS_DESTINATIONS),
        /** Of GA4 and the data layer. */
        event: z.enum(["experience_impression", "experiment_viewed"]).default("experience_impression"),
        /** Only with this cookie, and where given, only with one of these values; null: no consent needed. */
        consent: z
          .strictObject({ cookie: name, values: z.array(z.string().max(200)).max(20).default([]) })
          .nullable()
          .default(null),
      }),
    )
    .max(8)
    .default([]),
  /**
   * The shop opens pages without loading them (React Router, Next, Nuxt, Turbo, …), and people come in by pages that no
   * experiment touches: these get the module, too, that asks what the next page is to be.
   */
  clientNavigation: z.boolean().default(false),
  /** Tell the origin which variants the page is asked with, in a Lahza-Variants header: `key=variant, …`. */
  variantsHeader: z.boolean().default(false),
  /** Tell the origin who the visitor is, in a Lahza-Visitor header. */
  visitorHeader: z.boolean().default(false),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
