/**
 * By which weights a bandit splits the visitors of the next stretch. Pure: the same sums give the same weights.
 *
 * What an arm is worth is estimated stretch by stretch and put together by the stretches' sizes, as everywhere where
 * weights changed: pooled, an arm that was favoured on good days would look good.
 */
import type { Metric } from "../domain/metric.schema.ts";
import { type Posterior, topTwoThompson } from "../stats/index.ts";
import { type Arm, armOf, sampleOf } from "./arms.ts";
import type { AnalysisInput } from "./contract.ts";
import { shapeOf, rolesOf } from "./design.ts";
import { healthOfPhase, isQuestionable } from "./health.ts";

/** Of an arm, whatever is learned: what it costs to notice that the world has changed. */
export const FLOOR = 0.05;
/** Visitors that every arm needs before anything moves. */
const LEAST_VISITORS = 100;
/** Who converted or spent, over all arms. */
const LEAST_CONVERTERS = 25;
/** A smaller change is not worth a stretch of its own. */
const WORTH_MOVING = 0.01;

export type Move =
  | { readonly moves: true; readonly weights: readonly number[]; readonly chances: readonly number[] }
  | {
      readonly moves: false;
      readonly reason:
        | "no-such-metric"
        | "ratio"
        | "too-little-known"
        | "about-the-same"
        | "split-questionable";
    };

export function nextWeights(input: AnalysisInput): Move {
  const [primary] = rolesOf(input.definition.metrics);
  const metric = input.metrics.find(({ key }) => key === primary?.key);
  if (metric === undefined) return { moves: false, reason: "no-such-metric" };
  if (shapeOf(metric) === "ratio") return { moves: false, reason: "ratio" };
  // Whoever is missing may be whom an arm lost: it would be favoured for its fault.
  if (isQuestionable(healthOfPhase(input).splitTest)) return { moves: false, reason: "split-questionable" };
  const posteriors = posteriorsOf(input, metric);
  if (posteriors === null) return { moves: false, reason: "too-little-known" };
  const arms = posteriors.length;
  const split = topTwoThompson(posteriors, { floor: Math.min(FLOOR, 1 / (2 * arms)) });
  if (!split.ok) return { moves: false, reason: "too-little-known" };
  const weights = rounded(split.shares);
  const now = input.stretches.at(-1)?.weights ?? [];
  if (weights.every((weight, index) => Math.abs(weight - (now[index] ?? 0)) < WORTH_MOVING))
    return { moves: false, reason: "about-the-same" };
  return { moves: true, weights, chances: split.chances };
}

function posteriorsOf(input: AnalysisInput, metric: Metric): Posterior[] | null {
  const sums = input.sumsOf(metric);
  const { byStretch, daily, population } = sums;
  const views =
    byStretch === null
      ? [{ aggregates: daily, population, of: () => true }]
      : input.stretches.map(({ name }) => ({
          aggregates: byStretch,
          population,
          of: (group: string) => group === name,
        }));
  const stretches = views.map((view) => input.definition.variants.map((_, arm) => armOf(view, metric, arm)));
  const arms = input.definition.variants.length;
  const visitorsOf = (arm: number): number =>
    stretches.reduce((sum, stretch) => sum + (stretch[arm]?.visitors ?? 0), 0);
  const acted = stretches.flat().reduce((sum, { moments }) => sum + Number(moments.converted), 0);
  if (Array.from({ length: arms }, (_, arm) => visitorsOf(arm)).some((n) => n < LEAST_VISITORS)) return null;
  if (acted < LEAST_CONVERTERS) return null;
  // A stretch that has not met every arm says nothing of their difference.
  const used = stretches.filter((stretch) => stretch.every(({ visitors }) => visitors > 1));
  const all = used.flat().reduce((sum, { visitors }) => sum + visitors, 0);
  if (all === 0) return null;
  const sign = metric.direction === "increase" ? 1 : -1;
  return Array.from({ length: arms }, (_, arm) => {
    let [mean, variance] = [0, 0];
    for (const stretch of used) {
      const share = stretch.reduce((sum, { visitors }) => sum + visitors, 0) / all;
      const own = meanOf(stretch[arm] as Arm, 0.5 * ((stretch[arm]?.visitors ?? 0) / visitorsOf(arm)));
      mean += share * own.mean;
      variance += share * share * own.variance;
    }
    return { mean: sign * mean, standardDeviation: Math.sqrt(variance) };
  });
}

/**
 * Mean and its variance. `half`: of one success and one failure that are added to an arm over all its stretches, so that a
 * rate of 0 is not taken for certain, and many stretches are not pulled to a half.
 */
function meanOf(arm: Arm, half: number): { readonly mean: number; readonly variance: number } {
  const { n, sum, sumSquares } = sampleOf(arm);
  const [x, xx] = [Number(sum), Number(sumSquares)];
  if (arm.shape === "rate") {
    const rate = (x + half) / (n + 2 * half);
    return { mean: rate, variance: (rate * (1 - rate)) / (n + 2 * half) };
  }
  const mean = x / n;
  return { mean, variance: Math.max(xx / n - mean * mean, Number.MIN_VALUE) / n };
}

/** To the ten thousandths by which visitors are told apart; control takes what is left. */
function rounded(shares: readonly number[]): number[] {
  const others = shares.slice(1).map((share) => Math.round(share * 10_000));
  const left = 10_000 - others.reduce((sum, share) => sum + share, 0);
  return [left, ...others].map((share) => share / 10_000);
}
