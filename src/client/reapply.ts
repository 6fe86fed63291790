/**
 * Keeps a variant's changes on a page that a script builds: React, Vue, Angular and what stands on them put their own
 * in the place of what the edge has written, and bring places late. `data-changes` of its tag: selector, action, attribute
 * or class, content; `data-in-place`: until the framework has taken the elements over, none may come or go.
 *
 * It never fights: each change is applied again ten times at the most, all together fifty, and nothing is touched that
 * the framework has to find again. Text is written into the framework's own text node, an element is hidden instead of
 * removed, and what is inserted stands beside the framework's nodes and goes when its neighbour goes. A place that has
 * not come after ten seconds is waited for no longer.
 *
 * When the page ends without being left (`navigate`) it takes back what is still as it left it. What an attribute was before
 * the edge wrote it stands beside it: `data-lahza-was-<name>`, with a colon before it where there was one.
 */

type Change = [selector: string, action: string, name: string | null, content: string];
const tag = (document.currentScript ??
  document.querySelector("script[data-changes]")) as HTMLScriptElement | null;

const isInPlace = tag?.dataset["inPlace"] !== undefined;
const SETTLED_MS = 1_000;
let loadedAt = Infinity;

const MAX_EACH = 10;
const MAX_ALL = 50;
const MAX_LOOKS = 2_000;
const LATE_MS = 10_000;

let changes: Change[];
/** How often each change was applied, and whether its place was there. */
let times: number[];
let isMet: boolean[];
let inserted: { change: number; anchor: Element; nodes: ChildNode[] }[] = [];
let hidden: Set<Element>;
/** The other way round, where it is still as we left it. */
let undo: (() => void)[] = [];
let all: number;
let looks: number;
let gaveUp: boolean;
let since: number;
let views = 0;
let path: string;

interface Policy {
  createHTML: (text: string) => string;
}
const page = window as {
  trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy };
  lahza?: {
    report?: (name: string, more: Record<string, string>, which?: string) => void;
    look?: () => void;
    /** Of `navigate`: whether this is another page by now. */
    moved?: () => boolean;
    keep?: (changes: Change[]) => void;
  };
};
let policy: Policy | undefined;

/** The page's own policy may let no markup be made of text: then inserts are left as the edge wrote them. */
function parsed(html: string): ChildNode[] {
  policy ??= page.trustedTypes?.createPolicy("lahza", { createHTML: (text) => text });
  const template = document.createElement("template");
  template.innerHTML = policy ? policy.createHTML(html) : html;
  return [...template.content.childNodes];
}

const textOf = (html: string): string => parsed(html).reduce((text, node) => text + node.textContent, "");
const sourceOf = (nodes: readonly ChildNode[]): string =>
  nodes.map((node) => (node as Element).outerHTML ?? node.textContent).join("");

const FIRST = {
  after: "nextSibling",
  before: "previousSibling",
  prepend: "firstChild",
  append: "lastChild",
} as const;

/** Whether the edge's own nodes stand there still: then they are taken for ours. */
function standing(element: Element, action: string, count: number): ChildNode[] {
  const isForward = action === "after" || action === "prepend";
  const nodes: ChildNode[] = [];
  let node = element[FIRST[action as "after"]];
  for (; node && nodes.length < count; node = isForward ? node.nextSibling : node.previousSibling)
    nodes.push(node);
  return isForward ? nodes : nodes.reverse();
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
  const { display } = style;
  if (hidden.has(element)) {
    if (display === "none") return false;
  } else
    undo.push(() => {
      style.display = display;
      element.removeAttribute("hidden");
    });
  hidden.add(element);
  style.setProperty("display", "none", "important");
  // The core looks beside it then.
  element.setAttribute("hidden", "lahza");
  return true;
}

/** What the edge has found there, once; undefined: it has not been here. */
function before(element: Element, name: string): string | null | undefined {
  const mark = `data-lahza-was-${name}`;
  const was = element.getAttribute(mark);
  element.removeAttribute(mark);
  return was === null ? undefined : was ? was.slice(1) : null;
}

/** Null: no such attribute. */
function attribute(element: Element, name: string, value: string | null): boolean {
  const now = element.getAttribute(name);
  const isNew = now !== value;
  const was = isNew ? now : before(element, name);
  const set = (to: string | null): void =>
    to === null ? element.removeAttribute(name) : element.setAttribute(name, to);
  if (isNew) set(value);
  if (was !== undefined) undo.push(() => element.getAttribute(name) === value && set(was));
  return isNew;
}

/** Whether something had to be done. */
function apply(index: number, element: Element, [, action, name, content]: Change): boolean {
  const named = name ?? "";
  switch (action) {
    case "set_text": {
      const text = textOf(content);
      if (element.textContent === text) return false;
      const children = [...element.childNodes];
      const only = children[0] as Text | undefined;
      if (only?.nodeType === 3 && children.length < 2) {
        const { data } = only;
        only.data = text;
        undo.push(() => only.data === text && (only.data = data));
      } else {
        element.textContent = text;
        undo.push(() => element.textContent === text && element.replaceChildren(...children));
      }
      return true;
    }
    case "set_html": {
      const nodes = parsed(content);
      if (element.innerHTML === sourceOf(nodes)) return false;
      const children = [...element.childNodes];
      element.replaceChildren(...nodes);
      undo.push(
        () => nodes.every((node) => node.parentNode === element) && element.replaceChildren(...children),
      );
      return true;
    }
    case "set_attribute":
      return attribute(element, named, textOf(content));
    case "remove_attribute":
      return attribute(element, named, null);
    case "add_class":
    case "remove_class": {
      const isWanted = action === "add_class";
      const { classList } = element;
      const isNew = classList.contains(named) !== isWanted;
      if (isNew) classList.toggle(named, isWanted);
      if (isNew || before(element, "class") !== undefined)
        undo.push(() => classList.toggle(named, !isWanted));
      return isNew;
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

/**
 * Whether the framework has taken over the elements that it found: before, one more or less would mislead it. Vue says so;
 * of others a second after everything was loaded is long enough.
 */
function isOwned(element: Element): boolean {
  if (!isInPlace || performance.now() - loadedAt > SETTLED_MS) return true;
  for (let node: Element | null = element; node; node = node.parentElement)
    if ("__vue_app__" in node) return true;
  return false;
}

/** What stood beside an element that is gone goes, too. */
function sweep(isEverything: boolean): void {
  inserted = inserted.filter(({ anchor, nodes }) => {
    const stays = !isEverything && anchor.isConnected;
    if (!stays) for (const node of nodes) node.remove();
    return stays;
  });
}

const observer = new MutationObserver(look);

function look(): void {
  if (page.lahza?.moved?.()) return;
  // Where `navigate` was not let in: the new page is the shop's.
  if (location.pathname !== path) return keep([]);
  // Turbo has the new address while the old page still stands.
  if (++looks > MAX_LOOKS || document.documentElement.getAttribute("aria-busy") === "true") return;
  sweep(false);
  for (const [index, change] of changes.entries()) {
    if ((times[index] ?? 0) >= MAX_EACH || all >= MAX_ALL || (!isMet[index] && isLate())) continue;
    try {
      let didAny = false;
      for (const element of document.querySelectorAll(change[0])) {
        isMet[index] = true;
        if (!/text|attr|class/.test(change[1]) && !isOwned(element)) continue;
        if (apply(index, element, change)) didAny = true;
      }
      if (!didAny) continue;
      times[index] = (times[index] ?? 0) + 1;
      all++;
      if (times[index] === MAX_EACH || all === MAX_ALL) {
        if (!gaveUp) drop("gave-up");
        gaveUp = true;
      }
    } catch {
      // A selector that this browser does not know, or markup that the page's policy forbids: as the edge left it.
      times[index] = MAX_EACH;
    }
  }
  if (!isLate()) page.lahza?.look?.();
  // Of our own doing there is nothing to be told.
  observer.takeRecords();
}

const isLate = (): boolean => performance.now() - since > LATE_MS;

function drop(reason: string): void {
  page.lahza?.report?.("dropped", { drops: `reapply:${reason}` }, reason);
}

/** Whatever was kept up before is taken back. */
function keep(next: Change[]): void {
  const view = ++views;
  sweep(true);
  for (const back of undo.reverse()) back();
  undo = [];
  path = location.pathname;
  changes = next;
  times = next.map(() => 0);
  isMet = [];
  hidden = new Set();
  all = looks = 0;
  gaveUp = false;
  since = performance.now();
  look();
  setTimeout(() => {
    if (view === views && changes.some((_, index) => !isMet[index])) drop("never-appeared");
  }, LATE_MS);
}

if (tag) {
  keep(JSON.parse(tag.dataset["changes"] ?? "[]") as Change[]);
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  if (page.lahza) page.lahza.keep = keep;
  if (isInPlace) {
    const settle = (): void => {
      loadedAt = performance.now();
      setTimeout(look, SETTLED_MS + 50);
    };
    if (document.readyState === "complete") settle();
    else addEventListener("load", settle);
  }
}
