/** The upper tail of the chi-square distribution. */
import gammainc from "@stdlib/math-base-special-gammainc";
import { normalTwoSided } from "./normal.ts";

/** P(X > x) with `df` degrees of freedom, df > 0; 1 for x <= 0. */
export function chiSquareSf(x: number, df: number): number {
  if (!(x > 0)) return Number.isNaN(x) ? Number.NaN : 1;
  if (x === Infinity) return 0;
  if (df === 1) return normalTwoSided(Math.sqrt(x));
  if (df === 2) return Math.exp(-x / 2);
  return gammainc(x / 2, df / 2, true, true);
}
