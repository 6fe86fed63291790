/**
 * Which framework will build a page again in the browser, by the marks that its server leaves in the HTML. A look at
 * the text is enough: a mark that stands in a comment or a script is the framework's just the same. Pure.
 */
const MARKS: readonly (readonly [name: string, marks: RegExp])[] = [
  ["Next (React)", /__NEXT_DATA__|self\.__next_f|\sid="?__next["\s>]/],
  ["Remix (React)", /__remixContext|__reactRouterContext/],
  ["Gatsby (React)", /\sid="?___gatsby["\s>]/],
  ["Nuxt (Vue)", /__NUXT__|__NUXT_DATA__|\sid="?__nuxt["\s>]/],
  ["Vue", /\sdata-server-rendered=|\sdata-v-app[\s=>]|<!--\[-->/],
  ["Angular", /\sng-version=|\sng-server-context=|\sid="?ng-state["\s>]/],
  ["SvelteKit", /__sveltekit_|\sdata-sveltekit-/],
  ["Astro", /<astro-island[\s>]/],
  ["Qwik", /\sq:container=/],
  ["React", /\sdata-reactroot[\s=>]|<!--\$[?!]?-->|<template id="?[BPS]:\d/],
];

/** Those that take over the server's elements one by one, whatever is there. */
const IN_PLACE = /Vue|Angular|Svelte|Qwik|Astro/;

/** Null: none that is known. */
export function frameworkOf(html: string): string | null {
  return MARKS.find(([, marks]) => marks.test(html))?.[0] ?? null;
}

export interface Rebuilt {
  readonly hydrated: boolean | "in-place";
  /** Whether any variant changes something on the page. */
  readonly changes: boolean;
}

/** What will become of the changes there, in words; null: nothing but what was asked for. */
export function frameworkWarning(html: string, { hydrated, changes }: Rebuilt): string | null {
  const framework = changes ? frameworkOf(html) : null;
  if (framework === null) return null;
  const wanted = IN_PLACE.test(framework) ? "in-place" : true;
  const set = `set hydrated to ${JSON.stringify(wanted)}`;
  if (hydrated === false)
    return `${framework} builds this page again in the browser and will probably undo the changes: ${set}, so that they are applied once more there`;
  if (hydrated === true && wanted === "in-place")
    return `${framework} takes over the elements of this page one by one, and an element that it does not expect misleads it: ${set}, so that inserts, removals and replacements wait until it has`;
  return `${framework} builds this page again in the browser: changes are applied once more there (texts, attributes, classes and inserts as they are, removed and replaced elements are hidden)`;
}
