/**
 * Pages that a script builds, or builds again, in the browser get their changes along, to be applied once more there. So
 * does who is in control, without a change: places that come late and further pages are looked for alike.
 */
import type { PolicyNeeds, PolicyOutcome } from "../rewrite/csp.ts";
import { type RenderInput, renderVariant } from "./content.ts";
import type { Decision } from "./decide.ts";
import type { PreparedRuleset } from "./prepare.ts";
import { attribute, builtInFile, type PageFile, scriptTag } from "./files.ts";

/** The module, where a decision or the settings ask for it; null: neither does. */
export function reapplyFile(
  decisions: readonly Decision[],
  { guides }: Pick<PreparedRuleset, "guides">,
  base: string,
): PageFile | null {
  return guides || decisions.some(isHydrated) ? builtInFile("reapply", base) : null;
}

/** What confirms the next page, on one where nobody is counted: the core without anything to do. */
export function waitingCore(base: string): {
  readonly needs: PolicyNeeds;
  readonly tag: (policy: PolicyOutcome) => string;
} {
  const core = builtInFile("core", base);
  const { url, integrity } = core;
  return {
    needs: { script: [{ url, integrity }], connect: [base.replace(/a\/$/, "events")] },
    tag: (policy) => scriptTag(core, policy, ' data-lahza="" data-places="[]"'),
  };
}

/** The module's tag with the changes that it keeps up; ASCII. */
export function reapplyTag(
  shown: readonly Decision[],
  file: PageFile,
  input: RenderInput,
  policy: PolicyOutcome,
): string {
  return scriptTag(file, policy, ` data-changes="${attribute(JSON.stringify(keptChanges(shown, input)))}"`);
}

/** Selector, action, attribute or class, content. */
export type KeptChange = readonly [string, string, string | null, string];

export function keptChanges(shown: readonly Decision[], input: RenderInput): KeptChange[] {
  return shown
    .filter(isHydrated)
    .flatMap(({ prepared, variantIndex }) =>
      renderVariant(prepared.experiment, variantIndex, { ...input, marks: false }).map(
        ({ selector, action, name, content }): KeptChange => [selector, action, name, content],
      ),
    );
}

export function isHydrated({ prepared }: Pick<Decision, "prepared">): boolean {
  return prepared.experiment.hydrated === true;
}
