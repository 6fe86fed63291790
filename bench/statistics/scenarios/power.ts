/** How often is a lift of 10 % on 5 % found, and when? Five hundred looks until 31,231 an arm, and twice as far. */
import {
  confidenceSequence,
  conversionLogE,
  conversionPrior,
  groupSequentialBounds,
  pooledVariance,
  rateMoments,
  sequenceTuning,
  twoProportionTest,
} from "../../../src/stats/index.ts";
import { binomials, randomFrom } from "../random.ts";
import { type Scenario } from "../scenario.ts";

const ALPHA = 0.05;
const N = 31_231;
const LOOKS = 500;
const P = 0.05;
const LIFT = 0.1;

export const power: Scenario = {
  jobs: (share) => [{ runs: Math.round(10_000 * share) }],
  run: (job) => {
    const random = randomFrom(job.seed);
    // Visitors an arm at each look, so that 500 looks make 31,231 exactly.
    const arrivals = Array.from(
      { length: 2 * LOOKS },
      (_, look) => Math.round(((look + 1) * N) / LOOKS) - Math.round((look * N) / LOOKS),
    );
    const [convertsA, convertsB] = [binomials(random, P), binomials(random, P * (1 + LIFT))];
    const rho2 = sequenceTuning(ALPHA, 2 * N);
    const k = conversionPrior(ALPHA, N * P * (2 + LIFT));
    const budget = -Math.log(ALPHA);
    const planned = Array.from({ length: 14 }, (_, look) => Math.round(((look + 1) * LOOKS) / 14) - 1);
    const design = groupSequentialBounds(
      planned.map((look) => (look + 1) / LOOKS),
      ALPHA,
    );
    if (!design.ok) throw new Error(design.reason);
    const ends = [LOOKS, 1.5 * LOOKS, 2 * LOOKS];
    const found = { fixed: 0, group: 0, sequence: [0, 0, 0], exact: [0, 0, 0] };
    for (let run = 0; run < job.runs; run += 1) {
      let [n, cA, cB] = [0, 0, 0];
      let [sequence, exact, group] = [Infinity, Infinity, false];
      for (let look = 0; look < 2 * LOOKS; look += 1) {
        const arrived = arrivals[look] ?? 0;
        n += arrived;
        cA += convertsA(arrived);
        cB += convertsB(arrived);
        if (exact === Infinity && conversionLogE(cA, cB, 0.5, k) > budget) exact = look;
        if (sequence === Infinity) {
          const [a, b] = [rateMoments(cA, n), rateMoments(cB, n)];
          const error = Math.max(a.variance / n + b.variance / n, pooledVariance(a, b));
          const seen = confidenceSequence({
            estimate: b.mean - a.mean,
            standardError: Math.sqrt(error),
            n: 2 * n,
            alpha: ALPHA,
            rho2,
          });
          if (seen.ok && seen.pValue < ALPHA) sequence = look;
        }
        const stage = planned.indexOf(look);
        if (stage < 0) continue;
        const test = twoProportionTest({ n, conversions: cA }, { n, conversions: cB }, ALPHA);
        if (!test.ok) continue;
        if (Math.abs(test.z) >= (design.bounds[stage] ?? Infinity)) group = true;
        if (look === LOOKS - 1 && test.pValue < ALPHA) found.fixed += 1;
      }
      if (group) found.group += 1;
      ends.forEach((end, index) => {
        if (sequence < end) found.sequence[index] = (found.sequence[index] ?? 0) + 1;
        if (exact < end) found.exact[index] = (found.exact[index] ?? 0) + 1;
      });
    }
    const row = (cell: string, counts: readonly number[], targets: readonly number[]) => {
      const shares = counts.map((count) => count / job.runs);
      return {
        section: "Power: p = 5 %, lift 10 %, 31,231 an arm",
        cell,
        figures: { "at 1 / 1.5 / 2 times n": shares.map((share) => share.toFixed(3)).join(" / ") },
        target: `${targets.join(" / ")} (± .013)`,
        holds: shares.every((share, index) => Math.abs(share - (targets[index] ?? 0)) <= 0.013),
      };
    };
    return [
      row("fixed horizon", [found.fixed], [0.8]),
      row("group-sequential, 14 looks", [found.group], [0.788]),
      row("confidence sequence, 500 looks", found.sequence, [0.537, 0.763, 0.888]),
      row("conversion e-process, 500 looks", found.exact, [0.505, 0.734, 0.871]),
    ];
  },
};
