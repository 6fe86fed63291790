/** The list of active formatting elements (HTML standard 13.2.4.3). */
import type { TreeElement } from "./element.ts";

export class FormattingEntry {
  /** Null for a marker. */
  element: TreeElement | null;
  /** The serial of the element (or, for a marker, of the element it belongs to) when the entry was made. */
  readonly born: number;
  /** Attributes as one text, made when the Noah's Ark clause first asks. */
  key: string | null = null;

  constructor(element: TreeElement | null, born: number) {
    this.element = element;
    this.born = born;
  }
}

export class FormattingList {
  entries: FormattingEntry[] = [];

  get empty(): boolean {
    return this.entries.length === 0;
  }

  marker(born: number): void {
    this.entries.push(new FormattingEntry(null, born));
  }

  /** Adds an element; of more than three with the same name and attributes since the last marker the earliest goes. */
  push(element: TreeElement): void {
    const entry = new FormattingEntry(element, element.serial);
    const entries = this.entries;
    let same = 0;
    for (let at = entries.length - 1; at >= 0; at--) {
      const other = (entries[at] as FormattingEntry).element;
      if (other === null) break;
      if (other.id === element.id) same++;
    }
    if (same >= 3) this.#noahsArk(entry, element);
    entries.push(entry);
  }

  #noahsArk(entry: FormattingEntry, element: TreeElement): void {
    const entries = this.entries;
    entry.key = element.attributeKey();
    let earliest = -1;
    let same = 0;
    for (let at = entries.length - 1; at >= 0; at--) {
      const other = entries[at] as FormattingEntry;
      if (other.element === null) break;
      if (other.element.id !== element.id) continue;
      other.key ??= other.element.attributeKey();
      if (other.key !== entry.key) continue;
      same++;
      earliest = at;
    }
    if (same >= 3) entries.splice(earliest, 1);
  }

  /** The index of the last entry with this name since the last marker, or -1. */
  lastOf(id: number): number {
    for (let at = this.entries.length - 1; at >= 0; at--) {
      const { element } = this.entries[at] as FormattingEntry;
      if (element === null) return -1;
      if (element.id === id) return at;
    }
    return -1;
  }

  indexOf(element: TreeElement): number {
    for (let at = this.entries.length - 1; at >= 0; at--) {
      if ((this.entries[at] as FormattingEntry).element === element) return at;
    }
    return -1;
  }

  removeEntry(entry: FormattingEntry): void {
    const at = this.entries.indexOf(entry);
    if (at !== -1) this.entries.splice(at, 1);
  }

  clearToMarker(): void {
    while (this.entries.length > 0) {
      if ((this.entries.pop() as FormattingEntry).element === null) return;
    }
  }
}
