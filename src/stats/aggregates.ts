/**
 * What the statistics see of the visitors of an arm: count, sums, sums of squares and of products. Aggregates of
 * disjoint groups merge by addition. Sums may be bigints: what the rollups add up exactly stays exact up to here.
 */

export interface Sample {
  readonly n: number;
  readonly sum: number | bigint;
  readonly sumSquares: number | bigint;
}

/** Two numbers a visitor: y the outcome (or numerator), x the covariate (or denominator). */
export interface PairedSample {
  readonly n: number;
  readonly sumY: number | bigint;
  readonly sumSquaresY: number | bigint;
  readonly sumX: number | bigint;
  readonly sumSquaresX: number | bigint;
  readonly sumXY: number | bigint;
}

/** A group's mean, its variance (divisor n - 1) and n. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}

export function mergeSamples(a: Sample, b: Sample): Sample {
  return { n: a.n + b.n, sum: add(a.sum, b.sum), sumSquares: add(a.sumSquares, b.sumSquares) };
}

export function mergePaired(a: PairedSample, b: PairedSample): PairedSample {
  return {
    n: a.n + b.n,
    sumY: add(a.sumY, b.sumY),
    sumSquaresY: add(a.sumSquaresY, b.sumSquaresY),
    sumX: add(a.sumX, b.sumX),
    sumSquaresX: add(a.sumSquaresX, b.sumSquaresX),
    sumXY: add(a.sumXY, b.sumXY),
  };
}

/** Null for an empty group; the variance of a single observation is 0. */
export function momentsOf({ n, sum, sumSquares }: Sample): Moments | null {
  if (!(n > 0) || !Number.isFinite(n)) return null;
  return { n, mean: Number(sum) / n, variance: n > 1 ? Math.max(0, centred(n, sumSquares, sum, sum)) : 0 };
}

/** Moments of two groups together. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const n = a.n + b.n;
  const away = b.mean - a.mean;
  const squares = a.variance * (a.n - 1) + b.variance * (b.n - 1) + away * away * ((a.n * b.n) / n);
  return { n, mean: a.mean + (away * b.n) / n, variance: n > 1 ? squares / (n - 1) : 0 };
}

/**
 * Covariance with divisor n - 1: (n Σxy − Σx Σy) / (n (n − 1)). With bigints exact until the division; with numbers
 * the difference is formed in twice the working precision, so that a mean far larger than the spread costs no digits.
 */
export function centred(
  n: number,
  sumXY: number | bigint,
  sumX: number | bigint,
  sumY: number | bigint,
): number {
  const divisor = n * (n - 1);
  if (typeof sumXY === "bigint" && typeof sumX === "bigint" && typeof sumY === "bigint")
    return Number(BigInt(n) * sumXY - sumX * sumY) / divisor;
  const [p, pError] = product(n, Number(sumXY));
  const [q, qError] = product(Number(sumX), Number(sumY));
  return (p - q + (pError - qError)) / divisor;
}

const SPLIT = 2 ** 27 + 1;

/** a·b and what rounding took from it (Dekker 1971). The remainder is 0 where splitting would overflow. */
function product(a: number, b: number): [number, number] {
  const p = a * b;
  if (Math.abs(a) > 1e150 || Math.abs(b) > 1e150) return [p, 0];
  const aHigh = a * SPLIT - (a * SPLIT - a);
  const bHigh = b * SPLIT - (b * SPLIT - b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return [p, aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow)];
}

function add(a: number | bigint, b: number | bigint): number | bigint {
  return typeof a === "bigint" && typeof b === "bigint" ? a + b : Number(a) + Number(b);
}
