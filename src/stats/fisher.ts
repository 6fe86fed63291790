/** Fisher's exact test of a two-by-two table. */
import { type Outcome, refuse } from "./outcome.ts";
import { deviance, HALF_LOG_2PI, stirlingRemainder } from "./special.ts";

export interface FisherExact {
  /** Two-sided: the probability of all tables that are no likelier than the one observed. */
  readonly pValue: number;
  /** Half of the probability of the observed table, and of those exactly as likely, taken off. */
  readonly midP: number;
}

/** Tables whose probability differs by less than this are equally likely (as in R). */
const TIE = 1 + 1e-7;

/** Whole numbers only. Cost grows with the standard deviation of the count, not with n. */
export function fisherExact(cA: number, nA: number, cB: number, nB: number): Outcome<FisherExact> {
  if (![cA, nA, cB, nB].every(Number.isInteger) || cA < 0 || cB < 0 || cA > nA || cB > nB)
    return refuse("invalid-input");
  const c = cA + cB;
  const lowest = Math.max(0, c - nB);
  const highest = Math.min(c, nA);
  // From the observed count outwards, in units of its own probability; the rest by ratios of neighbours.
  const up = (x: number): number => ((c - x) / (x + 1)) * ((nA - x) / (nB - c + x + 1));
  const mode = Math.floor(((c + 1) / (nA + nB + 2)) * (nA + 1));
  const own = Math.exp(logHypergeometric(cA, c, nA, nB));
  let sum = 1;
  let ties = 1;
  const far = cA >= mode ? 1 : -1;
  let term = 1;
  for (let x = cA; far > 0 ? x < highest : x > lowest; x += far) {
    term *= far > 0 ? up(x) : 1 / up(x - 1);
    sum += term;
    if (term < sum * 1e-18) break;
  }
  // Towards the mode and over it: what is likelier than the observed table is left out.
  const start = mirror(cA, far, own, lowest, highest, c, nA, nB);
  if (start !== null) {
    term = Math.exp(logHypergeometric(start, c, nA, nB)) / own;
    for (let x = start; ; x -= far) {
      if (term <= TIE) sum += term;
      if (term <= TIE && term >= 1 / TIE) ties += term;
      if (far > 0 ? x <= lowest : x >= highest) break;
      term *= far > 0 ? 1 / up(x - 1) : up(x);
      if (term < sum * 1e-18) break;
    }
  }
  const pValue = Math.min(1, sum * own);
  return { ok: true, pValue, midP: Math.max(0, pValue - (ties * own) / 2) };
}

/** The table on the other side of the mode from which on all are no likelier than the observed one. */
function mirror(
  cA: number,
  far: number,
  own: number,
  lowest: number,
  highest: number,
  c: number,
  nA: number,
  nB: number,
): number | null {
  const logOwn = Math.log(own) + Math.log(TIE);
  const notLikelier = (x: number): boolean => logHypergeometric(x, c, nA, nB) <= logOwn;
  const mode = Math.floor(((c + 1) / (nA + nB + 2)) * (nA + 1));
  const end = far > 0 ? lowest : highest;
  let likely = far > 0 ? Math.min(cA - 1, mode) : Math.max(cA + 1, mode);
  if (far > 0 ? likely < end : likely > end) return null;
  if (notLikelier(likely)) return likely;
  if (!notLikelier(end)) return null;
  let unlikely = end;
  while (Math.abs(likely - unlikely) > 1) {
    const middle = Math.round((likely + unlikely) / 2);
    if (notLikelier(middle)) unlikely = middle;
    else likely = middle;
  }
  return unlikely;
}

/** ln P(X = x), x of the c conversions in the arm of nA, by Loader's form of the binomial. */
function logHypergeometric(x: number, c: number, nA: number, nB: number): number {
  const rate = c / (nA + nB);
  const complement = (nA + nB - c) / (nA + nB);
  return (
    logBinomial(x, nA, rate, complement) +
    logBinomial(c - x, nB, rate, complement) -
    logBinomial(c, nA + nB, rate, complement)
  );
}

function logBinomial(x: number, n: number, p: number, q: number): number {
  if (x === 0) return n * Math.log(q > 0.5 ? 1 - p : q) === -Infinity ? -Infinity : n * Math.log1p(-p);
  if (x === n) return n * (p < 0.5 ? Math.log(p) : Math.log1p(-q));
  const away = x - n * p;
  return (
    stirlingRemainder(n) -
    stirlingRemainder(x) -
    stirlingRemainder(n - x) -
    n * p * deviance(away / (n * p)) -
    n * q * deviance(-away / (n * q)) -
    HALF_LOG_2PI -
    0.5 * (Math.log(x) + Math.log((n - x) / n))
  );
}
