/**
 * Changes that can load or run something, or send it elsewhere, although their value looks harmless: `src` of a script,
 * `action` of a form, an attribute that one of the shop's own scripts evaluates. Who may not publish code may set only
 * what is known to do none of it: attributes that people read, and addresses where the selector itself names an
 * element that shows a picture or leads somewhere when clicked. Everything else is for a publisher, so that an attribute
 * that browsers or frameworks invent tomorrow is, too. Pure.
 */
import type { Change } from "../domain/change.schema.ts";
import { type Complex, compileSelector } from "../rewrite/selector.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(/\s+/).filter((word) => word !== ""));

/** On any element: words, sizes, states and looks. Not `id`, `name`, `data-*`: scripts find and evaluate by them. */
const ANYWHERE = words(`
  title alt placeholder label summary abbr value role lang dir hidden class translate tabindex accesskey
  width height loading decoding fetchpriority sizes open start reversed colspan rowspan scope headers span
  required disabled readonly checked selected multiple min max step minlength maxlength size rows cols wrap
  autocomplete inputmode enterkeyhint autocapitalize spellcheck datetime controls loop muted playsinline preload
  itemprop itemscope itemtype kind srclang low high optimum
`);

/** On these elements alone, where the selector names them. */
const ON: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    a: words("href target rel type hreflang download referrerpolicy"),
    area: words("href target rel download shape coords referrerpolicy"),
    img: words("src srcset referrerpolicy"),
    source: words("src srcset type media"),
    video: words("src poster"),
    audio: words("src"),
    track: words("src"),
    input: words("src type pattern"),
    ol: words("type"),
    ul: words("type"),
    li: words("type"),
  }),
);

/** Taking it away changes no more than setting it would. */
const REMOVABLE = words("style");

const RUNNING = words("script style iframe noscript noembed noframes xmp plaintext");

export interface Power {
  /** What to change to make it harmless. */
  readonly field: "element" | "name" | "selector";
  readonly detail: string;
}

const BY_NAME: Power = {
  field: "name",
  detail:
    "this attribute could load, run or send something, or be read by a script, which needs the role publisher; words (title, alt, aria-label), sizes and states do not",
};
const BY_SELECTOR: Power = {
  field: "selector",
  detail:
    "this could load or run something, which needs the role publisher; for a link or a picture name the tag, such as a.buy or img.hero",
};

const BY_ELEMENT: Power = {
  field: "element",
  detail:
    "this sends what shoppers enter to an address of its author's choice, which needs the role publisher",
};

/** Null: it is harmless, whatever the page holds. */
export function powerOf(change: Change): Power | null {
  if ("element" in change && change.element !== undefined && "action" in change.element) return BY_ELEMENT;
  const compiled = compileSelector(change.selector);
  // What is none is told by others.
  if (!compiled.ok) return null;
  const subjects = compiled.selector.alternatives;
  switch (change.action) {
    case "set_attribute":
    case "remove_attribute": {
      const name = change.name.toLowerCase();
      if (isReadOnly(name) || (change.action === "remove_attribute" && REMOVABLE.has(name))) return null;
      if (subjects.every((subject) => elementsNamed(subject)?.every((tag) => ON.get(tag)?.has(name))))
        return null;
      return [...ON.values()].some((names) => names.has(name)) ? BY_SELECTOR : BY_NAME;
    }
    case "set_text":
    case "set_html":
    case "prepend":
    case "append":
      return subjects.some(mayRun) ? BY_SELECTOR : null;
    default:
      return null;
  }
}

function isReadOnly(name: string): boolean {
  return ANYWHERE.has(name) || /^aria-[a-z]+$/.test(name);
}

/** Names of the elements that a selector can mean; null: it may mean any. */
function elementsNamed({ compound }: Complex): readonly string[] | null {
  if (compound.name !== null) return [compound.name];
  // Every list of `:is(…)` has to match; one that names elements is enough to know which.
  for (const list of compound.is) {
    const named = list.map(elementsNamed);
    if (named.length > 0 && named.every((names) => names !== null)) return named.flat();
  }
  return null;
}

/** Names an element whose text runs, or names nothing at all: no element, no class, no id. */
function mayRun(subject: Complex): boolean {
  const names = elementsNamed(subject);
  if (names !== null) return names.some((name) => RUNNING.has(name));
  return subject.compound.classes.length === 0 && subject.compound.ids.length === 0;
}
