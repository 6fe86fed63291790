/** Finds `{{city}}`, `{{query.name|friend}}` and their like in an author's text. */
import { escapeHtml } from "./escape.ts";
import type { Part, Placeholder } from "./types.ts";

/** Where the value comes from, and what stands in for it. */
export interface Source {
  readonly from: string;
  readonly fallback: string;
  /** Of a condition: what is said where it holds. */
  readonly words?: string;
}

export type Split =
  | { readonly ok: true; readonly segments: readonly (string | Source)[] }
  | { readonly ok: false; readonly problem: string };

/** Literals and placeholders in their order, no empty literals. Anything else in double braces is a problem. */
export function splitPlaceholders(text: string): Split {
  const segments: (string | Source)[] = [];
  let at = 0;
  while (at < text.length) {
    const open = text.indexOf("{{", at);
    if (open < 0) break;
    const close = text.indexOf("}}", open + 2);
    if (close < 0) return { ok: false, problem: "{{ without its }}" };
    const source = readSource(text.slice(open + 2, close));
    if (source === null) {
      const shown = text.slice(open, Math.min(close + 2, open + 60));
      return { ok: false, problem: `${shown} is no placeholder; there are ${KNOWN}` };
    }
    if (typeof source === "string") return { ok: false, problem: source };
    if (open > at) segments.push(text.slice(at, open));
    segments.push(source);
    at = close + 2;
  }
  if (at < text.length) segments.push(text.slice(at));
  return { ok: true, segments };
}

/** Whether a text holds one of our placeholders; other double braces belong to the author's own scripts. */
export function holdsPlaceholder(text: string): boolean {
  return /\{\{\s*(?:(?:city|country|language|language\.name|campaign|product\.[a-z]+|(?:query|cookie|header)\.[A-Za-z0-9_.-]{1,64})\s*(?:\||\}\})|(?:returning|bought)\s*[:|}])/.test(
    text,
  );
}

/** Ready to send: literals escaped, placeholders with the place they land in. */
export function placed(segments: readonly (string | Source)[], as: Placeholder["as"]): Part[] {
  return segments.map((segment) => (typeof segment === "string" ? escapeHtml(segment) : { ...segment, as }));
}

const PRODUCT = /^product\.(?:name|brand|price|rating|reviews|sku)$/;
/** Of the shopper: many have none, so what stands there then has to be written, be it nothing. */
const PERSONAL = /^(?:language|language\.name|campaign)$/;
/** `{{returning:Welcome back|Welcome}}`: words for those of whom it is true, and for all others. */
const CONDITION = /^\s*(returning|bought)\s*(?::([^]*))?$/;

const KNOWN =
  "{{city}}, {{country}}, {{query.name}}, {{cookie.name}}, {{header.name}}, {{product.name}}, {{product.brand}}, {{product.price}}, {{product.rating}}, {{product.reviews}}, {{product.sku}}, {{language|fallback}}, {{language.name|fallback}}, {{campaign|fallback}}, {{returning:words|fallback}} and {{bought:words|fallback}}";

/** Null: no placeholder of ours; a text: one that is not written in full, in words that say how it is. */
function readSource(inner: string): Source | string | null {
  const bar = inner.indexOf("|");
  const head = bar < 0 ? inner : inner.slice(0, bar);
  const fallback = bar < 0 ? null : inner.slice(bar + 1).trim();
  const [, condition, words] = CONDITION.exec(head) ?? [];
  if (condition !== undefined) {
    if (words === undefined || fallback === null)
      return `write {{${condition}:words for those|words for all others}}; either may be empty`;
    return { from: condition, words: words.trim(), fallback };
  }
  const name = head.trim();
  if (PERSONAL.test(name) && fallback === null)
    return `{{${name}}} needs a fallback for shoppers of whom it is not known: {{${name}|…}}`;
  if (
    !/^(?:city|country|(?:query|cookie|header)\.[A-Za-z0-9_.-]{1,64})$/.test(name) &&
    !PRODUCT.test(name) &&
    !PERSONAL.test(name)
  )
    return null;
  return {
    // Header names have no case.
    from: name.startsWith("header.") ? name.toLowerCase() : name,
    fallback: fallback ?? "",
  };
}
