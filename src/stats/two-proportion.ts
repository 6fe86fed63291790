/**
 * Two conversion rates, at one planned instant (fixed horizon): the z test of their difference, Fieller's interval of
 * the lift, and the other intervals that analysts ask for. Sources: Fleiss, "Statistical Methods for Rates and
 * Proportions"; Wilson (1927); Newcombe (1998), Stat. Med. 17; Katz et al. (1978) for the logarithm of the ratio.
 */
import { fiellerInterval } from "./fieller.ts";
import { fisherExact, type FisherExact } from "./fisher.ts";
import { normalTwoSided, normalUpperQuantile } from "./normal.ts";
import { alphaIsUsable, type Interval, type Outcome, refuse } from "./outcome.ts";
import { around, liftDelta } from "./welch.ts";

export interface Proportion {
  readonly conversions: number;
  readonly n: number;
}

export interface ProportionDifference {
  readonly rateA: number;
  readonly rateB: number;
  /** B − A. */
  readonly difference: number;
  /** Unpooled: √(pA(1−pA)/nA + pB(1−pB)/nB). */
  readonly standardError: number;
  readonly z: number;
  readonly pValue: number;
  /** Of the difference, unpooled. */
  readonly interval: Interval;
  /** With the rate of both arms together, as under the null hypothesis; its square is Pearson's χ². */
  readonly pooled: {
    readonly z: number;
    readonly pValue: number;
    readonly chiSquare: number;
    readonly standardError: number;
  };
  /** B/A − 1; null when nobody converted in control. */
  readonly lift: number | null;
  /** Dual to `pValue`. */
  readonly liftInterval: Outcome<Interval>;
  readonly liftDelta: (Interval & { readonly standardError: number; readonly pValue: number }) | null;
  /** Logarithm of the ratio of rates, its error, interval of the lift and p; null when an arm has no conversion. */
  readonly logRatio: {
    readonly estimate: number;
    readonly standardError: number;
    readonly pValue: number;
    readonly lift: Interval;
  } | null;
  readonly wilsonA: Interval;
  readonly wilsonB: Interval;
  /** Newcombe's hybrid score interval of the difference. */
  readonly newcombe: Interval;
}

/** Two-sided at 1 − alpha. `no-conversions` and `no-variance` when nobody or everybody converted in both arms. */
export function twoProportionTest(a: Proportion, b: Proportion, alpha = 0.05): Outcome<ProportionDifference> {
  if (!alphaIsUsable(alpha)) return refuse("alpha-out-of-range");
  if (!isProportion(a) || !isProportion(b)) return refuse("invalid-input");
  if (a.n === 0 || b.n === 0) return refuse("too-few-observations");
  if (a.conversions + b.conversions === 0) return refuse("no-conversions");
  if (a.conversions === a.n && b.conversions === b.n) return refuse("no-variance");
  const rateA = a.conversions / a.n;
  const rateB = b.conversions / b.n;
  const vA = varianceOfRate(a);
  const vB = varianceOfRate(b);
  // cB nA − cA nB is exact up to 2^53, the difference of two rates is not.
  const difference = (b.conversions * a.n - a.conversions * b.n) / (a.n * b.n);
  const standardError = Math.sqrt(vA + vB);
  const critical = normalUpperQuantile(alpha / 2);
  const n = a.n + b.n;
  const all = a.conversions + b.conversions;
  const pooledError = Math.sqrt((all / n) * ((n - all) / n) * (n / a.n / b.n));
  const pooledZ = difference / pooledError;
  // One arm of nobody and one of everybody: no spread in either, and yet the most extreme difference.
  const z = standardError > 0 ? difference / standardError : Math.sign(difference) * Infinity;
  const wilsonA = wilson(a, critical);
  const wilsonB = wilson(b, critical);
  return {
    ok: true,
    rateA,
    rateB,
    difference,
    standardError,
    z,
    pValue: normalTwoSided(z),
    interval: around(difference, critical * standardError),
    pooled: {
      z: pooledZ,
      pValue: normalTwoSided(pooledZ),
      chiSquare: pooledZ * pooledZ,
      standardError: pooledError,
    },
    lift: a.conversions === 0 ? null : difference / rateA,
    liftInterval: fiellerInterval({ mean: rateA, variance: vA }, { mean: rateB, variance: vB }, critical),
    liftDelta: a.conversions === 0 ? null : liftDelta(rateA, rateB, vA, vB, critical, Infinity),
    logRatio: logRatio(a, b, critical),
    wilsonA,
    wilsonB,
    newcombe: newcombe(rateA, rateB, difference, wilsonA, wilsonB),
  };
}

/** Fisher's exact test of the same table, with the mid-p; see `fisherExact`. */
export function twoProportionFisher(a: Proportion, b: Proportion): Outcome<FisherExact> {
  if (!isProportion(a) || !isProportion(b)) return refuse("invalid-input");
  return fisherExact(a.conversions, a.n, b.conversions, b.n);
}

/** p(1 − p)/n, with the failures counted, not subtracted from 1. */
export function varianceOfRate({ conversions, n }: Proportion): number {
  return ((conversions / n) * ((n - conversions) / n)) / n;
}

export function isProportion({ conversions, n }: Proportion): boolean {
  return Number.isFinite(n) && conversions >= 0 && conversions <= n;
}

function wilson({ conversions, n }: Proportion, critical: number): Interval {
  const square = critical * critical;
  const middle = conversions + square / 2;
  const half = critical * Math.sqrt((conversions * (n - conversions)) / n + square / 4);
  // The smaller limit by Vieta, so that it keeps its digits near 0.
  const high = (middle + half) / (n + square);
  const low = conversions === 0 ? 0 : (conversions * (conversions / n)) / (middle + half);
  return { low, high: conversions === n ? 1 : high };
}

function newcombe(rateA: number, rateB: number, difference: number, a: Interval, b: Interval): Interval {
  return {
    low: difference - Math.hypot(rateB - b.low, a.high - rateA),
    high: difference + Math.hypot(b.high - rateB, rateA - a.low),
  };
}

function logRatio(a: Proportion, b: Proportion, critical: number) {
  if (a.conversions === 0 || b.conversions === 0) return null;
  const estimate = Math.log(b.conversions / b.n / (a.conversions / a.n));
  const standardError = Math.sqrt(
    (a.n - a.conversions) / a.conversions / a.n + (b.n - b.conversions) / b.conversions / b.n,
  );
  return {
    estimate,
    standardError,
    pValue: normalTwoSided(estimate / standardError),
    lift: {
      low: Math.expm1(estimate - critical * standardError),
      high: Math.expm1(estimate + critical * standardError),
    },
  };
}
