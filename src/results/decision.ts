/**
 * The verdict, from intervals that were computed before: what to do, why, how long it will still take, and what would
 * change the answer. Pure; the words are in words.ts.
 */
import { SEQUENTIAL_INFLATION, sampleSizeForMeans, sampleSizeForProportions } from "../stats/index.ts";
import type { Limits } from "./comparison.ts";
import { type Design, isPlanned } from "./design.ts";
import type { GuardrailState } from "./guardrail.ts";

export type Verdict = "winner" | "loser" | "no-difference" | "keep-running" | "invalid";

/** Why, as a word for programs. */
export type DecisionCode =
  | "not-started"
  | "nobody-yet"
  | "split-broken"
  | "better"
  | "worse"
  | "all-worse"
  | "guardrail-failed"
  | "within-minimum-effect"
  | "minimum-days"
  | "too-few"
  | "not-shown-yet"
  | "planned-end-not-reached"
  | "ended-without-answer"
  | "metric-not-computable";

export interface PrimaryEffect {
  readonly metric: string;
  readonly variant: string;
  readonly betterIsMore: boolean;
  /** Of the relative lift, after corrections. */
  readonly interval: Limits | null;
  readonly lift: number | null;
  readonly reason?: string | undefined;
  /** Too few have acted for more than counting. */
  readonly few: boolean;
}

export interface DecisionInput {
  readonly started: boolean;
  /** It has ended, or its plan is fulfilled: no more data will come, and what is known is mature. */
  readonly ended: boolean;
  /** Over, and windows are still open: days until the last one closes. Null: it goes on. */
  readonly daysToClose: number | null;
  readonly visitors: number;
  /** Of them those whom the first primary metric counts: their windows are closed. */
  readonly mature: number;
  /** Null: cannot be told yet. */
  readonly splitOk: boolean | null;
  /** Whole days with mature data since the start, of every primary metric. */
  readonly days: number;
  readonly design: Design | null;
  readonly effects: readonly PrimaryEffect[];
  readonly guardrails: readonly {
    readonly metric: string;
    readonly variant: string;
    readonly state: GuardrailState;
  }[];
  readonly pace: Pace | null;
}

/** How the primary metric comes in, for the days that are still needed. */
export interface Pace {
  readonly visitorsADay: number;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly isRate: boolean;
  readonly variants: number;
}

export interface Decision {
  readonly verdict: Verdict;
  readonly code: DecisionCode;
  /** The variant that it is about. */
  readonly variant: string | null;
  readonly metric: string | null;
  readonly lift: number | null;
  readonly interval: Limits | null;
  readonly daysToGo: number | null;
}

export function decide(input: DecisionInput): Decision {
  const nothing = { variant: null, metric: null, lift: null, interval: null, daysToGo: null };
  if (!input.started) return { ...nothing, verdict: "keep-running", code: "not-started" };
  if (input.splitOk === false) return { ...nothing, verdict: "invalid", code: "split-broken" };
  const daysToGo = daysToGoOf(input);
  if (input.visitors === 0) return { ...nothing, verdict: "keep-running", code: "nobody-yet", daysToGo };
  const { design } = input;
  // One test at the planned end: an interval that excludes 0 before says nothing, in either direction.
  const isEarly = design?.method === "fixed-horizon" && !input.ended;
  const judged = input.effects.map((effect) => ({
    effect,
    direction: isEarly ? ("open" as const) : directionOf(effect),
  }));
  const variants = [...new Set(input.effects.map(({ variant }) => variant))];
  const worseIn = (variant: string) =>
    judged.find((one) => one.effect.variant === variant && one.direction === "worse");
  const failed = (variant: string) =>
    input.guardrails.find((guardrail) => guardrail.variant === variant && guardrail.state === "failed");
  const about = (effect: PrimaryEffect | undefined) =>
    effect === undefined
      ? nothing
      : {
          ...nothing,
          variant: effect.variant,
          metric: effect.metric,
          lift: effect.lift,
          interval: effect.interval,
        };

  // Harm first: it does not wait for the minimum of days.
  const isOut = (variant: string): boolean => worseIn(variant) !== undefined || failed(variant) !== undefined;
  if (variants.length > 0 && variants.every((variant) => worseIn(variant) !== undefined)) {
    const worst = judged.filter(({ direction }) => direction === "worse").sort(byLift)[0]?.effect;
    return { ...about(worst), verdict: "loser", code: variants.length > 1 ? "all-worse" : "worse" };
  }
  if (variants.length > 0 && variants.every(isOut)) {
    const guardrail = failed(variants.find((variant) => failed(variant) !== undefined) ?? "");
    return {
      ...nothing,
      verdict: "loser",
      code: "guardrail-failed",
      variant: guardrail?.variant ?? null,
      metric: guardrail?.metric ?? null,
    };
  }
  const good = judged
    .filter(
      ({ effect, direction }) =>
        direction === "better" && !worseIn(effect.variant) && !failed(effect.variant),
    )
    .sort(byLift)
    .reverse();
  // Of those that it is still about.
  const open = judged.filter(({ effect, direction }) => direction === "open" && !isOut(effect.variant));
  const leading = (open.length > 0 ? open : [...judged]).sort(byLift).at(-1)?.effect;
  if (isEarly)
    return {
      ...about(leading),
      verdict: "keep-running",
      code: "planned-end-not-reached",
      daysToGo: input.daysToClose ?? daysToGo,
    };
  const best = good[0]?.effect;
  if (best !== undefined) {
    if (design !== null && input.days < design.minimumDays)
      return {
        ...about(best),
        verdict: "keep-running",
        code: "minimum-days",
        daysToGo: design.minimumDays - input.days,
      };
    return { ...about(best), verdict: "winner", code: "better" };
  }
  const small = (effect: PrimaryEffect): boolean =>
    design !== null &&
    effect.interval !== null &&
    (effect.interval[0] ?? -Infinity) > -design.minimumEffect &&
    (effect.interval[1] ?? Infinity) < design.minimumEffect;
  if (input.effects.length > 0 && input.effects.every(small) && design !== null) {
    if (input.days < design.minimumDays)
      return {
        ...nothing,
        verdict: "keep-running",
        code: "minimum-days",
        daysToGo: design.minimumDays - input.days,
      };
    return { ...nothing, ...ofAll(input.effects), verdict: "no-difference", code: "within-minimum-effect" };
  }
  const without = input.effects.find(({ interval }) => interval === null);
  const code: DecisionCode = input.ended
    ? "ended-without-answer"
    : input.effects.some(({ few }) => few)
      ? "too-few"
      : without === undefined
        ? "not-shown-yet"
        : "metric-not-computable";
  return { ...about(leading), verdict: "keep-running", code, daysToGo: input.ended ? 0 : daysToGo };
}

/** What is said of all of them: the one that there is, or what holds them all. */
function ofAll(
  effects: readonly PrimaryEffect[],
): Pick<Decision, "variant" | "metric" | "lift" | "interval"> {
  const only = <T>(values: readonly T[]): T | null =>
    new Set(values).size === 1 ? (values[0] ?? null) : null;
  const lows = effects.map(({ interval }) => interval?.[0] ?? -Infinity);
  const highs = effects.map(({ interval }) => interval?.[1] ?? Infinity);
  return {
    variant: only(effects.map(({ variant }) => variant)),
    metric: only(effects.map(({ metric }) => metric)),
    lift: effects.length === 1 ? (effects[0]?.lift ?? null) : null,
    interval: [Math.min(...lows), Math.max(...highs)],
  };
}

interface Judged {
  readonly effect: PrimaryEffect;
}

/** By how much better; unknown lifts come first. */
function byLift(one: Judged, other: Judged): number {
  const size = ({ effect }: Judged): number => (effect.lift ?? -Infinity) * (effect.betterIsMore ? 1 : -1);
  const [a, b] = [size(one), size(other)];
  return a === b ? 0 : a < b ? -1 : 1;
}

function directionOf({ interval, betterIsMore }: PrimaryEffect): "better" | "worse" | "open" {
  if (interval === null) return "open";
  const [low, high] = interval;
  if (low !== null && low > 0) return betterIsMore ? "better" : "worse";
  if (high !== null && high < 0) return betterIsMore ? "worse" : "better";
  return "open";
}

/** Days until the smallest effect that matters would be found, at the present pace. Null: nobody comes, or unknown. */
export function daysToGoOf({ design, pace, mature, days }: DecisionInput): number | null {
  if (design === null || pace === null || !(pace.visitorsADay > 0)) return null;
  const needed = neededVisitors(design, pace);
  if (needed === null) return null;
  const left = Math.ceil(Math.max(0, needed - mature) / pace.visitorsADay);
  return Math.max(left, design.minimumDays - days, 0);
}

/** Of all arms: from the recorded baseline, with what watching costs. */
function neededVisitors(design: Design, pace: Pace): number | null {
  const { mean, standardDeviation, variants, isRate } = pace;
  if (isPlanned(design) || mean === null || !(mean > 0)) return design.plannedVisitors;
  const size = isRate
    ? sampleSizeForProportions({
        baseline: Math.min(mean, 0.99),
        lift: liftWithin(mean, design),
        alpha: design.alpha,
      })
    : standardDeviation === null
      ? null
      : sampleSizeForMeans({ mean, standardDeviation, lift: design.minimumEffect, alpha: design.alpha });
  if (size === null || !size.ok) return null;
  const watched = design.method === "conversion-e-process" || design.method === "confidence-sequence";
  return ((size.total * variants) / 2) * (watched ? SEQUENTIAL_INFLATION : 1);
}

function liftWithin(mean: number, design: Design): number {
  return Math.min(design.minimumEffect, (1 - Math.min(mean, 0.99)) / Math.min(mean, 0.99));
}
