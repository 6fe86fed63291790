/** Student's t: tails through the incomplete beta function; quantiles from the tail itself. */
import { betaTails } from "./beta.ts";
import { normalTwoSided, normalUpperQuantile } from "./normal.ts";
import { rootBetween } from "./root.ts";

/** P(|T| > |t|) with `df` degrees of freedom, df > 0 (Infinity: the normal distribution). */
export function studentTwoSided(t: number, df: number): number {
  if (df === Infinity) return normalTwoSided(t);
  const square = t * t;
  if (square === Infinity) return 0;
  return betaTails(df / (df + square), square / (df + square), df / 2, 0.5).lower;
}

/** P(T <= t). */
export function studentCdf(t: number, df: number): number {
  const half = studentTwoSided(t, df) / 2;
  return t < 0 ? half : 1 - half;
}

/** t with P(T <= t) = p. */
export function studentQuantile(p: number, df: number): number {
  if (!(p >= 0 && p <= 1) || !(df > 0)) return Number.NaN;
  if (p === 0.5) return 0;
  return p < 0.5 ? -studentUpperQuantile(p, df) : studentUpperQuantile(1 - p, df);
}

/** t with P(T > t) = p, p in (0, 1/2]. */
export function studentUpperQuantile(p: number, df: number): number {
  if (p <= 0) return Infinity;
  const normal = normalUpperQuantile(p);
  if (df > 1e15) return normal;
  // The logarithm of t, so that the heavy tails of few degrees of freedom are a few doublings away.
  const excess = (logT: number): number => Math.log(studentTwoSided(Math.exp(logT), df) / (2 * p));
  let low = Math.log(Math.max(normal, 1e-300)) - 0.25;
  let high = low + 0.5;
  while (excess(low) < 0) low -= 1;
  while (excess(high) > 0) high += high - low;
  return Math.exp(rootBetween(excess, low, high));
}
