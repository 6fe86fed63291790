/**
 * What readers of Persian, Arabic and English stumble over in a text, by language: mixed digits, the wrong yeh or kaf, a
 * lost zero-width non-joiner, Latin that turns around beside right-to-left letters, a text that was not translated.
 * Hints for authors, never refusals; nothing is changed. Pure.
 */
import { isRightToLeft, type Language, type LocalizedText } from "./text.ts";

export type TextRule =
  | "mixed-digits"
  | "arabic-letters"
  | "persian-letters"
  | "lost-zwnj"
  | "unisolated-latin"
  | "untranslated"
  | "missing-translation";

export interface TextHint {
  readonly rule: TextRule;
  /** The language that it is about; null: all. */
  readonly language: Language | null;
  /** In words that say what to do. */
  readonly message: string;
}

/** Hints for every language of a text; `languages` are the shop's, each of which should have it. */
export function lintText(text: LocalizedText, languages: readonly Language[]): readonly TextHint[] {
  if (typeof text === "string") return [];
  const hints = Object.entries(text).flatMap(([language, words]) => lintWords(words, language));
  for (const language of languages) {
    if (Object.hasOwn(text, language)) continue;
    const message = `there is no ${nameOf(language)} text, so on pages in that language the experiment does not run`;
    hints.push({ rule: "missing-translation", language, message });
  }
  for (const [language, words] of Object.entries(text)) {
    const same = Object.entries(text).some(([other, theirs]) => other !== language && theirs === words);
    if (isRightToLeft(language) && same && /\p{Script=Latin}{3}/u.test(words) && !ARABIC.test(words)) {
      const message = `this is the same as in another language: translate it into ${nameOf(language)}`;
      hints.push({ rule: "untranslated", language, message });
    }
  }
  return hints;
}

/** Hints for words in one language. Tags, addresses and names of placeholders are left out of it. */
export function lintWords(words: string, language: Language): TextHint[] {
  const text = words
    .replace(/<(?:script|style|code|bdi)\b[^]*?<\/(?:script|style|code|bdi)>/gi, " ")
    .replace(/\{\{[^{}:|]*([^{}]*)\}\}/g, (_, said: string) => ` ${said.replaceAll(/[:|]/g, " ")} `)
    .replace(/<[^>]*>|\{\w+, (?:plural|select),|&[#\w]+;|https?:\S+/g, " ")
    .replace(/\u2066[^\u2069]*\u2069|\u2067[^\u2069]*\u2069|\u2068[^\u2069]*\u2069/g, " ");
  const hints: TextHint[] = [];
  const hint = (rule: TextRule, message: string): void => void hints.push({ rule, language, message });
  const digits = DIGITS.filter((system) => system.test(text.replace(CODE, " "))).length;
  if (digits > 1) hint("mixed-digits", "this has digits of two kinds: write all numbers of a text in one");
  if (language === "fa") {
    const wrong = /[يك]/.exec(text);
    if (wrong !== null)
      hint(
        "arabic-letters",
        `this has the Arabic ${wrong[0] === "ي" ? "yeh (ي)" : "kaf (ك)"}: Persian is written with ${wrong[0] === "ي" ? "ی" : "ک"}`,
      );
    const lost = LOST_ZWNJ.map((rule) => rule.exec(text)).find((match) => match !== null);
    if (lost)
      hint(
        "lost-zwnj",
        `a zero-width non-joiner is missing in «${lost[0].trim()}»: write «${lost[0].trim().replace(" ", "\u200c")}»`,
      );
  }
  if (language === "ar" && /[یک]/.test(text))
    hint("persian-letters", "this has a Persian yeh or kaf: Arabic is written with ي and ك");
  if (isRightToLeft(language)) {
    const turned = TURNED.exec(text.trim());
    if (turned !== null)
      hint(
        "unisolated-latin",
        `«${turned[0].trim()}» would be torn apart beside right-to-left letters: put it between U+2068 and U+2069, or in <bdi>`,
      );
  }
  return hints;
}

const ARABIC = /\p{Script=Arabic}/u;
const DIGITS = [/[0-9]/, /[۰-۹]/, /[٠-٩]/] as const;
/** Codes and names keep their ASCII digits: `GC-20441`, `iPhone 15`, `3-D`. */
const CODE = /[A-Za-z0-9_.+-]*[A-Za-z][A-Za-z0-9_.+-]*(?: [0-9]+)?/g;

/** A prefix or suffix with a space where it should cling: «می شود», «کتاب ها». */
const LOST_ZWNJ = [
  /(?<![\p{L}\p{M}\u200c])ن?می (?=[\p{Script=Arabic}])[\p{L}\u200c]+/u,
  /[\p{L}\p{M}]+ (?:ها|های|هایی|هایش|هایمان|ترین)(?![\p{L}\p{M}\u200c])/u,
] as const;

/**
 * Latin whose edge is a sign that the bidi algorithm gives to the other side («C++», «.NET», «@shop»), or with a number
 * before it that would change places («۱۵ iPhone»).
 */
const TURNED =
  /[A-Za-z][A-Za-z0-9]*[+#*/&@%-]+(?=\s|$|[\p{Script=Arabic}])|(?:^|\s)[.@#+/&][A-Za-z][A-Za-z0-9.]*|(?:^|\s)[0-9۰-۹٠-٩]+ [A-Za-z]{2,}/u;

function nameOf(language: Language): string {
  return new Intl.DisplayNames("en", { type: "language" }).of(language) ?? language;
}
