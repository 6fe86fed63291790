/**
 * What the token at one offset did besides its own work: elements that it closed and elements that it implied.
 * Whoever writes something before that token, or takes it away, has to write tags that do the same.
 */
import { WRITABLE } from "./edit-rules.ts";
import type { OpenElement } from "./tree.types.ts";

export class EditToken {
  #at = -1;
  /** Closed by this token, inner ones first, and how many of their end tags are written. */
  #closed: OpenElement[] = [];
  #written = 0;
  #opened: OpenElement[] = [];
  #disturbed = false;
  /** The page ended between tokens, or inside one. */
  whole = false;
  broken = false;

  #begin(at: number): void {
    if (at === this.#at) return;
    this.#at = at;
    this.#closed = [];
    this.#written = 0;
    this.#opened = [];
    this.#disturbed = false;
  }

  closed(element: OpenElement, at: number): void {
    this.#begin(at);
    this.#closed.push(element);
  }

  implied(element: OpenElement, at: number): void {
    this.#begin(at);
    this.#opened.push(element);
  }

  /** The token changed the tree in a way that no tags can stand for. */
  disturb(at: number): void {
    this.#begin(at);
    this.#disturbed = true;
  }

  pageEnd(whole: boolean): void {
    this.whole = whole;
    this.broken = !whole;
  }

  /** What was closed so far is gone from the page, with the element that held it. */
  forget(): void {
    this.#closed = [];
    this.#written = 0;
  }

  /** End tags to be written at `at` before anything else is; null when tags cannot say it. */
  unwritten(at: number): string | null {
    if (at !== this.#at) return "";
    if (this.#disturbed) return null;
    return this.#closed
      .slice(this.#written)
      .map((element) => `</${element.name}>`)
      .join("");
  }

  written(at: number): void {
    if (at === this.#at) this.#written = this.#closed.length;
  }

  /** End tags and start tags that do what the start tag at `at` did besides; null when tags cannot say it. */
  prelude(at: number): string | null {
    if (at !== this.#at) return "";
    const ends = this.unwritten(at);
    if (ends === null || this.#opened.some((element) => !WRITABLE.has(element.name))) return null;
    // `<body>` implies the head before it, and both imply the document element.
    const names = this.#opened.map((element) => element.name);
    const needless = names.includes("body") ? /^(?:html|head)$/ : names.includes("head") ? /^html$/ : /^$/;
    const written = names.filter((name) => !needless.test(name));
    return ends + written.map((name) => `<${name}>`).join("");
  }
}
