/** Icons, inlined: they take the text's colour and need no request. Decoration only, never read out. */
import { ICONS } from "./icons.generated.ts";
import { html, type Markup } from "./markup.ts";

export type IconName = keyof typeof ICONS;

export const ICON_NAMES = Object.keys(ICONS) as [IconName, ...IconName[]];

/** Icons that point along the line of reading; they turn around where it runs from right to left. */
const DIRECTED = new Set<IconName>(["next", "delivery", "send"]);

const rendered = new Map<IconName, Markup>();

export function icon(name: IconName): Markup {
  let markup = rendered.get(name);
  if (markup === undefined) {
    const classes = (DIRECTED.has(name) ? "lz-icon lz-directed" : "lz-icon") as Markup;
    markup = html`<svg class="${classes}" viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" aria-hidden="true">${ICONS[name] as Markup}</svg>`;
    rendered.set(name, markup);
  }
  return markup;
}
