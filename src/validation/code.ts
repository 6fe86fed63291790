/** What of an experiment is code or markup of one's own, which not everybody may put into pages. Pure. */
import type { Change } from "../domain/change.schema.ts";
import type { Experiment, Variant } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { canonical } from "../domain/population.ts";
import { compileMarkup } from "../ruleset/markup.ts";
import { compileAttribute } from "../ruleset/template.ts";
import { powerOf } from "./powerful.ts";

/** Fields with code that this edit brings or changes; what stood there before is no longer asked about. */
export function codeProblems(before: Experiment | null, after: Experiment): FieldProblem[] {
  const known = new Set(before?.variants.flatMap((variant) => codeIn(variant).map(({ code }) => code)));
  return after.variants.flatMap((variant, index) =>
    codeIn(variant).flatMap(({ pointer, code, detail = OWN_CODE }) =>
      known.has(code) ? [] : [{ pointer: `/variants/${index}${pointer}`, detail }],
    ),
  );
}

const OWN_CODE = "code and markup of one's own need the role publisher";
interface Code {
  readonly pointer: string;
  /** With the place that it acts on, so that old code in a new place is new. */
  readonly code: string;
  readonly detail?: string;
}

function codeIn({ key, css, js, changes }: Variant): Code[] {
  const files = { css, js };
  return [
    ...Object.entries(files).flatMap(([name, text]) =>
      text === null || text.trim() === ""
        ? []
        : [{ pointer: `/${name}`, code: canonical([key, name, text]) }],
    ),
    ...changes.flatMap((change, index) => {
      const code = canonical([key, change]);
      if (isCode(change)) return [{ pointer: `/changes/${index}/value`, code }];
      const power = powerOf(change);
      return power === null
        ? []
        : [{ pointer: `/changes/${index}/${power.field}`, code, detail: power.detail }];
    }),
  ];
}

function isCode(change: Change): boolean {
  if (!("value" in change) || change.value === undefined) return false;
  const texts = typeof change.value === "string" ? [change.value] : Object.values(change.value);
  switch (change.action) {
    case "set_text":
    case "add_class":
    case "remove_class":
      return false;
    case "set_attribute":
      return texts.some((text) => needsPublish(compileAttribute(change.name, text)));
    default:
      return texts.some((text) => needsPublish(compileMarkup(text)));
  }
}

function needsPublish(compiled: ReturnType<typeof compileMarkup>): boolean {
  return !compiled.ok || compiled.needsPublish;
}
