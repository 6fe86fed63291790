/**
 * Several hypotheses at once. Adjusted p-values keep the order of the input. Sources: Holm (1979); Hochberg (1988);
 * Benjamini & Hochberg (1995); Benjamini & Yekutieli (2001); Wang & Ramdas (2022) for e-values.
 */

export function bonferroni(pValues: readonly number[]): number[] {
  return pValues.map((p) => Math.min(1, p * pValues.length));
}

/** Step-down: family-wise error under any dependence, never weaker than Bonferroni. */
export function holm(pValues: readonly number[]): number[] {
  return stepwise(pValues, "down", (rank, count) => count - rank);
}

/** Step-up: family-wise error under independence or positive dependence. */
export function hochberg(pValues: readonly number[]): number[] {
  return stepwise(pValues, "up", (rank, count) => count - rank);
}

/** Step-up: false discovery rate under independence or positive dependence. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return stepwise(pValues, "up", (rank, count) => count / (rank + 1));
}

/** Step-up: false discovery rate under any dependence. */
export function benjaminiYekutieli(pValues: readonly number[]): number[] {
  let harmonic = 0;
  for (let k = 1; k <= pValues.length; k += 1) harmonic += 1 / k;
  return stepwise(pValues, "up", (rank, count) => (harmonic * count) / (rank + 1));
}

export interface Rejections {
  readonly rejected: readonly boolean[];
  readonly count: number;
}

/**
 * e-BH: the k largest e-values are rejected for the largest k with e₍ₖ₎ >= m/(kα). False discovery rate at most α
 * under any dependence, and at any time.
 */
export function eBenjaminiHochberg(eValues: readonly number[], alpha = 0.05): Rejections {
  const order = indicesBy(eValues, (a, b) => b - a);
  let count = 0;
  order.forEach((index, rank) => {
    if ((eValues[index] ?? 0) * (rank + 1) * alpha >= eValues.length) count = rank + 1;
  });
  const chosen = new Set(order.slice(0, count));
  return { rejected: eValues.map((_, index) => chosen.has(index)), count };
}

function stepwise(
  pValues: readonly number[],
  direction: "down" | "up",
  factor: (rank: number, count: number) => number,
): number[] {
  const count = pValues.length;
  const order = indicesBy(pValues, (a, b) => a - b);
  const adjusted = Array.from(pValues);
  let bound = direction === "down" ? 0 : 1;
  for (let step = 0; step < count; step += 1) {
    const rank = direction === "down" ? step : count - 1 - step;
    const index = order[rank] ?? 0;
    const scaled = Math.min(1, (pValues[index] ?? 1) * factor(rank, count));
    bound = direction === "down" ? Math.max(bound, scaled) : Math.min(bound, scaled);
    adjusted[index] = bound;
  }
  return adjusted;
}

function indicesBy(values: readonly number[], compare: (a: number, b: number) => number): number[] {
  return values.map((_, index) => index).sort((i, j) => compare(values[i] ?? 0, values[j] ?? 0) || i - j);
}
