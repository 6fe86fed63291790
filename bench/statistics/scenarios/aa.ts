/** A/A tests watched at a thousand looks: how often does each method see an effect that is not there? */
import {
  confidenceSequence,
  conversionLogE,
  conversionPrior,
  normalTwoSided,
  pooledVariance,
  sequenceTuning,
} from "../../../src/stats/index.ts";
import { binomials, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario } from "../scenario.ts";

const ALPHA = 0.05;
const LOOKS = 1000;
/** Below this baseline the verdict is the e-process's (docs/statistics.md). */
const SMALL_BASELINE = 0.15;
const LEAST_CONVERTERS = 25;

export const aa: Scenario = {
  jobs: (share) =>
    [0.002, 0.01, 0.05, 0.3].flatMap((p) =>
      [0.5, 0.1, 0.05].map((rho) => ({ p, rho, runs: Math.round(10_000 * share) })),
    ),
  run: (job) => {
    const [p, rho] = [job["p"] as number, job["rho"] as number];
    const random = randomFrom(job.seed);
    const converts = binomials(random, p);
    const toB = binomials(random, rho);
    // Rare conversions need more visitors a look, or most looks see nothing new and the harness proves nothing.
    const visitors = p < 0.005 ? 500 : 100;
    const total = LOOKS * visitors;
    const rho2 = sequenceTuning(ALPHA, total);
    const k = conversionPrior(ALPHA, total * p);
    const budget = -Math.log(ALPHA);
    let [naive, sequence, gated, exact] = [0, 0, 0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      let [nA, nB, cA, cB] = [0, 0, 0, 0];
      let [sawNaive, sawSequence, sawGated, sawExact] = [false, false, false, false];
      for (let look = 0; look < LOOKS; look += 1) {
        const arrivedB = toB(visitors);
        const arrivedA = visitors - arrivedB;
        const newA = converts(arrivedA);
        const newB = converts(arrivedB);
        nA += arrivedA;
        nB += arrivedB;
        cA += newA;
        cB += newB;
        if (!sawExact && newA + newB > 0 && conversionLogE(cA, cB, rho, k) > budget) sawExact = true;
        if (sawNaive && sawSequence && sawGated) continue;
        const [pA, pB] = [cA / nA, cB / nB];
        const [a, b] = [
          { n: nA, mean: pA, variance: pA * (1 - pA) },
          { n: nB, mean: pB, variance: pB * (1 - pB) },
        ];
        const unpooled = a.variance / nA + b.variance / nB;
        if (!sawNaive && normalTwoSided((pB - pA) / Math.sqrt(unpooled)) < ALPHA) sawNaive = true;
        const standardError = Math.sqrt(Math.max(unpooled, pooledVariance(a, b)));
        const seen = confidenceSequence({
          estimate: pB - pA,
          standardError,
          n: nA + nB,
          alpha: ALPHA,
          rho2,
        });
        if (!seen.ok || !(seen.pValue < ALPHA)) continue;
        sawSequence = true;
        if (Math.min(cA, cB) >= LEAST_CONVERTERS) sawGated = true;
      }
      naive += Number(sawNaive);
      sequence += Number(sawSequence);
      gated += Number(sawGated);
      exact += Number(sawExact);
    }
    const [n, s, g, e] = [naive, sequence, gated, exact].map((count) => count / job.runs) as [
      number,
      number,
      number,
      number,
    ];
    const small = p < SMALL_BASELINE;
    const verdict = small ? e : g;
    return [
      {
        section: "A/A, 1,000 looks",
        cell: `p = ${percent(p, 1)}, ${Math.round(100 * (1 - rho))}/${Math.round(100 * rho)}`,
        figures: {
          verdict: percent(verdict),
          by: small ? "e-process" : "sequence",
          "conversion e-process": percent(e),
          "confidence sequence": percent(g),
          "without its gate": percent(s),
          "naive z": percent(n, 1),
        },
        target: "verdict ≤ 5.56 %, e-process < 5 %, naive > 40 %",
        holds: atMost(verdict, ALPHA, job.runs) && e < ALPHA + (job.runs < 10_000 ? 0.01 : 0) && n > 0.4,
      },
    ];
  },
};
