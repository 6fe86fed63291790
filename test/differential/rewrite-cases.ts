/** Cases of the differential test, chosen from a page by a seeded random: selectors, actions, contents. */
import type { ChangeAction } from "../../src/domain/change.schema.ts";
import type { PlannedChange } from "../../src/rewrite/rewrite.types.ts";
import { selectElements, type Document, type Element, type Node } from "./rewrite-reference.ts";

export interface Case {
  readonly changes: readonly PlannedChange[];
  /** What kind of content: `misfit` was chosen to be impossible in most places. */
  readonly content: string;
}

export type Random = () => number;

/** mulberry32 */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const ACTIONS: readonly ChangeAction[] = [
  "set_text",
  "set_html",
  "replace",
  "before",
  "after",
  "prepend",
  "append",
  "remove",
  "set_attribute",
  "remove_attribute",
  "add_class",
  "remove_class",
];

const TEXTS = [
  "Ships today",
  "&#1575;&#1585;&#1587;&#1575;&#1604; &#1585;&#1575;&#1740;&#1711;&#1575;&#1606;",
  "A &amp; B &lt;C&gt;",
  "",
];

const MARKUP: readonly (readonly [string, string])[] = [
  ["text", "Free shipping &amp; returns"],
  ["inline", '<span class="lz">&#1582;&#1585;&#1740;&#1583;</span>'],
  ["inline", "<b>New</b> <em>today</em>"],
  ["block", '<div class="lz-b"><p>Fast</p><ul><li>one</li><li>two</li></ul></div>'],
  ["block", '<section id="lz"><h2>Why us</h2><img src="/a.png" alt="">text</section>'],
  ["list item", "<li>Extra</li>"],
  ["link", '<a href="/offer">Offer</a>'],
  ["form", '<form action="/x"><button>Go</button><input name="q"></form>'],
  ["row", "<tr><td>Cell</td></tr>"],
  ["head", '<meta name="lz" content="1"><link rel="stylesheet" href="/x.css">'],
  ["script", "<script>if (a < b) c()</script>"],
  ["comment", "<!-- lz -->"],
  ["misfit", "<div><b>open</div>"],
  ["misfit", "</div></p><p>stray"],
  ["misfit", "<p>unclosed"],
  ["misfit", "<!-- open"],
  ["misfit", "<script>open"],
  ["misfit", "</body></html>"],
];

export function chooseCases(document: Document, random: Random, count: number, pairs: boolean): Case[] {
  const elements = placesOf(document);
  const unclosed = elements.filter((element) => element.sourceCodeLocation?.endTag === undefined);
  const cases: Case[] = [];
  for (let attempt = 0; attempt < count * 20 && cases.length < count; attempt += 1) {
    const changes: PlannedChange[] = [];
    const kinds: string[] = [];
    const wanted = pairs && random() < 0.3 ? 2 : 1;
    let near: Element | null = null;
    while (changes.length < wanted) {
      const pool: readonly Element[] =
        near !== null && random() < 0.6 ? relatives(near) : random() < 0.2 ? unclosed : elements;
      const element: Element | null = pick(pool, random) ?? pick(elements, random);
      if (element === null) return cases;
      near = element;
      const selector = chooseSelector(document, element, random);
      if (selector === null) break;
      const { change, kind } = chooseChange(element, selector, changes.length, random);
      changes.push(change);
      kinds.push(kind);
    }
    if (changes.length === wanted) cases.push({ changes, content: kinds.join(" + ") });
  }
  return cases;
}

export function placesOf(document: Document): Element[] {
  const found: Element[] = [];
  const walk = (node: Node): void => {
    if ("tagName" in node && node.sourceCodeLocation) found.push(node);
    if ("childNodes" in node) node.childNodes.forEach(walk);
  };
  walk(document);
  return found;
}

function relatives(element: Element): Element[] {
  const around: Node[] = [element, ...element.childNodes];
  if (element.parentNode !== null) around.push(element.parentNode, ...element.parentNode.childNodes);
  return around.filter((node): node is Element => "tagName" in node && Boolean(node.sourceCodeLocation));
}

const NAME = /^[a-zA-Z][-\w]*$/;

export function chooseSelector(document: Document, element: Element, random: Random): string | null {
  const own = describe(element);
  const parent = element.parentNode !== null && "tagName" in element.parentNode ? element.parentNode : null;
  const siblings = (parent?.childNodes ?? []).filter((node): node is Element => "tagName" in node);
  const index = siblings.indexOf(element) + 1;
  const forms: string[] = [...own, ...own];
  if (NAME.test(element.tagName)) {
    forms.push(`${element.tagName}:nth-child(${index})`);
    if (index === 1) forms.push(`${element.tagName}:first-child`);
    if (parent !== null) {
      for (const above of describe(parent)) {
        forms.push(`${above} > ${element.tagName}`, `${above} > ${element.tagName}:nth-child(${index})`);
      }
      const sameType = siblings.filter((one) => one.tagName === element.tagName).indexOf(element) + 1;
      for (const above of describe(parent))
        forms.push(`${above} > ${element.tagName}:nth-of-type(${sameType})`);
      const grand = parent.parentNode;
      if (grand !== null && "tagName" in grand) {
        for (const above of describe(grand)) forms.push(...own.map((one) => `${above} ${one}`));
      }
      const before = siblings[index - 2];
      if (before !== undefined) forms.push(...describe(before).map((one) => `${one} + ${element.tagName}`));
      forms.push(`${parent.tagName} ${element.tagName}:not(.lz)`, `:is(${own.join(", ")}):not([data-lz])`);
    }
  }
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const selector = pick(forms, random);
    if (selector === null) return null;
    const matches = selectElements(document, selector).length;
    if (matches > 0 && matches <= 8) return selector;
  }
  return null;
}

function describe(element: Element): string[] {
  const forms: string[] = [];
  if (NAME.test(element.tagName)) forms.push(element.tagName);
  for (const { name, value } of element.attrs) {
    if (name === "id" && NAME.test(value)) forms.push(`#${value}`, `${element.tagName}#${value}`);
    else if (name === "class") {
      for (const token of value.split(/\s+/))
        if (NAME.test(token)) forms.push(`.${token}`, `${element.tagName}.${token}`);
    } else if (NAME.test(name) && /^[\w /.-]{1,60}$/.test(value)) {
      forms.push(`[${name}="${value}"]`, `${element.tagName}[${name}^="${value.slice(0, 4)}"]`);
    }
  }
  return forms;
}

function chooseChange(
  element: Element,
  selector: string,
  number: number,
  random: Random,
): { change: PlannedChange; kind: string } {
  const action = pick(ACTIONS, random) ?? "remove";
  const base = { selector, action, label: `case#${number}`, experiment: 0 };
  if (action === "set_text" && isClosedToContent(element)) {
    return { change: { ...base, name: null, content: "x" }, kind: "misfit" };
  }
  if (action === "set_text")
    return { change: { ...base, name: null, content: pick(TEXTS, random) ?? "" }, kind: "text" };
  if (action === "remove") return { change: { ...base, name: null, content: "" }, kind: "-" };
  if (action.endsWith("attribute")) {
    const known = pick(
      element.attrs.filter((one) => NAME.test(one.name)),
      random,
    )?.name;
    const name = known !== undefined && random() < 0.7 ? known : "data-lz";
    return { change: { ...base, name, content: "x &quot;y&quot; &#1578; 'z'" }, kind: "-" };
  }
  if (action.endsWith("class")) {
    const known = element.attrs
      .find((one) => one.name === "class")
      ?.value.split(/\s+/)
      .find((one) => NAME.test(one));
    return {
      change: { ...base, name: known !== undefined && random() < 0.5 ? known : "lz-on", content: "" },
      kind: "-",
    };
  }
  const [kind, content] = pick(MARKUP, random) ?? ["text", ""];
  // Rows make sense in tables only, and elements in scripts never do.
  const at = action === "before" || action === "after" || action === "replace" ? element.parentNode : element;
  const place = at !== null && "tagName" in at ? at.tagName : "";
  const inside = action === "set_html" || action === "prepend" || action === "append";
  const misfit =
    (kind === "row" && !TABLE.has(place)) ||
    (inside && isClosedToContent(element)) ||
    (kind !== "text" && kind !== "comment" && within(at, "select")) ||
    (kind === "form" && within(at, "form"));
  return { change: { ...base, name: null, content }, kind: misfit ? "misfit" : kind };
}

const TABLE = new Set(["table", "tbody", "thead", "tfoot"]);
/** Void elements, and those whose content is text of a language of its own. */
const CLOSED = new Set(
  (
    "area base br col embed frame hr img input link meta param source track wbr keygen bgsound basefont " +
    "script style title textarea noscript iframe xmp noframes noembed plaintext template"
  ).split(" "),
);

function within(node: Node | null, name: string): boolean {
  for (let one = node; one !== null && "tagName" in one; one = one.parentNode)
    if (one.tagName === name) return true;
  return false;
}

function isClosedToContent(element: Element): boolean {
  return (
    CLOSED.has(element.tagName) || (element.childNodes.length === 0 && element.namespaceURI.endsWith("/svg"))
  );
}

function pick<T>(list: readonly T[], random: Random): T | null {
  return list[Math.floor(random() * list.length)] ?? null;
}
