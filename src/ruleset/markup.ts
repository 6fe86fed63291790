/**
 * An author's HTML → parts. Parses as the HTML standard says and writes the tree anew: every element closed, every
 * value in double quotes, ASCII. Refused is what the parser would drop, move or close by itself, so that what the
 * author wrote is what a page gets. Runs where experiments are saved and seeded, never on the shopper's path.
 */
import { type DefaultTreeAdapterTypes as Tree, html, parseFragment } from "parse5";
import { attributeParts } from "./attribute.ts";
import { escapeHtml } from "./escape.ts";
import { holdsPlaceholder, placed, splitPlaceholders } from "./placeholder.ts";
import type { Compiled } from "./template.ts";
import type { Part } from "./types.ts";

export function compileMarkup(markup: string): Compiled {
  const source = markup.toWellFormed().replace(/\r\n?/g, "\n");
  const problems: string[] = [];
  const fragment = parseFragment(source, {
    sourceCodeLocationInfo: true,
    // `<noscript>` is read as what it becomes where no script runs.
    scriptingEnabled: false,
    onParseError: ({ code, startLine, startCol }) => {
      if (!HARMLESS.has(code))
        problems.push(`line ${startLine}, column ${startCol}: ${code.replaceAll("-", " ")}`);
    },
  });
  const writer = new Writer(source, problems);
  writer.children(fragment, null);
  writer.reach(source.length);
  if (
    problems.length === 0 &&
    shapeOf(parseFragment(writer.example(), { scriptingEnabled: false })) !== shapeOf(fragment)
  ) {
    problems.push("this markup means something else when it is written out in full; simplify it");
  }
  return problems.length > 0
    ? { ok: false, problems: [...new Set(problems)].slice(0, 10) }
    : { ok: true, parts: writer.parts, needsPublish: writer.hasMarkup };
}

/** Mistakes that change nothing in the tree, or that the check of offsets reports in better words. */
const HARMLESS: ReadonlySet<string> = new Set([
  "unknown-named-character-reference",
  "missing-semicolon-after-character-reference",
  "absence-of-digits-in-numeric-character-reference",
  "missing-whitespace-between-attributes",
  "invalid-first-character-of-tag-name",
  "non-void-html-element-start-tag-with-trailing-solidus",
  "end-tag-with-trailing-solidus",
  "unexpected-solidus-in-tag",
  "unexpected-character-in-unquoted-attribute-value",
  "control-character-in-input-stream",
  "noncharacter-in-input-stream",
  "end-tag-without-matching-open-element",
  "closing-of-element-with-open-child-elements",
  "open-elements-left-after-eof",
]);

const VOID = names("area base br col embed hr img input link meta source track wbr");
const OPTIONAL_END = names("li p dt dd option optgroup tr td th tbody thead tfoot caption colgroup rt rp");
const IMPLIED = names("tbody colgroup tr");
/** Content that is not decoded: references would be shown or run as they stand. */
const RAW_TEXT = names("script style xmp iframe noembed noframes");
/** Elements that load, run or rule something: nothing of a request belongs in their attributes. */
const POWERFUL = names("script style link meta base iframe frame object embed param use animate set");
/** Elements whose `src` may be a placeholder alone: a wrong one shows a wrong picture. */
const PICTURES = names("img source video audio track");

/** Walks tree and source together: every byte of the source must have become a node, in its place. */
class Writer {
  readonly parts: Part[] = [];
  hasMarkup = false;
  readonly #source: string;
  readonly #problems: string[];
  #cursor = 0;
  #lost = false;

  constructor(source: string, problems: string[]) {
    this.#source = source;
    this.#problems = problems;
  }

  /** The source up to here has been written. Reports the first difference only; what follows would be noise. */
  reach(offset: number): void {
    if (offset === this.#cursor || this.#lost) return;
    this.#lost = true;
    const shown = this.#source.slice(Math.min(this.#cursor, offset), Math.min(this.#cursor, offset) + 40);
    this.#problems.push(`a browser would drop or move something here: ${shown}`);
  }

  children(parent: Tree.ParentNode, owner: Tree.Element | null): void {
    for (const node of parent.childNodes) {
      if ("tagName" in node) this.#element(node);
      else if (node.nodeName === "#text") this.#text(node, owner);
      else if (node.nodeName === "#comment") this.#comment(node);
    }
  }

  /** The markup with a harmless value for each placeholder. */
  example(): string {
    return this.parts.map((part) => (typeof part === "string" ? part : "x")).join("");
  }

  #element(element: Tree.Element): void {
    this.hasMarkup = true;
    const { tagName: name, sourceCodeLocation: at } = element;
    const start = at?.startTag;
    if (at !== null && at !== undefined && start !== undefined) {
      this.reach(start.startOffset);
      this.#cursor = start.endOffset;
    } else if (!IMPLIED.has(name)) {
      this.reach(-1);
    }
    this.#write(`<${name}`);
    for (const attribute of element.attrs) this.#attribute(element, attribute);
    this.#write(">");
    const foreign = !isHtml(element);
    if (!foreign && VOID.has(name)) return;
    const selfClosed =
      foreign && start !== undefined && this.#source.slice(start.startOffset, start.endOffset).endsWith("/>");
    if (selfClosed) {
      this.#write(`</${name}>`);
      return;
    }
    this.#leadingLineFeed(element);
    this.children(contentOf(element), element);
    if (at?.endTag !== undefined) {
      this.reach(at.endTag.startOffset);
      this.#cursor = at.endTag.endOffset;
    } else if (start !== undefined && !OPTIONAL_END.has(name)) {
      this.#problems.push(`<${name}> is never closed`);
    }
    this.#write(`</${name}>`);
  }

  /** The parser takes one line feed away from the beginning of these. */
  #leadingLineFeed(element: Tree.Element): void {
    if (!isHtml(element) || !LINE_FEED_EATERS.has(element.tagName)) return;
    const [first] = element.childNodes;
    const next = first?.sourceCodeLocation?.startOffset ?? element.sourceCodeLocation?.endTag?.startOffset;
    if (next === this.#cursor + 1 && this.#source[this.#cursor] === "\n") this.#cursor = next;
    if (first?.nodeName === "#text" && (first as Tree.TextNode).value.startsWith("\n")) this.#write("\n");
  }

  #attribute(element: Tree.Element, { name, value, prefix }: Tree.Element["attrs"][number]): void {
    const full = prefix === undefined || prefix === "" ? name : `${prefix}:${name}`;
    const tag = element.tagName.toLowerCase();
    if (!/^[^\s"'<>/={}]+$/.test(full) || /[^\0-\x7f]/.test(full)) {
      this.#problems.push(`<${tag}>: ${full} cannot be the name of an attribute here`);
      return;
    }
    if (POWERFUL.has(tag) && holdsPlaceholder(value)) {
      this.#problems.push(`placeholders are not filled in attributes of <${tag}>`);
      return;
    }
    const wholeUrl = full === "src" && PICTURES.has(tag) ? true : undefined;
    const result = attributeParts(full, value, wholeUrl);
    if (!result.ok) {
      this.#problems.push(`<${tag}>: ${result.problem}`);
      return;
    }
    this.#write(` ${full}="`, ...result.parts, '"');
  }

  #text(node: Tree.TextNode, owner: Tree.Element | null): void {
    const at = node.sourceCodeLocation;
    const raw = at === null || at === undefined ? "" : this.#source.slice(at.startOffset, at.endOffset);
    if (at !== null && at !== undefined) {
      this.reach(at.startOffset);
      this.#cursor = at.endOffset;
    }
    const tag = owner?.tagName.toLowerCase() ?? "";
    if (tag === "script" || tag === "style" || RAW_TEXT.has(tag)) {
      if (holdsPlaceholder(node.value)) this.#problems.push(`placeholders are not filled inside <${tag}>`);
      if (owner === null || !isHtml(owner)) this.#write(escapeHtml(node.value));
      else if (/[^\t\n\x20-\x7e]/.test(node.value)) {
        this.#problems.push(
          `<${tag}> may hold ASCII only, because it must mean the same in every charset: use \\u escapes`,
        );
      } else this.#write(node.value);
      return;
    }
    // In ordinary text a tag would have been a tag: one that stands inside was dropped by the parser.
    if (!ESCAPABLE.has(tag) && /<[a-zA-Z/!?]/.test(raw)) {
      this.#problems.push(`a browser would drop a tag here: ${raw.slice(0, 40)}`);
    }
    if (/<\/?\{\{/.test(raw)) this.#problems.push("a placeholder cannot be the name of a tag");
    const split = splitPlaceholders(node.value);
    if (!split.ok) {
      this.#problems.push(split.problem);
      return;
    }
    this.#write(...placed(split.segments, "text"));
  }

  #comment(node: Tree.CommentNode): void {
    this.hasMarkup = true;
    const at = node.sourceCodeLocation;
    if (at !== null && at !== undefined) {
      this.reach(at.startOffset);
      this.#cursor = at.endOffset;
    }
    if (/[^\t\n\x20-\x7e]/.test(node.data)) this.#problems.push("comments may hold ASCII only");
    else if (holdsPlaceholder(node.data)) this.#problems.push("placeholders are not filled in comments");
    // Where scripts run, `</noscript` ends a noscript even inside a comment.
    else if (/<\/noscript|--!?>|^-?>|<!-/i.test(node.data))
      this.#problems.push("a comment may not hold markup");
    else this.#write(`<!--${node.data}-->`);
  }

  #write(...parts: readonly Part[]): void {
    for (const part of parts) {
      const last = this.parts.at(-1);
      if (typeof part === "string" && typeof last === "string")
        this.parts[this.parts.length - 1] = last + part;
      else if (part !== "") this.parts.push(part);
    }
  }
}

const LINE_FEED_EATERS = names("pre listing textarea");
/** Text in which tags are not tags, but references are read. */
const ESCAPABLE = names("textarea title");

/** Elements, attribute names and the places of texts and comments; what random values must not change. */
export function shapeOf(node: Tree.Node): string {
  if (!("childNodes" in node)) return node.nodeName;
  const children = contentOf(node).childNodes.map(shapeOf).join("");
  if (!("tagName" in node)) return children;
  const attributes = node.attrs.map(({ name, prefix }) => ` ${prefix ?? ""}:${name}`).join("");
  return `<${node.namespaceURI} ${node.tagName}${attributes}>${children}</>`;
}

function isHtml(element: Tree.Element): boolean {
  return element.namespaceURI === html.NS.HTML;
}

/** A template keeps its children apart. */
function contentOf(node: Tree.ParentNode): Tree.ParentNode {
  return "content" in node ? node.content : node;
}

function names(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
