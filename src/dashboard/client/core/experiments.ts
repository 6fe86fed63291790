/** What pages say of an experiment: its status in a colour, days, the verdict, the variant that is ahead. */
import type { Tone } from "../ui/basics.tsx";
import type {
  ExperimentView,
  GuardrailState,
  Interval,
  MetricResult,
  Results,
  VariantResult,
} from "./types.ts";

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

/** What the metric's own method says: what is tested once goes by its one test, all else by what may be watched. */
function testedOf({ method }: MetricResult, { fixed, sequential }: VariantResult) {
  return (method?.name === "fixed-horizon" ? fixed : sequential) ?? null;
}

/** Of the relative lift; null: the method gives none, and no other method's stands in for it. */
export function intervalOf(metric: MetricResult, variant: VariantResult): Interval | null {
  return testedOf(metric, variant)?.interval ?? null;
}

/** Why there is no interval; null: there is one, or it was not told. */
export function reasonOf(metric: MetricResult, variant: VariantResult): string | null {
  const tested = testedOf(metric, variant);
  return tested === null || tested.interval !== null ? null : (tested.reason ?? null);
}

export const GUARDRAIL_TONE: { readonly [state in GuardrailState]: Tone } = {
  passed: "good",
  failed: "bad",
  undecided: "neutral",
};

/**
 * Better, worse, or neither shown: whether, the API has judged; which, the interval says, never a point. The API knows
 * what the page does not: the planned end, other metrics tested beside this one, what a guardrail may lose.
 */
export function toneOf(metric: MetricResult, variant: VariantResult): Tone {
  if (metric.role === "guardrail") return GUARDRAIL_TONE[variant.guardrail?.state ?? "undecided"];
  const interval = intervalOf(metric, variant);
  if (interval === null || variant.significant !== true) return "neutral";
  const [low, high] = interval;
  const up = low !== null && low > 0;
  const down = high !== null && high < 0;
  if (!up && !down) return "neutral";
  return up === (metric.direction !== "decrease") ? "good" : "bad";
}

/** What the pages that an experiment changes have lost, or never had. */
const PLACE_TROUBLES: ReadonlySet<string> = new Set(["selector-lost", "place-never-found"]);

/** Its figures cannot be trusted, or it does not find its place on the page. */
export function asksForHelp({ health }: Results): boolean {
  return health.ok === false || health.warnings.some((warning) => PLACE_TROUBLES.has(warning));
}
