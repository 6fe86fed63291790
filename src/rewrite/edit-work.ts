/** What the parts of the page editor share while one page goes through, and the one question they all ask of it. */
import type { EditAccount } from "./edit-account.ts";
import type { EditBuffer } from "./edit-buffer.ts";
import type { Operation } from "./edit-place.ts";
import { endsOpen, holdsOnlyText } from "./edit-rules.ts";
import type { EditToken } from "./edit-token.ts";
import { fragmentFits } from "./fragment.ts";
import type { Tree } from "./tree.ts";
import type { FragmentPlace, OpenElement } from "./tree.types.ts";

export interface EditWork {
  readonly tree: Tree;
  readonly buffer: EditBuffer;
  readonly token: EditToken;
  readonly account: EditAccount;
  /** The page's bytes are UTF-8. */
  readonly utf8: boolean;
}

/** Whether content can be put there without an effect on anything but itself. */
export function fits({ tree }: EditWork, content: string, place: FragmentPlace): boolean {
  if (content === "") return true;
  if (endsOpen(content)) return false;
  const { builder } = tree;
  // Whether a first line feed counts is seen to when the content is written.
  const { skipLineFeed } = builder;
  builder.skipLineFeed = false;
  const fit = fragmentFits(tree, content, place);
  builder.skipLineFeed = skipLineFeed;
  return fit.ok;
}

/** Those of the operations whose content can be put behind the element's start tag; the others are skipped. */
export function fittingInside(
  work: EditWork,
  element: OpenElement,
  start: number,
  operations: readonly Operation[],
): Operation[] {
  return operations.filter((operation) => {
    if (holdsOnlyText(element) || fits(work, operation.content, { at: "inside", element })) return true;
    work.account.decide(operation.change, start, "content-not-allowed-here");
    return false;
  });
}
