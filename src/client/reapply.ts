/**
 * Keeps a variant's changes on a page that a framework builds again in the browser (React, Vue, Angular, …): the edge
 * has written them into the HTML, the framework puts its own in their place, and here they are applied once more, in
 * the same turn, before anything is painted. `data-changes` of its tag: selector, action, attribute or class, content.
 *
 * It never fights: each change is applied again ten times at the most, all together fifty, and nothing is touched that
 * the framework has to find again. Text is written into the framework's own text node, an element is hidden instead of
 * removed, and what is inserted stands beside the framework's nodes and goes when its neighbour goes. On another
 * address (a router's) it takes its own back and stops.
 */

type Change = [selector: string, action: string, name: string | null, content: string];

const tag = (document.currentScript ??
  document.querySelector("script[data-changes]")) as HTMLScriptElement | null;
const changes = JSON.parse(tag?.dataset["changes"] ?? "[]") as Change[];

const MAX_EACH = 10;
const MAX_ALL = 50;
const MAX_LOOKS = 2_000;

const times = changes.map(() => 0);
const inserted: { change: number; anchor: Element; nodes: ChildNode[] }[] = [];
const hidden = new Set<HTMLElement>();
const start = location.pathname;
let all = 0;
let looks = 0;
let gaveUp = false;

interface Policy {
  createHTML: (text: string) => string;
}
const { trustedTypes } = window as {
  trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy };
};
let policy: Policy | undefined;

/** The page's own policy may let no markup be made of text: then inserts are left as the edge wrote them. */
function parsed(html: string): ChildNode[] {
  policy ??= trustedTypes?.createPolicy("lahza", { createHTML: (text) => text });
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return [...template.content.childNodes];
}

const textOf = (html: string): string => parsed(html).reduce((text, node) => text + node.textContent, "");
const sourceOf = (nodes: readonly ChildNode[]): string =>
  nodes.map((node) => (node as Element).outerHTML ?? node.textContent).join("");

/** Whether the edge's own nodes stand there still: then they are taken for ours. */
function standing(element: Element, action: string, count: number): ChildNode[] {
  const nodes: ChildNode[] = [];
  let node: ChildNode | null =
    action === "after"
      ? element.nextSibling
      : action === "before"
        ? element.previousSibling
        : action === "prepend"
          ? element.firstChild
          : element.lastChild;
  for (
    ;
    node && nodes.length < count;
    node = action === "after" || action === "prepend" ? node.nextSibling : node.previousSibling
  )
    nodes.push(node);
  return action === "after" || action === "prepend" ? nodes : nodes.reverse();
}

function insert(index: number, element: Element, action: string, html: string): boolean {
  for (const known of inserted)
    if (known.change === index && known.anchor === element && known.nodes.every((node) => node.isConnected))
      return false;
  const nodes = parsed(html);
  const there = standing(element, action, nodes.length);
  const isThere = sourceOf(there) === sourceOf(nodes);
  inserted.push({ change: index, anchor: element, nodes: isThere ? there : nodes });
  if (!isThere) element[action as "after"](...nodes);
  return !isThere;
}

function hide(element: Element): boolean {
  const { style } = element as HTMLElement;
  if (style.display === "none" && hidden.has(element as HTMLElement)) return false;
  hidden.add(element as HTMLElement);
  style.setProperty("display", "none", "important");
  return true;
}

/** Whether something had to be done. */
function apply(index: number, element: Element, [, action, name, content]: Change): boolean {
  switch (action) {
    case "set_text": {
      const text = textOf(content);
      if (element.textContent === text) return false;
      const [only, ...more] = element.childNodes;
      if (only?.nodeType === 3 && !more.length) (only as Text).data = text;
      else element.textContent = text;
      return true;
    }
    case "set_html": {
      const nodes = parsed(content);
      if (element.innerHTML === sourceOf(nodes)) return false;
      element.replaceChildren(...nodes);
      return true;
    }
    case "set_attribute": {
      const value = textOf(content);
      if (!name || element.getAttribute(name) === value) return false;
      element.setAttribute(name, value);
      return true;
    }
    case "remove_attribute":
      if (!name || !element.hasAttribute(name)) return false;
      element.removeAttribute(name);
      return true;
    case "add_class":
    case "remove_class": {
      const isWanted = action === "add_class";
      if (!name || element.classList.contains(name) === isWanted) return false;
      element.classList.toggle(name, isWanted);
      return true;
    }
    case "remove":
      return hide(element);
    case "replace": {
      const placed = insert(index, element, "before", content);
      return hide(element) || placed;
    }
    default:
      return insert(index, element, action, content);
  }
}

/** What stood beside an element that is gone goes, too. */
function sweep(isEverything: boolean): void {
  for (const known of inserted.filter(({ anchor }) => isEverything || !anchor.isConnected)) {
    inserted.splice(inserted.indexOf(known), 1);
    for (const node of known.nodes) node.remove();
  }
  if (isEverything) for (const { style } of hidden) style.removeProperty("display");
}

const observer = new MutationObserver(look);

function look(): void {
  looks++;
  if (location.pathname !== start || looks > MAX_LOOKS) {
    observer.disconnect();
    if (location.pathname !== start) sweep(true);
    return;
  }
  sweep(false);
  for (const [index, change] of changes.entries()) {
    if ((times[index] ?? 0) >= MAX_EACH || all >= MAX_ALL) continue;
    try {
      let didAny = false;
      for (const element of document.querySelectorAll(change[0]))
        if (apply(index, element, change)) didAny = true;
      if (!didAny) continue;
      times[index] = (times[index] ?? 0) + 1;
      all++;
      if (times[index] === MAX_EACH || all === MAX_ALL) giveUp();
    } catch {
      // A selector that this browser does not know, or markup that the page's policy forbids: as the edge left it.
      times[index] = MAX_EACH;
    }
  }
  // Of our own doing there is nothing to be told.
  observer.takeRecords();
}

function giveUp(): void {
  if (gaveUp) return;
  gaveUp = true;
  (window as { lahza?: { report?: (name: string, more: Record<string, string>) => void } }).lahza?.report?.(
    "dropped",
    { drops: "reapply:gave-up" },
  );
}

if (changes.length) {
  look();
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  addEventListener("popstate", look);
}
