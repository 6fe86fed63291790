/**
 * The independent side of the comparison: a change made on parse5's tree, matched by css-select.
 * Shares no code with src/rewrite.
 */
import { selectAll } from "css-select";
import { defaultTreeAdapter, html, parse, parseFragment, type DefaultTreeAdapterTypes } from "parse5";
import type { PlannedChange } from "../../src/rewrite/rewrite.types.ts";

export type Document = DefaultTreeAdapterTypes.Document;
export type Element = DefaultTreeAdapterTypes.Element;
export type Node = DefaultTreeAdapterTypes.Node;
type ChildNode = DefaultTreeAdapterTypes.ChildNode;
type ParentNode = DefaultTreeAdapterTypes.ParentNode;

/** With the places of its nodes in the source. */
export function parsePage(source: string): Document {
  return parse(source, { sourceCodeLocationInfo: true });
}

export function parseAgain(source: string): Document {
  return parse(source);
}

/** `xlink:href` of an SVG element is not its `href`. */
const nameOf = (attribute: { name: string; prefix?: string | undefined }): string =>
  attribute.prefix === undefined || attribute.prefix === ""
    ? attribute.name
    : `${attribute.prefix}:${attribute.name}`;

const adapter = {
  isTag: (node: Node): node is Element => "tagName" in node,
  getAttributeValue: (element: Element, name: string) =>
    element.attrs.find((one) => nameOf(one) === name)?.value,
  getChildren: (node: Node): ChildNode[] => ("childNodes" in node ? node.childNodes : []),
  getName: (element: Element) => element.tagName.toLowerCase(),
  getParent: (node: Element): Node | null => node.parentNode,
  getSiblings: (node: Node): Node[] => {
    const parent = "parentNode" in node ? node.parentNode : null;
    return parent === null || parent === undefined ? [node] : parent.childNodes;
  },
  getText: (): string => "",
  hasAttrib: (element: Element, name: string) => element.attrs.some((one) => nameOf(one) === name),
  removeSubsets: (nodes: Node[]) => nodes,
};

/** Elements of the document (template contents are not part of it) that match, in document order. */
export function selectElements(document: Document, selector: string): Element[] {
  const quirksMode = document.mode === html.DOCUMENT_MODE.QUIRKS;
  return selectAll<Node, Element>(selector, document, { adapter, quirksMode });
}

export function cloneDocument(document: Document): {
  document: Document;
  twin: (element: Element) => Element | undefined;
} {
  const twins = new Map<Node, Node>();
  const copy = (node: Node, parent: ParentNode | null): Node => {
    const twin: Node = { ...node };
    twins.set(node, twin);
    if ("parentNode" in twin) twin.parentNode = parent;
    if ("attrs" in twin) twin.attrs = twin.attrs.map((one) => ({ ...one }));
    if ("childNodes" in twin && "childNodes" in node) {
      twin.childNodes = node.childNodes.map((child) => copy(child, twin) as ChildNode);
    }
    if ("content" in twin && "content" in node)
      twin.content = copy(node.content, null) as typeof twin.content;
    return twin;
  };
  const result = copy(document, null) as Document;
  return { document: result, twin: (element) => twins.get(element) as Element | undefined };
}

/** Does to `element` what the DOM would do. A detached or document element takes no change beside it, as in the DOM. */
export function applyChange(element: Element, change: PlannedChange): void {
  const { action, content, name } = change;
  const parent = element.parentNode;
  switch (action) {
    case "set_text":
      replaceChildren(element, [textNode(plainText(content))]);
      return;
    case "set_html":
      replaceChildren(element, fragmentOf(element, content));
      return;
    case "prepend":
      insert(element, 0, fragmentOf(element, content));
      return;
    case "append":
      insert(element, element.childNodes.length, fragmentOf(element, content));
      return;
    case "before":
      if (parent !== null) insert(parent, parent.childNodes.indexOf(element), fragmentOf(parent, content));
      return;
    case "after":
      if (parent !== null)
        insert(parent, parent.childNodes.indexOf(element) + 1, fragmentOf(parent, content));
      return;
    case "replace":
      if (parent === null) return;
      insert(parent, parent.childNodes.indexOf(element), fragmentOf(parent, content));
      defaultTreeAdapter.detachNode(element);
      return;
    case "remove":
      defaultTreeAdapter.detachNode(element);
      return;
    case "set_attribute":
      setAttribute(element, name ?? "", attributeText(content));
      return;
    case "remove_attribute":
      element.attrs = element.attrs.filter(
        (one) => nameOf(one) !== (element.namespaceURI === html.NS.HTML ? (name ?? "").toLowerCase() : name),
      );
      return;
    case "add_class":
    case "remove_class":
      changeClass(element, name ?? "", action === "add_class");
  }
}

/** As classList does, except that nothing is touched when there is nothing to do. */
function changeClass(element: Element, name: string, add: boolean): void {
  const current = element.attrs.find((one) => one.name === "class")?.value ?? null;
  const tokens = new Set((current ?? "").split(/[ \t\n\f\r]+/).filter((token) => token !== ""));
  if (tokens.has(name) === add) return;
  if (add) tokens.add(name);
  else tokens.delete(name);
  setAttribute(element, "class", [...tokens].join(" "));
}

function setAttribute(element: Element, name: string, value: string): void {
  const lower = element.namespaceURI === html.NS.HTML ? name.toLowerCase() : name;
  const known = element.attrs.find((one) => nameOf(one) === lower);
  if (known === undefined) element.attrs.push({ name: lower, value });
  else known.value = value;
}

function fragmentOf(context: ParentNode, markup: string): ChildNode[] {
  const fragment = "tagName" in context ? parseFragment(context, markup, {}) : parseFragment(markup);
  return fragment.childNodes;
}

function plainText(escaped: string): string {
  const text = parseFragment(escaped).childNodes[0];
  return text !== undefined && "value" in text ? text.value : "";
}

function attributeText(escaped: string): string {
  const element = parseFragment(`<i a="${escaped}"></i>`).childNodes[0];
  return element !== undefined && "attrs" in element ? (element.attrs[0]?.value ?? "") : "";
}

function textNode(value: string): ChildNode {
  return { nodeName: "#text", value, parentNode: null };
}

function replaceChildren(element: Element, nodes: ChildNode[]): void {
  for (const child of element.childNodes) child.parentNode = null;
  element.childNodes = [];
  if ("content" in element) (element.content as ParentNode).childNodes = [];
  insert(element, 0, nodes);
}

function insert(parent: ParentNode, at: number, nodes: ChildNode[]): void {
  for (const node of nodes) node.parentNode = parent;
  parent.childNodes.splice(at, 0, ...nodes);
}

/** Whether two trees are equal, attributes in any order, adjacent text joined. */
export function sameTree(one: Node, other: Node): boolean {
  if (one.nodeName !== other.nodeName) return false;
  if ("mode" in one && "mode" in other && one.mode !== other.mode) return false;
  if ("data" in one && "data" in other && one.data !== other.data) return false;
  if ("publicId" in one && "publicId" in other) {
    if (one.name !== other.name || one.publicId !== other.publicId || one.systemId !== other.systemId)
      return false;
  }
  if ("attrs" in one && "attrs" in other) {
    if (one.namespaceURI !== other.namespaceURI || one.attrs.length !== other.attrs.length) return false;
    for (const attribute of one.attrs) {
      const name = nameOf(attribute);
      if (other.attrs.find((candidate) => nameOf(candidate) === name)?.value !== attribute.value)
        return false;
    }
    if ("content" in one && (!("content" in other) || !sameTree(one.content, other.content))) return false;
  }
  if (!("childNodes" in one) || !("childNodes" in other)) return true;
  const left = one.childNodes;
  const right = other.childNodes;
  let at = 0;
  let against = 0;
  for (;;) {
    let text = "";
    let otherText = "";
    for (let node = left[at]; node !== undefined && "value" in node; node = left[++at]) text += node.value;
    for (let node = right[against]; node !== undefined && "value" in node; node = right[++against])
      otherText += node.value;
    if (text !== otherText) return false;
    const node = left[at++];
    const otherNode = right[against++];
    if (node === undefined || otherNode === undefined) return node === otherNode;
    if (!sameTree(node, otherNode)) return false;
  }
}

/** The tree as lines: attributes sorted, adjacent text joined, empty text left out. */
export function treeLines(document: Document): string[] {
  const lines: string[] = [document.mode];
  const walk = (node: Node, depth: string): void => {
    if (!("childNodes" in node)) return;
    let text = "";
    const flush = (): void => {
      if (text !== "") lines.push(`${depth}${JSON.stringify(text)}`);
      text = "";
    };
    for (const child of node.childNodes) {
      if (child.nodeName === "#text" && "value" in child) {
        text += child.value;
        continue;
      }
      flush();
      if ("attrs" in child) {
        const attributes = child.attrs.map((one) => ` ${nameOf(one)}=${JSON.stringify(one.value)}`).sort();
        const space = child.namespaceURI === html.NS.HTML ? "" : `${child.namespaceURI.replace(/.*\//, "")}:`;
        lines.push(`${depth}<${space}${child.tagName}${attributes.join("")}>`);
        walk(child, `${depth} `);
        if ("content" in child) walk(child.content, `${depth} #`);
      } else if ("data" in child) {
        lines.push(`${depth}<!--${JSON.stringify(child.data)}`);
      } else if ("publicId" in child) {
        lines.push(`${depth}<!doctype ${JSON.stringify([child.name, child.publicId, child.systemId])}`);
      }
    }
    flush();
  };
  walk(document, "");
  return lines;
}
