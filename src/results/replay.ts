/**
 * A/A replay: the visitors already recorded are dealt to the variants anew, many times over, so that no variant can
 * have an effect; how often would the verdict have fired? The shop's own false-positive rate, on its own metric with
 * its own days. Pure; chance comes from a seed.
 */
import {
  conversionLogE,
  dunnettCorrelation,
  dunnettCritical,
  normalUpperQuantile,
  rateMoments,
  sequentialTest,
} from "../stats/index.ts";
import { type Design, isPlanned, tuningOf } from "./design.ts";
import { leastActed } from "./estimate.ts";
import { boundsOf } from "./looks.ts";

/** One cohort day, all variants together. */
export interface ReplayDay {
  readonly visitors: number;
  /** Numbers of the visitors whose number is not 0; for conversions how many they are. */
  readonly values: readonly number[] | number;
}

export interface ReplayInput {
  readonly days: readonly ReplayDay[];
  readonly design: Design;
  readonly alpha: number;
  /** How many primary metrics share the level; null: it is no primary one, and has the level for itself. */
  readonly primaries: number | null;
  /** Weights of the variants, control first. */
  readonly weights: readonly number[];
  readonly runs: number;
  readonly seed: number;
}

export interface Replay {
  readonly runs: number;
  readonly looks: number;
  readonly visitors: number;
  readonly alpha: number;
  readonly method: string;
  /**
   * Share of the replays in which the verdict fired at some look, and its 95 % interval; of a fixed horizon at the last one,
   * which is its planned end or as far as it has come.
   */
  readonly fired: { readonly share: number; readonly interval: readonly [number, number] };
  /** The same with a fixed-horizon test at every look: what peeking would have done to this shop. */
  readonly peeked: number;
}

/**
 * A ratio Σx/Σd as one number a visitor, which the same test is right for: (x − R·d)/d̄ with the ratio R and the mean
 * denominator d̄ of all visitors; its mean differs between two groups as their ratios do (delta method: Deng, Knoblich,
 * Lu 2018). Visitors without a denominator are 0. `visitors`: all of them. Empty where nobody has a denominator.
 */
export function linearised<Unit extends { readonly x: number; readonly d: number }>(
  units: readonly Unit[],
  visitors: number,
): readonly (Unit & { readonly value: number })[] {
  const over = units.reduce((sum, { x }) => sum + x, 0);
  const under = units.reduce((sum, { d }) => sum + d, 0);
  if (under === 0) return [];
  return units.map((unit) => ({ ...unit, value: ((unit.x - (over / under) * unit.d) * visitors) / under }));
}

/** Each treatment against control, at the level that the verdict gives it; fired: one of them did. */
export function replay(input: ReplayInput): Replay {
  const { days, design, alpha, runs } = input;
  const random = seeded(input.seed);
  const byConversions = typeof days[0]?.values !== "object";
  const exact = byConversions && design.method === "conversion-e-process";
  const visitors = days.reduce((sum, day) => sum + day.visitors, 0);
  const shares = normalised(input.weights);
  const treatments = Math.max(1, shares.length - 1);
  // As `levelsOf` has it at Holm's first step, which is where all hypotheses are true.
  const family = alpha / (input.primaries ?? 1);
  const level = input.primaries === null ? family : family / treatments;
  const critical = input.primaries === null ? normalUpperQuantile(level / 2) : criticalOf(shares, family);
  const pairs = shares.slice(1).map((weight, index) => {
    const share = (shares[0] ?? 0) + weight;
    const rhoB = share === 0 ? 0 : weight / share;
    const least = leastActed(byConversions ? "rate" : "mean", rhoB);
    return { arm: index + 1, rhoB, least, tuning: tuningOf(design, level, share, rhoB) };
  });
  const bounds = design.method === "group-sequential" ? boundsByDay(days, design, level) : [];
  let [fired, peeked] = [0, 0];
  for (let run = 0; run < runs; run += 1) {
    const arms = shares.map((): Sums => ({ n: 0, sum: 0, sumSquares: 0, acted: 0 }));
    let [hasFired, hasPeeked] = [false, false];
    for (const [look, day] of days.entries()) {
      const acted = typeof day.values === "number" ? day.values : day.values.length;
      deal(day.values, arms, shares, random);
      multinomial(day.visitors - acted, shares, random).forEach((idle, index) => {
        const arm = arms[index];
        if (arm !== undefined) arm.n += idle;
      });
      for (const { arm, rhoB, least, tuning } of pairs) {
        const [a, b] = [arms[0] as Sums, arms[arm] as Sums];
        if (a.n < 2 || b.n < 2 || (hasFired && hasPeeked)) continue;
        const [one, other] = [momentsOf(a, byConversions), momentsOf(b, byConversions)];
        const error = Math.sqrt(one.variance / one.n + other.variance / other.n);
        const few = Math.min(a.acted, b.acted) < least;
        const z = (other.mean - one.mean) / error;
        const isSmall = Math.abs(z) > critical;
        if (!few && isSmall) hasPeeked = true;
        if (hasFired) continue;
        if (design.method === "fixed-horizon") hasFired = !few && isSmall && look === days.length - 1;
        else if (design.method === "group-sequential")
          hasFired = !few && Math.abs(z) >= (bounds[look] ?? Infinity);
        else if (exact) hasFired = conversionLogE(a.acted, b.acted, rhoB, tuning.k) > -Math.log(level);
        else if (!few) {
          const test = sequentialTest(one, other, { alpha: level, rho2: tuning.rho2 });
          hasFired = test.ok && test.pValue < level;
        }
      }
    }
    fired += Number(hasFired);
    peeked += Number(hasPeeked);
  }
  return {
    runs,
    looks: days.length,
    visitors,
    alpha,
    method: isPlanned(design) ? design.method : exact ? "conversion-e-process" : "confidence-sequence",
    fired: { share: fired / runs, interval: wilson(fired, runs) },
    peeked: peeked / runs,
  };
}

/** |z| of one test at the end: Dunnett's where several treatments share control. */
function criticalOf(shares: readonly number[], alpha: number): number {
  const correlations = shares.slice(1).map((share) => dunnettCorrelation(share, shares[0] ?? 0));
  const dunnett = dunnettCritical(correlations, alpha);
  return dunnett.ok ? dunnett.critical : normalUpperQuantile(alpha / 2 / Math.max(1, correlations.length));
}

/** |z| to be crossed by day; infinite where a day brought nobody, or came after the planned size. */
function boundsByDay(days: readonly ReplayDay[], { plannedVisitors }: Design, level: number): number[] {
  const information: number[] = [];
  let visitors = 0;
  const looks = days.map((day) => {
    visitors += day.visitors;
    const share = Math.min(1, visitors / plannedVisitors);
    if (share - (information.at(-1) ?? 0) <= 1e-6) return null;
    return information.push(share) - 1;
  });
  const bounds = boundsOf(information, level);
  return looks.map((look) => (look === null ? Infinity : (bounds[look] ?? Infinity)));
}

interface Sums {
  n: number;
  sum: number;
  sumSquares: number;
  acted: number;
}

function normalised(weights: readonly number[]): number[] {
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => (all === 0 ? 1 / weights.length : weight / all));
}

function deal(
  values: ReplayDay["values"],
  arms: readonly Sums[],
  shares: readonly number[],
  random: () => number,
): void {
  if (typeof values === "number") {
    multinomial(values, shares, random).forEach((count, index) => {
      const arm = arms[index];
      if (arm === undefined) return;
      arm.n += count;
      arm.acted += count;
      arm.sum += count;
      arm.sumSquares += count;
    });
    return;
  }
  for (const value of values) {
    let left = random();
    const arm = arms[shares.findIndex((share) => (left -= share) < 0)] ?? arms.at(-1);
    if (arm === undefined) continue;
    arm.n += 1;
    arm.acted += 1;
    arm.sum += value;
    arm.sumSquares += value * value;
  }
}

/** One binomial after the other, each of what is left. */
function multinomial(n: number, shares: readonly number[], random: () => number): number[] {
  let [left, share] = [n, 1];
  return shares.map((own, index) => {
    const count =
      index === shares.length - 1 ? left : binomial(left, share <= 0 ? 0 : Math.min(1, own / share), random);
    left -= count;
    share -= own;
    return count;
  });
}

function momentsOf({ n, sum, sumSquares }: Sums, isRate: boolean) {
  if (isRate) return rateMoments(sum, n);
  return { n, mean: sum / n, variance: Math.max(0, sumSquares - (sum * sum) / n) / (n - 1) };
}

/** Inversion outwards from the mode: about as many steps as the standard deviation. */
function binomial(n: number, p: number, random: () => number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  const mode = Math.floor((n + 1) * p);
  let u = random();
  let [low, high] = [mode, mode];
  const at = Math.exp(logBinomialAt(mode, n, p));
  let [down, up] = [at, at];
  u -= at;
  while (u > 0) {
    const canRise = high < n;
    if (canRise) {
      up *= ((n - high) / (high + 1)) * (p / (1 - p));
      high += 1;
      u -= up;
      if (u <= 0) return high;
    }
    if (low > 0) {
      down *= (low / (n - low + 1)) * ((1 - p) / p);
      low -= 1;
      u -= down;
      if (u <= 0) return low;
    }
    // What rounding left over lies in the tails.
    if ((!canRise || up < 1e-18) && (low === 0 || down < 1e-18)) return mode;
  }
  return mode;
}

/** Stirling's series is exact to 1e-9 here, and only the scale of u hangs on it. */
function logBinomialAt(x: number, n: number, p: number): number {
  const log = (z: number): number =>
    z < 2 ? 0 : (z + 0.5) * Math.log(z) - z + 0.9189385332046727 + 1 / (12 * z) - 1 / (360 * z ** 3);
  return log(n) - log(x) - log(n - x) + x * Math.log(p) + (n - x) * Math.log1p(-p);
}

function wilson(count: number, n: number): [number, number] {
  const square = 1.959963984540054 ** 2;
  const share = count / n;
  const middle = share + square / (2 * n);
  const half = Math.sqrt((square * share * (1 - share)) / n + (square * square) / (4 * n * n));
  return [Math.max(0, (middle - half) / (1 + square / n)), Math.min(1, (middle + half) / (1 + square / n))];
}

/** mulberry32: plenty for dealing cards. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
