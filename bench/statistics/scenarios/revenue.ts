/** Revenue a visitor under A/A: few buy, and what they spend is lognormal. Gated by orders. */
import { confidenceSequence, pooledVariance, sequenceTuning } from "../../../src/stats/index.ts";
import { binomials, normals, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario } from "../scenario.ts";

const ALPHA = 0.05;
const LOOKS = 250;
const VISITORS_A_LOOK = 400;
const BUY = 0.05;

/** Orders that each arm needs before anything is concluded. */
function gate(rho: number): number {
  return Math.max(rho, 1 - rho) > 0.6 ? 250 : 100;
}

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
    const rho2 = sequenceTuning(ALPHA, LOOKS * VISITORS_A_LOOK);
    const least = gate(rho);
    let [gated, ungated] = [0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      const arms: [Arm, Arm] = [
        { n: 0, orders: 0, sum: 0, squares: 0 },
        { n: 0, orders: 0, sum: 0, squares: 0 },
      ];
      let [sawGated, sawUngated] = [false, false];
      for (let look = 0; look < LOOKS && !sawGated; look += 1) {
        const b = toB(VISITORS_A_LOOK);
        [VISITORS_A_LOOK - b, b].forEach((arrived, index) => {
          const arm = arms[index as 0 | 1];
          arm.n += arrived;
          const orders = buys(arrived);
          arm.orders += orders;
          for (let order = 0; order < orders; order += 1) {
            const value = Math.exp(sigma * normal());
            arm.sum += value;
            arm.squares += value * value;
          }
        });
        const [one, other] = arms.map(({ n, sum, squares }) => ({
          n,
          mean: sum / n,
          variance: (squares - (sum * sum) / n) / (n - 1),
        })) as [Moments, Moments];
        const unpooled = one.variance / one.n + other.variance / other.n;
        const seen = confidenceSequence({
          estimate: other.mean - one.mean,
          standardError: Math.sqrt(Math.max(unpooled, pooledVariance(one, other))),
          n: one.n + other.n,
          alpha: ALPHA,
          rho2,
        });
        if (!seen.ok || !(seen.pValue < ALPHA)) continue;
        sawUngated = true;
        if (Math.min(arms[0].orders, arms[1].orders) >= least) sawGated = true;
      }
      gated += Number(sawGated);
      ungated += Number(sawUngated);
    }
    return [
      {
        section: "Revenue, A/A, 5 % buy, lognormal, 250 looks",
        cell: `σ = ${sigma}, ${Math.round(100 * (1 - rho))}/${Math.round(100 * rho)}, ${least} orders an arm`,
        figures: { verdict: percent(gated / job.runs), "without the gate": percent(ungated / job.runs) },
        target: "≤ 5.6 %",
        holds: atMost(gated / job.runs, ALPHA, job.runs),
      },
    ];
  },
};

interface Arm {
  n: number;
  orders: number;
  sum: number;
  squares: number;
}

interface Moments {
  readonly n: number;
  readonly mean: number;
  readonly variance: number;
}
