/** What the API answers, as far as the dashboard reads it. Results are read leniently: null means "cannot be said". */
import type { ExperimentView } from "../../../admin/experiment-view.ts";
import type { Change } from "../../../domain/change.schema.ts";
import type { Experiment, Variant } from "../../../domain/experiment.schema.ts";
import type { Goal } from "../../../domain/goal.schema.ts";
import type { Metric } from "../../../domain/metric.schema.ts";
import type { Settings } from "../../../domain/settings.schema.ts";
import type { FieldProblem } from "./api.ts";
import type { DashboardLanguage } from "./place.ts";

export type { Change, Experiment, ExperimentView, Goal, Metric, Settings, Variant };

export interface One<T> {
  readonly data: T;
  readonly warnings: readonly FieldProblem[];
}
export interface Many<T> {
  readonly data: readonly T[];
  readonly next: string | null;
}

export type Interval = readonly [number | null, number | null];

/** What a test says; without an interval, why. */
interface Tested {
  readonly interval: Interval | null;
  readonly pValue: number | null;
  readonly reason?: string;
}

export type GuardrailState = "passed" | "failed" | "undecided";

export interface VariantResult {
  readonly variant: string;
  readonly visitors: number;
  readonly total: number;
  readonly mean: number | null;
  readonly standardDeviation?: number | null;
  readonly lift?: {
    readonly absolute: number | null;
    readonly relative: number | null;
    readonly reason?: string;
  } | null;
  readonly sequential?: Tested | null;
  readonly fixed?: (Tested & { readonly adjustedPValue?: number | null }) | null;
  readonly bayesian?: {
    readonly chanceToWin: number | null;
    readonly expectedLoss: number | null;
    readonly interval: Interval | null;
    readonly reason?: string;
  } | null;
  /** What took noise out of the estimate, and which share of its variance. */
  readonly adjustment?: { readonly method: "cuped" | "post-stratification"; readonly varianceSaved: number };
  /** Of primary and secondary metrics. */
  /** Null while the split is broken. */
  readonly significant?: boolean | null;
  /** Of guardrails; `margin`: relative harm that is accepted. */
  readonly guardrail?: { readonly state: GuardrailState; readonly margin: number };
  /** Of a mean, or a standard deviation, that is null. */
  readonly reason?: string;
}

export interface MetricResult {
  readonly metric: string;
  readonly kind: string | null;
  readonly role: "primary" | "secondary" | "guardrail";
  readonly direction: "increase" | "decrease" | null;
  /** Currency null: thousandths of a score. */
  readonly unit?: { readonly currency: string | null; readonly decimals: number };
  /** Visitors whose window has not closed yet: not counted here. */
  readonly immature?: number;
  readonly planned?: { readonly reachedOn: string; readonly later: number };
  /** `due`: of a test at a planned end, whether that has come. */
  readonly method?: { readonly name: string; readonly reason: string; readonly due?: boolean };
  readonly novelty?: {
    readonly label: "steady" | "uneven" | "growing" | "fading" | null;
    readonly reason?: string;
  } | null;
  readonly variants: readonly VariantResult[] | null;
  readonly reason?: string;
}

export interface Results {
  readonly experiment: string;
  readonly status: string;
  readonly phase: number;
  readonly population: string;
  readonly asOf: string;
  readonly health: {
    readonly ok: boolean | null;
    readonly splitTest: {
      readonly observed: readonly number[];
      readonly expected: readonly number[];
      readonly pValue: number | null;
      readonly sequentialPValue: number | null;
      readonly ok: boolean | null;
      /** By the end of this day it was broken, and has been since. */
      readonly brokenSince?: string;
      readonly reason?: string;
    } | null;
    readonly stages: readonly {
      readonly stage: string;
      readonly visitors: readonly number[];
      readonly splitTest: { readonly ok: boolean | null };
    }[];
    readonly causes: readonly {
      /** Where visitors are lost. */
      readonly stage: string;
      readonly segment: string;
      readonly value: string;
      readonly visitors: readonly number[];
      readonly expected: readonly number[];
    }[];
    readonly firstByte: readonly {
      readonly visitors: number;
      /** In ms. */
      readonly median: number | null;
      readonly p75: number | null;
      readonly reason?: string;
    }[];
    /** With the warning `selector-lost`. */
    readonly placeLostSince?: string;
    readonly notCounted: { readonly [reason: string]: number };
    readonly warnings: readonly string[];
  };
  readonly metrics: readonly MetricResult[];
  readonly segments?: readonly {
    readonly segment: string;
    /** Null: not known. */
    readonly value: string | null;
    readonly metrics: readonly MetricResult[];
  }[];
  readonly decision: {
    readonly verdict: string | null;
    readonly reason: string | null;
    /** What would change the answer. */
    readonly change?: string;
    readonly daysToGo: number | null;
    readonly words?: {
      readonly [language in DashboardLanguage]?: { readonly reason: string; readonly change: string };
    };
  };
}

export interface SeriesVariant {
  readonly variant: string;
  readonly visitors: number;
  readonly total: number;
  readonly cumulative: {
    readonly visitors: number;
    readonly total: number;
    readonly mean: number | null;
    readonly lift?: VariantResult["lift"];
    readonly sequential?: VariantResult["sequential"];
  };
}

export interface Series {
  readonly metric: string;
  readonly days: readonly { readonly day: string; readonly variants: readonly SeriesVariant[] }[] | null;
  readonly reason?: string;
}

export interface JourneyStep {
  readonly step: string;
  readonly moment: string;
  readonly variants:
    | readonly {
        readonly variant: string;
        readonly visitors: number;
        readonly reached: number;
        readonly share: number | null;
        /** Mean of the answers, in thousandths; only of a score. */
        readonly score?: number | null;
        readonly lift?: VariantResult["lift"];
        readonly sequential?: VariantResult["sequential"];
      }[]
    | null;
  /** What the lift compares, where it is not the share. */
  readonly liftOf?: "score";
  /** Of what is null: the step, or the shares. */
  readonly reason?: string;
}
