/** What an analysis stands on, and the answer it makes: the results contract (docs/design.md). */
import type { Warning } from "./warnings.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import type { Metric } from "../domain/metric.schema.ts";
import type { Aggregates, Stage } from "../store/aggregates.ts";
import type { Described } from "./arms.ts";
import type { Comparison } from "./comparison.ts";
import type { Decision } from "./decision.ts";
import type { Role } from "./design.ts";
import type { PlaceTrouble } from "./drift.ts";
import type { Guardrail } from "./guardrail.ts";
import type { Health } from "./health.ts";
import type { Language, Sentences } from "./words.ts";

/** Sums that one analysis stands on, of mature days only. */
export interface Sums {
  readonly population: Stage;
  /** Visitors whose window has not closed, or whose day is not over where whole days count: not in the sums. */
  readonly immature: number;
  /** Where a metric is judged at a planned size: its last day, once that is reached; whoever came later is not in the sums. */
  readonly planned: PlannedSample | null;
  readonly daily: Aggregates;
  /** By facts known before the exposure; null: not read. */
  readonly strata: Aggregates | null;
  /** By stretch of constant weights; null when they never changed. */
  readonly byStretch: Aggregates | null;
}

export interface PlannedSample {
  /** In days since the epoch by the shop's clock. */
  readonly day: number;
  /** Visitors who came after it. */
  readonly later: number;
}

export interface AnalysisInput {
  readonly experiment: string;
  readonly status: string;
  readonly phase: number;
  readonly definition: Pick<Experiment, "variants" | "metrics" | "analysis">;
  /** Pinned with the phase. */
  readonly metrics: readonly Metric[];
  readonly currency: string;
  readonly started: boolean;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  readonly ended: boolean;
  readonly asOfMs: number;
  /** Of the population, whatever has matured; for health. */
  readonly sums: Sums;
  /** What a metric is judged on: its population (bounce and first moment: found), its mature days. */
  readonly sumsOf: (metric: Metric) => Sums;
  /** The first is the definition's; one where the weights never changed. */
  readonly stretches: readonly {
    readonly name: string;
    /** Whoever was new from then on; null: from the beginning. */
    readonly fromMs: number | null;
    readonly weights: readonly number[];
  }[];
  readonly segment: { readonly name: string; readonly of: (metric: Metric) => Aggregates } | null;
  /** By JSON of the stretch and the segment's value. */
  readonly causes: readonly { readonly segment: string; readonly aggregates: Aggregates }[];
  /** By the step of the first byte's time. */
  readonly waits: Aggregates;
  /** Whether what it changes is on the pages; null: nothing is known to be wrong. */
  readonly place: PlaceTrouble | null;
  readonly notCounted: { readonly [reason: string]: number };
  readonly warnings: readonly Warning[];
  /** Only this one is printed; null: all. */
  readonly metric: string | null;
}

export interface ResultsBody {
  readonly experiment: string;
  readonly status: string;
  readonly phase: number;
  readonly population: Stage;
  readonly asOf: string;
  readonly days: number;
  readonly health: Health;
  /** Only where the weights changed within the phase. */
  readonly stretches?: readonly StretchResult[];
  readonly metrics: readonly MetricResult[];
  readonly segments?: readonly SegmentResult[];
  readonly decision: Decision &
    Sentences & { readonly words: { readonly [language in Language]: Sentences } };
}

/** A stretch of constant weights: who is split by them, and how many they are. */
export interface StretchResult {
  /** Null: the weights of the phase's beginning. */
  readonly from: string | null;
  /** By variant, control first. */
  readonly weights: readonly number[];
  /** Of the population, by variant. */
  readonly visitors: readonly number[];
}

export interface Novelty {
  readonly heterogeneityPValue: number | null;
  readonly slopePValue: number | null;
  readonly label: "steady" | "uneven" | "growing" | "fading" | null;
  readonly reason?: string;
}

export interface MetricResult {
  readonly metric: string;
  readonly kind: string | null;
  readonly role: Role;
  readonly direction: string | null;
  /** Of `total`: minor units of a currency, or thousandths of a score; absent where it counts visitors or events. */
  readonly unit?: { readonly currency: string | null; readonly decimals: number };
  readonly population?: Stage;
  /** Visitors whose window has not closed yet: not counted here. */
  readonly immature?: number;
  /** The planned size was reached on this day; visitors who came later are not counted here. */
  readonly planned?: { readonly reachedOn: string; readonly later: number };
  /** `due`: of a test at a planned end, whether that has come; before, its `fixed` figures say nothing yet. */
  readonly method?: { readonly name: string; readonly reason: string; readonly due?: boolean };
  /** Whether the effect changes from day to day: a label, never a decision. */
  readonly novelty?: Novelty;
  readonly variants: readonly VariantResult[] | null;
  readonly reason?: string;
}

export type VariantResult = { readonly variant: string } & Described &
  Partial<Comparison> & {
    /** After the corrections; null while the split is broken. */
    readonly significant?: boolean | null;
    readonly guardrail?: Guardrail;
  };

export interface SegmentResult {
  readonly segment: string;
  /** Null: not known. */
  readonly value: string | null;
  readonly metrics: readonly MetricResult[];
}
