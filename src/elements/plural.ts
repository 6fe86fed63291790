/** Nouns after a number. */
import type { Language } from "../domain/text.ts";

/**
 * Forms by CLDR category. `other` serves where a language has no form of its own for a category.
 * Persian nouns stay singular after every number, so Persian gives `other` alone: its `one` would also
 * cover 0 and 0.5.
 */
export type Forms = { readonly [category in Intl.LDMLPluralRule]?: string } & { readonly other: string };

const rules = new Map<Language, Intl.PluralRules>();

export function plural(language: Language, count: number, forms: Forms): string {
  let rule = rules.get(language);
  if (rule === undefined) {
    rule = new Intl.PluralRules(language);
    rules.set(language, rule);
  }
  return forms[rule.select(count)] ?? forms.other;
}
