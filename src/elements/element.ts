/**
 * What an element kind is: its schema, its words and how it renders.
 * One file a kind, its styles beside it as `<file>.css`; `index.ts` lists them. Pure, and without zod at
 * run time: `schema` receives it, so that the shopper's path can render an element without a validator.
 */
import type { z as Zod } from "zod";
import type { Language, LocalizedText } from "../domain/text.ts";
import type { Digits } from "./digits.ts";
import type { Calendar } from "./dates.ts";
import type { Markup } from "./markup.ts";

export type { Markup } from "./markup.ts";

export interface RenderContext {
  /** The page's language, one that every text of the element has. */
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  /** Digits of the page: Persian on Persian pages, and so on; a setting can choose others. */
  readonly digits: Digits;
  /** The shop's time zone, IANA; an element may name its own. */
  readonly timeZone: string;
  /** The calendar people of this page live by. */
  readonly calendar: Calendar;
  /** Whether the element's script will be on the page; false where the page's policy forbids it. */
  readonly scripts: boolean;
  /** The instant to render for, in ms since the epoch. */
  readonly nowMs: number;
  /** Where Lahza's assets live, for example `https://shop.example/_lahza/a/`. */
  readonly assetBase: string;
  /** An id that is unique on this page, for `id`/`aria-labelledby`: `[a-z0-9-]+`. */
  readonly id: string;
  /** An author's text in the page's language: placeholders filled, escaped for text and for quoted attributes. */
  text(value: LocalizedText): Markup;
  /** An author's URL, without placeholders, escaped for an attribute; null unless http(s) or same-origin. */
  url(value: string): Markup | null;
}

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
  | "strictObject"
  | "string"
  | "union"
>;

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
}

/** Something that is valid in form and still must not be published. */
export interface LintProblem {
  /** Name of the rule, for reports and for tests: `countdown-over`. */
  readonly rule: string;
  /** JSON pointer into the element. */
  readonly pointer: string;
  /** In words that say what to do. */
  readonly message: string;
}

export interface ElementKind<Props> {
  readonly kind: string;
  /** Journey moments that it serves, the main one first. */
  readonly moments: readonly string[];
  /** It tells shoppers something that must be true (a guarantee, an end): a setting asks for a second person then. */
  readonly makesClaims: boolean;
  /** Strict object schema of the props, without `kind`. */
  readonly schema: (tools: SchemaTools) => Zod.ZodObject;
  /** Languages of built-in words that every such element shows; null when its texts alone decide. */
  readonly languages: readonly Language[] | null;
  /**
   * All texts that these props show, the author's and optional built-in ones alike, so that missing
   * translations are known before a page is served.
   */
  readonly texts: (props: Props) => readonly LocalizedText[];
  /** The element's markup, or null when it must not be shown now (say, a countdown that is over). */
  readonly render: (props: Props, context: RenderContext) => Markup | null;
  /**
   * The instant (ms since the epoch) at which a rendering made at `nowMs` is no longer the one to send; null:
   * good for ever. Until then every rendering has the same bytes, so it can stand in the ETag.
   */
  readonly trueUntil: (props: Props, nowMs: number) => number | null;
  /** What must not be published, or published no longer, although the schema accepts it. */
  readonly lint?: (props: Props, nowMs: number) => readonly LintProblem[];
  /** Origins of images that the page's policy must allow: `https://host`. */
  readonly imageOrigins?: (props: Props) => readonly string[];
  /** Name of the browser module in src/client that it needs, where a script is allowed; null: none. */
  readonly script: string | null;
}

/** The three ways in which an element can stand on a page. */
export const LOOKS = ["plain", "card", "bar"] as const;
export type Look = (typeof LOOKS)[number];
