/** What a click in the editor comes to: changes of a variant, in the languages that they are written in. Pure. */
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

/** A page that an experiment's pattern may mean, to begin with. */
export function firstPage(include: readonly string[]): string {
  const plain = include.find((pattern) => !/[*:]/.test(pattern));
  if (plain !== undefined) return plain;
  const [first = "/"] = include;
  const start = first.split(/[*:]/, 1)[0] ?? "/";
  return start.startsWith("/") ? start : "/";
}

/** Language tags as texts know them: `fa-IR` → `fa`. */
export function primaryTag(tag: string): string {
  return tag.split(/[-_]/, 1)[0]?.toLowerCase() ?? "";
}
