/** A/A tests watched at a thousand looks: how often does each method see an effect that is not there? */
import { rateMoments, sequenceTuning, sequentialTest } from "../../../src/stats/index.ts";
import {
  ALPHA,
  buyers,
  excludes,
  judged,
  LEAST_LOG_E,
  mostLogE,
  NAIVE_Z,
  purchaseDesign,
} from "../judged.ts";
import { binomials, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario } from "../scenario.ts";

const LOOKS = 1000;
/** Baselines by which a plan chooses the one and the other. */
const [SMALL, LARGE] = [0.03, 0.3];

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
    const plan = { visitors: LOOKS * visitors };
    const chosen = purchaseDesign({ ...plan, baseline: p });
    const [exactly, normally] = [SMALL, LARGE].map((baseline) => {
      // Tuned to what the plan expects, whichever of the two is asked.
      const { plannedConverters } = chosen;
      return judged({ ...purchaseDesign({ ...plan, baseline }), plannedConverters }, rho);
    }) as [ReturnType<typeof judged>, ReturnType<typeof judged>];
    const tuned = { alpha: ALPHA, rho2: sequenceTuning(ALPHA, plan.visitors) };
    const seen = { naive: 0, sequence: 0, ungated: 0, exact: 0 };
    for (let run = 0; run < job.runs; run += 1) {
      let [nA, nB, cA, cB] = [0, 0, 0, 0];
      let [naive, ungated, sequence, exact] = [false, false, false, false];
      for (let look = 0; look < LOOKS; look += 1) {
        const arrivedB = toB(visitors);
        const arrivedA = visitors - arrivedB;
        nA += arrivedA;
        nB += arrivedB;
        cA += converts(arrivedA);
        cB += converts(arrivedB);
        if (!exact && mostLogE(cA, cB, rho) >= LEAST_LOG_E)
          exact = excludes(exactly.watched(buyers(nA, cA), buyers(nB, cB)), 0);
        if (naive && ungated && sequence) continue;
        const [pA, pB] = [cA / nA, cB / nB];
        const z = (pB - pA) / Math.sqrt((pA * (1 - pA)) / nA + (pB * (1 - pB)) / nB);
        if (!(Math.abs(z) >= NAIVE_Z)) continue;
        naive = true;
        if (!ungated) {
          const test = sequentialTest(rateMoments(cA, nA), rateMoments(cB, nB), tuned);
          ungated = test.ok && test.pValue < ALPHA;
        }
        if (!sequence) sequence = excludes(normally.watched(buyers(nA, cA), buyers(nB, cB)), 0);
      }
      seen.naive += Number(naive);
      seen.ungated += Number(ungated);
      seen.sequence += Number(sequence);
      seen.exact += Number(exact);
    }
    const byExact = chosen.method === "conversion-e-process";
    const verdict = byExact ? seen.exact : seen.sequence;
    const share = (count: number): number => count / job.runs;
    return [
      {
        section: "A/A, 1,000 looks",
        cell: `p = ${percent(p, 1)}, ${Math.round(100 * (1 - rho))}/${Math.round(100 * rho)}`,
        figures: {
          verdict: percent(share(verdict)),
          by: byExact ? "e-process" : "sequence",
          "conversion e-process": percent(share(seen.exact)),
          "confidence sequence": percent(share(seen.sequence)),
          "without its gate": percent(share(seen.ungated)),
          "naive z": percent(share(seen.naive), 1),
        },
        target:
          "verdict and sequence ≤ 5.56 %, also ungated; e-process < 5 %, and it judges below 15 %; naive > 40 %",
        holds:
          byExact === p < 0.15 &&
          [verdict, seen.sequence, seen.ungated].every((count) => atMost(share(count), ALPHA, job.runs)) &&
          share(seen.exact) < ALPHA + (job.runs < 10_000 ? 0.01 : 0) &&
          share(seen.naive) > 0.4,
      },
    ];
  },
};
