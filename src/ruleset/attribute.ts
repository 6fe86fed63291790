/** Which attributes may hold placeholders, and how a value becomes parts. */
import { safeUrl } from "../elements/live/urls.ts";
import { escapeHtml } from "./escape.ts";
import { encodeUrlPart } from "./fill.ts";
import { holdsPlaceholder, placed, type Source, splitPlaceholders } from "./placeholder.ts";
import type { Part } from "./types.ts";

export type AttributeParts =
  | { readonly ok: true; readonly parts: readonly Part[] }
  | { readonly ok: false; readonly problem: string };

/** Read by people only. Not `content`, `data-*`, `style`, …: the shop's scripts or the browser would act on them. */
const TEXT_ATTRIBUTES: ReadonlySet<string> = new Set(
  (
    "title alt placeholder label value summary abbr aria-label aria-description aria-valuetext aria-placeholder " +
    "aria-roledescription"
  ).split(" "),
);

/** URL attributes that may hold placeholders; what loads or submits by itself only behind a literal beginning. */
const URL_ATTRIBUTES: ReadonlyMap<string, { readonly whole: boolean }> = new Map(
  Object.entries({
    href: { whole: true },
    cite: { whole: true },
    poster: { whole: true },
    src: { whole: false },
    action: { whole: false },
    formaction: { whole: false },
  }),
);

/** A URL attribute of any element: `javascript:` in one of them is code. */
const ADDRESSES = /^(?:href|xlink:href|src|action|formaction|poster|cite|data|background|manifest|ping)$/;

/**
 * `wholeUrl` says that this element's URL attribute may be a placeholder alone (an image's `src`, say); by default
 * only attributes that lead somewhere when clicked.
 */
export function attributeParts(name: string, value: string, wholeUrl?: boolean): AttributeParts {
  const url = URL_ATTRIBUTES.get(name);
  const fillable = url !== undefined || TEXT_ATTRIBUTES.has(name);
  if (!fillable) {
    if (!holdsPlaceholder(value)) return { ok: true, parts: literal(value) };
    return { ok: false, problem: `placeholders are not filled in the attribute ${name}` };
  }
  const split = splitPlaceholders(value);
  if (!split.ok) return split;
  if (url !== undefined) return urlParts(name, split.segments, wholeUrl ?? url.whole);
  return { ok: true, parts: placed(split.segments, "attribute") };
}

/** Whether an attribute's value is code, or can load code: not everybody may write that. */
export function isCode(name: string, value: string): boolean {
  if (name.startsWith("on") || name === "srcdoc" || name === "style") return true;
  return ADDRESSES.test(name) && CODE_SCHEME.test(value.replace(SKIPPED, ""));
}

/** What browsers skip in front of and inside of a scheme, and a little more. */
// oxlint-disable-next-line no-control-regex -- as above
const SKIPPED = /[\x00-\x20]/g;
const CODE_SCHEME = /^(?:javascript:|vbscript:|data:(?!image\/))/i;

function urlParts(name: string, segments: readonly (string | Source)[], whole: boolean): AttributeParts {
  const [first] = segments;
  if (segments.every((segment) => typeof segment === "string"))
    return { ok: true, parts: segments.map(escapeHtml) };
  if (first !== undefined && typeof first !== "string" && segments.length === 1) {
    if (!whole)
      return {
        ok: false,
        problem: `${name} needs a fixed beginning before the placeholder, such as / or https://host/`,
      };
    for (const written of [first.words ?? "", first.fallback])
      if (written !== "" && safeUrl(written) === null)
        return { ok: false, problem: `${written} is neither http(s) nor on the shop's own host` };
    return { ok: true, parts: placed(segments, "url") };
  }
  if (typeof first !== "string" || !FIXED_BEGINNING.test(first)) {
    return {
      ok: false,
      problem: `${name} needs a fixed beginning before the placeholder, such as / or https://host/`,
    };
  }
  // What it becomes when every value is missing: `/{{country}}/x` would be `//x`, another host.
  const bare = segments
    .map((segment) => (typeof segment === "string" ? segment : encodeUrlPart(segment.fallback)))
    .join("");
  if (safeUrl(bare) === null) {
    return {
      ok: false,
      problem: `without its values ${name} would be ${bare}, which leads elsewhere; give fallbacks`,
    };
  }
  return { ok: true, parts: placed(segments, "url-part") };
}

/** `/path`, `./`, `?`, `#`, `folder/`, or an http(s) address up to behind its host. */
const FIXED_BEGINNING =
  /^(?:\/(?![/\\])|\.{1,2}\/|[?#]|[A-Za-z0-9_~%-][A-Za-z0-9_.~%-]*\/|https?:\/\/[^/?#\\@\s{}]+[/?#])/i;

function literal(value: string): readonly Part[] {
  return value === "" ? [] : [escapeHtml(value)];
}
