/** What a kind's schema is made of. Types only: zod itself is passed in by schema.ts. */
import type { z as Zod } from "zod";
import type { LocalizedText } from "../domain/text.ts";
import type { Look } from "./element.ts";

/** zod's namespace, passed in. */
export type Z = Pick<
  typeof Zod,
  | "array"
  | "boolean"
  | "discriminatedUnion"
  | "enum"
  | "int"
  | "literal"
  | "number"
  | "record"
  | "strictObject"
  | "string"
  | "union"
>;

/** A live value: the page's own schema.org data, or a JSON endpoint of the shop. */
export type Source =
  | { readonly from: "page"; readonly maxAgeSeconds: number }
  | {
      readonly from: "endpoint";
      /** On the shop's host; `{{product.sku}}` and `{{path}}` are filled. */
      readonly path: string;
      /** JSON pointer to the number. */
      readonly value: string;
      readonly maxAgeSeconds: number;
    };

/** What backs a statement that does not change from minute to minute. */
export interface Evidence {
  /** Where anybody can look it up. */
  readonly source: string;
  /** ISO instant at which it was found to be so. */
  readonly at: string;
  readonly maxAgeSeconds: number;
}

export interface SchemaTools {
  readonly z: Z;
  /** Text shown to shoppers (string or map by language), not empty. */
  readonly text: Zod.ZodType<LocalizedText>;
  /** http(s) or same-origin URL. */
  readonly url: Zod.ZodType<string>;
  /** https URL. */
  readonly secureUrl: Zod.ZodType<string>;
  /** ISO instant with its offset. */
  readonly instant: Zod.ZodType<string>;
  /** IANA time zone that this runtime knows. */
  readonly timeZone: Zod.ZodType<string>;
  /** Id of an offer, a survey and their like. */
  readonly id: Zod.ZodType<string>;
  /** Amount of money in minor units and its currency. */
  readonly money: Zod.ZodType<{ readonly minor: number; readonly currency: string }>;
  readonly source: Zod.ZodType<Source>;
  readonly evidence: Zod.ZodType<Evidence>;
  /** Clock such as 14:30. */
  readonly clock: Zod.ZodType<string>;
  readonly phone: Zod.ZodType<string>;
  /** Look, heading level, words of the author's own and, for what interrupts, dismissal. */
  readonly common: (
    look?: Look,
    interrupts?: boolean,
  ) => {
    readonly look: Zod.ZodType<Look>;
    readonly headingLevel: Zod.ZodType<2 | 3 | 4 | null>;
    readonly words: Zod.ZodType<{ readonly [name: string]: LocalizedText } | undefined>;
    readonly dismissible: Zod.ZodType<boolean>;
    readonly maxShows: Zod.ZodType<number | null>;
  };
}
