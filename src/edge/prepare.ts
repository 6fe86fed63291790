/**
 * A ruleset made ready for serving: page index, what each variant's content depends on, goals by kind.
 * Done once per ruleset version and isolate.
 */
import { attributesUsed } from "../assignment/condition.ts";
import { type PageIndex, pageIndex } from "../assignment/pages.ts";
import type { BrowserGoal, PageGoal, RequestGoal } from "../collect/goals.ts";
import type { Goal } from "../domain/goal.schema.ts";
import type { Settings } from "../domain/settings.schema.ts";
import type { EdgeExperiment, EdgeVariant, Ruleset } from "../ruleset/types.ts";
import { factsNeeded } from "../facts/needed.ts";
import { partsIn, placeholdersIn } from "./content.ts";
import { landingPath } from "./landing.ts";
import { isOfVisit } from "./placeholders.ts";
import { usesVisitFacts } from "./visit.ts";

export interface PreparedRuleset {
  readonly ruleset: Ruleset;
  readonly pages: PageIndex;
  readonly experiments: readonly PreparedExperiment[];
  readonly pageGoals: GoalIndex<PageGoal>;
  readonly requestGoals: GoalIndex<RequestGoal>;
  readonly browserGoals: GoalIndex<BrowserGoal>;
  readonly cartForms: GoalIndex<CartForm>;
  /** Pages that stand at a moment of the journey; of several that match, the first. */
  readonly momentPages: GoalIndex<Settings["momentPages"][number]>;
  /** Whether the shop's scripts get the cart's token. */
  readonly cartScript: boolean;
  /** Whether every page gets the module that asks what the next one is to be, opened without being loaded. */
  readonly guides: boolean;
  /** Methods that some request goal watches. */
  readonly watchedMethods: ReadonlySet<string>;
  /** Attributes that the settings' `exclude` asks for. */
  readonly excludeAttributes: ReadonlySet<string>;
  /** Attributes that audiences ask for whose experiments lead elsewhere: what follows a redirect depends on them. */
  readonly elsewhereAttributes: ReadonlySet<string>;
  /** Where redirects of running experiments lead, as `Page.path` has it. */
  readonly landings: ReadonlyMap<string, readonly PreparedExperiment[]>;
  /** Whether any audience or placeholder asks for facts of the visit's first page. */
  readonly usesVisitFacts: boolean;
  /** Whether this phase of an experiment is running; null: the experiment is over, or paused. */
  readonly isLive: (experiment: number, phase: number) => boolean | null;
}

/** A form that carries the cart's token. */
export type CartForm = Settings["orders"]["cartForms"][number];

export interface GoalIndex<Goal> {
  readonly find: (host: string, path: string) => readonly Goal[];
}

export interface PreparedExperiment {
  readonly experiment: EdgeExperiment;
  /** Attributes that its audience asks for. */
  readonly attributes: ReadonlySet<string>;
  readonly variants: readonly PreparedVariant[];
  /** Names of facts that any of its variants asks for: whoever sees the page, control too, brings them. */
  readonly facts: ReadonlySet<string>;
  /** Some variant has a `redirect` or an `originPath`: under one address there is more than the origin's page. */
  readonly leadsElsewhere: boolean;
}

export interface PreparedVariant {
  readonly variant: EdgeVariant;
  /** Placeholder sources in its content, sorted: their values are part of the ETag. */
  readonly placeholders: readonly string[];
}

export function prepare(ruleset: Ruleset): PreparedRuleset {
  const excludeAttributes = attributesUsed(ruleset.settings.exclude ?? {});
  const experiments = ruleset.experiments.map(prepareExperiment);
  const requestGoals = ruleset.goals.filter((goal) => goal.kind === "request");
  // Rulesets of earlier builds do not say.
  const { orders, momentPages, clientNavigation }: Partial<Settings> = ruleset.settings;
  const phases = new Map(ruleset.experiments.map(({ id, phase }) => [id, phase]));
  return {
    ruleset,
    pages: pageIndex(ruleset.experiments.map((experiment) => experiment.pages)),
    experiments,
    pageGoals: goalIndex(ruleset.goals.filter((goal) => goal.kind === "page")),
    requestGoals: goalIndex(requestGoals),
    browserGoals: goalIndex(ruleset.goals.filter(isBrowserGoal)),
    momentPages: goalIndex(momentPages ?? []),
    cartScript: orders?.cartScript ?? false,
    cartForms: goalIndex(orders?.cartForms ?? []),
    guides: (clientNavigation ?? false) && ruleset.experiments.some(({ hydrated }) => hydrated !== undefined),
    watchedMethods: new Set(requestGoals.map((goal) => goal.method)),
    excludeAttributes,
    elsewhereAttributes: new Set(
      experiments.flatMap(({ leadsElsewhere, attributes }) => (leadsElsewhere ? [...attributes] : [])),
    ),
    landings: landingsOf(experiments),
    usesVisitFacts:
      [excludeAttributes, ...experiments.map(({ attributes }) => attributes)].some(usesVisitFacts) ||
      experiments.some(({ variants }) => variants.some(({ placeholders }) => placeholders.some(isOfVisit))),
    isLive: (experiment, phase) => (phases.has(experiment) ? phases.get(experiment) === phase : null),
  };
}

function prepareExperiment(experiment: EdgeExperiment): PreparedExperiment {
  return {
    experiment,
    attributes: attributesUsed(experiment.audience),
    variants: experiment.variants.map(prepareVariant),
    facts: factsIn(experiment),
    leadsElsewhere: experiment.variants.some(
      ({ redirect, originPath }) => redirect !== null || originPath !== null,
    ),
  };
}

function factsIn({ variants }: EdgeExperiment): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { content } of variants.flatMap(({ changes }) => changes))
    if (content !== null) factsNeeded(partsIn(content), names);
  return names;
}

/** Of all experiments on a page; the usual answer, none, costs no set. */
export function factsOn(experiments: readonly PreparedExperiment[]): ReadonlySet<string> {
  const wanted = experiments.filter(({ facts }) => facts.size > 0);
  if (wanted.length <= 1) return wanted[0]?.facts ?? NO_FACTS;
  return new Set(wanted.flatMap(({ facts }) => [...facts]));
}

const NO_FACTS: ReadonlySet<string> = new Set();

function prepareVariant(variant: EdgeVariant): PreparedVariant {
  return { variant, placeholders: placeholdersIn(variant) };
}

function landingsOf(experiments: readonly PreparedExperiment[]): Map<string, PreparedExperiment[]> {
  const landings = new Map<string, PreparedExperiment[]>();
  for (const prepared of experiments) {
    if (prepared.experiment.status !== "running") continue;
    for (const path of new Set(prepared.variants.map(({ variant }) => landingPath(variant.redirect))))
      if (path !== null) landings.set(path, [...(landings.get(path) ?? []), prepared]);
  }
  return landings;
}

function isBrowserGoal(goal: Goal): goal is BrowserGoal {
  return "selector" in goal || goal.kind === "data_layer";
}

/** A goal without a path is watched on every page that an experiment touches. */
function goalIndex<Goal extends { readonly path?: string | undefined }>(
  goals: readonly Goal[],
): GoalIndex<Goal> {
  if (goals.length === 0) return { find: () => [] };
  const index = pageIndex(goals.map(({ path = "*" }) => ({ include: [path], exclude: [], hosts: [] })));
  return { find: (host, path) => index.find(host, path).flatMap((at) => goals[at] ?? []) };
}
