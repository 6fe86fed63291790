/**
 * A/A bandits whose weights are moved every day by the rule itself, while the rate of purchase climbs or falls tenfold:
 * whoever was favoured met other days. How often does the verdict name a winner or a loser, looked at daily, and how often
 * is the fixed-horizon p-value of the last day below the level?
 */
import { analyse } from "../../../src/results/analysis.ts";
import { analysisOf, FIRST_DAY, PURCHASE, REVENUE } from "../../../src/results/analysis.fixture.ts";
import { nextWeights } from "../../../src/results/bandit.ts";
import type { AnalysisInput } from "../../../src/results/contract.ts";
import { DAY_MS } from "../../../src/results/day.ts";
import type { MetricSum, UnitCount } from "../../../src/store/aggregates.ts";
import { NO_MOMENTS } from "../../../src/store/moments.ts";
import { normals, type Random, randomFrom } from "../random.ts";
import { atMost, percent, type Scenario } from "../scenario.ts";

const ALPHA = 0.05;
const DAYS = 28;
const DRIFT = { climbing: [0.01, 0.1], falling: [0.1, 0.01] } as const;
/** A small arm, given instead of found. */
const STARVED = [0.95, 0.05];

export const bandit: Scenario = {
  jobs: (share) =>
    (["climbing", "falling"] as const).flatMap((drift) =>
      [
        { metric: "revenue", arms: 2, visitors: 500 },
        { metric: "revenue", arms: 2, visitors: 4000 },
        { metric: "revenue", arms: 4, visitors: 1000 },
        { metric: "purchase", arms: 4, visitors: 1000 },
        { metric: "revenue", arms: 2, visitors: 2000, spread: 1.5 },
        { metric: "revenue", arms: 2, visitors: 2000, spread: 1.5, starved: true },
      ].map((shop) => ({ spread: 1, starved: false, ...shop, drift, runs: Math.round(500 * share) })),
    ),
  run: (job) => {
    const [arms, visitors] = [job["arms"] as number, job["visitors"] as number];
    const drift = job["drift"] as keyof typeof DRIFT;
    const metric = job["metric"] === "revenue" ? REVENUE : PURCHASE;
    const [spread, starved] = [job["spread"] as number, job["starved"] as boolean];
    const shop = { arms, visitors, spread, starved, drift: DRIFT[drift], random: randomFrom(job.seed) };
    let [fired, small, tested] = [0, 0, 0];
    for (let run = 0; run < job.runs; run += 1) {
      const { hasFired, pValues } = runOf(metric, shop);
      fired += Number(hasFired);
      tested += pValues.length;
      small += pValues.filter((pValue) => pValue < ALPHA).length;
    }
    return [
      {
        section: "A/A, a bandit that moves daily while the rate drifts",
        cell: `${metric.key}${metric.kind === "sum" ? `, σ = ${spread}` : ""}, ${arms} arms, ${visitors} visitors a day, ${drift} between 1 % and 10 %${starved ? ", 95/5 from the second day on" : ""}`,
        figures: {
          "verdict at some look": percent(fired / job.runs),
          "fixed p < 0.05 on the last day": tested === 0 ? "–" : percent(small / tested),
        },
        target: "both ≤ 5 % (500 runs: ± 2.5 %)",
        holds:
          atMost(fired / job.runs, ALPHA, job.runs) &&
          (tested === 0 || atMost(small / tested, ALPHA, tested)),
      },
    ];
  },
};

interface Shop {
  readonly arms: number;
  readonly visitors: number;
  /** Of the logarithm of what an order is worth. */
  readonly spread: number;
  /** Weights are given, whatever is found. */
  readonly starved: boolean;
  readonly drift: readonly [number, number];
  readonly random: Random;
}

function runOf(metric: typeof PURCHASE, { arms, visitors, spread, starved, drift, random }: Shop) {
  const normal = normals(random);
  const weights = Array.from({ length: arms }, () => 1 / arms);
  const plan = { visitors: visitors * DAYS };
  const base = analysisOf({
    days: 0,
    weights,
    metrics: [metric],
    primary: metric.key,
    secondary: [],
    analysis: { method: "bandit", alpha: ALPHA, minimumDays: 1, plan },
  });
  const [counts, sums]: [UnitCount[], MetricSum[]] = [[], []];
  const days: { counts: UnitCount[]; sums: MetricSum[] } = { counts: [], sums: [] };
  const stretches: { name: string; fromMs: number | null; weights: readonly number[] }[] = [
    { name: "0", fromMs: null, weights },
  ];
  let hasFired = false;
  let pValues: number[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const stretch = stretches.at(-1) as (typeof stretches)[number];
    const rate = drift[0] + ((drift[1] - drift[0]) * day) / (DAYS - 1);
    const met = stretch.weights.map(() => ({ n: 0, orders: 0n, x: 0n, xx: 0n }));
    for (let visitor = 0; visitor < visitors; visitor += 1) {
      let left = random();
      const found = stretch.weights.findIndex((weight) => (left -= weight) < 0);
      const arm = met[found] ?? met.at(-1);
      if (arm === undefined) continue;
      arm.n += 1;
      if (random() >= rate) continue;
      const value = metric.kind === "sum" ? BigInt(Math.round(3000 * Math.exp(spread * normal()))) : 1n;
      arm.orders += 1n;
      arm.x += value;
      arm.xx += value * value;
    }
    for (const [variant, { n, orders, x, xx }] of met.entries()) {
      const units = { assigned: n, found: n, confirmed: n, seen: n };
      const moments = { ...NO_MOMENTS, units: orders, converted: orders, x, raw: x, xx };
      counts.push({ group: stretch.name, variant, units });
      sums.push({ group: stretch.name, metric: metric.key, variant, moments });
      days.counts.push({ group: String(FIRST_DAY + day), variant, units });
      days.sums.push({ group: String(FIRST_DAY + day), metric: metric.key, variant, moments });
    }
    const own = {
      ...base.sums,
      strata: null,
      daily: days,
      byStretch: stretches.length > 1 ? { counts, sums } : null,
    };
    const input: AnalysisInput = {
      ...base,
      stretches,
      sums: own,
      sumsOf: () => own,
      causes: [],
      asOfMs: (FIRST_DAY + day + 1) * DAY_MS,
    };
    const { decision, metrics } = analyse(input);
    hasFired ||= decision.verdict === "winner" || decision.verdict === "loser";
    pValues = (metrics[0]?.variants ?? []).flatMap(({ fixed }) => fixed?.pValue ?? []);
    const move = starved ? { moves: day === 0, weights: STARVED } : nextWeights(input);
    if (move.moves)
      stretches.push({ name: String(stretches.length), fromMs: input.asOfMs, weights: move.weights });
  }
  return { hasFired, pValues };
}
