/**
 * How a bandit splits the next visitors: top-two Thompson sampling by its probabilities instead of by draws, so that
 * the same data give the same split.
 *
 * p_i = P(arm i is the best) under independent normal posteriors; ψ_i = p_i [β + (1 − β) Σ_{j≠i} p_j/(1 − p_j)]: with
 * probability β the best arm of a draw, else the best of another draw in which that arm is not the best. Source: Russo,
 * "Simple Bayesian Algorithms for Best-Arm Identification" (2016/2020, Operations Research 68).
 */
import { normalCdf } from "./normal.ts";
import { type Outcome, refuse } from "./outcome.ts";
import { gaussLegendre } from "./quadrature.ts";

export interface Posterior {
  readonly mean: number;
  readonly standardDeviation: number;
}

export interface TopTwo {
  /** P(best), in the order of the arms; they add up to 1. */
  readonly chances: readonly number[];
  /** Shares of the next visitors; they add up to 1, and none is below the floor. */
  readonly shares: readonly number[];
}

/** Beyond so many standard deviations a posterior is over. */
const REACH = 9;
/** Standard deviations from an arm's mean between which its factor is smooth. */
const BENDS = [-7, -4, -2, 0, 2, 4, 7];
/** Below this the quadrature says nothing of who is left. */
const CERTAIN = 1e-6;

/**
 * Higher means are better. `floor`: the least share of an arm, 0 up to below 1/arms. `beta`: 0.5 learns the best arm
 * soonest (and splits two arms evenly for ever); nearer to 1 shoppers gain more meanwhile.
 */
export function topTwoThompson(
  arms: readonly Posterior[],
  { floor, beta = 0.8 }: { readonly floor: number; readonly beta?: number },
): Outcome<TopTwo> {
  if (arms.length < 2) return refuse("one-arm-only");
  if (!(floor >= 0 && floor * arms.length < 1 && beta > 0 && beta <= 1)) return refuse("invalid-input");
  for (const { mean, standardDeviation } of arms)
    if (!Number.isFinite(mean) || !(standardDeviation >= 0) || standardDeviation === Infinity)
      return refuse("invalid-input");
  if (arms.some(({ standardDeviation }) => standardDeviation === 0)) return refuse("no-variance");
  const chances = chancesOf(arms);
  const wanted = chances.map((p) => beta * p);
  for (const [best, p] of chances.entries()) {
    const rivals = rivalsOf(arms, chances, best);
    for (const [index, chance] of rivals.entries())
      wanted[index] = (wanted[index] ?? 0) + (1 - beta) * p * chance;
  }
  return { ok: true, chances, shares: wanted.map((share) => floor + (1 - arms.length * floor) * share) };
}

/** Of every other arm, that it is the best of a draw in which `best` is not. */
function rivalsOf(arms: readonly Posterior[], chances: readonly number[], best: number): number[] {
  const left = 1 - (chances[best] ?? 0);
  if (left > CERTAIN) return chances.map((p, index) => (index === best ? 0 : p / left));
  // Hardly a draw is such a one: who would be the best without it.
  const others = chancesOf(arms.filter((_, index) => index !== best));
  return chances.map((_, index) => (index === best ? 0 : (others[index > best ? index - 1 : index] ?? 0)));
}

function chancesOf(arms: readonly Posterior[]): number[] {
  return normalised(arms.map((_, index) => chanceToBeBest(arms, index)));
}

/** ∫ φ_i(t) Π_{j≠i} Φ_j(t) dt, piece by piece between where any of the factors bends. */
function chanceToBeBest(arms: readonly Posterior[], index: number): number {
  const own = arms[index] as Posterior;
  const edges = arms
    .flatMap(({ mean, standardDeviation }) =>
      BENDS.map((bend) => (mean + bend * standardDeviation - own.mean) / own.standardDeviation),
    )
    .filter((z) => Math.abs(z) < REACH);
  const points = [-REACH, ...edges.sort((one, other) => one - other), REACH];
  const { nodes, weights } = gaussLegendre(12);
  let chance = 0;
  for (let piece = 1; piece < points.length; piece += 1) {
    const [from = 0, to = 0] = [points[piece - 1], points[piece]];
    const half = (to - from) / 2;
    for (const [at, node] of nodes.entries()) {
      const z = from + half * (1 + node);
      const t = own.mean + z * own.standardDeviation;
      let others = 1;
      for (const [other, { mean, standardDeviation }] of arms.entries())
        if (other !== index) others *= normalCdf((t - mean) / standardDeviation);
      chance += (weights[at] ?? 0) * half * Math.exp(-0.5 * z * z) * others;
    }
  }
  return chance / Math.sqrt(2 * Math.PI);
}

function normalised(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
