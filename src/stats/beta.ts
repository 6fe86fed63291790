/**
 * The beta distribution: regularised incomplete beta function and its inverse. By the continued fraction of
 * Didonato & Morris (ACM TOMS 708, 1992), with the leading power in Loader's deviance form, so that relative accuracy
 * holds in both tails and for counts in the millions.
 */
import { deviance, logBeta, stirlingRemainder, HALF_LOG_2PI } from "./special.ts";
import { rootBetween } from "./root.ts";

/** P(X <= x), X ~ Beta(a, b). */
export function betaCdf(x: number, a: number, b: number): number {
  return regularised(x, 1 - x, a, b, true);
}

/** P(X > x). */
export function betaSf(x: number, a: number, b: number): number {
  return regularised(x, 1 - x, a, b, false);
}

/** The same with 1 − x given by the caller, who may know it better than `1 - x` does. */
export function betaTails(x: number, y: number, a: number, b: number): { lower: number; upper: number } {
  return { lower: regularised(x, y, a, b, true), upper: regularised(x, y, a, b, false) };
}

/** ln of x^a (1−x)^b / B(a, b): the density in the logit of x. */
export function logBetaLogitDensity(x: number, y: number, a: number, b: number): number {
  const n = a + b;
  if (Math.min(a, b) < 10) {
    const logX = y < x ? Math.log1p(-y) : Math.log(x);
    const logY = x < y ? Math.log1p(-x) : Math.log(y);
    return a * logX + b * logY - logBeta(a, b);
  }
  // a ln(x n / a) + b ln(y n / b) is −n times a divergence, formed from the distance of x to its centre a / n.
  const away = (b * x - a * y) / n;
  const divergence = a * logRatioLoss(away, x, a / n) + b * logRatioLoss(-away, y, b / n);
  return (
    -divergence -
    HALF_LOG_2PI +
    0.5 * (Math.log(a) + Math.log(b / n)) -
    stirlingRemainder(a) -
    stirlingRemainder(b) +
    stirlingRemainder(n)
  );
}

/** −ln(x/c) + (x − c)/c, where away = x − c: what a term loses against the centre; never negative. */
function logRatioLoss(away: number, x: number, centre: number): number {
  const e = away / centre;
  if (e < -0.999) return e - Math.log(x / centre);
  // −ln(1+e) + e = [deviance(d)] with 1 + d = 1/(1 + e), divided by that: deviance(d) / (1 + d).
  const d = -e / (1 + e);
  return deviance(d) / (1 + d);
}

function regularised(x: number, y: number, a: number, b: number, lower: boolean): number {
  if (Number.isNaN(x) || !(a > 0) || !(b > 0)) return Number.NaN;
  if (x <= 0) return lower ? 0 : 1;
  if (y <= 0) return lower ? 1 : 0;
  // The fraction converges fast on the side of the mode; the other tail is 1 − that.
  const direct = x <= a / (a + b);
  const tail = direct ? fraction(x, y, a, b) : fraction(y, x, b, a);
  return direct === lower ? tail : 1 - tail;
}

/** I_x(a, b) for x up to the mean. */
function fraction(x: number, y: number, a: number, b: number): number {
  const front = Math.exp(logBetaLogitDensity(x, y, a, b));
  if (front === 0) return 0;
  return front * evenPart(x, y, a, b);
}

const ENOUGH = 1e-16;
const ROUNDS = 200_000;

/** Didonato & Morris, eq. 9: about √max(a, b) rounds near the mean, a dozen elsewhere. */
function evenPart(x: number, y: number, a: number, b: number): number {
  const c = 1 + (a * y - b * x);
  const c0 = b / a;
  const c1 = 1 + 1 / a;
  let p = 1;
  let s = a + 1;
  let numerator = 1;
  let before = 0;
  let denominator = c / c1;
  let denominatorBefore = 1;
  let value = c1 / c;
  for (let n = 1; n < ROUNDS; n += 1) {
    const t = n / a;
    const w = n * (b - n) * x;
    const inverse = a / s;
    const alpha = p * (p + c0) * inverse * inverse * (w * x);
    const e = (1 + t) / (c1 + t + t);
    const beta = n + w / s + e * (c + n * (y + 1));
    p = 1 + t;
    s += 2;
    [before, numerator] = [numerator, alpha * before + beta * numerator];
    [denominatorBefore, denominator] = [denominator, alpha * denominatorBefore + beta * denominator];
    const next = numerator / denominator;
    const done = Math.abs(next - value) <= ENOUGH * next;
    value = next;
    if (done) break;
    before /= denominator;
    denominatorBefore /= denominator;
    numerator = value;
    denominator = 1;
  }
  return value;
}

/** x with P(X <= x) = p. 0 and 1 at the ends; the root is sought in the logit, so that small x keep their digits. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p >= 0 && p <= 1) || !(a > 0) || !(b > 0)) return Number.NaN;
  if (p === 0 || p === 1) return p;
  const excess = (logit: number): number => {
    const x = 1 / (1 + Math.exp(-logit));
    const y = 1 / (1 + Math.exp(logit));
    const lowerTail = p <= 0.5;
    const tail = regularised(x, y, a, b, lowerTail);
    return lowerTail ? Math.log(tail / p) : Math.log((1 - p) / tail);
  };
  const centre = Math.log(a / b);
  let step = 1 / Math.sqrt((a * b) / (a + b) + 0.01);
  let low = centre;
  let high = centre;
  for (let round = 0; round < 200 && excess(low) > 0; round += 1) low = centre - (step *= 2);
  step = 1 / Math.sqrt((a * b) / (a + b) + 0.01);
  for (let round = 0; round < 200 && excess(high) < 0; round += 1) high = centre + (step *= 2);
  return 1 / (1 + Math.exp(-rootBetween(excess, low, high)));
}
