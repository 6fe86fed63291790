/** Everything but the origin's page that the rewritten bytes depend on, as one digest: half of the page's ETag. Pure. */
import { digestOf } from "../rewrite/etag.ts";
import { type LiveValues, stateOfElements } from "./content.ts";
import type { Decision } from "./decide.ts";
import type { Edge } from "./edge.ts";
import type { Page } from "./page.ts";
import type { PreparedRuleset } from "./prepare.ts";

const UNKNOWN_VALUE = "\u0000";

/** Without what is the visitor's own (the page's token). */
export function pageDigest(
  page: Pick<Page, "fragment">,
  decisions: readonly Decision[],
  values: LiveValues,
  rules: PreparedRuleset,
  edge: Pick<Edge, "build">,
): string {
  // A fragment gets no tags of ours, so it is another page under the same address.
  const inputs = [edge.build, rules.ruleset.digest, page.fragment ? "fragment" : "page"];
  for (const { prepared, variantIndex, variant } of decisions) {
    inputs.push(`${prepared.experiment.id}:${prepared.experiment.phase}:${variantIndex}`);
    for (const source of variant.placeholders) inputs.push(source, values.resolve(source) ?? UNKNOWN_VALUE);
    const state = stateOfElements(variant.variant, values);
    if (state !== null) inputs.push(state);
  }
  return digestOf(inputs);
}
