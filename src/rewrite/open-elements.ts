/** The stack of open elements and what is asked of it (HTML standard 13.2.4.2). */
import type { TreeElement } from "./element.ts";
import { KNOWN, SCOPE } from "./tags.ts";

export class OpenElements {
  stack: TreeElement[] = [];
  /** How many HTML elements of each known name are open. */
  readonly open = new Int32Array(KNOWN);

  /** The current node; only asked for once there is one. */
  get current(): TreeElement {
    return this.stack[this.stack.length - 1] as TreeElement;
  }

  topmost(tag: number): number {
    if (tag < KNOWN && this.open[tag] === 0) return -1;
    for (let index = this.stack.length - 1; index >= 0; index--) {
      if ((this.stack[index] as TreeElement).tag === tag) return index;
    }
    return -1;
  }

  /** Whether an element of the classes `bits` is open above every element of the `scope` class. */
  classInScope(bits: number, scope: number): boolean {
    for (let index = this.stack.length - 1; index >= 0; index--) {
      const { classes } = this.stack[index] as TreeElement;
      if ((classes & bits) !== 0) return true;
      if ((classes & scope) !== 0) return false;
    }
    return true;
  }

  elementInScope(element: TreeElement): boolean {
    for (let index = this.stack.length - 1; index >= 0; index--) {
      const other = this.stack[index] as TreeElement;
      if (other === element) return true;
      if ((other.classes & SCOPE) !== 0) return false;
    }
    return false;
  }

  classAbove(depth: number, bits: number): boolean {
    for (let index = this.stack.length - 1; index > depth; index--) {
      if (((this.stack[index] as TreeElement).classes & bits) !== 0) return true;
    }
    return false;
  }
}
