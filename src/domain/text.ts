/**
 * Text that a growth team writes: one string for every page, or a map by language.
 * Pure: no I/O, and no zod at run time, so that the shopper's path may import it.
 */

/** BCP 47 primary language subtag in lower case: `en`, `fa`, `ar`, … */
export type Language = string;

export type LocalizedText = string | { readonly [language: Language]: string };

/**
 * The text for a page's language, or null when the author gave none for it.
 * A plain string serves every language; a map serves exactly its own keys.
 */
export function textFor(text: LocalizedText, language: Language): string | null {
  if (typeof text === "string") return text;
  return Object.hasOwn(text, language) ? (text[language] ?? null) : null;
}

/** The languages that a text is limited to, or null when it serves every page. */
export function languagesOf(text: LocalizedText): readonly Language[] | null {
  return typeof text === "string" ? null : Object.keys(text);
}

/** `fa-IR` → `fa`; anything that is not a language tag → null. */
export function primaryLanguage(tag: string | null | undefined): Language | null {
  const primary = tag?.trim().split(/[-_]/, 1)[0]?.toLowerCase() ?? "";
  return /^[a-z]{2,3}$/.test(primary) ? primary : null;
}

/** The country of a language tag (`ar-SA` and `zh-Hant-TW` have one), upper case, or null. */
export function regionOf(tag: string | null | undefined): string | null {
  for (const subtag of tag?.trim().split(/[-_]/, 5).slice(1) ?? []) {
    // What follows a subtag of one letter is an extension, and no region any more.
    if (subtag.length === 1) return null;
    if (/^[a-z]{2}$/i.test(subtag)) return subtag.toUpperCase();
  }
  return null;
}

/** Whether a language is written from right to left. */
export function isRightToLeft(language: Language): boolean {
  return RIGHT_TO_LEFT.has(language);
}

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "ps", "ckb", "sd", "ug", "yi", "dv"]);
