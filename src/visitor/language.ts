/** The visitor's language, from Accept-Language (RFC 9110, section 12.5.4). Pure; never throws. */
import { type Language, primaryLanguage } from "../domain/text.ts";

/** Ranges beyond these are not read. */
const MAX_RANGES = 20;

/** Primary subtag of the most preferred range: `fa-IR,fa;q=0.9` → `fa`; null when none is named. */
export function preferredLanguage(acceptLanguage: string | null): Language | null {
  if (acceptLanguage === null) return null;
  let best: Language | null = null;
  let bestQuality = 0;
  for (const range of acceptLanguage.split(",", MAX_RANGES)) {
    const [tag, ...parameters] = range.split(";");
    const language = primaryLanguage(tag);
    if (language === null) continue;
    const quality = qualityOf(parameters);
    if (quality > bestQuality) {
      best = language;
      bestQuality = quality;
    }
  }
  return best;
}

/** Formatters are made once; pages have few languages, and what shoppers ask for is not remembered. */
const names = new Map<Language, Intl.DisplayNames>();
const MAX_NAMES = 20;

/** What readers of `inLanguage` call a language: `fa` → Persian, فارسی; null for one that has no name there. */
export function languageName(language: Language, inLanguage: Language): string | null {
  try {
    let known = names.get(inLanguage);
    if (known === undefined) {
      known = new Intl.DisplayNames(inLanguage, { type: "language", fallback: "none" });
      if (names.size < MAX_NAMES) names.set(inLanguage, known);
    }
    return known.of(language) ?? null;
  } catch {
    return null;
  }
}

function qualityOf(parameters: readonly string[]): number {
  for (const parameter of parameters) {
    const match = /^\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*$/i.exec(parameter);
    if (match !== null) return Math.min(1, Number(match[1]));
  }
  return 1;
}
