/**
 * Logarithms of the gamma and beta functions, and the pieces by which differences of large ones are formed without
 * losing digits: Stirling's remainder and the deviance (Loader, "Fast and Accurate Computation of Binomial
 * Probabilities", 2000).
 */
import gammaln from "@stdlib/math-base-special-gammaln";

/** ln Γ(z), z > 0. */
export function logGamma(z: number): number {
  return gammaln(z);
}

export const HALF_LOG_2PI = 0.9189385332046727;

/** R(z) = ln Γ(z) − [(z − 1/2) ln z − z + ln(2π)/2], z > 0: about 1/(12z). Error below 1e-16 relative to ln Γ. */
export function stirlingRemainder(z: number): number {
  if (z < 15) return gammaln(z) - ((z - 0.5) * Math.log(z) - z + HALF_LOG_2PI);
  const w = 1 / (z * z);
  return (1 / 12 - w * (1 / 360 - w * (1 / 1260 - w * (1 / 1680 - w * (1 / 1188 - (w * 691) / 360360))))) / z;
}

/** (1 + e) ln(1 + e) − e for e >= −1: half the deviance of an observed 1 + e where 1 was expected. */
export function deviance(e: number): number {
  if (e <= -1) return 1;
  if (Math.abs(e) > 0.1) return (1 + e) * Math.log1p(e) - e;
  // Σ_{k≥2} (−e)^k / (k (k − 1)); sixteen terms leave 1e-17 at 0.1.
  let sum = 0;
  for (let k = 18; k >= 2; k -= 1) sum = sum * -e + 1 / (k * (k - 1));
  return sum * e * e;
}

/** ln B(a, b), a and b > 0. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b);
  const large = Math.max(a, b);
  const sum = small + large;
  if (large < 15) return gammaln(small) + gammaln(large) - gammaln(sum);
  const share = small / sum;
  const tail = stirlingRemainder(large) - stirlingRemainder(sum) + (large - 0.5) * Math.log1p(-share);
  if (small < 15) return gammaln(small) + small - small * Math.log(sum) + tail;
  return (
    HALF_LOG_2PI + stirlingRemainder(small) + tail + (small - 0.5) * Math.log(share) - 0.5 * Math.log(sum)
  );
}
