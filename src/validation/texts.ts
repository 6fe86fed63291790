/** All texts of a change that shoppers read, with what their readers would stumble over. */
import type { Change } from "../domain/change.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import type { Language } from "../domain/text.ts";
import { lintText, type TextRule } from "../domain/text-lint.ts";
import { authorTexts, type PlacedText } from "../elements/texts.ts";

/** Pointers begin at the change. `except`: rules that are told elsewhere. */
export function textHints(
  change: Change,
  languages: readonly Language[],
  except: readonly TextRule[] = [],
): readonly FieldProblem[] {
  return textsIn(change).flatMap(({ pointer, text }) =>
    lintText(text, languages).flatMap(({ rule, language, message }) =>
      except.includes(rule)
        ? []
        : [
            {
              pointer: rule === "missing-translation" ? pointer : `${pointer}/${language ?? ""}`,
              detail: message,
            },
          ],
    ),
  );
}

function textsIn(change: Change): readonly PlacedText[] {
  if ("element" in change && change.element !== undefined) {
    const { kind: _kind, ...props } = change.element;
    return authorTexts(props).map(({ pointer, text }) => ({ pointer: `/element${pointer}`, text }));
  }
  if (change.action === "add_class" || change.action === "remove_class") return [];
  if (!("value" in change) || change.value === undefined) return [];
  const isRead = change.action !== "set_attribute" || READ.test(change.name);
  return isRead ? [{ pointer: "/value", text: change.value }] : [];
}

/** Attributes that people read. */
const READ = /^(?:title|alt|placeholder|label|summary|aria-[a-z]+)$/i;
