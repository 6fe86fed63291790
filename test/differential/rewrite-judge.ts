/** Runs one case both ways and says how they compare. */
import type { PlannedChange, PagePlan, SkipReason } from "../../src/rewrite/rewrite.types.ts";
import { rewriteBytes, type Rewritten } from "../../src/rewrite/rewrite-bytes.ts";
import type { Case } from "./rewrite-cases.ts";
import {
  applyChange,
  cloneDocument,
  parseAgain,
  parsePage,
  sameTree,
  selectElements,
  treeLines,
  type Document,
  type Element,
} from "./rewrite-reference.ts";

export interface Page {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly source: string;
  readonly document: Document;
  /** Elements that the parser opened again: they carry the place of the tag that they repeat. */
  readonly clones: ReadonlySet<Element>;
}

export type Verdict =
  /** All places changed, and the tree is that of the DOM change. */
  | { readonly kind: "exact" }
  /** Some place was left alone, for the first reason given; the rest is exact. */
  | { readonly kind: "skipped"; readonly reason: SkipReason; readonly justified: boolean }
  /** A place was neither changed nor reported. */
  | { readonly kind: "missed"; readonly detail: string }
  /** The tree is another one, or bytes outside of the change differ. */
  | { readonly kind: "damaged"; readonly detail: string };

export function openPage(name: string, bytes: Uint8Array): Page {
  const source = Buffer.from(bytes).toString("latin1");
  const document = parsePage(source);
  return { name, bytes, source, document, clones: clonesOf(document) };
}

function clonesOf(document: Document): Set<Element> {
  const known = new Set<number>();
  const clones = new Set<Element>();
  for (const element of selectElements(document, "*")) {
    const start = startOf(element);
    if (start !== -1 && known.has(start)) clones.add(element);
    known.add(start);
  }
  return clones;
}

export function planOf(changes: readonly PlannedChange[]): PagePlan {
  return { changes, watch: [], reads: [], headTags: null, policy: null };
}

export function rewritePage(page: Page, changes: readonly PlannedChange[], chunks = [page.bytes]): Rewritten {
  return rewriteBytes(chunks, { plan: () => planOf(changes), utf8: false });
}

export function judge(page: Page, { changes }: Case): Verdict {
  const { bytes, outcome, decisions } = rewritePage(page, changes);
  if (outcome.failure !== null) return { kind: "damaged", detail: `failure: ${outcome.failure}` };
  const output = Buffer.from(bytes).toString("latin1");

  const places = changes.map((change) => selectElements(page.document, change.selector));
  const decided = new Map<string, SkipReason | null>();
  for (const { change, start, reason } of decisions) decided.set(`${change}@${start}`, reason);
  const { document, twin } = cloneDocument(page.document);
  const skips: { change: PlannedChange; element: Element; reason: SkipReason }[] = [];
  for (const [number, change] of changes.entries()) {
    for (const element of places[number] ?? []) {
      const start = page.clones.has(element) ? -1 : startOf(element);
      const key = `${number}@${start}`;
      const reason = decided.get(key);
      if (start !== -1) decided.delete(key);
      if (reason === undefined) {
        return { kind: "missed", detail: `${change.selector} at ${start}: no decision` };
      }
      if (reason !== null) skips.push({ change, element, reason });
      const target = twin(element);
      if (reason === null && target !== undefined) applyChange(target, change);
    }
  }
  const stray = [...decided].find(([key, reason]) => reason === null || !key.endsWith("@-1"));
  // A skip more than there are elements is harmless: "unknown" is said of what may not match.
  if (stray !== undefined && stray[1] === null)
    return { kind: "damaged", detail: `matches too much: ${stray[0]}` };

  const actual = parseAgain(output);
  if (!sameTree(document, actual)) {
    const difference = firstDifference(treeLines(document), treeLines(actual));
    return { kind: "damaged", detail: difference ?? "the trees differ" };
  }
  const all = places.flat();
  const [only] = all;
  if (all.length === 1 && only !== undefined) {
    const outside = outsideBytes(page.source, output, only);
    if (outside !== null) return { kind: "damaged", detail: outside };
  }
  const [skip] = skips;
  if (skip === undefined) return { kind: "exact" };
  if (skips.every(({ reason }) => reason === "overlapping-change")) {
    // What another change covers may be left out where the DOM would show no trace of it either.
    const { document, twin } = cloneDocument(page.document);
    for (const [number, change] of changes.entries()) {
      for (const element of places[number] ?? []) {
        const target = twin(element);
        if (target !== undefined) applyChange(target, change);
      }
    }
    if (sameTree(document, actual)) return { kind: "exact" };
  }
  const justified = skips.every(({ change, element }) => !naiveWorks(page, change, element));
  return { kind: "skipped", reason: skip.reason, justified };
}

function startOf(element: Element): number {
  return element.sourceCodeLocation?.startTag?.startOffset ?? element.sourceCodeLocation?.startOffset ?? -1;
}

/** Whether putting the content there as it is would have done: then the skip was needless. */
function naiveWorks(page: Page, change: PlannedChange, element: Element): boolean {
  const location = element.sourceCodeLocation;
  if (!location) return false;
  const { startOffset: start, endOffset: end } = location;
  const inner = location.startTag?.endOffset ?? end;
  const close = location.endTag?.startOffset ?? end;
  const { source } = page;
  const splice = (from: number, to: number, text: string): string =>
    source.slice(0, from) + text + source.slice(to);
  let output: string;
  switch (change.action) {
    case "before":
      output = splice(start, start, change.content);
      break;
    case "after":
      output = splice(end, end, change.content);
      break;
    case "prepend":
      output = splice(inner, inner, change.content);
      break;
    case "append":
      output = splice(close, close, change.content);
      break;
    case "set_text":
    case "set_html":
      output = splice(inner, close, change.content);
      break;
    case "replace":
      output = splice(start, end, change.content);
      break;
    case "remove":
      output = splice(start, end, "");
      break;
    default:
      return true;
  }
  const { document, twin } = cloneDocument(page.document);
  const target = twin(element);
  if (target === undefined) return false;
  applyChange(target, change);
  return sameTree(document, parseAgain(output));
}

/** Bytes outside the element must be the origin's. */
function outsideBytes(source: string, output: string, element: Element): string | null {
  const location = element.sourceCodeLocation;
  // The body's end is that of the page, and what is added there stands behind everything.
  if (!location || element.tagName === "body" || element.tagName === "head") return null;
  // The second `<select>` that ends a first one goes with it.
  if (element.tagName === "select" && location.endTag === undefined) return null;
  let prefix = 0;
  while (prefix < location.startOffset && source[prefix] === output[prefix]) prefix += 1;
  if (prefix < location.startOffset) return `byte ${prefix} before the element differs`;
  const rest = source.slice(Math.max(location.endOffset, location.startTag?.endOffset ?? 0));
  return output.endsWith(rest) ? null : "bytes behind the element differ";
}

export function firstDifference(expected: readonly string[], actual: readonly string[]): string | null {
  for (let at = 0; at < Math.max(expected.length, actual.length); at += 1) {
    if (expected[at] !== actual[at]) {
      const show = (lines: readonly string[]): string =>
        lines
          .slice(Math.max(0, at - 2), at + 3)
          .map((line) => `${line.search(/\S/)} ${line.trim().slice(0, 110)}`)
          .join(" | ");
      return `line ${at}: expected ${show(expected)} BUT GOT ${show(actual)}`;
    }
  }
  return null;
}

const NO_END_TAG = new Set(
  "area base br col embed frame hr img input link meta param source track wbr keygen bgsound basefont".split(
    " ",
  ),
);

/**
 * Whether a case concerns regular regions only: the elements that match, all that is in them and all around them have
 * their end tags written, and each stands in the bytes inside of its parent.
 */
export function isRegular(page: Page, { changes }: Case): boolean {
  return changes.every((change) =>
    selectElements(page.document, change.selector).every((element) => {
      if (!inside(element)) return false;
      for (let one = element.parentNode; one !== null && "tagName" in one; one = one.parentNode) {
        if (one.tagName === "body") return Boolean(one.sourceCodeLocation);
        if (!closed(one)) return false;
      }
      return true;
    }),
  );
}

function inside(element: Element): boolean {
  if (!closed(element)) return false;
  const { startOffset = 0, endOffset = 0 } = element.sourceCodeLocation ?? {};
  return element.childNodes.every((child) => {
    const place = child.sourceCodeLocation;
    if (!place || place.startOffset < startOffset || place.endOffset > endOffset) return false;
    return !("tagName" in child) || inside(child);
  });
}

function closed(element: Element): boolean {
  const location = element.sourceCodeLocation;
  if (!location) return false;
  return (
    location.endTag !== undefined || NO_END_TAG.has(element.tagName) || element.namespaceURI.endsWith("/svg")
  );
}
