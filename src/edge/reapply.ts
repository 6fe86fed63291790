/** Pages that a framework builds again in the browser get their changes along, to be applied once more there. */
import type { PolicyOutcome } from "../rewrite/csp.ts";
import { type RenderInput, renderVariant } from "./content.ts";
import type { Decision } from "./decide.ts";
import { attribute, builtInFile, type PageFile, scriptTag } from "./files.ts";

/** The module, where a decision asks for it; null: none does. */
export function reapplyFile(decisions: readonly Decision[], base: string): PageFile | null {
  return decisions.some(isRebuilt) ? builtInFile("reapply", base) : null;
}

/** The module's tag with the changes that it keeps up; ASCII. */
export function reapplyTag(
  shown: readonly Decision[],
  file: PageFile,
  input: RenderInput,
  policy: PolicyOutcome,
): string {
  const changes = shown
    .filter(isRebuilt)
    .flatMap(({ prepared, variantIndex }) =>
      renderVariant(prepared.experiment, variantIndex, { ...input, marks: false }).map(
        ({ selector, action, name, content }) => [selector, action, name, content],
      ),
    );
  if (changes.length === 0) return "";
  return scriptTag(file, policy, ` data-changes="${attribute(JSON.stringify(changes))}"`);
}

function isRebuilt({ prepared, variant }: Decision): boolean {
  return prepared.experiment.hydrated === true && variant.variant.changes.length > 0;
}
