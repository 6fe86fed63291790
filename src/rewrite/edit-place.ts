/**
 * What the changes of one element come to, composed as DOM operations applied in the order of the list. Pure.
 */
import type { AttributeChange } from "./edit-attributes.ts";
import { refusal } from "./edit-rules.ts";
import type { PlannedChange, SkipReason } from "./rewrite.types.ts";
import type { OpenElement } from "./tree.types.ts";

/** One change at one place. */
export interface Operation {
  /** Number of the change in the plan. */
  readonly change: number;
  readonly content: string;
}

export interface Composition {
  before: Operation[];
  after: Operation[];
  prepend: Operation[];
  append: Operation[];
  /** New children, or null where the element keeps its own. */
  set: Operation | null;
  /** The element goes: what stands in its place ("" for nothing). */
  gone: Operation | null;
  attributes: { readonly operation: Operation; readonly change: AttributeChange }[];
}

/** What these come to when they stand side by side. */
export function contentOf(operations: readonly Operation[]): string {
  return operations.map((operation) => operation.content).join("");
}

/** `skip` is told of every change that does not apply; what it stands for is in the result otherwise. */
export function compose(
  element: OpenElement,
  isVoid: boolean,
  changes: readonly PlannedChange[],
  numbers: readonly number[],
  skip: (change: number, reason: SkipReason) => void,
): Composition {
  const result: Composition = {
    before: [],
    after: [],
    prepend: [],
    append: [],
    set: null,
    gone: null,
    attributes: [],
  };
  for (const number of numbers) {
    const change = changes[number];
    if (change === undefined) continue;
    const operation = { change: number, content: change.content };
    const reason = result.gone === null ? refusal(element, isVoid, change) : "overlapping-change";
    if (reason !== null) skip(number, reason);
    else put(result, change, operation, skip);
  }
  return result;
}

function put(
  result: Composition,
  change: PlannedChange,
  operation: Operation,
  skip: (change: number, reason: SkipReason) => void,
): void {
  const name = change.name ?? "";
  switch (change.action) {
    case "before":
      result.before.push(operation);
      return;
    case "after":
      result.after.unshift(operation);
      return;
    case "prepend":
      result.prepend.unshift(operation);
      return;
    case "append":
      result.append.push(operation);
      return;
    case "set_text":
    case "set_html":
      for (const earlier of [...result.prepend, ...result.append]) skip(earlier.change, "overlapping-change");
      if (result.set !== null) skip(result.set.change, "overlapping-change");
      result.prepend = [];
      result.append = [];
      result.set = operation;
      return;
    case "replace":
      result.gone = operation;
      return;
    case "remove":
      result.gone = { change: operation.change, content: "" };
      return;
    case "set_attribute":
      result.attributes.push({
        operation,
        change: { action: "set_attribute", name, content: change.content },
      });
      return;
    case "remove_attribute":
    case "note_attribute":
    case "add_class":
    case "remove_class":
      result.attributes.push({ operation, change: { action: change.action, name } });
  }
}
