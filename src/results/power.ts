/** How many visitors, how many days, and what could be found at all: for planning. Pure. */
import {
  daysFor,
  detectableEffectOfMean,
  detectableLift,
  GROUP_SEQUENTIAL_INFLATION,
  sampleSizeForMeans,
  sampleSizeForProportions,
  SEQUENTIAL_INFLATION,
} from "../stats/index.ts";

export interface PowerInput {
  /** A rate, or a mean with its spread. */
  readonly baseline: number | null;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  readonly minimumEffect: number;
  readonly alpha: number;
  readonly power: number;
  readonly variants: number;
  readonly method: "sequential" | "group-sequential" | "fixed";
  readonly visitorsADay: number | null;
  readonly days: number | null;
}

export interface PowerAnswer {
  /** For one test at the end, and with what the method costs. Null with a reason. */
  readonly visitorsAVariant: number | null;
  readonly visitors: number | null;
  readonly inflation: number;
  /** Whole weeks, two at least; null: no visitors a day are known. */
  readonly days: number | null;
  /** Smallest relative lift that the visitors of `days` would show; null where it cannot be told. */
  readonly detectableLift: number | null;
  readonly warning?: string;
  /** Of what is null. */
  readonly reason?: string;
}

/** Longer than this and seasons change under the experiment. */
export const SENSIBLE_DAYS = 56;

export function planOf(input: PowerInput): PowerAnswer {
  const inflation =
    input.method === "sequential"
      ? SEQUENTIAL_INFLATION
      : input.method === "group-sequential"
        ? GROUP_SEQUENTIAL_INFLATION
        : 1;
  // Several treatments share the level (Bonferroni).
  const alpha = input.alpha / (input.variants - 1);
  const size = sizeOf(input, alpha);
  if (!size.ok)
    return {
      visitorsAVariant: null,
      visitors: null,
      inflation,
      days: null,
      detectableLift: null,
      reason: size.reason,
    };
  const visitorsAVariant = Math.ceil(size.nA * inflation);
  const visitors = visitorsAVariant * input.variants;
  const days = input.visitorsADay === null ? null : daysFor(visitors, input.visitorsADay);
  const found = detectableOf(input, alpha, inflation, input.days ?? days);
  const reason = days === null ? "no-visitors-a-day" : found.reason;
  const warning =
    days !== null && days > SENSIBLE_DAYS
      ? `At this pace it takes ${days} days: test a bolder change, a metric nearer to it, fewer variants, or accept a larger minimum effect.`
      : undefined;
  return {
    visitorsAVariant,
    visitors,
    inflation,
    days,
    detectableLift: found.lift,
    ...(warning === undefined ? {} : { warning }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function sizeOf(input: PowerInput, alpha: number) {
  const { baseline, mean, standardDeviation, minimumEffect: lift, power } = input;
  if (baseline !== null && baseline * (1 + lift) > 1)
    return { ok: false as const, reason: "more-than-everybody" };
  if (baseline === null && !(standardDeviation !== null && standardDeviation > 0))
    return { ok: false as const, reason: "no-variance" };
  if (baseline !== null) return sampleSizeForProportions({ baseline, lift, alpha, power });
  return sampleSizeForMeans({
    mean: mean ?? 0,
    standardDeviation: standardDeviation ?? 0,
    lift,
    alpha,
    power,
  });
}

function detectableOf(
  input: PowerInput,
  alpha: number,
  inflation: number,
  days: number | null,
): { readonly lift: number | null; readonly reason?: string } {
  if (days === null || input.visitorsADay === null) return { lift: null, reason: "no-visitors-a-day" };
  const n = (days * input.visitorsADay) / input.variants / inflation;
  const { baseline, mean, standardDeviation, power } = input;
  if (baseline !== null) {
    const found = detectableLift(baseline, n, n, alpha, power);
    return found.ok ? { lift: found.lift } : { lift: null, reason: found.reason };
  }
  const found = detectableEffectOfMean(mean ?? 0, standardDeviation ?? 0, n, n, alpha, power);
  if (!found.ok) return { lift: null, reason: found.reason };
  return found.relative === null ? { lift: null, reason: "not-reachable" } : { lift: found.relative };
}
