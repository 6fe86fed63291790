/** Words in the page's language. One dictionary is loaded, before anything is drawn. */
import type { Words } from "../words/dictionary.ts";
import { count } from "./format.ts";
import { IS_RTL, LANGUAGE } from "./place.ts";

export type WordKey = keyof Words;

let words: Words | null = null;

let titleOf: ((title: string) => string | null) | null = null;

/** What the API calls a problem, in the page's language; null: only in English. */
export function problemWord(title: string): string | null {
  return titleOf === null ? null : titleOf(title);
}

export async function loadWords(): Promise<void> {
  if (LANGUAGE !== "en") {
    const { problemTitle } = await import("../words/problems.ts");
    titleOf = (title) => problemTitle(title, LANGUAGE === "fa" ? "fa" : "ar");
  }
  if (LANGUAGE === "fa") words = (await import("../words/fa/index.ts")).fa;
  else if (LANGUAGE === "ar") words = (await import("../words/ar/index.ts")).ar;
  else words = (await import("../words/en/index.ts")).en;
}

/**
 * `{name}` in a text becomes `values.name`. A noun after a number is written as in ICU messages:
 * `{days, plural, one {# day} other {# days}}`, by CLDR's categories; `#` is the number.
 */
export function t(key: WordKey, values: { readonly [name: string]: string | number } = {}): string {
  const text: string = words?.[key] ?? key;
  return text
    .replaceAll(/\{(\w+), plural,((?: \w+ \{[^{}]*\})+)\}/g, (whole, name: string, forms: string) => {
      const value = values[name];
      return typeof value === "number" ? nounOf(value, forms) : whole;
    })
    .replaceAll(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : isolated(typeof value === "number" ? count(value) : value);
    });
}

const rules = new Intl.PluralRules(LANGUAGE);

function nounOf(value: number, forms: string): string {
  const byCategory = new Map(
    [...forms.matchAll(/(\w+) \{([^{}]*)\}/g)].map(([, name, form]) => [name, form]),
  );
  const form = byCategory.get(rules.select(value)) ?? byCategory.get("other") ?? "";
  return form.replace("#", isolated(count(value)));
}

/** A Latin name within a sentence from right to left keeps to itself (first strong isolate, and its end). */
function isolated(text: string): string {
  return IS_RTL ? `\u2068${text}\u2069` : text;
}

/** For names that the API gives: the word for it where there is one, else the name itself. */
export function named(group: string, name: string): string {
  const key = `${group}.${name}`;
  return words !== null && key in words ? words[key as WordKey] : name;
}
