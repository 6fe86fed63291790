/** One element as a page would have it: for the gallery, previews of a form, and tests. Never on the shopper's path. */
import { createRenderContext } from "./context.ts";
import type { CommonProps, Shop } from "./element.ts";
import { elementKind } from "./index.ts";
import type { Calendar } from "./live/dates.ts";
import { type Digits, digitsFor } from "./live/digits.ts";
import { type Fact, fillElement } from "./live/fill.ts";
import { STYLES } from "./styles.generated.ts";

export interface PageFacts {
  readonly language: string;
  /** ISO 3166 country of the page's language tag (`ar-SA` has SA); decides digits. */
  readonly country?: string | null;
  readonly digits?: Digits;
  readonly calendar?: Calendar;
  readonly shop?: Partial<Shop>;
  readonly scripts?: boolean;
  readonly nowMs: number;
  readonly id: string;
  readonly fill?: (from: string) => string | null;
  readonly facts?: { readonly [name: string]: Fact };
  readonly dismissed?: boolean;
}

/** Null: an unknown kind, a language that it lacks, or an element that must not be shown now. */
export function renderElement(kindName: string, props: unknown, page: PageFacts): string | null {
  const kind = elementKind(kindName);
  if (kind === null) return null;
  const context = createRenderContext({
    language: page.language,
    digits: page.digits ?? digitsFor(page.language, page.country ?? null),
    ...(page.calendar === undefined ? {} : { calendar: page.calendar }),
    shop: { timeZone: "UTC", currency: "USD", holidays: [], ...page.shop },
    id: page.id,
    words: kind.words,
    ownWords: (props as CommonProps).words,
  });
  const markup = kind.render(props, context);
  if (markup === null) return null;
  return fillElement(context.parts(markup), {
    nowMs: page.nowMs,
    language: page.language,
    scripts: page.scripts ?? true,
    prefix: "/_lahza",
    resolve: page.fill ?? (() => null),
    fact: (from) => page.facts?.[from] ?? null,
    dismissed: () => page.dismissed ?? false,
  });
}

/** CSS of these kinds with what they share, minified; "" for none. Any order, any repeats: the same text. */
export function elementStyles(kinds: Iterable<string>): string {
  const used = new Set(kinds);
  const names = new Set<string>();
  for (const name of used) {
    const kind = elementKind(name);
    if (kind === null) continue;
    for (const style of [...(kind.styles ?? []), name]) names.add(style);
  }
  if (names.size === 0) return "";
  const sheets = Object.keys(STYLES.sheets).filter((name) => names.has(name));
  return STYLES.shared + sheets.map((name) => STYLES.sheets[name] ?? "").join("");
}
