/** What a click in the editor comes to: changes of a variant, in the languages that they are written in. Pure. */
import { compilePages, matchesPages, type Pages } from "../../../assignment/pages.ts";
import type { Change } from "../core/types.ts";

/** One change of a kind at one place: the new one takes the old one's place. */
export function upsert(changes: readonly Change[], change: Change): readonly Change[] {
  const name = "name" in change ? change.name : "";
  const at = changes.findIndex(
    (old) =>
      old.selector === change.selector &&
      old.action === change.action &&
      ("name" in old ? old.name : "") === name,
  );
  return at < 0 ? [...changes, change] : changes.map((old, index) => (index === at ? change : old));
}

/** New text for an element, as the page's language says: an existing text by language keeps its other languages. */
export function textChange(
  changes: readonly Change[],
  selector: string,
  text: string,
  language: string,
): Change {
  const old = changes.find((change) => change.selector === selector && change.action === "set_text");
  const before = old !== undefined && "value" in old ? old.value : undefined;
  const isByLanguage = typeof before === "object" && before !== null;
  const value = isByLanguage && language !== "" ? { ...before, [language]: text } : text;
  return { selector, action: "set_text", value };
}

/** Where to begin: a page that is named in full, else the shop's start, from where one of its pages is looked for. */
export function firstPage(include: readonly string[]): string {
  const plain = include.find((pattern) => pattern.startsWith("/") && !/[*:]/.test(pattern));
  // Shops keep a language under its own path, and its pages are found from there.
  const [language] = /^\/[a-z]{2}(?=\/)/.exec(include[0] ?? "") ?? [];
  return plain ?? language ?? "/";
}

/** Of the pages that the shop leads to, those that the experiment is about. */
export function pagesAmong(links: readonly string[], pages: Pages): readonly string[] {
  const compiled = compilePages({ include: pages.include, exclude: pages.exclude ?? [] });
  return links.filter((path) => matchesPages(compiled, "", path));
}

/** Language tags as texts know them: `fa-IR` → `fa`. */
export function primaryTag(tag: string): string {
  return tag.split(/[-_]/, 1)[0]?.toLowerCase() ?? "";
}
