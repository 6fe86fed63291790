/** What the verdict says to a merchant, in English, Persian and Arabic: one sentence each, and what would change it. */
import type { Decision } from "./decision.ts";
import type { Design } from "./design.ts";
import { ar } from "./words/ar.ts";
import { en } from "./words/en.ts";
import type { Facts, VerdictWords } from "./words/facts.ts";
import { fa } from "./words/fa.ts";

export type Language = "en" | "fa" | "ar";
export const SUMMARY_LANGUAGES: readonly Language[] = ["en", "fa", "ar"];

export interface Sentences {
  /** What to do and why. */
  readonly reason: string;
  /** What would change the answer. */
  readonly change: string;
}

const WORDS: { readonly [language in Language]: VerdictWords } = { en, fa, ar };

export function sentencesOf(decision: Decision, design: Design | null, language: Language): Sentences {
  const { variant, metric, lift, interval, daysToGo } = decision;
  const facts: Facts = {
    variant,
    metric,
    lift: lift === null ? null : signed(lift, language),
    interval: interval === null ? null : intervalText(interval, language),
    days: daysToGo === null ? null : daysText(daysToGo, language),
    effect: design === null ? null : percent(design.minimumEffect, language),
  };
  const [reason, change] = WORDS[language][decision.code];
  return { reason: reason(facts), change: change(facts) };
}

/** `{n}` is the number; Arabic names one and two by themselves. */
const DAYS: {
  readonly [language in Language]: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
} = {
  en: { one: "{n} day", other: "{n} days" },
  fa: { other: "{n} روز" },
  ar: { one: "يوم واحد", two: "يومين", few: "{n} أيام", many: "{n} يوماً", other: "{n} يوم" },
};

/** A number of days. Longer than a year is no plan: it is said as such. */
export function daysText(days: number, language: Language, most = 365): string {
  const { plain, plural } = formatsOf(language);
  const shown = Math.min(days, most);
  const words = DAYS[language];
  const text = words[plural.select(shown)] ?? words.other;
  return text.replace("{n}", `${plain.format(shown)}${days > most ? "+" : ""}`);
}

function percent(share: number, language: Language): string {
  return formatsOf(language).percent.format(share);
}

/** With its sign. */
export function signed(share: number, language: Language): string {
  return formatsOf(language).signed.format(share);
}

/** `−3% … +8%`; infinite where there is no limit. */
export function intervalText(
  [low, high]: readonly [number | null, number | null],
  language: Language,
): string {
  const from = low === null ? "−∞" : signed(low, language);
  return `${from} … ${high === null ? "∞" : signed(high, language)}`;
}

interface Formats {
  readonly plain: Intl.NumberFormat;
  readonly percent: Intl.NumberFormat;
  readonly signed: Intl.NumberFormat;
  readonly plural: Intl.PluralRules;
}

const formats = new Map<Language, Formats>();

/** Making one costs more than all that is formatted with it. */
function formatsOf(language: Language): Formats {
  const known = formats.get(language);
  if (known !== undefined) return known;
  const share = { style: "percent", maximumFractionDigits: 1 } as const;
  const made = {
    plain: new Intl.NumberFormat(language),
    percent: new Intl.NumberFormat(language, share),
    signed: new Intl.NumberFormat(language, { ...share, signDisplay: "exceptZero" }),
    plural: new Intl.PluralRules(language),
  };
  formats.set(language, made);
  return made;
}
