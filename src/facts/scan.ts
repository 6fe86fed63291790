/**
 * A page's text → what machines are told in it: JSON-LD scripts, microdata items, meta tags, language. One pass over
 * the tags, without a tree: scopes are followed by a stack of open elements, which odd markup may end too early or too
 * late; a value that is then missed is a fact that we do not have. Pure; never throws.
 */

export interface Item {
  readonly types: readonly string[];
  readonly properties: Map<string, (string | Item)[]>;
}

export interface Scanned {
  readonly jsonLd: readonly string[];
  /** Top-level items. */
  readonly items: readonly Item[];
  /** `property`, `name` or `itemprop` of meta tags outside of items; the first one of a name counts. */
  readonly meta: ReadonlyMap<string, string>;
  readonly language: string | null;
  readonly direction: string | null;
}

const TOKEN = /<!--[^]*?(?:-->|$)|<(\/?)([a-zA-Z][^\s/>]*)((?:"[^"]*"|'[^']*'|[^"'>])*)>/g;
const ATTRIBUTE = /([^\s=/>"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?/g;
const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
const RAW = new Set("script style textarea title iframe noframes xmp".split(" "));
const URLS: { readonly [tag: string]: string } = {
  a: "href",
  link: "href",
  area: "href",
  img: "src",
  source: "src",
  object: "data",
};
const MAX_DEPTH = 400;
const MAX_VALUE = 2_000;

interface Open {
  readonly tag: string;
  /** The item that this element begins. */
  readonly item: Item | null;
  /** Where its text goes. */
  readonly collect: { readonly into: Item; readonly names: readonly string[]; text: string } | null;
}

export function scanPage(html: string): Scanned {
  const jsonLd: string[] = [];
  const items: Item[] = [];
  const meta = new Map<string, string>();
  let language: string | null = null;
  let direction: string | null = null;
  let stack: Open[] = [];
  let textFrom = 0;
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(html); match !== null; match = TOKEN.exec(html)) {
    addText(html.slice(textFrom, match.index));
    textFrom = TOKEN.lastIndex;
    const tag = match[2]?.toLowerCase();
    if (tag === undefined) continue;
    if (match[1] === "/") {
      close(tag);
      continue;
    }
    const source = match[3] ?? "";
    const attributes =
      tag === "script" || tag === "html" || tag === "meta" || /\bitem/i.test(source) ? read(source) : NONE;
    if (tag === "html") {
      language ??= attributes.get("lang") ?? null;
      direction ??= attributes.get("dir") ?? null;
    }
    if (RAW.has(tag) && !source.endsWith("/")) {
      const end = endOf(html, tag, textFrom);
      if (tag === "script" && /^application\/ld\+json/i.test(attributes.get("type")?.trim() ?? ""))
        jsonLd.push(html.slice(textFrom, end.from));
      // A title has no tags in it, but may be a property.
      if (attributes.has("itemprop")) property(attributes, html.slice(textFrom, end.from));
      TOKEN.lastIndex = textFrom = end.to;
      continue;
    }
    open(tag, attributes, source.endsWith("/"));
  }
  while (stack.length > 0) pop();
  return { jsonLd, items, meta, language, direction };

  function scope(): Item | null {
    for (let index = stack.length - 1; index >= 0; index--) {
      const item = stack[index]?.item;
      if (item) return item;
    }
    return null;
  }

  function open(tag: string, attributes: ReadonlyMap<string, string>, selfClosed: boolean): void {
    const parent = scope();
    const names = words(attributes.get("itemprop"));
    const item: Item | null = attributes.has("itemscope")
      ? { types: words(attributes.get("itemtype")), properties: new Map() }
      : null;
    if (item !== null && (parent === null || names.length === 0)) items.push(item);
    if (tag === "meta" && parent === null) {
      const name = attributes.get("property") ?? attributes.get("name");
      const content = attributes.get("content");
      if (name !== undefined && content !== undefined && !meta.has(name.toLowerCase()))
        meta.set(name.toLowerCase(), decode(content).slice(0, MAX_VALUE));
    }
    let collect: Open["collect"] = null;
    if (names.length > 0 && parent !== null) {
      const value = item ?? valueOf(tag, attributes);
      if (value !== null) add(parent, names, value);
      else collect = { into: parent, names, text: "" };
    }
    const isVoid = VOID.has(tag) || (selfClosed && item === null && collect === null);
    if (!isVoid && stack.length < MAX_DEPTH) stack.push({ tag, item, collect });
  }

  function property(attributes: ReadonlyMap<string, string>, text: string): void {
    const parent = scope();
    if (parent !== null) add(parent, words(attributes.get("itemprop")), decode(text));
  }

  /** An end tag without its start changes nothing. */
  function close(tag: string): void {
    let at = stack.length - 1;
    while (at >= 0 && stack[at]?.tag !== tag) at--;
    if (at < 0) return;
    while (stack.length > at) pop();
  }

  function pop(): void {
    const top = stack.at(-1);
    stack = stack.slice(0, -1);
    if (top?.collect) add(top.collect.into, top.collect.names, decode(top.collect.text));
  }

  function addText(text: string): void {
    if (text === "") return;
    for (const { collect } of stack)
      if (collect !== null && collect.text.length < MAX_VALUE) collect.text += text;
  }
}

const NONE: ReadonlyMap<string, string> = new Map();

function add(item: Item, names: readonly string[], value: string | Item): void {
  const kept = typeof value === "string" ? value.replace(/\s+/g, " ").trim().slice(0, MAX_VALUE) : value;
  for (const name of names) {
    const values = item.properties.get(name);
    if (values === undefined) item.properties.set(name, [kept]);
    else values.push(kept);
  }
}

/** Null: its text. */
function valueOf(tag: string, attributes: ReadonlyMap<string, string>): string | null {
  const url = URLS[tag];
  const value =
    attributes.get("content") ??
    (url === undefined
      ? tag === "time"
        ? attributes.get("datetime")
        : tag === "data" || tag === "meter"
          ? attributes.get("value")
          : undefined
      : attributes.get(url));
  if (value !== undefined) return decode(value);
  return tag === "meta" ? "" : null;
}

function read(source: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [, name = "", double, single, bare] of source.matchAll(ATTRIBUTE)) {
    const lower = name.toLowerCase();
    if (!attributes.has(lower)) attributes.set(lower, double ?? single ?? bare ?? "");
  }
  return attributes;
}

function endOf(html: string, tag: string, from: number): { from: number; to: number } {
  const end = new RegExp(`</${tag}[\\s/>]`, "gi");
  end.lastIndex = from;
  const match = end.exec(html);
  if (match === null) return { from: html.length, to: html.length };
  const close = html.indexOf(">", match.index);
  return { from: match.index, to: close < 0 ? html.length : close + 1 };
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(/\s+/).filter((word) => word !== "");
}

const NAMED: { readonly [name: string]: string } = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: "\u00a0",
  zwnj: "\u200c",
  euro: "\u20ac",
  pound: "\u00a3",
};

export function decode(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));/g,
    (whole: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = Number.parseInt(decimal ?? hex ?? "0", decimal === undefined ? 16 : 10);
      return code > 0 && code < 0x110000 ? String.fromCodePoint(code) : "";
    },
  );
}
