/** A goal turns something that happens into an event. Six kinds; the edge sees `page` and `request` by itself. */
import * as z from "zod";
import { keySchema } from "./experiment.schema.ts";

const selector = z.string().trim().min(1).max(512);

/** Where on a page a value stands: the text of the first match, or one of its attributes. */
export const readSchema = z.strictObject({ selector, attribute: z.string().max(64).optional() });

const parameter = z.string().regex(/^[A-Za-z0-9_.[\]-]{1,64}$/, "a name");

/** `:order` in the path `/thank-you/:order`; `order` in `/thank-you?order=…`. */
const inAddress = [
  z.strictObject({ segment: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of a :segment") }),
  z.strictObject({ query: parameter }),
] as const;

/** Names of nested fields, with dots between: `order.id`. */
const jsonField = z
  .string()
  .regex(/^[A-Za-z0-9_$-]{1,64}(?:\.[A-Za-z0-9_$-]{1,64}){0,7}$/, "names of fields such as order.id");

const base = {
  key: keySchema,
  name: z.string().max(200).optional(),
  /** The event's name; the goal's key when absent. */
  event: keySchema.optional(),
};
const path = z
  .string()
  .max(1024)
  .regex(/^(\/|\*)/, "start with /");

export const goalSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...base,
    kind: z.literal("page"),
    path,
    value: readSchema.optional(),
    /** Where the order's number stands: on the page, or in its address. */
    orderId: z.union([readSchema, ...inAddress]).optional(),
    /** ISO 4217 code, or IRT for toman, of the value read. */
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/)
      .optional(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("request"),
    method: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path,
    /** Statuses of the origin's answer that count; 200 to 399 when absent. */
    status: z.tuple([z.int().min(100).max(599), z.int().min(100).max(599)]).default([200, 399]),
    /**
     * Where the answer tells the order's number: in its JSON, or in the address that it redirects to, as
     * `/thank-you/:order` or `{ "query": "order" }`. An answer without one does not count.
     */
    orderId: z
      .union([
        z.strictObject({ json: jsonField }),
        z.strictObject({ location: path.regex(/:order(?:\/|$)/, "with a segment :order") }),
        z.strictObject({ locationQuery: parameter }),
      ])
      .optional(),
    /** Where the answer's JSON tells the amount, in major units, and its currency. */
    value: z.strictObject({ json: jsonField, currency: jsonField.optional() }).optional(),
  }),
  z.strictObject({ ...base, kind: z.literal("custom") }),
  // Seen by the browser, on pages that an experiment touches; `path` narrows them.
  z.strictObject({ ...base, kind: z.literal("click"), selector, path: path.optional() }),
  z.strictObject({ ...base, kind: z.literal("submit"), selector, path: path.optional() }),
  z.strictObject({ ...base, kind: z.literal("view"), selector, path: path.optional() }),
  z.strictObject({
    ...base,
    kind: z.literal("data_layer"),
    /** The event's name in the shop's data layer; the goal's own event when absent. */
    listen: z.string().min(1).max(100).optional(),
    path: path.optional(),
  }),
  z.strictObject({ ...base, kind: z.literal("webhook") }),
]);

export type Goal = z.output<typeof goalSchema>;
export type GoalInput = z.input<typeof goalSchema>;
