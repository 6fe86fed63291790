/**
 * Tag names as small integers, and what the standard says of each name as bits.
 *
 * Known names have fixed ids (`T.div`); other names get ids from `KNOWN` up, for one page each. The lists are those of
 * the HTML standard, 13.2.4 ("stack of open elements", scopes) and 13.2.6 (tree construction), as parse5 8 has them.
 */
import { byName, KNOWN, NAMES, T } from "./tag-names.ts";

export { KNOWN, T };

export const HTML = 0;
export const SVG = 1;
export const MATH = 2;

/** Classes of elements (bits). */
export const SPECIAL = 1;
/** Special, and neither address, div nor p: ends the search for an open `<li>`, `<dd>`, `<dt>`. */
export const ITEM_BOUNDARY = 2;
export const SCOPE = 4;
export const LIST_SCOPE = 8;
export const BUTTON_SCOPE = 16;
export const TABLE_SCOPE = 32;
/** "Generate implied end tags" closes it. */
export const IMPLIED_END = 64;
/** "Generate all implied end tags thoroughly" closes it. */
export const IMPLIED_END_THOROUGH = 128;
export const FORMATTING = 256;
/** table, tbody, tfoot, thead, tr: what is put there is foster-parented. */
export const FOSTERS = 512;
export const HEADING = 1024;
/** Its start tag leaves foreign content. */
export const BREAKOUT = 2048;
export const HTML_POINT = 4096;
export const MATH_POINT = 8192;
/** A tag of the "in table" modes that closes a cell or a caption. */
export const TABLE_PART = 16384;

const lists: readonly (readonly [number, string])[] = [
  [
    SPECIAL,
    "address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html iframe img input li link listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext pre script section select source style summary table tbody td template textarea tfoot th thead title tr track ul wbr xmp",
  ],
  [SCOPE | LIST_SCOPE | BUTTON_SCOPE, "applet caption html table td th marquee object template"],
  [LIST_SCOPE, "ol ul"],
  [BUTTON_SCOPE, "button"],
  [TABLE_SCOPE, "html table template"],
  [IMPLIED_END | IMPLIED_END_THOROUGH, "dd dt li optgroup option p rb rp rt rtc"],
  [IMPLIED_END_THOROUGH, "caption colgroup tbody td tfoot th thead tr"],
  [FORMATTING, "a b big code em font i nobr s small strike strong tt u"],
  [FOSTERS, "table tbody tfoot thead tr"],
  [HEADING, "h1 h2 h3 h4 h5 h6"],
  [
    BREAKOUT,
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
  ],
  [TABLE_PART, "caption col colgroup tbody td tfoot th thead tr"],
];

const classes = withBoundaries(byName(lists));

function withBoundaries(table: Int32Array): Int32Array {
  return table.map((bits, id) =>
    bits & SPECIAL && id !== T.address && id !== T.div && id !== T.p ? bits | ITEM_BOUNDARY : bits,
  );
}

const POINT = SPECIAL | ITEM_BOUNDARY | SCOPE | LIST_SCOPE | BUTTON_SCOPE;

/** The class bits of an element; `annotation-xml` is an HTML integration point only with the right `encoding`. */
export function classesOf(id: number, namespace: number): number {
  if (namespace === HTML) return id < KNOWN ? (classes[id] as number) : 0;
  if (namespace === SVG)
    return id === T.foreignobject || id === T.desc || id === T.title ? POINT | HTML_POINT : 0;
  if (id === T.mi || id === T.mn || id === T.mo || id === T.ms || id === T.mtext) return POINT | MATH_POINT;
  return id === T["annotation-xml"] ? POINT : 0;
}

/** One step of the hash over lower-case name bytes, as the tokenizer computes it while it reads a name. */
export function hashStep(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

const SLOTS = 1024;
/** Bytes of the known names, and their hash slots: id or 0; collisions go to the next slot. Made with the first page. */
interface NameTable {
  readonly bytes: readonly Uint8Array[];
  readonly slots: Uint8Array;
}
let nameTable: NameTable | null = null;

function makeNameTable(): NameTable {
  const bytes = NAMES.map((name) => new TextEncoder().encode(name));
  const slots = new Uint8Array(SLOTS);
  bytes.forEach((name, id) => {
    if (id === 0) return;
    let slot = name.reduce(hashStep, 0) & (SLOTS - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (SLOTS - 1);
    slots[slot] = id;
  });
  return { bytes, slots };
}

/** Names of one page: the known ones, and others in order of appearance. */
export class TagNames {
  readonly #names: string[] = [...NAMES];
  readonly #others = new Map<string, number>();
  readonly #known: NameTable = (nameTable ??= makeNameTable());

  name(id: number): string {
    return this.#names[id] ?? "";
  }

  /** The id of the name in `bytes[start, end)` (any case), whose hash is known. */
  intern(hash: number, bytes: Uint8Array, start: number, end: number): number {
    const { slots, bytes: known } = this.#known;
    for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const id = slots[slot] as number;
      if (id === 0) return this.#other(bytes, start, end);
      if (sameName(known[id] as Uint8Array, bytes, start, end)) return id;
    }
  }

  #other(bytes: Uint8Array, start: number, end: number): number {
    let name = "";
    for (let at = start; at < end; at++)
      name += String.fromCharCode(lowerCase(bytes[at] as number) || 0xfffd);
    let id = this.#others.get(name);
    if (id === undefined) {
      id = this.#names.length;
      this.#names.push(name);
      this.#others.set(name, id);
    }
    return id;
  }
}

export function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function sameName(name: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let at = 0; at < name.length; at++) {
    const byte = bytes[start + at] as number;
    if (byte !== name[at] && lowerCase(byte) !== name[at]) return false;
  }
  return true;
}
