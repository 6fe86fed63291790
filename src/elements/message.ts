/**
 * Words of an element: ICU messages (plural, select, arguments) → markup, at publishing. Numbers that are known are
 * written out; for live ones each plural branch is rendered ahead, and the edge only picks. The parser is FormatJS's;
 * the walk is ours, because its formatter makes strings and this has to make markup.
 */
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { escape, html, type Markup } from "./markup.ts";
import { numberText } from "./live/numbers.ts";
import { category } from "./live/plural.ts";
import type { ElementPart, Live, Style } from "./live/types.ts";

/** A number that only the edge knows. */
export interface LiveNumber {
  readonly fact: string;
  readonly as?: "count" | "decimal" | "money";
  readonly currency?: string;
}

export type Args = { readonly [name: string]: Markup | number | LiveNumber | null };

export interface MessageContext extends Style {
  live(part: Live): Markup;
  parts(markup: Markup): readonly ElementPart[];
}

const parsed = new Map<string, readonly MessageFormatElement[]>();

/** Throws what the parser throws; authors' words are checked by `messageProblem` before they get here. */
function elementsOf(message: string): readonly MessageFormatElement[] {
  let elements = parsed.get(message);
  if (elements === undefined) {
    elements = parse(message, { ignoreTag: true, captureLocation: false });
    if (parsed.size > 2000) parsed.clear();
    parsed.set(message, elements);
  }
  return elements;
}

/** What is wrong with an author's message, or null. `names` are the arguments that its word has. */
export function messageProblem(message: string, names: readonly string[]): string | null {
  try {
    const unknown = argumentsOf(message).filter((name) => !names.includes(name));
    if (unknown.length === 0) return null;
    const known =
      names.length === 0 ? "it has none" : `it has ${names.map((name) => `{${name}}`).join(", ")}`;
    return `{${unknown[0] ?? ""}} is no value of this word; ${known}`;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll("_", " ").toLowerCase() : "";
    return `this is not a message in ICU format (${reason}); write '{' for a brace that is meant`;
  }
}

export function argumentsOf(message: string): readonly string[] {
  const names = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type !== TYPE.literal && element.type !== TYPE.pound) names.add(element.value);
      if (element.type === TYPE.plural || element.type === TYPE.select)
        for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(elementsOf(message));
  return [...names];
}

/** `literal` makes markup of the message's own text: an author's may hold placeholders. */
export function formatMessage(
  message: string,
  args: Args,
  context: MessageContext,
  literal: (text: string) => Markup = escape,
): Markup {
  return walk(elementsOf(message), null);

  function walk(elements: readonly MessageFormatElement[], counted: Args[string]): Markup {
    return html`${elements.map((element): Markup => {
      switch (element.type) {
        case TYPE.literal:
          return literal(element.value);
        case TYPE.pound:
          return valueMarkup(counted);
        case TYPE.plural:
          return pluralMarkup(element.options, args[element.value] ?? null);
        case TYPE.select:
          return walk(element.options["other"]?.value ?? [], counted);
        default:
          return "value" in element ? valueMarkup(args[element.value] ?? null) : escape("");
      }
    })}`;
  }

  function valueMarkup(value: Args[string]): Markup {
    if (value === null) return escape("");
    if (typeof value === "string") return value;
    if (typeof value === "number") return escape(numberText(value, context, 1));
    const { fact: from, as = "count", currency } = value;
    const style = { language: context.language, digits: context.digits };
    return context.live({ live: "fact", from, as, style, ...(currency === undefined ? {} : { currency }) });
  }

  function pluralMarkup(
    options: { readonly [name: string]: { readonly value: readonly MessageFormatElement[] } },
    value: Args[string],
  ): Markup {
    if (typeof value === "number") {
      const option = options[`=${value}`] ?? options[category(context.language, value)] ?? options["other"];
      return walk(option?.value ?? [], value);
    }
    if (value === null || typeof value === "string") return walk(options["other"]?.value ?? [], value);
    const exact: Record<string, readonly ElementPart[]> = {};
    const forms: Record<string, readonly ElementPart[]> = {};
    for (const [name, option] of Object.entries(options)) {
      const parts = context.parts(walk(option.value, value));
      if (name.startsWith("=")) exact[name.slice(1)] = parts;
      else forms[name] = parts;
    }
    return context.live({ live: "plural", from: value.fact, language: context.language, exact, forms });
  }
}
