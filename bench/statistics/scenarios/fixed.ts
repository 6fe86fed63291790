/** Fixed horizon and group-sequential A/A tests, coverage of Fieller's interval and of the confidence sequence. */
import {
  confidenceSequence,
  groupSequentialBounds,
  pooledVariance,
  rateMoments,
  sequenceTuning,
  twoProportionTest,
} from "../../../src/stats/index.ts";
import { binomials, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario, tolerance } from "../scenario.ts";

const ALPHA = 0.05;
const LOOKS = 14;

/** Both tests of one planned duration: at its end, and at fourteen looks. */
export const fixed: Scenario = {
  jobs: (share) =>
    [0.01, 0.05, 0.3].flatMap((p) => [0.5, 0.1].map((rho) => ({ p, rho, runs: Math.round(10_000 * share) }))),
  run: (job) => {
    const [p, rho] = [job["p"] as number, job["rho"] as number];
    const random = randomFrom(job.seed);
    const visitors = Math.ceil(400 / p / rho / LOOKS);
    const toB = binomials(random, rho);
    const converts = binomials(random, p);
    const design = groupSequentialBounds(
      Array.from({ length: LOOKS }, (_, look) => (look + 1) / LOOKS),
      ALPHA,
    );
    if (!design.ok) throw new Error(design.reason);
    let [atEnd, atLooks] = [0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      let [nA, nB, cA, cB] = [0, 0, 0, 0];
      let crossed = false;
      for (let look = 0; look < LOOKS; look += 1) {
        const arrivedB = toB(visitors);
        nA += visitors - arrivedB;
        nB += arrivedB;
        cA += converts(visitors - arrivedB);
        cB += converts(arrivedB);
        const test = twoProportionTest({ n: nA, conversions: cA }, { n: nB, conversions: cB }, ALPHA);
        if (!test.ok) continue;
        if (Math.abs(test.pooled.z) >= (design.bounds[look] ?? Infinity)) crossed = true;
        if (look === LOOKS - 1 && test.pValue < ALPHA) atEnd += 1;
      }
      if (crossed) atLooks += 1;
    }
    const within = (share: number): boolean => Math.abs(share - ALPHA) <= tolerance(ALPHA, job.runs);
    return [
      {
        section: "A/A at planned looks",
        cell: `p = ${percent(p, 1)}, ${Math.round(100 * (1 - rho))}/${Math.round(100 * rho)}`,
        figures: {
          "fixed horizon": percent(atEnd / job.runs),
          "group-sequential": percent(atLooks / job.runs),
        },
        target: "4.44 to 5.56 %",
        holds: within(atEnd / job.runs) && within(atLooks / job.runs),
      },
    ];
  },
};

export const coverage: Scenario = {
  jobs: (share) =>
    [
      { p: 0.01, lift: 0, rho: 0.5, converters: 25 },
      { p: 0.01, lift: 0.5, rho: 0.5, converters: 25 },
      { p: 0.05, lift: 0.1, rho: 0.5, converters: 100 },
      { p: 0.05, lift: 0.1, rho: 0.1, converters: 25 },
      { p: 0.05, lift: -0.2, rho: 0.1, converters: 100 },
      { p: 0.3, lift: 0.1, rho: 0.5, converters: 400 },
    ].map((parameters) => ({ ...parameters, runs: Math.round(10_000 * share) })),
  run: (job) => {
    const [p, lift, rho] = [job["p"] as number, job["lift"] as number, job["rho"] as number];
    const converters = job["converters"] as number;
    const random = randomFrom(job.seed);
    const looks = 200;
    const smaller = Math.min(rho * (1 + lift), 1 - rho);
    const visitors = Math.ceil(converters / p / smaller / looks);
    const toB = binomials(random, rho);
    const [convertsA, convertsB] = [binomials(random, p), binomials(random, p * (1 + lift))];
    const rho2 = sequenceTuning(ALPHA, visitors * looks);
    let [covered, estimable, alwaysCovered] = [0, 0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      let [nA, nB, cA, cB] = [0, 0, 0, 0];
      let always = true;
      for (let look = 0; look < looks * 2; look += 1) {
        const arrivedB = toB(visitors);
        nA += visitors - arrivedB;
        nB += arrivedB;
        cA += convertsA(visitors - arrivedB);
        cB += convertsB(arrivedB);
        if (look === looks - 1) {
          const test = twoProportionTest({ n: nA, conversions: cA }, { n: nB, conversions: cB }, ALPHA);
          if (test.ok && test.liftInterval.ok) {
            estimable += 1;
            const { low, high } = test.liftInterval;
            if (low <= lift && lift <= high) covered += 1;
          }
        }
        if (!always || Math.min(cA, cB) < 25) continue;
        const [a, b] = [rateMoments(cA, nA), rateMoments(cB, nB)];
        const standardError = Math.sqrt(Math.max(a.variance / nA + b.variance / nB, pooledVariance(a, b)));
        const seen = confidenceSequence({
          estimate: b.mean - a.mean - p * lift,
          standardError,
          n: nA + nB,
          alpha: ALPHA,
          rho2,
        });
        if (seen.ok && seen.pValue < ALPHA) always = false;
      }
      if (always) alwaysCovered += 1;
    }
    const share = covered / estimable;
    return [
      {
        section: "Coverage",
        cell: `p = ${percent(p, 1)}, lift ${percent(lift, 0)}, ${Math.round(100 * (1 - rho))}/${Math.round(100 * rho)}, ${converters} converters in the smaller arm`,
        figures: {
          Fieller: percent(share),
          "sequence, at all of 400 looks": percent(alwaysCovered / job.runs),
        },
        target: "94 to 96 %; ≥ 94.4 %",
        holds: share >= 0.94 && share <= 0.96 && atMost(1 - alwaysCovered / job.runs, 0.05, job.runs),
      },
    ];
  },
};
