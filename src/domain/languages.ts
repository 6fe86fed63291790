/** In which languages an experiment can be shown. Pure. */
import { elementKind } from "../elements/index.ts";
import { languagesOfElement } from "../elements/texts.ts";
import type { Change } from "./change.schema.ts";
import type { Variant } from "./experiment.schema.ts";
import { type Language, languagesOf } from "./text.ts";

/**
 * Languages in which every variant has all its texts; null when nothing limits them.
 * Control is asked too: on a page that one variant cannot be shown on, nobody is exposed.
 */
export function sharedLanguages(variants: readonly Pick<Variant, "changes">[]): readonly Language[] | null {
  let shared: readonly Language[] | null = null;
  for (const languages of variants.flatMap((variant) => variant.changes.flatMap(languagesOfChange))) {
    if (languages === null) continue;
    shared = shared === null ? languages : shared.filter((language) => languages.includes(language));
  }
  return shared;
}

/** For each text of a change the languages that it is limited to; null: any. */
export function languagesOfChange(change: Change): (readonly Language[] | null)[] {
  if ("element" in change && change.element !== undefined) {
    const { kind, ...props } = change.element;
    const element = elementKind(kind);
    if (element === null) return [[]];
    return [...languagesOfElement(element, props)];
  }
  if (change.action === "add_class" || change.action === "remove_class") return [];
  return "value" in change && change.value !== undefined ? [languagesOf(change.value)] : [];
}
