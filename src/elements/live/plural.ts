/** Nouns after a number. */
import type { Language } from "../../domain/text.ts";

/**
 * Forms by CLDR category. `other` serves where a language has no form of its own for a category.
 * Persian nouns stay singular after every number, so Persian gives `other` alone: its `one` would also
 * cover 0 and 0.5.
 */
export type Forms = { readonly [category in Intl.LDMLPluralRule]?: string } & { readonly other: string };

const rules = new Map<Language, Intl.PluralRules>();

export function plural(language: Language, count: number, forms: Forms): string {
  return forms[category(language, count)] ?? forms.other;
}

/** CLDR category of a number. */
export function category(language: Language, count: number): Intl.LDMLPluralRule {
  let rule = rules.get(language);
  if (rule === undefined) rules.set(language, (rule = new Intl.PluralRules(language)));
  return rule.select(count);
}
