/** Assignment: pure functions of visitor and experiment. No I/O, no clock, no chance of their own. */
export { assign, stretchOf, type AssignableExperiment, type AssignInput } from "./assign.ts";
export type { Assigned, Assignment, Unassigned } from "./assignment.ts";
export {
  type Attributes,
  attributesUsed,
  type Condition,
  CONDITION_OPERATORS,
  matches,
} from "./condition.ts";
export { fnv1a32, hash } from "./hash.ts";
export { inLayer, type LayerShare } from "./layer.ts";
export {
  type CompiledPages,
  compilePages,
  matchesPages,
  type PageIndex,
  pageIndex,
  type Pages,
} from "./pages.ts";
export { normalisePath } from "./path.ts";
export { bucketRanges, chooseVariant, type Range } from "./ranges.ts";
export { regexProblem } from "./regex.ts";
