/** Puts fragments that `fragmentFits` allows into a page and looks what parse5 makes of it. */
import { fragmentFits } from "../../src/rewrite/fragment.ts";
import { createTree } from "../../src/rewrite/tree.ts";
import type { OpenElement } from "../../src/rewrite/tree.types.ts";
import { latin1Bytes, oracle, type Oracle } from "./oracle.ts";

interface Insertion {
  readonly at: number;
  readonly place: "inside" | "before";
}

/** Where behind start tags (inside) and before them the fragment fits, by our own tree. */
export function fittingPlaces(page: string, fragment: string): Insertion[] {
  const places: Insertion[] = [];
  let closedAt = -1;
  const tree = createTree({
    open(element, tag) {
      // An end tag that this start tag implies would have to be written as well: not tried here.
      if (closedAt !== tag.start && fits(element, "before")) places.push({ at: tag.start, place: "before" });
      if (fits(element, "inside")) places.push({ at: tag.end, place: "inside" });
    },
    close(_element, closing) {
      if (closing.by !== "void") closedAt = closing.start;
    },
  });
  function fits(element: OpenElement, at: "inside" | "before"): boolean {
    return element.irregular === null && fragmentFits(tree, fragment, { at, element }).ok;
  }
  tree.write(latin1Bytes(page));
  tree.end();
  return places;
}

/** What the insertion does to the page's other elements, as text; null: nothing. */
export function damage(
  page: string,
  before: Oracle,
  fragment: string,
  { at, place }: Insertion,
): string | null {
  const after = oracle(page.slice(0, at) + fragment + page.slice(at));
  for (const [start, was] of before.inserted) {
    const is = after.inserted.get(start < at ? start : start + fragment.length);
    if (is?.path !== was.path) {
      return `${fragment} ${place} at ${at} moves ${was.path} to ${is?.path ?? "nowhere"} in ${JSON.stringify(page)}`;
    }
  }
  return null;
}
