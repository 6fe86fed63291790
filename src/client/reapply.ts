/**
 * Keeps a variant's changes on a page that a script builds: React, Vue, Angular and what stands on them put their own
 * in the place of what the edge has written, bring places late, and open further pages without loading them. `data-changes`
 * of its tag: selector, action, attribute or class, content.
 *
 * It never fights: each change is applied again ten times at the most, all together fifty, and nothing is touched that
 * the framework has to find again. Text is written into the framework's own text node, an element is hidden instead of
 * removed, and what is inserted stands beside the framework's nodes and goes when its neighbour goes. A place that has
 * not come after ten seconds is waited for no longer.
 *
 * On another path (a router's) it takes back what is still as it left it, and asks the edge what to do there.
 */

type Change = [selector: string, action: string, name: string | null, content: string];
interface View {
  changes?: Change[];
  files?: [type: "css" | "js", address: string, integrity: string, data?: Record<string, string>][];
}

const tag = (document.currentScript ??
  document.querySelector("script[data-changes]")) as HTMLScriptElement | null;

const MAX_EACH = 10;
const MAX_ALL = 50;
const MAX_LOOKS = 2_000;
const LATE_MS = 10_000;

let changes: Change[];
/** How often each change was applied, and whether its place was there. */
let times: number[];
let isMet: boolean[];
let inserted: { change: number; anchor: Element; nodes: ChildNode[] }[];
let hidden: Set<Element>;
/** The other way round, where it is still as we left it. */
let undo: (() => void)[] = [];
let all: number;
let looks: number;
let gaveUp: boolean;
let since: number;
let path = location.pathname;
let views = 0;

interface Policy {
  createHTML: (text: string) => string;
}
const page = window as {
  trustedTypes?: { createPolicy: (name: string, rules: Policy) => Policy };
  navigation?: EventTarget;
  lahza?: {
    report?: (name: string, more: Record<string, string>, which?: string) => void;
    look?: () => void;
    renew?: (view?: View) => void;
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

/** Whether the edge's own nodes stand there still: then they are taken for ours. */
function standing(element: Element, action: string, count: number): ChildNode[] {
  const isForward = action === "after" || action === "prepend";
  const nodes: ChildNode[] = [];
  let node: ChildNode | null =
    action === "after"
      ? element.nextSibling
      : action === "before"
        ? element.previousSibling
        : isForward
          ? element.firstChild
          : element.lastChild;
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
  const before = style.display;
  if (before === "none" && hidden.has(element)) return false;
  if (!hidden.has(element)) undo.push(() => (style.display = before));
  hidden.add(element);
  style.setProperty("display", "none", "important");
  return true;
}

/** Null: no such attribute. */
function attribute(element: Element, name: string | null, value: string | null): boolean {
  const before = name ? element.getAttribute(name) : value;
  if (!name || before === value) return false;
  const set = (to: string | null): void =>
    to === null ? element.removeAttribute(name) : element.setAttribute(name, to);
  set(value);
  undo.push(() => element.getAttribute(name) === value && set(before));
  return true;
}

/** Whether something had to be done. */
function apply(index: number, element: Element, [, action, name, content]: Change): boolean {
  switch (action) {
    case "set_text": {
      const text = textOf(content);
      if (element.textContent === text) return false;
      const before = [...element.childNodes];
      const only = before[0] as Text | undefined;
      if (only?.nodeType === 3 && before.length < 2) {
        const { data } = only;
        only.data = text;
        undo.push(() => only.data === text && (only.data = data));
      } else {
        element.textContent = text;
        undo.push(() => element.textContent === text && element.replaceChildren(...before));
      }
      return true;
    }
    case "set_html": {
      const nodes = parsed(content);
      if (element.innerHTML === sourceOf(nodes)) return false;
      const before = [...element.childNodes];
      element.replaceChildren(...nodes);
      undo.push(
        () => nodes.every((node) => node.parentNode === element) && element.replaceChildren(...before),
      );
      return true;
    }
    case "set_attribute":
      return attribute(element, name, textOf(content));
    case "remove_attribute":
      return attribute(element, name, null);
    case "add_class":
    case "remove_class": {
      const isWanted = action === "add_class";
      const { classList } = element;
      if (!name || classList.contains(name) === isWanted) return false;
      classList.toggle(name, isWanted);
      undo.push(() => classList.toggle(name, !isWanted));
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
  inserted = inserted.filter(({ anchor, nodes }) => {
    const stays = !isEverything && anchor.isConnected;
    if (!stays) for (const node of nodes) node.remove();
    return stays;
  });
}

const observer = new MutationObserver(look);

function look(): void {
  if (location.pathname !== path) return leave();
  // Turbo has the new address while the old page still stands.
  if (++looks > MAX_LOOKS || document.documentElement.ariaBusy === "true") return;
  sweep(false);
  for (const [index, change] of changes.entries()) {
    if ((times[index] ?? 0) >= MAX_EACH || all >= MAX_ALL || (!isMet[index] && isLate())) continue;
    try {
      let didAny = false;
      for (const element of document.querySelectorAll(change[0])) {
        isMet[index] = true;
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

function start(next: Change[]): void {
  const view = ++views;
  changes = next;
  times = next.map(() => 0);
  isMet = [];
  inserted = [];
  hidden = new Set();
  all = looks = 0;
  gaveUp = false;
  since = performance.now();
  look();
  setTimeout(() => {
    if (view === views && changes.some((_, index) => !isMet[index])) drop("never-appeared");
  }, LATE_MS);
}

/** The old page's are taken back at once; what the new one gets comes with the answer, unless somebody has gone on. */
function leave(): void {
  path = location.pathname;
  sweep(true);
  for (const back of undo.reverse()) back();
  undo = [];
  // First: what the new page brings is no longer the old one's.
  page.lahza?.renew?.();
  start([]);
  const asked = views;
  const { lang } = document.documentElement;
  const to = encodeURIComponent(path + location.search);
  fetch((tag?.src ?? "").replace(/a\/[^/]*$/, `view?lang=${lang}&to=${to}`))
    .then((answer) => (answer.status === 200 ? (answer.json() as Promise<View>) : null))
    .then((view) => {
      if (!view || asked !== views) return;
      for (const file of view.files ?? []) load(...file);
      page.lahza?.renew?.(view);
      start(view.changes ?? []);
    })
    .catch(() => {
      // Without an answer the page is the shop's.
    });
}

function load(
  type: "css" | "js",
  address: string,
  integrity: string,
  data: Record<string, string> = {},
): void {
  if (document.querySelector(`[src="${address}"],[href="${address}"]`)) return;
  const element = document.createElement(type === "js" ? "script" : "link");
  if (tag?.nonce) element.nonce = tag.nonce;
  element.integrity = integrity;
  Object.assign(element.dataset, data);
  Object.assign(element, type === "js" ? { src: address } : { rel: "stylesheet", href: address });
  document.head.append(element);
}

if (tag) {
  start(JSON.parse(tag.dataset["changes"] ?? "[]") as Change[]);
  observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  // A page that is not built anew leaves nothing else to hear.
  addEventListener("popstate", look);
  page.navigation?.addEventListener("currententrychange", look);
}
