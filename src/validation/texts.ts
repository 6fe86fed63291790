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
  return [...writtenPrices(change), ...withoutFallback(change), ...wordHints(change, languages, except)];
}

/** Of many shoppers it is not known, and nothing at all stands there then. */
function withoutFallback(change: Change): readonly FieldProblem[] {
  return textsIn(change).flatMap(({ pointer, text }) => {
    const [bare] = (typeof text === "string" ? [text] : Object.values(text)).flatMap(
      (one) => /\{\{\s*[\w.-]+\s*\}\}/.exec(one)?.[0] ?? [],
    );
    if (bare === undefined) return [];
    const detail = `${bare} has no fallback: say what stands there where it is not known, as in ${bare.replace(/\s*\}\}$/, "|…}}")}`;
    return [{ pointer, detail }];
  });
}

function wordHints(
  change: Change,
  languages: readonly Language[],
  except: readonly TextRule[],
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

/** A price that a change writes over the page's own: the cart charges what it charged before. */
function writtenPrices(change: Change): readonly FieldProblem[] {
  if ("element" in change && change.element !== undefined) return [];
  return textsIn(change).flatMap(({ pointer, text }) => {
    const words = typeof text === "string" ? [text] : Object.values(text);
    return words.some((one) => PRICE.test(one.replace(/<[^>]*>/g, " ")))
      ? [{ pointer, detail: LONE_PRICE }]
      : [];
  });
}

const LONE_PRICE =
  "this writes a price of its own: shoppers are charged what the cart says. Show the page's own with the element price or {{product.price|…}}, and test a price where the shop sets it";
const UNIT =
  "(?:[$€£¥₹₺﷼]|ر\\.س|د\\.إ|د\\.ك|ريال|ریال|تومان|درهم|دينار|USD|EUR|GBP|SAR|AED|KWD|IRR|IRT|Rial|Toman|SR|Dhs?)\\.?";
const NUMBER = "[0-9۰-۹٠-٩](?:[0-9۰-۹٠-٩]|[.,٫٬،'’\\s](?=[0-9۰-۹٠-٩]))*";
/** Nothing but an amount, with its unit before or behind it. */
const PRICE = new RegExp(
  `^[\\s\u200e\u200f\u2066-\u2069]*(?:${UNIT}\\s*${NUMBER}|${NUMBER}\\s*${UNIT})[\\s\u200e\u200f\u2066-\u2069]*$`,
  "iu",
);

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
