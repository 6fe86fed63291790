/** The standard normal distribution; both tails to 1e-308, each computed as itself and never as 1 − the other. */
import erfc from "@stdlib/math-base-special-erfc";
import erfcinv from "@stdlib/math-base-special-erfcinv";

/** P(Z <= z). */
export function normalCdf(z: number): number {
  return 0.5 * erfc(-z * Math.SQRT1_2);
}

/** P(Z > z). */
export function normalSf(z: number): number {
  return 0.5 * erfc(z * Math.SQRT1_2);
}

export function normalPdf(z: number): number {
  return 0.3989422804014327 * Math.exp(-0.5 * z * z);
}

/** z with P(Z <= z) = p, 0 < p < 1; ±Infinity at the ends, NaN outside. */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/** z with P(Z > z) = p: use this for small p, so that no 1 − p is formed. */
export function normalUpperQuantile(p: number): number {
  return p <= 0.5 ? upperQuantile(p) : -upperQuantile(1 - p);
}

/** p in [0, 1/2]. One step of Halley's method on ln P takes the library's 7e-14 to the last digits. */
function upperQuantile(p: number): number {
  if (!(p > 0)) return p === 0 ? Infinity : Number.NaN;
  const z = Math.SQRT2 * erfcinv(2 * p);
  const tail = normalSf(z);
  if (!(tail > 0)) return z;
  const error = (tail - p) / normalPdf(z);
  return z + error / (1 + 0.5 * z * error);
}

/** Two-sided p of a standard normal statistic. */
export function normalTwoSided(z: number): number {
  return erfc(Math.abs(z) * Math.SQRT1_2);
}
