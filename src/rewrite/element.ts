/** An open element of the streaming tree. */
import { findAttribute, latin1, readAttributes, ATTRIBUTE_STRIDE } from "./attributes.ts";
import { HTML, SVG, T } from "./tags.ts";
import type { OpenElement } from "./tree.types.ts";

const NOTHING = new Uint8Array(0);

export class TreeElement implements OpenElement {
  readonly name: string;
  /** The name's id in any namespace, and in HTML only (0 elsewhere), so that one comparison does. */
  readonly id: number;
  readonly tag: number;
  readonly space: number;
  /** Class bits, see tags.ts. */
  readonly classes: number;
  parent: TreeElement | null;
  inSource: boolean;
  index = 0;
  typeIndex = 0;
  inTemplate: boolean;
  irregular: string | null = null;
  /** In order of creation, over all elements of the page. */
  readonly serial: number;
  childCount = 0;
  childTypes: Map<number, number> | null = null;
  onStack = false;
  /** The element's start tag in bytes that may be a window; `keep` makes it our own. */
  bytes: Uint8Array = NOTHING;
  tagStart = 0;
  nameEnd = 0;
  tagEnd = 0;
  kept = true;
  /** Where the attributes stand, once somebody asked (attributes.ts). */
  table: number[] | null = null;
  /** A later `<body>` or `<html>` tag: it adds the attributes that were not there. */
  merged: TreeElement | null = null;

  constructor(
    name: string,
    id: number,
    space: number,
    classes: number,
    parent: TreeElement | null,
    serial: number,
  ) {
    this.name = name;
    this.id = id;
    this.tag = space === HTML ? id : 0;
    this.space = space;
    this.classes = classes;
    this.parent = parent;
    this.inSource = false;
    this.inTemplate = parent !== null && (parent.inTemplate || parent.tag === T.template);
    this.serial = serial;
  }

  get namespace(): "html" | "svg" | "math" {
    return this.space === HTML ? "html" : this.space === SVG ? "svg" : "math";
  }

  attribute(name: string): string | null {
    // Relative to the tag's start, so it stays true when the bytes move.
    this.table ??= readAttributes(this.bytes, this.tagStart, this.nameEnd, this.tagEnd - 1);
    const { table } = this;
    const entry = findAttribute(table, table.length / ATTRIBUTE_STRIDE, this.bytes, this.tagStart, name);
    if (entry === -1) return this.merged?.attribute(name) ?? null;
    return latin1(
      this.bytes,
      this.tagStart + (table[entry + 2] ?? 0),
      this.tagStart + (table[entry + 3] ?? 0),
    );
  }

  /** All attributes as one comparable text (the Noah's Ark clause compares them as sets). */
  attributeKey(): string {
    const table = readAttributes(this.bytes, this.tagStart, this.nameEnd, this.tagEnd - 1);
    const seen = new Map<string, string>();
    for (let entry = 0; entry < table.length; entry += ATTRIBUTE_STRIDE) {
      const [from, to, valueFrom, valueTo] = table.slice(entry, entry + ATTRIBUTE_STRIDE) as [
        number,
        number,
        number,
        number,
      ];
      const name = latin1(this.bytes, this.tagStart + from, this.tagStart + to).toLowerCase();
      if (!seen.has(name))
        seen.set(name, latin1(this.bytes, this.tagStart + valueFrom, this.tagStart + valueTo));
    }
    return [...seen]
      .map(([name, value]) => `${name}\0${value}`)
      .sort()
      .join("\0\0");
  }

  /** Adds a later tag of the same name, given in bytes of its own. */
  merge(tag: Uint8Array): void {
    const later = new TreeElement(this.name, this.id, this.space, this.classes, null, this.serial);
    later.bytes = tag;
    later.nameEnd = 1 + this.name.length;
    later.tagEnd = tag.length;
    if (this.merged === null) this.merged = later;
    else this.merged.merge(tag);
  }

  /** Copies the start tag out of the window, which is about to go. */
  keep(): void {
    this.bytes = this.bytes.slice(this.tagStart, this.tagEnd);
    this.nameEnd -= this.tagStart;
    this.tagEnd -= this.tagStart;
    this.tagStart = 0;
    this.kept = true;
  }

  /** Takes over another's start tag: a clone that the parser makes has the same attributes. */
  sameTagAs(other: TreeElement): void {
    this.bytes = other.bytes;
    this.table = other.table;
    this.tagStart = other.tagStart;
    this.nameEnd = other.nameEnd;
    this.tagEnd = other.tagEnd;
    this.kept = other.kept;
  }

  /** A copy for a trial run that must not touch the page's own tree. */
  copy(parent: TreeElement | null): TreeElement {
    const twin = new TreeElement(this.name, this.id, this.space, this.classes, parent, this.serial);
    twin.sameTagAs(this);
    twin.inTemplate = this.inTemplate;
    twin.onStack = false;
    twin.inSource = true;
    return twin;
  }
}
