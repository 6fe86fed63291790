/**
 * Renders elements and puts their stylesheet together.
 * Expected absence is null: an unknown kind (an older build reading a newer ruleset), or an element that must not
 * be shown now. The shopper then gets the place as the origin sent it.
 */
import { STYLES } from "./assets.generated.ts";
import type { RenderContext } from "./element.ts";
import { elementKind } from "./index.ts";
import type { Markup } from "./markup.ts";

export function renderElement(kind: string, props: unknown, context: RenderContext): Markup | null {
  return elementKind(kind)?.render(props, context) ?? null;
}

/** CSS of these kinds with what they share, minified; "" for none. Any order, any repeats: the same text. */
export function elementStyles(kinds: Iterable<string>): string {
  const used = Object.keys(STYLES.kinds).filter((kind) => new Set(kinds).has(kind));
  if (used.length === 0) return "";
  return STYLES.shared + used.map((kind) => STYLES.kinds[kind] ?? "").join("");
}
