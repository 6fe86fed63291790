/**
 * Marks by which the script finds the place of a change that hides it: control and variant have to be watched at the
 * same place of the page. A place that goes away leaves a comment; a change after which the selector may no longer
 * say where it was leaves an attribute. The shop's bytes get no mark where nothing is changed. Pure.
 */
import type { PlannedChange } from "../rewrite/rewrite.types.ts";

export function marked(change: PlannedChange): readonly PlannedChange[] {
  const mark = change.experiment.toString(36);
  switch (change.action) {
    case "remove":
    case "replace":
      return [{ ...change, action: "replace", content: `<!--lahza:${mark}-->${change.content}` }];
    case "before":
    case "after":
      return /:(?:nth|first)-/.test(change.selector) ? [change, attributeMark(change, mark)] : [change];
    case "set_attribute":
    case "remove_attribute":
    case "add_class":
    case "remove_class":
      return isSelectedBy(change) ? [change, attributeMark(change, mark)] : [change];
    default:
      return [change];
  }
}

function attributeMark(change: PlannedChange, mark: string): PlannedChange {
  return { ...change, action: "set_attribute", name: "data-lahza-place", content: mark };
}

/** Whether the change touches what its own selector asks for. */
function isSelectedBy({ action, name, selector }: PlannedChange): boolean {
  const attribute = action.endsWith("_class") ? "class" : (name ?? "");
  if (attribute === "class" && selector.includes(".")) return true;
  if (attribute === "id" && selector.includes("#")) return true;
  return selector.toLowerCase().includes(`[${attribute}`);
}
