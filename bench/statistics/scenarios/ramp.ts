/**
 * A ramp 1 → 10 → 50 % while the shop's own rate drifts from 8 to 2 %: what pooling makes of it, and what the Worker
 * does, stretch by stretch. Stages are of unequal size and the lift differs between them, so that weighing them wrongly
 * gives a wrong lift, and counting their errors wrongly a wrong interval.
 */
import { normalTwoSided } from "../../../src/stats/index.ts";
import { estimateOf } from "../../../src/results/estimate.ts";
import { ALPHA, buyers, excludes, judged, LEAST_LOG_E, mostLogE, purchaseDesign } from "../judged.ts";
import { binomials, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario, tolerance } from "../scenario.ts";

const STAGES = [
  { rho: 0.01, p: 0.08, visitors: 60_000 },
  { rho: 0.1, p: 0.05, visitors: 30_000 },
  { rho: 0.5, p: 0.02, visitors: 150_000 },
] as const;
const VISITORS = STAGES.reduce((sum, { visitors }) => sum + visitors, 0);
const CONVERTERS = STAGES.reduce((sum, { p, visitors }) => sum + p * visitors, 0);
const LOOKS_A_STAGE = 20;

type Lifts = readonly [number, number, number];

export const ramp: Scenario = {
  jobs: (share) =>
    (
      [
        [0, 0, 0],
        [0.1, 0.1, 0.1],
        [-0.2, 0.1, 0.5],
      ] satisfies Lifts[]
    ).map((lifts) => ({ lifts, runs: Math.round(10_000 * share) })),
  run: (job) => {
    const lifts = job["lifts"] as Lifts;
    const random = randomFrom(job.seed);
    const draws = STAGES.map(({ rho, p }, stage) => ({
      toB: binomials(random, rho),
      a: binomials(random, p),
      b: binomials(random, p * (1 + (lifts[stage] ?? 0))),
    }));
    // Of everybody who came: what all of them would have done in the one arm and in the other.
    const gained = STAGES.reduce(
      (sum, { p, visitors }, stage) => sum + p * visitors * (lifts[stage] ?? 0),
      0,
    );
    const truth = gained / CONVERTERS;
    const isNull = lifts.every((lift) => lift === 0);
    const [first] = STAGES;
    const design = {
      ...purchaseDesign({ baseline: CONVERTERS / VISITORS, visitors: VISITORS }),
      plannedConverters: CONVERTERS,
    };
    const { watched, atEnd } = judged(design, first.rho);
    let [segmented, naive, sum, squares, covered] = [0, 0, 0, 0, 0];
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
          const so = counts.slice(0, stage + 1);
          if (so.reduce((most, { cA, cB, rhoB }) => most + mostLogE(cA, cB, rhoB), 0) < LEAST_LOG_E) continue;
          const { a, b: treatment, stretches } = armsOf(so);
          seen = excludes(watched(a, treatment, stretches), 0);
        }
      }
      if (seen) segmented += 1;
      const { a, b, stretches, pA, pB, error } = armsOf(counts);
      if (normalTwoSided((pB - pA) / error) < ALPHA) naive += 1;
      const stratified = estimateOf({
        control: a,
        treatment: b,
        design,
        rhoB: first.rho,
        strata: [],
        stretches,
      });
      const estimate = stratified.ok ? (stratified.lift ?? Number.NaN) : Number.NaN;
      sum += estimate;
      squares += estimate * estimate;
      const interval = atEnd(a, b, stretches);
      covered += Number(interval !== null && !excludes(interval, truth));
    }
    const mean = sum / job.runs;
    const spread = Math.sqrt(squares / job.runs - mean * mean);
    const near = Math.abs(mean - truth) <= 0.01;
    const coverage = covered / job.runs;
    const wide = Math.abs(coverage - (1 - ALPHA)) <= Math.max(0.01, tolerance(ALPHA, job.runs));
    return [
      {
        section: "Ramp 1 → 10 → 50 % with a baseline that falls from 8 to 2 %",
        cell: `lift by stage ${lifts.map((lift) => percent(lift, 0)).join(", ")}: of all ${percent(truth, 1)}`,
        figures: {
          "segment e-process finds an effect": percent(segmented / job.runs),
          "stratified lift": `${mean.toFixed(4)} (sd ${spread.toFixed(3)})`,
          "its interval covers the true one": percent(coverage),
          "naive pooling finds an effect": percent(naive / job.runs),
        },
        target: `within .01 of the true lift; 94 to 96 % covered${isNull ? "; ≤ 5.6 %; naive fails" : ""}`,
        holds:
          near &&
          wide &&
          (!isNull || (atMost(segmented / job.runs, ALPHA, job.runs) && naive / job.runs > 0.5)),
      },
    ];
  },
};

interface Count {
  readonly rhoB: number;
  readonly nA: number;
  readonly nB: number;
  readonly cA: number;
  readonly cB: number;
}

/** Both arms altogether, and stage by stage. */
function armsOf(counts: readonly Count[]) {
  const [nA, nB, cA, cB] = (["nA", "nB", "cA", "cB"] as const).map((key) =>
    counts.reduce((total, count) => total + count[key], 0),
  ) as [number, number, number, number];
  const [pA, pB] = [cA / nA, cB / nB];
  return {
    a: buyers(nA, cA),
    b: buyers(nB, cB),
    stretches: counts.map((count) => ({
      rhoB: count.rhoB,
      a: buyers(count.nA, count.cA),
      b: buyers(count.nB, count.cB),
    })),
    pA,
    pB,
    error: Math.sqrt((pA * (1 - pA)) / nA + (pB * (1 - pB)) / nB),
  };
}
