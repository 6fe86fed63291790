/** What parse5 makes of a page at the moment of each start tag, and what Lahza's tree makes of it. */
import { defaultTreeAdapter, parse, type DefaultTreeAdapterMap, type TreeAdapter } from "parse5";
import { createTree } from "../../src/rewrite/tree.ts";
import { PARSERS_DISAGREE } from "../../src/rewrite/tree-modes.ts";
import type { Closing, OpenElement, TreeListener } from "../../src/rewrite/tree.types.ts";

type Node = DefaultTreeAdapterMap["node"];
type Parent = DefaultTreeAdapterMap["parentNode"];
type Element = DefaultTreeAdapterMap["element"];

/** Where the element of a start tag stands. `where`: names from the root, `body > p:2/1` with index / index of type. */
export interface Place {
  readonly path: string;
  readonly index: number;
  readonly typeIndex: number;
}

/** Offset of the start tag → its element's place when it was inserted, and in the finished tree. */
export interface Oracle {
  readonly inserted: Map<number, Place>;
  readonly finished: Map<number, Place>;
}

export function oracle(page: string): Oracle {
  const inserted = new Map<number, Place>();
  const hosts = new Map<Node, Element>();
  const elements: Element[] = [];
  const note = (node: Node): void => {
    const start = startOf(node);
    if (start === null || inserted.has(start)) return;
    elements.push(node as Element);
    inserted.set(start, placeOf(node as Element, hosts));
  };
  const adapter: TreeAdapter<DefaultTreeAdapterMap> = {
    ...defaultTreeAdapter,
    appendChild(parent, child) {
      defaultTreeAdapter.appendChild(parent, child);
      note(child);
    },
    insertBefore(parent, child, reference) {
      defaultTreeAdapter.insertBefore(parent, child, reference);
      note(child);
    },
    setTemplateContent(template, content) {
      defaultTreeAdapter.setTemplateContent(template, content);
      hosts.set(content, template);
    },
  };
  parse(page, { sourceCodeLocationInfo: true, treeAdapter: adapter });
  const finished = new Map<number, Place>();
  for (const element of elements) {
    const start = startOf(element);
    if (start !== null) finished.set(start, placeOf(element, hosts));
  }
  return { inserted, finished };
}

function startOf(node: Node): number | null {
  if (!("tagName" in node)) return null;
  return node.sourceCodeLocation?.startTag?.startOffset ?? null;
}

function placeOf(element: Element, hosts: Map<Node, Element>): Place {
  const siblings = (element.parentNode?.childNodes ?? []).filter(
    (node): node is Element => "tagName" in node,
  );
  const index = siblings.indexOf(element) + 1;
  const same = siblings.filter(
    (node) => node.tagName === element.tagName && node.namespaceURI === element.namespaceURI,
  );
  const names: string[] = [];
  let node: Element | Parent | null = element;
  while (node !== null && node !== undefined) {
    if ("tagName" in node) names.unshift(node.tagName.toLowerCase());
    node = hosts.get(node) ?? ("parentNode" in node ? node.parentNode : null);
  }
  return { path: names.join(">"), index, typeIndex: same.indexOf(element) + 1 };
}

export interface Ours {
  readonly places: Map<number, Place>;
  /** Start tags of elements that were called irregular by the end. */
  readonly irregular: Set<number>;
  /** The same, with all elements inside one. */
  readonly astray: Set<number>;
  /** Something stands where parse5 is known to leave the standard. */
  readonly disagrees: boolean;
  readonly events: string[];
}

export function ours(chunks: readonly Uint8Array[], withText = true): Ours {
  const places = new Map<number, Place>();
  const starts = new Map<OpenElement, number>();
  const irregular = new Set<number>();
  const events: string[] = [];
  let disagrees = false;
  let textFrom = -1;
  let textTo = -1;
  const flush = (): void => {
    if (textFrom !== -1 && withText) events.push(`text ${textFrom} ${textTo}`);
    textFrom = -1;
  };
  const listener: TreeListener = {
    open(element, tag) {
      flush();
      starts.set(element, tag.start);
      if (element.irregular !== null) irregular.add(tag.start);
      places.set(tag.start, { path: pathOf(element), index: element.index, typeIndex: element.typeIndex });
      events.push(
        `open ${pathOf(element)} ${tag.start} ${tag.end} ${tag.attribute("class")} ${element.attribute("id")} ${tag.selfClosing} ${element.index} ${element.typeIndex}`,
      );
    },
    close(element, closing) {
      flush();
      events.push(`close ${element.name} ${closingText(closing)} ${element.attribute("class")}`);
    },
    implied(element, at) {
      flush();
      events.push(`implied ${element.name} ${at}`);
    },
    irregular(element, _at, reason) {
      flush();
      if (reason === PARSERS_DISAGREE) disagrees = true;
      const start = starts.get(element);
      if (start !== undefined) irregular.add(start);
      events.push(`irregular ${element.name} ${reason}`);
    },
    ignored(name, tag) {
      flush();
      events.push(`ignored ${name} ${tag.start}`);
    },
    headEnd(at) {
      flush();
      events.push(`headEnd ${at}`);
    },
    text(_element, start, end) {
      if (textTo !== start) flush();
      if (textFrom === -1) textFrom = start;
      textTo = end;
    },
  };
  const tree = createTree(listener, { trackTypes: true });
  for (const chunk of chunks) tree.write(chunk);
  tree.end();
  flush();
  const astray = new Set(irregular);
  for (const [element, start] of starts) {
    for (let node: OpenElement | null = element; node !== null; node = node.parent) {
      if (node.irregular !== null) astray.add(start);
    }
  }
  return { places, irregular, astray, disagrees, events };
}

function pathOf(element: OpenElement): string {
  const names: string[] = [];
  for (let node: OpenElement | null = element; node !== null; node = node.parent) names.unshift(node.name);
  return names.join(">");
}

function closingText(closing: Closing): string {
  return closing.by === "void" ? "void" : `${closing.by} ${closing.start}`;
}

/** The differences between parse5's tree and ours, as text; empty when there are none. */
export function differences(page: string, expected: Oracle, actual: Ours): string[] {
  const found: string[] = [];
  for (const [start, place] of expected.inserted) {
    const own = actual.places.get(start);
    const where = `at ${start} ${JSON.stringify(page.slice(start, start + 40))}`;
    if (own === undefined) found.push(`not opened ${place.path} ${where}`);
    else if (own.path !== place.path) found.push(`path ${own.path} instead of ${place.path} ${where}`);
    else if (own.index !== 0 && own.index !== place.index) {
      found.push(`index ${own.index} instead of ${place.index} of ${place.path} ${where}`);
    } else if (own.typeIndex !== 0 && own.typeIndex !== place.typeIndex) {
      found.push(`typeIndex ${own.typeIndex} instead of ${place.typeIndex} of ${place.path} ${where}`);
    }
  }
  for (const [start, place] of actual.places) {
    if (!expected.inserted.has(start)) found.push(`opened ${place.path} at ${start}, which parse5 did not`);
  }
  return found;
}

export function latin1Bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
