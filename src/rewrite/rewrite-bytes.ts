/** The rewriter without streams, for the harness and for checking an experiment against a page. */
import { joined } from "./edit-buffer.ts";
import type { Decision } from "./edit-account.ts";
import { PageEditor } from "./edit-page.ts";
import type { RewriteOptions, RewriteOutcome } from "./rewrite.types.ts";

export interface Rewritten {
  readonly bytes: Uint8Array;
  readonly outcome: RewriteOutcome;
  /** What was decided for each change at each element. */
  readonly decisions: readonly Decision[];
}

export function rewriteBytes(chunks: readonly Uint8Array[], options: RewriteOptions): Rewritten {
  const editor = new PageEditor(options);
  const parts: Uint8Array[] = [];
  for (const chunk of chunks) editor.write(chunk, parts);
  editor.end(parts);
  return { bytes: joined(parts), outcome: editor.outcome(), decisions: editor.decisions };
}
