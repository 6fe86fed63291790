/**
 * Selectors for an element that the edge understands, short ones first: ids and classes that look written by a person,
 * attributes meant for finding, then a place below an ancestor that is easy to find. Runs in the shop's page.
 */
import { isWritten } from "./names.ts";

export interface Proposal {
  readonly selector: string;
  /** How many elements of this page it means, as the browser sees the page. */
  readonly count: number;
}

const MAX_PROPOSALS = 6;
const ATTRIBUTES = [
  "data-testid",
  "data-test",
  "data-section",
  "data-role",
  "itemprop",
  "name",
  "role",
  "aria-label",
  "type",
];
export function proposals(element: Element, root: Document = element.ownerDocument): readonly Proposal[] {
  const found = new Map<string, Proposal>();
  const add = (selector: string): void => {
    if (found.has(selector) || selector.length > 200) return;
    const count = countOf(selector, root);
    if (count > 0 && [...root.querySelectorAll(selector)].includes(element))
      found.set(selector, { selector, count });
  };
  const own = simple(element);
  for (const selector of own) add(selector);
  let ancestor = element.parentElement;
  for (let depth = 0; ancestor !== null && depth < 6; depth++, ancestor = ancestor.parentElement) {
    const [place] = simple(ancestor);
    if (place === undefined || place === ancestor.localName) continue;
    for (const selector of own.slice(0, 3)) add(`${place} ${selector}`);
    if (ancestor === element.parentElement) add(`${place} > ${own[0] ?? element.localName}`);
  }
  add(pathTo(element));
  return [...found.values()].sort((a, b) => score(a) - score(b)).slice(0, MAX_PROPOSALS);
}

export function countOf(selector: string, root: Document): number {
  try {
    return root.querySelectorAll(selector).length;
  } catch {
    return 0;
  }
}

/** One element is meant; the shorter and the less it depends on places among siblings, the better. */
function score({ selector, count }: Proposal): number {
  const places = (selector.match(/:nth-/g) ?? []).length;
  return (
    (count === 1 ? 0 : 200) +
    Math.min(count, 50) +
    places * 60 +
    selector.length +
    (selector.includes("[") ? 8 : 0)
  );
}

/** Of the element by itself, the tag always named: the edge then reads no attributes of others. */
function simple(element: Element): string[] {
  const tag = element.localName;
  const selectors: string[] = [];
  if (isWritten(element.id)) selectors.push(`${tag}#${element.id}`);
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    if (value !== null && /^[\w -]{1,40}$/.test(value)) selectors.push(`${tag}[${name}="${value}"]`);
  }
  const classes = [...element.classList].filter(isWritten);
  for (const name of classes.slice(0, 4)) selectors.push(`${tag}.${name}`);
  if (classes.length > 1) selectors.push(`${tag}.${classes.slice(0, 2).join(".")}`);
  selectors.push(tag);
  return selectors;
}

/** Always finds it: down from the nearest ancestor that has a name, by place. */
function pathTo(element: Element): string {
  const parts: string[] = [];
  let at: Element | null = element;
  while (at !== null && at.parentElement !== null && at.localName !== "body") {
    const named = at !== element && isWritten(at.id);
    parts.unshift(named ? `${at.localName}#${at.id}` : placed(at));
    if (named) break;
    at = at.parentElement;
  }
  return parts.join(" > ");
}

function placed(element: Element): string {
  const tag = element.localName;
  const siblings = [...(element.parentElement?.children ?? [])].filter((other) => other.localName === tag);
  return siblings.length < 2 ? tag : `${tag}:nth-of-type(${siblings.indexOf(element) + 1})`;
}
