/** Finds `{{city}}`, `{{query.name|friend}}` and their like in an author's text. */
import { escapeHtml } from "./escape.ts";
import type { Part, Placeholder } from "./types.ts";

/** Where the value comes from, and what stands in for it. */
export interface Source {
  readonly from: string;
  readonly fallback: string;
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
    if (open > at) segments.push(text.slice(at, open));
    segments.push(source);
    at = close + 2;
  }
  if (at < text.length) segments.push(text.slice(at));
  return { ok: true, segments };
}

/** Whether a text holds one of our placeholders; other double braces belong to the author's own scripts. */
export function holdsPlaceholder(text: string): boolean {
  return /\{\{\s*(?:city|country|product\.[a-z]+|(?:query|cookie|header)\.[A-Za-z0-9_.-]{1,64})\s*(?:\||\}\})/.test(
    text,
  );
}

/** Ready to send: literals escaped, placeholders with the place they land in. */
export function placed(segments: readonly (string | Source)[], as: Placeholder["as"]): Part[] {
  return segments.map((segment) =>
    typeof segment === "string"
      ? escapeHtml(segment)
      : { from: segment.from, fallback: segment.fallback, as },
  );
}

const PRODUCT = /^product\.(?:name|brand|price|rating|reviews|sku)$/;

const KNOWN =
  "{{city}}, {{country}}, {{query.name}}, {{cookie.name}}, {{header.name}}, {{product.name}}, {{product.brand}}, {{product.price}}, {{product.rating}}, {{product.reviews}} and {{product.sku}}";

function readSource(inner: string): Source | null {
  const bar = inner.indexOf("|");
  const name = (bar < 0 ? inner : inner.slice(0, bar)).trim();
  if (!/^(?:city|country|(?:query|cookie|header)\.[A-Za-z0-9_.-]{1,64})$/.test(name) && !PRODUCT.test(name))
    return null;
  return {
    // Header names have no case.
    from: name.startsWith("header.") ? name.toLowerCase() : name,
    fallback: bar < 0 ? "" : inner.slice(bar + 1).trim(),
  };
}
