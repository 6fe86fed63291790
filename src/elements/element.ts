/**
 * What an element kind is: its schema, its words and how it renders.
 *
 * A kind runs where experiments are saved and published, never on the shopper's path: `render` leaves a live part
 * (`context.live`) wherever only the request or the moment knows better, and src/elements/live fills it at the edge.
 * So thirty kinds cost a shopper's isolate nothing. Pure; zod is passed in.
 */
import type { z as Zod } from "zod";
import type { Language, LocalizedText } from "../domain/text.ts";
import type { Args } from "./message.ts";
import type { DayStyle, ElementPart, Live } from "./live/types.ts";
import type { Markup } from "./markup.ts";
import type { SchemaTools } from "./schema-tools.ts";

export type { SchemaTools } from "./schema-tools.ts";

/** Words of a kind by name: ICU messages by language. */
export type WordTable = { readonly [name: string]: { readonly [language: Language]: string } };

/** Props that every kind has. */
export interface CommonProps {
  readonly look: Look;
  readonly headingLevel?: 2 | 3 | 4 | null;
  readonly words?: { readonly [name: string]: LocalizedText } | undefined;
  readonly dismissible?: boolean;
  readonly maxShows?: number | null;
}

/** What an element is rendered for: one language of one shop. */
export interface RenderContext extends DayStyle {
  readonly direction: "ltr" | "rtl";
  /** False: for every page whose language the element has no words of its own for. */
  readonly isLanguageKnown: boolean;
  /** Days on which nothing is open, Gregorian, and weekdays of the weekend: what the shop's settings say. */
  readonly shop: Shop;
  /** Unique on its page, for `id`/`aria-labelledby`: `[a-z0-9-]+`. */
  readonly id: string;
  /** An author's text in this language: placeholders left open, escaped for text and for quoted attributes. */
  text(value: LocalizedText): Markup;
  /** An author's address, without placeholders, escaped for an attribute; null unless http(s) or same-origin. */
  url(value: string): Markup | null;
  /** A word of the kind, or the author's instead. */
  say(name: string, args?: Args): Markup;
  /** A hole that is filled at the edge. */
  live(part: Live): Markup;
  /** Markup that goes inside a live part. */
  parts(markup: Markup): readonly ElementPart[];
}

export interface Shop {
  readonly timeZone: string;
  /** ISO 4217, or IRT for toman. */
  readonly currency: string;
  readonly holidays: readonly string[];
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

/** A statement that shoppers see, and what it rests on: goes into the claims log. */
export interface Claim {
  /** `stock`, `rating`, `ends`, … */
  readonly claim: string;
  /** The statement or its proof in the author's terms: an instant, a reference, an address. */
  readonly statement: string;
  /** Where it comes from: `author`, or names of live facts. */
  readonly source: string;
}

export interface ElementKind<Props> {
  readonly kind: string;
  /** Journey moments that it serves, the main one first. */
  readonly moments: readonly string[];
  /** What it is and what need it answers, for the picker and the docs. English, one sentence each. */
  readonly about: string;
  readonly need: string;
  /** The evidence rule in words; null: it claims nothing. */
  readonly evidence: string | null;
  readonly words: WordTable;
  /** Languages that it is limited to whatever words the author gives, because it needs more than words of them. */
  readonly languages?: readonly Language[];
  /** The words that these props show; absent: all of them. */
  readonly wordsShown?: (props: Props) => readonly string[];
  /** Strict object schema of the props, without `kind`. */
  readonly schema: (tools: SchemaTools) => Zod.ZodObject;
  /** The element's markup, or null when it can never be shown. */
  readonly render: (props: Props, context: RenderContext) => Markup | null;
  /** What it claims to shoppers. */
  readonly claims?: (props: Props) => readonly Claim[];
  /** What must not be published, or published no longer, although the schema accepts it. */
  readonly lint?: (props: Props, nowMs: number) => readonly LintProblem[];
  /** Origins of images that the page's policy must allow: `https://host`. */
  readonly imageOrigins?: (props: Props) => readonly string[];
  /** Stylesheets besides its own (`<kind>.css`): names of files in src/elements/styles. */
  readonly styles?: readonly string[];
  /** Name of the browser module in src/client that it needs, where a script is allowed; null: none. */
  readonly script: string | null;
}

/** The three ways in which an element can stand on a page. */
export const LOOKS = ["plain", "card", "bar"] as const;
export type Look = (typeof LOOKS)[number];
