/** The sample-ratio test, watched all the time: false alarms, and how soon a wrong split is seen. */
import { sampleRatioLogE, sampleRatioTest } from "../../../src/stats/index.ts";
import { binomials, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario } from "../scenario.ts";

const WEIGHTS = [0.5, 0.5];
const ALARM = Math.log(1000);

export const sampleRatio: Scenario = {
  jobs: (share) =>
    [
      { split: 0.5, step: 100, limit: 100_000, target: 0 },
      { split: 0.55, step: 10, limit: 50_000, target: 2100 },
      { split: 0.52, step: 25, limit: 200_000, target: 10_300 },
      { split: 0.51, step: 100, limit: 800_000, target: 40_400 },
    ].map((parameters) => ({ ...parameters, runs: Math.round(5000 * share) })),
  run: (job) => {
    const [split, step, limit, target] = ["split", "step", "limit", "target"].map((name) => job[name]) as [
      number,
      number,
      number,
      number,
    ];
    const random = randomFrom(job.seed);
    const toA = binomials(random, split);
    const delays: number[] = [];
    for (let run = 0; run < job.runs; run += 1) {
      const counts = [0, 0];
      let alarm = Infinity;
      for (let n = step; n <= limit && alarm === Infinity; n += step) {
        const a = toA(step);
        counts[0] = (counts[0] ?? 0) + a;
        counts[1] = n - counts[0];
        const segment = { counts, weights: WEIGHTS };
        if (target > 0) {
          if (sampleRatioLogE([segment], 1000) > ALARM) alarm = n;
        } else {
          const test = sampleRatioTest(segment);
          if (test.ok && test.logE > ALARM) alarm = n;
        }
      }
      delays.push(alarm);
    }
    delays.sort((one, other) => one - other);
    if (target === 0) {
      const share = delays.filter((delay) => delay < Infinity).length / job.runs;
      return [
        {
          section: "Sample ratio, α = .001",
          cell: "50/50 as set, 1,000 looks to 100,000 visitors (mean of three priors)",
          figures: { result: `${percent(share)} alarms` },
          target: "≤ 0.22 %",
          holds: atMost(share, 0.001, job.runs) && share <= 0.0022,
        },
      ];
    }
    const median = delays[Math.floor(delays.length / 2)] ?? Infinity;
    return [
      {
        section: "Sample ratio, α = .001",
        cell: `${Math.round(split * 100)}/${Math.round(100 - split * 100)} instead of 50/50 (k = 1000)`,
        figures: { result: `seen after ${median.toLocaleString("en")} visitors (median)` },
        target: `${target.toLocaleString("en")} ± 10 %`,
        holds: Math.abs(median / target - 1) <= 0.1,
      },
    ];
  },
};
