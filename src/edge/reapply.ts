/**
 * Pages that a script builds, or builds again, in the browser get their changes along, to be applied once more there. So
 * does who is in control, without a change: places that come late and further pages are looked for alike.
 */
import type { PolicyNeeds, PolicyOutcome } from "../rewrite/csp.ts";
import { type RenderInput, renderVariant } from "./content.ts";
import type { PlannedChange } from "../rewrite/rewrite.types.ts";
import type { EdgeExperiment } from "../ruleset/types.ts";
import type { Decision } from "./decide.ts";
import type { PreparedRuleset } from "./prepare.ts";
import { attribute, builtInFile, type PageFile, scriptTag } from "./files.ts";

/** The modules, where a decision or the settings ask for them; none: neither does. */
export function reapplyFiles(
  decisions: readonly Decision[],
  { guides }: Pick<PreparedRuleset, "guides">,
  base: string,
): readonly PageFile[] {
  return guides || decisions.some(isHydrated)
    ? ["reapply", "navigate"].map((name) => builtInFile(name, base))
    : [];
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

/** The modules' tags with the changes that are kept up; ASCII. */
export function reapplyTags(
  shown: readonly Decision[],
  [reapply, navigate]: readonly PageFile[],
  input: RenderInput,
  policy: PolicyOutcome,
): string {
  const isInPlace = shown.some(({ prepared }) => prepared.experiment.hydrated === "in-place");
  const data = ` data-changes="${attribute(JSON.stringify(keptChanges(shown, input)))}"`;
  if (reapply === undefined || navigate === undefined) return "";
  return (
    scriptTag(reapply, policy, isInPlace ? `${data} data-in-place` : data) +
    scriptTag(navigate, policy, " data-navigate")
  );
}

/**
 * What the edge itself may write on a page that a framework builds again: beside an attribute what it was, for whoever has
 * to take the change back on a further page. And where a framework takes over the elements that it finds, one by one: no element may be
 * there or away until it has. What is left out comes with the module; what is removed waits for it out of sight.
 */
export function writtenHydrated(
  { hydrated }: Pick<EdgeExperiment, "hydrated">,
  changes: readonly PlannedChange[],
): readonly PlannedChange[] {
  if (hydrated === undefined) return changes;
  return changes.flatMap((change): PlannedChange[] => {
    const { action } = change;
    if (action === "set_text") return [change];
    if (IN_TAG.has(action)) {
      const name = action.endsWith("_class") ? "class" : change.name;
      return [{ ...change, action: "note_attribute", name, content: "" }, change];
    }
    if (hydrated !== "in-place") return [change];
    return action === "remove"
      ? [{ ...change, action: "set_attribute", name: "hidden", content: HIDDEN }]
      : [];
  });
}

/** The value says whose doing it is. */
const HIDDEN = "lahza";
const IN_TAG: ReadonlySet<string> = new Set([
  "set_attribute",
  "remove_attribute",
  "add_class",
  "remove_class",
]);

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
  return prepared.experiment.hydrated !== undefined;
}
