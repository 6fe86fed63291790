/**
 * A ramp 1 → 10 → 50 % while the shop's own rate drifts from 8 to 2 %: what pooling makes of it, and what segments do.
 */
import {
  normalTwoSided,
  rateMoments,
  segmentEProcess,
  segmentPrior,
  stratifiedDifference,
} from "../../../src/stats/index.ts";
import { binomials, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario } from "../scenario.ts";

const ALPHA = 0.05;
const STAGES = [
  { rho: 0.01, p: 0.08, visitors: 60_000 },
  { rho: 0.1, p: 0.05, visitors: 60_000 },
  { rho: 0.5, p: 0.02, visitors: 60_000 },
];
const LOOKS_A_STAGE = 20;

export const ramp: Scenario = {
  jobs: (share) => [0, 0.1].map((lift) => ({ lift, runs: Math.round(10_000 * share) })),
  run: (job) => {
    const lift = job["lift"] as number;
    const random = randomFrom(job.seed);
    const draws = STAGES.map(({ rho, p }) => ({
      toB: binomials(random, rho),
      a: binomials(random, p),
      b: binomials(random, p * (1 + lift)),
    }));
    const converters = STAGES.reduce((sum, { p, visitors }) => sum + p * visitors, 0);
    const tau = segmentPrior(ALPHA, converters, 0.1);
    let [segmented, naive, sum, squares] = [0, 0, 0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      const counts = STAGES.map(({ rho }) => ({ rhoB: rho, nA: 0, nB: 0, cA: 0, cB: 0 }));
      let seen = false;
      for (const [stage, { visitors }] of STAGES.entries()) {
        const [count, draw] = [counts[stage], draws[stage]];
        if (count === undefined || draw === undefined) continue;
        for (let look = 0; look < LOOKS_A_STAGE; look += 1) {
          const arrived = visitors / LOOKS_A_STAGE;
          const b = draw.toB(arrived);
          count.nB += b;
          count.nA += arrived - b;
          count.cA += draw.a(arrived - b);
          count.cB += draw.b(b);
          if (seen) continue;
          const test = segmentEProcess(counts.slice(0, stage + 1), tau, ALPHA);
          if (test.ok && test.pValue < ALPHA) seen = true;
        }
      }
      if (seen) segmented += 1;
      const [nA, nB, cA, cB] = (["nA", "nB", "cA", "cB"] as const).map((key) =>
        counts.reduce((total, count) => total + count[key], 0),
      ) as [number, number, number, number];
      const [pA, pB] = [cA / nA, cB / nB];
      const error = Math.sqrt((pA * (1 - pA)) / nA + (pB * (1 - pB)) / nB);
      if (normalTwoSided((pB - pA) / error) < ALPHA) naive += 1;
      const stratified = stratifiedDifference(
        counts.map((count) => ({ a: rateMoments(count.cA, count.nA), b: rateMoments(count.cB, count.nB) })),
        ALPHA,
      );
      const estimate = stratified.ok ? (stratified.lift ?? Number.NaN) : Number.NaN;
      sum += estimate;
      squares += estimate * estimate;
    }
    const mean = sum / job.runs;
    const spread = Math.sqrt(squares / job.runs - mean * mean);
    const near = Math.abs(mean - lift) <= 0.01;
    return [
      {
        section: "Ramp 1 → 10 → 50 % with a baseline that falls from 8 to 2 %",
        cell: `true lift ${percent(lift, 0)}`,
        figures: {
          "segment e-process finds an effect": percent(segmented / job.runs),
          "stratified lift": `${mean.toFixed(4)} (sd ${spread.toFixed(3)})`,
          "naive pooling finds an effect": percent(naive / job.runs),
        },
        target: lift === 0 ? "≤ 5.6 %; within .01 of 0; naive fails" : "within .01 of .1",
        holds:
          near && (lift !== 0 || (atMost(segmented / job.runs, ALPHA, job.runs) && naive / job.runs > 0.5)),
      },
    ];
  },
};
