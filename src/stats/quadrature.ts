/** Integrals to full precision: of one hump over the line, and of smooth functions over an interval. */

/** Below the peak by this much (natural log), a hump is over: e^-42 is 6e-19. */
const OVER = 42;

/**
 * ln ∫ exp(g) over (−∞, ∞) for a concave and analytic `g`: the trapezoidal rule around the peak, whose error falls
 * exponentially with the number of points for such functions (Trefethen & Weideman, SIAM Review 2014); points are
 * doubled until two answers agree. −Infinity when the function is nothing everywhere that was looked at.
 *
 * `guess`, `scale`: about where the peak is and how wide; only a start. `tolerance`: relative, of the integral.
 */
export function logIntegral(
  g: (x: number) => number,
  guess: number,
  scale: number,
  tolerance = 1e-13,
): number {
  const peak = peakOf(g, guess, scale);
  const top = g(peak);
  if (!(top > -Infinity)) return -Infinity;
  const low = edgeOf(g, peak, -scale, top);
  const high = edgeOf(g, peak, scale, top);
  let points = 24;
  let step = (high - low) / points;
  let sum = 0;
  for (let index = 0; index <= points; index += 1) sum += Math.exp(g(low + index * step) - top);
  let area = sum * step;
  for (let round = 0; round < 12; round += 1) {
    for (let index = 0; index < points; index += 1) sum += Math.exp(g(low + (index + 0.5) * step) - top);
    points *= 2;
    step /= 2;
    const finer = sum * step;
    if (Math.abs(finer - area) <= tolerance * finer) return top + Math.log(finer);
    area = finer;
  }
  return top + Math.log(area);
}

/** Near enough to the largest value: a tenth of `scale` or closer is all that is needed. */
function peakOf(g: (x: number) => number, guess: number, scale: number): number {
  let middle = guess;
  let width = scale;
  let best = g(middle);
  for (let index = 0; index < 400; index += 1) {
    const left = g(middle - width);
    const right = g(middle + width);
    if (left > best || right > best) {
      const goRight = right > left;
      best = goRight ? right : left;
      middle += goRight ? width : -width;
      width *= 1.7;
    } else {
      if (best > -Infinity && best - left < 1 && best - right < 1) break;
      width /= 3;
      if (width < 1e-14 * (1 + Math.abs(middle))) break;
    }
  }
  return middle;
}

/** The nearest power-of-√2 multiple of `step` from the peak at which the hump is over. */
function edgeOf(g: (x: number) => number, peak: number, step: number, top: number): number {
  let width = step;
  const over = (x: number): boolean => !(g(x) - top > -OVER);
  if (over(peak + width)) {
    for (let index = 0; index < 200 && over(peak + width / Math.SQRT2); index += 1) width /= Math.SQRT2;
  } else {
    for (let index = 0; index < 400 && !over(peak + width); index += 1) width *= Math.SQRT2;
  }
  return peak + width;
}

export interface Rule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

const rules = new Map<number, Rule>();

/** Gauss–Legendre on [−1, 1] with `count` points: roots of the Legendre polynomial by Newton's method. */
export function gaussLegendre(count: number): Rule {
  const known = rules.get(count);
  if (known !== undefined) return known;
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let x = Math.cos((Math.PI * (index + 0.75)) / (count + 0.5));
    let slope = 1;
    for (let round = 0; round < 100; round += 1) {
      let previous = 1;
      let value = x;
      for (let k = 2; k <= count; k += 1)
        [previous, value] = [value, ((2 * k - 1) * x * value - (k - 1) * previous) / k];
      slope = (count * (x * value - previous)) / (x * x - 1);
      const move = value / slope;
      x -= move;
      if (Math.abs(move) < 1e-15) break;
    }
    nodes[count - 1 - index] = x;
    weights[count - 1 - index] = 2 / ((1 - x * x) * slope * slope);
  }
  const rule = { nodes, weights };
  rules.set(count, rule);
  return rule;
}
