/** Why a change is not made at a place, in words for whoever writes experiments. */
import type { SkipReason } from "../rewrite/index.ts";

export const SKIP_WORDS: { readonly [reason in SkipReason]: string } = {
  "bad-selector": "the selector cannot be used",
  unclosed: "the element has no end tag of its own here, and where it ends cannot be told safely",
  "irregular-nesting":
    "the tags around this place are nested in a way that browsers rearrange, so the change could land elsewhere",
  "content-not-allowed-here":
    "browsers would move this content out of this place (a block inside a paragraph, a link inside a link, a div in a table row)",
  "region-too-large": "the element is larger than the 256 KB that can be held back while the page streams",
  "overlapping-change": "another change of this variant already replaces or covers this place",
  "not-applicable":
    "this kind of element cannot take this action (an image has no content, a script no markup)",
  "internal-error": "the page could not be read to this place",
};

/** Why a whole page is passed through as it is. */
export const PAGE_WORDS = {
  method: "only pages that are read can be changed",
  status: "the shop did not answer with a page (status 200), so it goes out as it is",
  type: "the shop's answer is not an HTML page",
  attachment: "the shop sends this page as a file to be saved",
  charset: "the page's character set is one that cannot be changed safely (UTF-16 or unknown)",
  encoding: "the shop compresses this page in a way that cannot be read",
} as const;
