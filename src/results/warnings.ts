/** What health warns of, in plain words. Pure. */
import { ar } from "./warnings/ar.ts";
import { en } from "./warnings/en.ts";
import { fa } from "./warnings/fa.ts";
import type { Language } from "./words.ts";

export type Warning = keyof typeof en | "not-started";

const WORDS = { en, fa, ar } satisfies { readonly [language in Language]: unknown };

/** Null: there is nothing to be said beside the verdict. */
export function warningText(warning: Warning, language: Language): string | null {
  return warning === "not-started" ? null : WORDS[language][warning];
}
