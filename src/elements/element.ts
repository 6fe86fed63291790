/**
 * What an element kind is: its schema, its words, its styles and how it renders.
 * One file a kind; `index.ts` lists them. Pure, and without zod at run time: `schema` receives it,
 * so that the shopper's path can render an element without loading a validator.
 */
import type { z as Zod } from "zod";
import type { Language, LocalizedText } from "../domain/text.ts";

/** Markup that is safe to put into a page in any charset: escaped, ASCII, non-ASCII as numeric references. */
export type Markup = string & { readonly __markup: unique symbol };

export interface RenderContext {
  /** The page's language, one that every text of the element has. */
  readonly language: Language;
  readonly direction: "ltr" | "rtl";
  /** The instant to render for, in ms since the epoch. */
  readonly nowMs: number;
  /** Where Lahza's assets live, for example `https://shop.example/_lahza/a/`. */
  readonly assetBase: string;
  /** An id that is unique on this page, for `id`/`aria-labelledby`: `[a-z0-9-]+`. */
  readonly id: string;
  /** An author's text in the page's language: placeholders filled, escaped for text and for quoted attributes. */
  text(value: LocalizedText): Markup;
  /** An author's URL, escaped for an attribute: http(s) or same-origin, or null when it is neither. */
  url(value: string): Markup | null;
}

/** zod's namespace, passed in. */
export type Z = typeof Zod;

export interface SchemaTools {
  readonly z: Z;
  /** Text shown to shoppers (string or map by language); counted among the languages the element needs. */
  readonly text: Zod.ZodType<LocalizedText>;
  /** http(s) or same-origin URL. */
  readonly url: Zod.ZodType<string>;
}

export interface ElementKind<Props> {
  readonly kind: string;
  /** Journey moments that it serves, the main one first. */
  readonly moments: readonly string[];
  /** Strict object schema of the props, without `kind`. */
  readonly schema: (tools: SchemaTools) => Zod.ZodType<Props>;
  /** Languages of its built-in words; an element with built-in words can be shown on pages of these only. */
  readonly languages: readonly Language[];
  /** Author's texts in the props, so that missing translations are known before a page is served. */
  readonly texts: (props: Props) => readonly LocalizedText[];
  /** The element's markup, or null when it must not be shown now (say, a countdown that is over). */
  readonly render: (props: Props, context: RenderContext) => Markup | null;
  /** Until when a rendering made at `nowMs` stays true, in ms since the epoch; null: for good. Part of the ETag. */
  readonly trueUntil: (props: Props, nowMs: number) => number | null;
  /** CSS of this kind (custom properties, logical properties), without the shared base. */
  readonly styles: string;
  /** Name of the browser module in src/client that it needs, where a script is allowed; null: none. */
  readonly script: string | null;
}
