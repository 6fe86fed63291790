/** What a kind knows when it renders: one language, one shop; and how its markup with holes becomes parts. */
import { isRightToLeft, type LocalizedText, textFor } from "../domain/text.ts";
import type { Part } from "../ruleset/types.ts";
import { compileText } from "../ruleset/template.ts";
import { calendarFor, type Calendar } from "./live/dates.ts";
import { type Digits, digitsFor } from "./live/digits.ts";
import { safeUrl } from "./live/urls.ts";
import { knownZone } from "./live/zones.ts";
import type { ElementPart, Live } from "./live/types.ts";
import type { RenderContext, Shop, WordTable } from "./element.ts";
import { escape, type Markup, NOTHING } from "./markup.ts";
import { type Args, formatMessage } from "./message.ts";
import { wordFor } from "./texts.ts";

export interface ContextInput {
  /** Null: for pages in any language. */
  readonly language: string | null;
  readonly digits?: Digits;
  readonly calendar?: Calendar;
  readonly shop: Shop;
  /** Made safe: anything but `[a-z0-9-]` becomes `-`. */
  readonly id: string;
  readonly words: WordTable;
  readonly ownWords?: { readonly [name: string]: LocalizedText } | undefined;
}

/** Stands around a hole's number in markup; authors' own never get here: escaping makes them references. */
const HOLE = "\ue000";
const HOLES = /\ue000(\d+)\ue000/;

export function createRenderContext(input: ContextInput): RenderContext {
  const language = input.language ?? "en";
  const holes: (Live | Exclude<Part, string>)[] = [];
  const context: RenderContext = {
    language,
    isLanguageKnown: input.language !== null,
    direction: isRightToLeft(language) ? "rtl" : "ltr",
    digits: input.digits ?? digitsFor(language),
    timeZone: knownZone(input.shop.timeZone),
    calendar: input.calendar ?? calendarFor(language),
    shop: input.shop,
    id: input.id.toLowerCase().replace(/[^a-z0-9-]/g, "-"),
    text(value) {
      const text = textFor(value, language);
      return text === null ? NOTHING : textMarkup(text);
    },
    url(value) {
      const url = safeUrl(value);
      return url === null ? null : escape(url);
    },
    say(name: string, args: Args = {}) {
      const word = wordFor(name, input.words, input.ownWords, language);
      if (word === null) return NOTHING;
      const opened = openBraces(word);
      return formatMessage(opened.message, args, context, (text) => textMarkup(opened.close(text)));
    },
    live: hole,
    parts(markup) {
      return markup.split(HOLES).flatMap((piece, index): ElementPart[] => {
        if (index % 2 === 0) return piece === "" ? [] : [piece];
        const part = holes[Number(piece)];
        return part === undefined ? [] : [part];
      });
    },
  };
  return context;

  function hole(part: Live | Exclude<Part, string>): Markup {
    holes.push(part);
    return `${HOLE}${holes.length - 1}${HOLE}` as Markup;
  }

  /** A text that does not compile is shown as it is written; the API says so before. */
  function textMarkup(text: string): Markup {
    if (!text.includes("{{")) return escape(text);
    const compiled = compileText(text);
    if (!compiled.ok) return escape(text);
    return compiled.parts.map((part) => (typeof part === "string" ? part : hole(part))).join("") as Markup;
  }
}

/** Placeholders in double braces pass through the message format, to which braces mean something else. */
export function openBraces(message: string): { message: string; close: (text: string) => string } {
  const kept: string[] = [];
  return {
    message: message.replace(/\{\{[^{}]*\}\}/g, (placeholder) => {
      kept.push(placeholder);
      return `\ue001${kept.length - 1}\ue001`;
    }),
    close: (text) => text.replace(/\ue001(\d+)\ue001/g, (_, index: string) => kept[Number(index)] ?? ""),
  };
}
