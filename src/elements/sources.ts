/** An author's `source` and `evidence` → what the edge must know before it says something. */
import type { RenderContext } from "./element.ts";
import type { Requirement } from "./live/types.ts";
import type { Markup } from "./markup.ts";
import type { Evidence, Source } from "./schema-tools.ts";

/** Name of a live fact: `product.price` of the page, or `endpoint /api/stock#/left`. */
export function factName(source: Source, ofPage: string): string {
  return source.from === "page" ? ofPage : `endpoint ${source.path}#${source.value}`;
}

export function requirement(
  source: Source,
  ofPage: string,
  bounds: Pick<Requirement, "min" | "max" | "oneOf"> = {},
): Requirement {
  return { from: factName(source, ofPage), maxAge: source.maxAgeSeconds, ...bounds };
}

/** The element, but only while every requirement is met. */
export function onlyWhen(requires: readonly Requirement[], markup: Markup, context: RenderContext): Markup {
  return context.live({ live: "when", requires, parts: context.parts(markup), otherwise: null });
}

/** This piece of an element, or nothing in its place. */
export function pieceWhen(requires: readonly Requirement[], markup: Markup, context: RenderContext): Markup {
  return context.live({ live: "when", requires, parts: context.parts(markup), otherwise: [] });
}

/** The element from one instant to another, ms since the epoch. */
export function onlyDuring(
  fromMs: number | null,
  untilMs: number | null,
  markup: Markup,
  context: RenderContext,
): Markup {
  return context.live({
    live: "when",
    ...(fromMs === null ? {} : { fromMs }),
    ...(untilMs === null ? {} : { untilMs }),
    parts: context.parts(markup),
    otherwise: null,
  });
}

/** When evidence is too old to go on saying it. */
export function evidenceEndMs({ at, maxAgeSeconds }: Evidence): number {
  return Date.parse(at) + maxAgeSeconds * 1000;
}
