/** Values read from the page while it streams: an attribute, or the text of the first element that matches. */
import { latin1 } from "./attributes.ts";
import { decodeReferences } from "./references.ts";
import type { Read } from "./rewrite.types.ts";
import type { OpenElement } from "./tree.types.ts";

/** How much text of an element is read, in bytes. */
export const MAX_READ_BYTES = 4096;

interface Reading {
  readonly name: string;
  readonly element: OpenElement;
  text: string;
}

export class PageReads {
  readonly values: { [name: string]: string } = {};
  readonly #reads: readonly Read[];
  readonly #utf8: boolean;
  #readings: Reading[] = [];
  readonly #met = new Set<string>();

  constructor(reads: readonly Read[], utf8: boolean) {
    this.#reads = reads;
    this.#utf8 = utf8;
  }

  get active(): boolean {
    return this.#readings.length > 0;
  }

  /** An element that the read of this number asks for; the first counts. */
  met(number: number, element: OpenElement): void {
    const read = this.#reads[number];
    if (read === undefined || this.#met.has(read.name)) return;
    if (read.attribute === null) {
      this.#met.add(read.name);
      this.#readings.push({ name: read.name, element, text: "" });
      return;
    }
    const value = element.attribute(read.attribute.toLowerCase());
    if (value === null) return;
    this.#met.add(read.name);
    this.values[read.name] = this.#decode(value, "attribute");
  }

  text(bytes: Uint8Array): void {
    for (const reading of this.#readings) {
      const room = MAX_READ_BYTES - reading.text.length;
      if (room > 0) reading.text += latin1(bytes, 0, Math.min(room, bytes.length));
    }
  }

  closed(element: OpenElement): void {
    if (this.#readings.length === 0) return;
    this.#readings = this.#readings.filter((reading) => {
      if (reading.element !== element) return true;
      this.values[reading.name] = this.#decode(reading.text, "text");
      return false;
    });
  }

  /** The page ended: what is still open counts as far as it came. */
  finish(): void {
    for (const reading of this.#readings.splice(0)) {
      this.values[reading.name] = this.#decode(reading.text, "text");
    }
  }

  #decode(raw: string, place: "attribute" | "text"): string {
    const value = decodeReferences(raw, place, this.#utf8);
    if (!this.#utf8) return value;
    return new TextDecoder().decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
  }
}
