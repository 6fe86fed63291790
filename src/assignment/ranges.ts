/** From weights to ranges of the hash, and from a hash to a variant. Pure. */

/** Half-open: start is in, end is out. */
export type Range = readonly [start: number, end: number];

/** Weights may miss 1 by this much (written as thirds, say) before they are taken as wrong. */
const LEAST_SUM = 0.99;
const GREATEST_SUM = 1.01;

/**
 * One range a variant. Starts are cumulative over the weights, ends are start + traffic × weight: raising
 * the traffic makes every range longer where it stands, so nobody changes variant.
 * Traffic is clamped to 0..1. A wrong number of weights, or a sum outside 0.99..1.01, means equal weights
 * (the API refuses such input; this function tolerates it, as GrowthBook's does).
 */
export function bucketRanges(
  count: number,
  traffic = 1,
  weights?: readonly number[] | null,
): [number, number][] {
  if (!(count > 0)) return [];
  const share = Number.isNaN(traffic) ? 0 : Math.min(1, Math.max(0, traffic));
  let cumulative = 0;
  return usableWeights(count, weights).map((weight) => {
    const start = cumulative;
    cumulative += weight;
    return [start, start + share * weight];
  });
}

/** Index of the range that holds n, or −1 for none. */
export function chooseVariant(n: number, ranges: readonly Range[]): number {
  return ranges.findIndex((range) => inRange(n, range));
}

export function inRange(n: number, [start, end]: Range): boolean {
  return n >= start && n < end;
}

function usableWeights(count: number, weights: readonly number[] | null | undefined): readonly number[] {
  if (weights?.length === count) {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (sum >= LEAST_SUM && sum <= GREATEST_SUM) return weights;
  }
  return Array.from({ length: Math.floor(count) }, () => 1 / count);
}
