/**
 * A/A experiments that are judged at a planned size, looked at every day by the verdict itself, and left running for as
 * long again: how often does it ever name a winner or a loser?
 */
import { analyse } from "../../../src/results/analysis.ts";
import { analysisOf, FIRST_DAY, plannedSample, PURCHASE } from "../../../src/results/analysis.fixture.ts";
import { DAY_MS } from "../../../src/results/day.ts";
import { upTo } from "../../../src/results/planned.ts";
import type { Aggregates, MetricSum, UnitCount } from "../../../src/store/aggregates.ts";
import { NO_MOMENTS } from "../../../src/store/moments.ts";
import { binomials, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario } from "../scenario.ts";

const ALPHA = 0.05;
const RATE = 0.05;
const A_DAY = 2000;
const PLANNED_DAYS = 14;
const DAYS = 2 * PLANNED_DAYS;

export const verdict: Scenario = {
  jobs: (share) =>
    (["fixed", "group-sequential"] as const).flatMap((method) =>
      [
        { primaries: 1, treatments: 1 },
        { primaries: 3, treatments: 1 },
        { primaries: 2, treatments: 2 },
      ].map((parameters) => ({ ...parameters, method, runs: Math.round(1_000 * share) })),
    ),
  run: (job) => {
    const [primaries, treatments] = [job["primaries"] as number, job["treatments"] as number];
    const method = job["method"] as "fixed" | "group-sequential";
    const random = randomFrom(job.seed);
    const converts = binomials(random, RATE);
    const arms = treatments + 1;
    const metrics = Array.from({ length: primaries }, (_, index) => ({ ...PURCHASE, key: `m${index}` }));
    const plan = { baseline: RATE, visitors: A_DAY * PLANNED_DAYS };
    const shop = analysisOf({
      days: 0,
      metrics,
      weights: Array.from({ length: arms }, () => 1 / arms),
      primary: metrics.map(({ key }) => key),
      secondary: [],
      analysis: { method, alpha: ALPHA, minimumDays: 1, plan },
    });
    let [early, late] = [0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      const all = recorded(arms, metrics, converts);
      let fired: number | null = null;
      for (let day = 0; day < DAYS && fired === null; day += 1) {
        const sums = { ...shop.sums, daily: upTo(FIRST_DAY + day, all) };
        const { decision } = analyse({
          ...shop,
          sums,
          sumsOf: (metric) => plannedSample(shop.definition, metric, sums),
          causes: [],
          asOfMs: (FIRST_DAY + day + 1) * DAY_MS,
        });
        if (decision.verdict === "winner" || decision.verdict === "loser") fired = day;
      }
      if (fired !== null && fired < PLANNED_DAYS) early += 1;
      else if (fired !== null) late += 1;
    }
    const share = (early + late) / job.runs;
    return [
      {
        section: "A/A, the verdict of a planned size, looked at daily for twice as long",
        cell: `${method}, primary metrics: ${primaries}, treatments: ${treatments}`,
        figures: {
          "by the planned day": percent(early / job.runs),
          "in the fourteen days after": percent(late / job.runs),
        },
        target: "≤ 5 % together (1,000 runs: ± 1.8 %); 0 after",
        holds: atMost(share, ALPHA, job.runs) && late === 0,
      },
    ];
  },
};

/** Every day of every arm, each metric by itself. */
function recorded(
  arms: number,
  metrics: readonly { readonly key: string }[],
  converts: (n: number) => number,
): Aggregates {
  const [counts, sums]: [UnitCount[], MetricSum[]] = [[], []];
  const n = Math.round(A_DAY / arms);
  for (let day = 0; day < DAYS; day += 1)
    for (let variant = 0; variant < arms; variant += 1) {
      const group = String(FIRST_DAY + day);
      counts.push({ group, variant, units: { assigned: n, found: n, confirmed: n, seen: n } });
      for (const { key } of metrics) {
        const x = BigInt(converts(n));
        const moments = { ...NO_MOMENTS, units: x, converted: x, x, raw: x, xx: x };
        sums.push({ group, metric: key, variant, moments });
      }
    }
  return { counts, sums };
}
