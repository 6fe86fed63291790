/** The streaming rewriter: `rewrite(body, options)` for the edge, `rewriteBytes` for checks, selectors for the API. */
export { rewrite } from "./stream.ts";
export { rewriteBytes } from "./rewrite-bytes.ts";
export { compileSelector } from "./selector.ts";
export type {
  PagePlan,
  PageStart,
  PlannedChange,
  Read,
  RewriteOptions,
  RewriteOutcome,
  SkipReason,
} from "./rewrite.types.ts";
