/**
 * The shopper's journey by variant: how many came to each moment, in whatever order, and what the variant changed
 * there. A step is a metric of the phase; a step that the phase does not measure says so. Pure.
 */
import { journeySteps } from "../domain/journey.ts";
import { armOf, describe } from "./arms.ts";
import { type Comparison, compareSequential } from "./comparison.ts";
import type { AnalysisInput } from "./contract.ts";
import { designOf, rolesOf } from "./design.ts";
import { taskOf } from "./judge.ts";
import { WEIGHTS_CHANGED } from "./estimate.ts";
import { comparisonInput, hasChanged } from "./pairing.ts";

export interface JourneyStep {
  readonly step: string;
  readonly moment: string;
  /** The metric that counts it; null: the phase has none. */
  readonly metric: string | null;
  readonly variants:
    | readonly (Partial<Pick<Comparison, "lift" | "sequential">> & {
        readonly variant: string;
        readonly visitors: number;
        readonly reached: number;
        /** Null where the weights changed: together, variants would stand for different days. The lift is by stretch. */
        readonly share: number | null;
        /** Mean of the answers, in thousandths; only of a score. */
        readonly score?: number | null;
        readonly reason?: string;
      })[]
    | null;
  /** What the lift compares, where it is not the share. */
  readonly liftOf?: "score";
  readonly reason?: string;
}

export function journeyOf(input: AnalysisInput): JourneyStep[] {
  const own = new Set(rolesOf(input.definition.metrics).map(({ key }) => key));
  return journeySteps(input.metrics).map(({ step, moment, is }): JourneyStep => {
    const metric = input.metrics.find(is);
    if (metric === undefined)
      return { step, moment, metric: null, variants: null, reason: "not-measured-in-this-phase" };
    const task = taskOf(input, metric.key, "secondary");
    // A step is there to be watched, like a guardrail, whatever the experiment's own test is.
    const design = designOf(input.definition, metric, "guardrail");
    const levels = { watched: design.alpha, end: design.alpha, tuning: design.alpha };
    const { variants } = input.definition;
    const view = { aggregates: task.sums.daily, population: task.sums.population, of: () => true };
    const arms = variants.map((_, index) => armOf(view, metric, index));
    // Nobody asked for it, and nothing tells of it, perhaps: then 0 is not what happened.
    if (
      !own.has(metric.key) &&
      arms.map(describe).every(({ total, denominator }) => (denominator ?? total) === 0)
    )
      return { step, moment, metric: metric.key, variants: null, reason: "nothing-recorded" };
    const isPooled = hasChanged(input);
    const isScore = metric.kind === "mean";
    return {
      step,
      moment,
      metric: metric.key,
      ...(isScore ? { liftOf: "score" as const } : {}),
      ...(isPooled ? { reason: WEIGHTS_CHANGED } : {}),
      variants: arms.map((arm, index) => {
        const { visitors, total, mean, denominator, reason } = describe(arm);
        const counted = {
          variant: variants[index]?.key ?? "",
          visitors,
          // Of a score: how many answered.
          reached: denominator ?? total,
          share:
            isPooled || visitors === 0 ? null : denominator === undefined ? mean : denominator / visitors,
          ...(isScore ? { score: mean } : {}),
          ...(isPooled
            ? { reason: WEIGHTS_CHANGED }
            : mean === null && reason !== undefined
              ? { reason }
              : {}),
        };
        if (index === 0) return counted;
        const pairing = { arms, treatment: arm, index, strata: [] };
        const compared = comparisonInput(input, task, metric, design, levels, pairing);
        return { ...counted, ...compareSequential(compared) };
      }),
    };
  });
}
