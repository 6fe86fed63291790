/**
 * The shopper's journey by variant: how many came to each moment, in whatever order, and what the variant changed
 * there. A step is a metric of the phase; a step that the phase does not measure says so. Pure.
 */
import type { Metric } from "../domain/metric.schema.ts";
import { armOf, describe } from "./arms.ts";
import { type Comparison, compareSequential } from "./comparison.ts";
import type { AnalysisInput } from "./contract.ts";
import { designOf } from "./design.ts";
import { taskOf } from "./judge.ts";
import { comparisonInput } from "./pairing.ts";

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
        readonly share: number | null;
      })[]
    | null;
  readonly reason?: string;
}

/** In the journey's order; `is` finds the step's metric among those of the phase. */
const STEPS: readonly {
  readonly step: string;
  readonly moment: string;
  readonly is: (metric: Metric) => boolean;
}[] = [
  { step: "stayed", moment: "fmot", is: ({ kind }) => kind === "first_moment" },
  { step: "viewed-product", moment: "zmot", is: did("view_item") },
  { step: "added", moment: "fmot", is: did("add_to_cart") },
  { step: "began-checkout", moment: "fmot", is: did("begin_checkout") },
  { step: "ordered", moment: "fmot", is: did("purchase", "order_placed") },
  { step: "paid", moment: "smot", is: did("order_paid") },
  { step: "delivered", moment: "amot", is: did("order_delivered") },
  { step: "satisfied", moment: "tmot", is: ({ kind, key }) => kind === "mean" && key === "csat" },
  { step: "came-back", moment: "umot", is: ({ kind }) => kind === "retention" },
  { step: "bought-again", moment: "umot", is: ({ kind }) => kind === "repeat" },
  { step: "recommended", moment: "umot", is: did("share", "referral") },
];

export function journeyOf(input: AnalysisInput): JourneyStep[] {
  return STEPS.map(({ step, moment, is }): JourneyStep => {
    const metric = input.metrics.find(is);
    if (metric === undefined)
      return { step, moment, metric: null, variants: null, reason: "not-measured-in-this-phase" };
    const task = taskOf(input, metric.key, "secondary");
    const design = designOf(input.definition, metric);
    const { variants } = input.definition;
    const view = { aggregates: task.sums.daily, population: task.sums.population, of: () => true };
    const arms = variants.map((_, index) => armOf(view, metric, index));
    return {
      step,
      moment,
      metric: metric.key,
      variants: arms.map((arm, index) => {
        const { visitors, total, mean, denominator } = describe(arm);
        const counted = {
          variant: variants[index]?.key ?? "",
          visitors,
          // Of a score: how many answered.
          reached: denominator ?? total,
          share: denominator === undefined ? mean : visitors === 0 ? null : denominator / visitors,
        };
        if (index === 0) return counted;
        const pairing = { arms, treatment: arm, index, strata: [] };
        const compared = comparisonInput(input, task, metric, design, design.alpha, pairing);
        return { ...counted, ...compareSequential(compared) };
      }),
    };
  });
}

function did(...events: readonly string[]): (metric: Metric) => boolean {
  return (metric) => metric.kind === "conversion" && events.includes(metric.event);
}
