/**
 * How an experiment is judged, chosen from its plan before anything was seen and frozen with the phase: which test for
 * which metric, at which level, tuned to what size. Pure.
 */
import type { Experiment } from "../domain/experiment.schema.ts";
import type { Metric } from "../domain/metric.schema.ts";
import { conversionPrior, sampleSizeForProportions, segmentPrior, sequenceTuning } from "../stats/index.ts";

export type Role = "primary" | "secondary" | "guardrail";

/** What a metric's number of one visitor is: 0 or 1; any number; or a share of two sums. */
export type Shape = "rate" | "mean" | "ratio";

export type Method = "conversion-e-process" | "confidence-sequence" | "group-sequential" | "fixed-horizon";

export interface Design {
  readonly method: Method;
  /** Why this one, in a sentence. */
  readonly methodReason: string;
  readonly alpha: number;
  /** Of all arms: what the tests are tuned to. */
  readonly plannedVisitors: number;
  readonly plannedConverters: number;
  readonly minimumEffect: number;
  readonly minimumDays: number;
  readonly guardrailMargin: number;
}

/** From here on the normal approximation of a rate is good, and more powerful. */
const SMALL_BASELINE = 0.15;
/** Where the plan names no baseline: what shops commonly see. */
const USUAL_BASELINE = 0.03;

const HOUR_MS = 3_600_000;

export function shapeOf(metric: Pick<Metric, "kind">): Shape {
  switch (metric.kind) {
    case "count":
    case "sum":
    case "net_sum":
      return "mean";
    case "ratio":
    case "mean":
      return "ratio";
    default:
      return "rate";
  }
}

/** Whose metric it is unless somebody asks for others: what happens in the first moments is of all who found the page. */
export function populationOf({ kind }: Pick<Metric, "kind">): "found" | "confirmed" {
  return kind === "bounce" || kind === "first_moment" ? "found" : "confirmed";
}

/**
 * ms after the exposure at which a metric's number is final; 0: it counts at once, because it is never cut off, or
 * within the hour (what the last visitors have not done yet is alike in all variants).
 */
export function windowOf(metric: Metric, all: readonly Metric[]): number {
  if (metric.windowHours !== null) return metric.windowHours > 1 ? metric.windowHours * HOUR_MS : 0;
  if (metric.kind !== "ratio") return 0;
  const parts = all.filter(({ key }) => key === metric.numerator || key === metric.denominator);
  return Math.max(0, ...parts.map((part) => (part.windowHours ?? 0) * HOUR_MS));
}

export function rolesOf(metrics: Experiment["metrics"]): { readonly key: string; readonly role: Role }[] {
  const roles = new Map<string, Role>();
  const primary = typeof metrics.primary === "string" ? [metrics.primary] : metrics.primary;
  for (const [keys, role] of [
    [primary, "primary"],
    [metrics.secondary, "secondary"],
    [metrics.guardrails, "guardrail"],
  ] as const) {
    for (const key of keys) if (!roles.has(key)) roles.set(key, role);
  }
  return [...roles].map(([key, role]) => ({ key, role }));
}

/** Judged on the visitors that were planned, not on whoever came later (src/results/planned.ts). */
export function isPlanned({ method }: Pick<Design, "method">): boolean {
  return method === "fixed-horizon" || method === "group-sequential";
}

/**
 * Guardrails may be watched whatever the plan is: harm does not wait for its end. Secondaries go through e-BH with their
 * e-values, or with p-values where all is tested once; a group-sequential bound has neither.
 */
export function designOf(
  definition: Pick<Experiment, "variants" | "analysis">,
  metric: Metric,
  role: Role,
): Design {
  const { analysis, variants } = definition;
  const { plan, alpha, minimumEffect } = analysis;
  const baseline = plan.baseline ?? USUAL_BASELINE;
  const size = sampleSizeForProportions({ baseline: Math.min(baseline, 0.9), lift: minimumEffect, alpha });
  const pair = size.ok ? size.total : 100_000;
  const plannedVisitors = plan.visitors ?? Math.ceil((pair * variants.length) / 2);
  const plannedConverters =
    plan.converters ?? Math.max(1, Math.ceil(plannedVisitors * Math.min(baseline, 1)));
  const common = {
    alpha,
    plannedVisitors,
    plannedConverters,
    minimumEffect,
    minimumDays: analysis.minimumDays,
    guardrailMargin: plan.guardrailMargin ?? minimumEffect,
  };
  if (analysis.method === "fixed" && role !== "guardrail")
    return {
      ...common,
      method: "fixed-horizon",
      methodReason: "The experiment asks for one test at its planned end.",
    };
  if (analysis.method === "group-sequential" && role === "primary")
    return {
      ...common,
      method: "group-sequential",
      methodReason:
        "The experiment has a planned size and daily looks: Lan–DeMets bounds, O'Brien–Fleming spending.",
    };
  if (analysis.method === "bandit" && shapeOf(metric) === "rate")
    return {
      ...common,
      method: "conversion-e-process",
      methodReason:
        "A bandit moves the weights: the e-process keeps every stretch of constant weights to its own split, is exact at any rate and may be watched all the time.",
    };
  if (shapeOf(metric) === "rate" && !(plan.baseline !== undefined && plan.baseline >= SMALL_BASELINE))
    return {
      ...common,
      method: "conversion-e-process",
      methodReason:
        plan.baseline === undefined
          ? "A conversion without a planned baseline: the e-process is exact at any rate and may be watched all the time."
          : "A conversion with a planned baseline below 15 %: the e-process is exact at small rates and may be watched all the time.",
    };
  return {
    ...common,
    method: "confidence-sequence",
    methodReason:
      shapeOf(metric) === "rate"
        ? "A conversion with a planned baseline of 15 % or more: the confidence sequence on the difference may be watched all the time."
        : "A mean or ratio: the confidence sequence on the difference may be watched all the time.",
  };
}

/** Tuning of the tests of one treatment against control; `share`: of all visitors, those of these two arms. */
export function tuningOf(design: Design, alpha: number, share: number, rhoB: number) {
  const visitors = Math.max(1, design.plannedVisitors * share);
  const converters = Math.max(1, design.plannedConverters * share);
  return {
    rho2: sequenceTuning(alpha, visitors),
    k: conversionPrior(alpha, converters),
    tau: segmentPrior(alpha, converters, rhoB),
    visitors,
  };
}
