/**
 * Which framework will build a page again in the browser, by the marks that its server leaves in the HTML. A look at
 * the text is enough: a mark that stands in a comment or a script is the framework's just the same. Pure.
 */
import type { ChangeAction } from "../domain/change.schema.ts";

const MARKS: readonly (readonly [name: string, marks: RegExp, root: string])[] = [
  ["Next (React)", /__NEXT_DATA__|\sid="?__next["\s>]/, "#__next *"],
  ["Next (React)", /self\.__next_f/, "*"],
  ["Remix (React)", /__remixContext|__reactRouterContext/, "*"],
  ["Gatsby (React)", /\sid="?___gatsby["\s>]/, "#___gatsby *"],
  ["Nuxt (Vue)", /__NUXT__|__NUXT_DATA__|\sid="?__nuxt["\s>]/, "#__nuxt *"],
  ["Vue", /\sdata-server-rendered=|\sdata-v-app[\s=>]/, "[data-server-rendered] *, [data-v-app] *"],
  ["Vue", /<!--\[-->/, "body *"],
  [
    "Angular",
    /\sng-version=|\sng-server-context=|\sid="?ng-state["\s>]/,
    "[ng-version] *, [ng-server-context] *",
  ],
  ["SvelteKit", /__sveltekit_|\sdata-sveltekit-/, "body *"],
  ["Astro", /<astro-island[\s>]/, "astro-island *"],
  ["Qwik", /\sq:container=/, "*"],
  ["React", /\sdata-reactroot[\s=>]/, "[data-reactroot], [data-reactroot] *"],
  ["React", /<!--\$[?!]?-->|<template id="?[BPS]:\d/, "body *"],
];

/** Those that take over the server's elements one by one, whatever is there. */
const IN_PLACE = /Vue|Angular|Svelte|Qwik|Astro/;

export interface Framework {
  readonly name: string;
  /** Selector of the elements that it builds again. */
  readonly owned: string;
}

/** Null: none that is known. */
export function frameworkOf(html: string): Framework | null {
  const [name, , owned] = MARKS.find(([, marks]) => marks.test(html)) ?? [];
  return name === undefined || owned === undefined ? null : { name, owned };
}

/** What becomes of a change at a place that the framework owns, in words. */
export function ownedWords(
  { name }: Framework,
  action: ChangeAction,
  hydrated: boolean | "in-place",
): string {
  if (hydrated === false)
    return `${name} builds this place again in the browser, and probably undoes the change`;
  const isStructure = !/^(?:set_text|.*_attribute|.*_class)$/.test(action);
  if (hydrated === "in-place" && isStructure)
    return action === "remove"
      ? `out of sight from the first byte on; the element stays for ${name}`
      : `made in the browser as soon as ${name} has taken the page over`;
  switch (action) {
    case "set_text":
      return `written again whenever ${name} writes another text`;
    case "remove":
      return `removed, and hidden when ${name} makes the element again`;
    case "replace":
      return `replaced, and where ${name} makes the element again it is hidden, with the new one before it`;
    case "before":
    case "after":
    case "prepend":
    case "append":
      return `stands beside ${name}'s elements, again when they are made again`;
    default:
      return `made again whenever ${name} undoes it`;
  }
}

export interface Rebuilt {
  readonly hydrated: boolean | "in-place";
  /** Whether any variant changes something on the page. */
  readonly changes: boolean;
}

/** What will become of the changes there, in words; null: nothing but what was asked for. */
export function frameworkWarning(html: string, { hydrated, changes }: Rebuilt): string | null {
  const framework = changes ? (frameworkOf(html)?.name ?? null) : null;
  if (framework === null) return null;
  const wanted = IN_PLACE.test(framework) ? "in-place" : true;
  const set = `set hydrated to ${JSON.stringify(wanted)}`;
  if (hydrated === false)
    return `${framework} builds this page again in the browser and will probably undo the changes: ${set}, so that they are applied once more there`;
  if (hydrated === true && wanted === "in-place")
    return `${framework} takes over the elements of this page one by one, and an element that it does not expect misleads it: ${set}, so that inserts, removals and replacements wait until it has`;
  return `${framework} builds this page again in the browser: changes are applied once more there (texts, attributes, classes and inserts as they are, removed and replaced elements are hidden)`;
}
