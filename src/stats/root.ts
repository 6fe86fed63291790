/** Where a continuous function changes its sign. */

/**
 * A root of `f` in [low, high] by Chandrupatla's method (1997): inverse quadratic interpolation where it is safe,
 * bisection elsewhere. `f` must have different signs at the ends; an end where it is 0 is the answer. Accuracy: two
 * units in the last place of the abscissa, or `accuracy` where that is given.
 */
export function rootBetween(f: (x: number) => number, low: number, high: number, accuracy = 0): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  if (fa > 0 === fb > 0) return Number.NaN;
  let c = a;
  let fc = fa;
  let t = 0.5;
  for (let step = 0; step < 200; step += 1) {
    const x = a + t * (b - a);
    const fx = f(x);
    if (fx > 0 === fa > 0) {
      c = a;
      fc = fa;
    } else {
      c = b;
      b = a;
      fc = fb;
      fb = fa;
    }
    a = x;
    fa = fx;
    const nearer = Math.abs(fa) < Math.abs(fb);
    const best = nearer ? a : b;
    const width = Math.abs(b - a);
    const limit = (2 * Number.EPSILON * Math.abs(best) + 5e-324 + accuracy) / width;
    if (limit > 0.5 || fa === 0) return fa === 0 ? a : best;
    t = interpolated(a, b, c, fa, fb, fc);
    t = Math.min(Math.max(t, limit), 1 - limit);
  }
  return Math.abs(fa) < Math.abs(fb) ? a : b;
}

/** Where the inverse parabola through three points crosses 0, as a share of the way from a to b. */
function interpolated(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const xi = (a - b) / (c - b);
  const phi = (fa - fb) / (fc - fb);
  if (!(phi * phi < xi && (1 - phi) ** 2 < 1 - xi)) return 0.5;
  return (fa / (fb - fa)) * (fc / (fb - fc)) + (((c - a) / (b - a)) * (fa / (fc - fa)) * fb) / (fc - fb);
}

/**
 * The first point from `start` in steps that double, at which `f` is no longer positive. `f(start)` must be positive;
 * null when there is none within `limit` steps.
 */
export function firstNotPositive(
  f: (x: number) => number,
  start: number,
  step: number,
  limit = 200,
): number | null {
  let width = step;
  for (let index = 0; index < limit; index += 1) {
    const x = start + width;
    if (!Number.isFinite(x)) return null;
    if (!(f(x) > 0)) return x;
    width *= 2;
  }
  return null;
}
