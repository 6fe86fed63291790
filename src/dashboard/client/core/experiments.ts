/** What pages say of an experiment: its status in a colour, days, the verdict, the variant that is ahead. */
import type { Tone } from "../ui/basics.tsx";
import type { ExperimentView, MetricResult, Results, VariantResult } from "./types.ts";

export type Status = ExperimentView["status"];

export const STATUS_TONE: { readonly [status in Status]: Tone } = {
  draft: "neutral",
  running: "good",
  paused: "warn",
  finished: "info",
  rollout: "info",
  archived: "neutral",
};

const DAY_MS = 86_400_000;

export function daysRunning({ startedAt, endedAt }: ExperimentView, nowMs = Date.now()): number | null {
  if (startedAt === null) return null;
  const end = endedAt === null ? nowMs : Date.parse(endedAt);
  return Math.max(0, Math.floor((end - Date.parse(startedAt)) / DAY_MS));
}

export function primaryKeys({ metrics }: Pick<ExperimentView, "metrics">): readonly string[] {
  return typeof metrics.primary === "string" ? [metrics.primary] : metrics.primary;
}

export function primaryOf({ metrics }: Results): MetricResult | null {
  return metrics.find(({ role }) => role === "primary") ?? null;
}

export function visitorsOf(results: Results): number {
  return primaryOf(results)?.variants?.reduce((sum, { visitors }) => sum + visitors, 0) ?? 0;
}

/** The treatment to talk about: the one with the highest chance, else the largest lift, else the first. */
export function leaderOf(metric: MetricResult): VariantResult | null {
  const treatments = metric.variants?.slice(1) ?? [];
  const sign = metric.direction === "decrease" ? -1 : 1;
  const rank = (variant: VariantResult): number =>
    variant.bayesian?.chanceToWin ?? sign * (variant.lift?.relative ?? Number.NEGATIVE_INFINITY);
  return treatments.toSorted((a, b) => rank(b) - rank(a))[0] ?? null;
}

export const VERDICT_TONE: { readonly [verdict: string]: Tone } = {
  winner: "good",
  loser: "bad",
  "no-difference": "info",
  "keep-running": "neutral",
  invalid: "warn",
};

/** Verdicts that ask somebody to do something. */
export function asksForDecision({ decision }: Results): boolean {
  return decision.verdict !== null && decision.verdict !== "keep-running";
}

/** The always-valid interval of the relative lift where there is one, else the fixed one. */
export function intervalOf(variant: VariantResult): readonly [number | null, number | null] | null {
  return variant.sequential?.interval ?? variant.fixed?.interval ?? variant.bayesian?.interval ?? null;
}

/** Better, worse, or neither shown: an interval says it, never a point. */
export function toneOf(metric: MetricResult, variant: VariantResult): Tone {
  const interval = intervalOf(variant);
  // What is tested once shows nothing before its planned end.
  const isEarly = metric.method?.name === "fixed-horizon" && variant.significant !== true;
  if (interval === null || isEarly) return "neutral";
  const [low, high] = interval;
  const up = low !== null && low > 0;
  const down = high !== null && high < 0;
  if (!up && !down) return "neutral";
  return up === (metric.direction !== "decrease") ? "good" : "bad";
}
