/**
 * What of the tree's state outlives an element: the list of active formatting elements and the form pointer.
 * When both are at an element's end as they were before it, its bytes can go without an effect on what follows.
 */
import type { TreeElement } from "./element.ts";
import type { TreeBuilder } from "./tree-builder.ts";
import type { OpenElement } from "./tree.types.ts";

export interface StateMark {
  readonly element: OpenElement;
  /** Active formatting elements before the element; null for a marker. */
  readonly formatting: readonly (TreeElement | null)[];
  readonly form: TreeElement | null;
}

/** The state around an element that was just opened. */
export function stateAround(builder: TreeBuilder, element: OpenElement): StateMark {
  const { serial } = element as TreeElement;
  const formatting = builder.formatting.entries
    .filter((entry) => entry.born < serial)
    .map((entry) => entry.element);
  return { element, formatting, form: builder.form === element ? null : builder.form };
}

/** Whether the state is that of the mark again, now that the mark's element has left the stack. */
export function sameState(mark: StateMark, builder: TreeBuilder): boolean {
  if (builder.form !== mark.form && builder.form !== mark.element) return false;
  const { serial } = mark.element as TreeElement;
  const { entries } = builder.formatting;
  // A cell's or template's own marker, and what is behind it, goes right after the element.
  const marker = entries.findIndex((entry) => entry.element === null && entry.born === serial);
  const left = (marker === -1 ? entries : entries.slice(0, marker)).filter(
    (entry) => entry.element !== mark.element,
  );
  return (
    left.length === mark.formatting.length && left.every((entry, at) => entry.element === mark.formatting[at])
  );
}
