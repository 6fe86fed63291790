/** Which experiments touch a page, and which variant this visitor gets of each. In memory, synchronous. */
import { assign } from "../assignment/index.ts";
import type { Page } from "./page.ts";
import type { PreparedExperiment, PreparedRuleset, PreparedVariant } from "./prepare.ts";
import type { VisitContext } from "./visit.ts";

export interface Decision {
  readonly prepared: PreparedExperiment;
  readonly variantIndex: number;
  readonly variant: PreparedVariant;
  /** False for a rollout: it is served, not measured. */
  readonly counted: boolean;
  /** Stretch of constant weights within the phase, from 0. */
  readonly stretch: number;
}

/** Experiments that run now and whose pages match, whoever the visitor is. */
export function experimentsOn(
  rules: PreparedRuleset,
  page: Pick<Page, "host" | "pathname" | "fragment">,
  nowMs: number,
): readonly PreparedExperiment[] {
  return experimentsAt(rules, page.host, page.pathname, page.fragment, nowMs);
}

/** The same for any path; `path` as it stands in an address. */
export function experimentsAt(
  rules: PreparedRuleset,
  host: string,
  path: string,
  fragment: boolean,
  nowMs: number,
): readonly PreparedExperiment[] {
  const running: PreparedExperiment[] = [];
  for (const index of rules.pages.find(host, path)) {
    const prepared = rules.experiments[index];
    if (prepared === undefined) continue;
    const { startAtMs, endAtMs, fragments, status } = prepared.experiment;
    if (fragment && !fragments) continue;
    if (status === "running" && !isOpen(startAtMs, endAtMs, nowMs)) continue;
    running.push(prepared);
  }
  return running;
}

/** Whether it is the time of an experiment; null: no such end. */
export function isOpen(startAtMs: number | null, endAtMs: number | null, nowMs: number): boolean {
  return (startAtMs === null || nowMs >= startAtMs) && (endAtMs === null || nowMs < endAtMs);
}

export function decide(
  touching: readonly PreparedExperiment[],
  { visitor, attributes }: VisitContext,
  rules: PreparedRuleset,
  nowMs: number,
): readonly Decision[] {
  if (visitor === null) return [];
  const { holdout, exclude } = rules.ruleset.settings;
  const decisions: Decision[] = [];
  for (const prepared of touching) {
    const { experiment } = prepared;
    const assignment = assign({
      experiment,
      unitId: experiment.unit === "customer" ? visitor.customer : visitor.id,
      mintedAtMs: experiment.unit === "customer" ? null : visitor.mintedAtMs,
      attributes,
      nowMs,
      exposedPhase: visitor.exposures.get(experiment.id) ?? null,
      holdout,
      exclude,
    });
    if (assignment.variant === null) continue;
    const variant = prepared.variants[assignment.variant];
    if (variant === undefined) continue;
    const { counted, stretch = 0 } = assignment;
    decisions.push({ prepared, variantIndex: assignment.variant, variant, counted, stretch });
  }
  return decisions;
}
