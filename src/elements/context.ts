/**
 * What an element may know of the page it is rendered for. One context a page and element.
 * Fails closed for what it is given: a URL that is not allowed is null, a placeholder without a value is its
 * fallback; it never throws.
 */
import { isRightToLeft, type Language, type LocalizedText, textFor } from "../domain/text.ts";
import { type Calendar, calendarFor } from "./dates.ts";
import { type Digits, digitsFor } from "./digits.ts";
import type { RenderContext } from "./element.ts";
import { escape, escapeKnown, type Markup, NOTHING } from "./markup.ts";
import { fillParts } from "../ruleset/fill.ts";
import { textParts } from "../ruleset/text-parts.ts";
import { safeUrl } from "./urls.ts";
import { knownZone } from "./zones.ts";

export interface PageFacts {
  readonly language: Language;
  /** ISO 3166 country of the page's language tag (`ar-SA` has SA), when known; decides digits only. */
  readonly country?: string | null;
  readonly direction?: "ltr" | "rtl";
  readonly digits?: Digits;
  readonly calendar?: Calendar;
  /** The shop's zone, IANA; UTC when absent or unknown to this runtime. */
  readonly timeZone?: string;
  readonly scripts?: boolean;
  readonly nowMs: number;
  readonly assetBase: string;
  /** Made safe: anything but `[a-z0-9-]` becomes `-`. */
  readonly id: string;
  /** Value of a placeholder such as `city` or `query.name`; null when there is none. Raw: it is escaped here. */
  readonly fill?: (from: string) => string | null;
}

const noValue = (): null => null;

export function createRenderContext(page: PageFacts): RenderContext {
  const { language } = page;
  const fill = page.fill ?? noValue;
  const timeZone = knownZone(page.timeZone ?? "UTC");
  return {
    language,
    direction: page.direction ?? (isRightToLeft(language) ? "rtl" : "ltr"),
    digits: page.digits ?? digitsFor(language, page.country ?? null),
    timeZone,
    calendar: page.calendar ?? calendarFor(language),
    scripts: page.scripts ?? true,
    nowMs: page.nowMs,
    assetBase: page.assetBase,
    id: page.id.toLowerCase().replace(/[^a-z0-9-]/g, "-"),
    text(value: LocalizedText): Markup {
      const text = textFor(value, language);
      if (text === null) return NOTHING;
      return text.includes("{{") ? (fillParts(textParts(text), fill) as Markup) : escapeKnown(text);
    },
    url(value: string): Markup | null {
      const url = safeUrl(value);
      return url === null ? null : escape(url);
    },
  };
}
