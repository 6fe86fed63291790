/** Revenue a visitor under A/A: few buy, and what they spend is lognormal. Gated by who spent. */
import { type Moments, sequenceTuning, sequentialTest } from "../../../src/stats/index.ts";
import type { Arm } from "../../../src/results/arms.ts";
import { ALPHA, excludes, judged, NAIVE_Z, revenueDesign, spenders } from "../judged.ts";
import { binomials, normals, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario } from "../scenario.ts";

const LOOKS = 250;
const VISITORS_A_LOOK = 400;
const BUY = 0.05;
/** Minor units: a thousand of them are e^0. */
const UNIT = 1000;

export const revenue: Scenario = {
  jobs: (share) =>
    [1, 1.5, 2].flatMap((sigma) =>
      [0.5, 0.1].map((rho) => ({ sigma, rho, runs: Math.round(10_000 * share) })),
    ),
  run: (job) => {
    const [sigma, rho] = [job["sigma"] as number, job["rho"] as number];
    const random = randomFrom(job.seed);
    const normal = normals(random);
    const toB = binomials(random, rho);
    const buys = binomials(random, BUY);
    const visitors = LOOKS * VISITORS_A_LOOK;
    const { watched } = judged(revenueDesign({ baseline: BUY, visitors }), rho);
    const tuned = { alpha: ALPHA, rho2: sequenceTuning(ALPHA, visitors) };
    let [gated, ungated] = [0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      const arms = [0, 1].map(() => ({ n: 0, orders: 0, sum: 0, squares: 0 }));
      let [sawGated, sawUngated] = [false, false];
      for (let look = 0; look < LOOKS && !sawGated; look += 1) {
        const b = toB(VISITORS_A_LOOK);
        for (const [index, arm] of arms.entries()) {
          const arrived = index === 0 ? VISITORS_A_LOOK - b : b;
          const orders = buys(arrived);
          arm.n += arrived;
          arm.orders += orders;
          for (let order = 0; order < orders; order += 1) {
            const value = Math.round(UNIT * Math.exp(sigma * normal()));
            arm.sum += value;
            arm.squares += value * value;
          }
        }
        const [a, other] = arms.map(momentsOfArm) as [Moments, Moments];
        const error = Math.sqrt(a.variance / a.n + other.variance / other.n);
        if (!(Math.abs(other.mean - a.mean) >= NAIVE_Z * error)) continue;
        const test = sequentialTest(a, other, tuned);
        sawUngated ||= test.ok && test.pValue < ALPHA;
        const [control, treatment] = arms.map(({ n, orders: spending, sum, squares }) =>
          spenders(n, spending, sum, squares),
        ) as [Arm, Arm];
        sawGated = excludes(watched(control, treatment), 0);
      }
      gated += Number(sawGated);
      ungated += Number(sawUngated);
    }
    return [
      {
        section: "Revenue, A/A, 5 % buy, lognormal, 250 looks",
        cell: `σ = ${sigma}, ${Math.round(100 * (1 - rho))}/${Math.round(100 * rho)}`,
        figures: { verdict: percent(gated / job.runs), "without the gate": percent(ungated / job.runs) },
        target: "both ≤ 5.6 %",
        holds: [gated, ungated].every((count) => atMost(count / job.runs, ALPHA, job.runs)),
      },
    ];
  },
};

function momentsOfArm(arm: { readonly n: number; readonly sum: number; readonly squares: number }): Moments {
  const { n, sum, squares } = arm;
  return { n, mean: sum / n, variance: (squares - (sum * sum) / n) / (n - 1) };
}
