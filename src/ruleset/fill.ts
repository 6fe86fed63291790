/**
 * Parts → what goes into the page, on the shopper's path. What comes from the request is cleaned, bounded and
 * escaped for where it lands, so that no value can leave its place. Never throws as long as `resolve` does not.
 */
import { safeUrl } from "../elements/live/urls.ts";
import { escapeHtml } from "./escape.ts";
import type { Part, Placeholder } from "./types.ts";

/** Longest value that is shown, in UTF-16 code units. */
const MAX_VALUE = 200;
/** Longest whole URL; a longer one counts as absent, since a piece of a URL leads somewhere else. */
const MAX_URL = 1000;

/** `resolve` gives the raw value of a source for this request; null or "" when there is none. */
export function fillParts(parts: readonly Part[], resolve: (from: string) => string | null): string {
  let filled = "";
  for (const part of parts)
    filled += typeof part === "string" ? part : escapeHtml(valueOf(part, resolve(part.from)));
  return filled;
}

function valueOf({ as, fallback, words }: Placeholder, value: string | null): string {
  const raw = words === undefined || value === null ? value : words;
  // An author's words for those of whom a condition is true, also none.
  if (words !== undefined && value !== null && (as === "text" || as === "attribute")) return words;
  switch (as) {
    case "url":
      return (raw !== null && raw.length <= MAX_URL ? safeUrl(raw) : null) ?? safeUrl(fallback) ?? "";
    case "url-part":
      return encodeUrlPart(clean(raw ?? "")) || encodeUrlPart(fallback);
    default:
      return clean(raw ?? "") || fallback;
  }
}

/** A dot segment would climb out of the path that the author wrote. */
export function encodeUrlPart(value: string): string {
  return /^\.{1,2}$/.test(value) ? "" : encodeURIComponent(value.toWellFormed());
}

/** One line without controls, and without what would turn the direction of the text around it. */
function clean(value: string): string {
  const line = value
    .slice(0, MAX_VALUE * 4)
    .toWellFormed()
    .replace(/[\t\n\f\r]+/g, " ")
    .replace(UNWANTED, "")
    .trim();
  if (line.length <= MAX_VALUE) return line;
  const cut = line.slice(0, MAX_VALUE);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

// oxlint-disable-next-line no-control-regex -- dropping control characters is the point
const UNWANTED = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff]/g;
