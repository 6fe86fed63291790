/**
 * A ruleset made ready for serving: page index, what each variant's content depends on, goals by kind.
 * Done once per ruleset version and isolate, off the request's path where possible.
 */
import { attributesUsed } from "../assignment/condition.ts";
import { pageIndex, type PageIndex } from "../assignment/pages.ts";
import type { Goal } from "../domain/goal.schema.ts";
import type { EdgeExperiment, EdgeVariant, Ruleset } from "../ruleset/types.ts";
import { placeholdersIn } from "./content.ts";

export interface PreparedRuleset {
  readonly ruleset: Ruleset;
  readonly pages: PageIndex;
  readonly experiments: readonly PreparedExperiment[];
  readonly pageGoals: readonly PageGoal[];
  readonly pageGoalIndex: PageIndex;
  readonly requestGoals: readonly RequestGoal[];
  readonly requestGoalIndex: PageIndex;
}

export type PageGoal = Extract<Goal, { kind: "page" }>;
export type RequestGoal = Extract<Goal, { kind: "request" }>;

export interface PreparedExperiment {
  readonly experiment: EdgeExperiment;
  /** Attributes that its audience asks for. */
  readonly attributes: ReadonlySet<string>;
  readonly variants: readonly PreparedVariant[];
}

export interface PreparedVariant {
  readonly variant: EdgeVariant;
  /** Placeholder sources in its content, sorted: their values are part of the ETag. */
  readonly placeholders: readonly string[];
  /** Element kinds that it shows. */
  readonly elements: readonly string[];
}

export function prepare(ruleset: Ruleset): PreparedRuleset {
  const pageGoals = ruleset.goals.filter((goal) => goal.kind === "page");
  const requestGoals = ruleset.goals.filter((goal) => goal.kind === "request");
  const everyHost = (path: string): { include: string[]; exclude: string[]; hosts: string[] } => ({
    include: [path],
    exclude: [],
    hosts: [],
  });
  return {
    ruleset,
    pages: pageIndex(ruleset.experiments.map((experiment) => experiment.pages)),
    experiments: ruleset.experiments.map(prepareExperiment),
    pageGoals,
    pageGoalIndex: pageIndex(pageGoals.map((goal) => everyHost(goal.path))),
    requestGoals,
    requestGoalIndex: pageIndex(requestGoals.map((goal) => everyHost(goal.path))),
  };
}

function prepareExperiment(experiment: EdgeExperiment): PreparedExperiment {
  return {
    experiment,
    attributes: attributesUsed(experiment.audience),
    variants: experiment.variants.map((variant) => ({
      variant,
      placeholders: placeholdersIn(variant),
      elements: [...new Set(variant.changes.flatMap((change) => (change.content?.kind === "element" ? [change.content.element] : [])))],
    })),
  };
}
