/** Results are computed within the time of a request: five metrics, four variants, ninety days, six values of a segment. */
import { expect, test } from "vitest";
import { analysisOf, PURCHASE, REVENUE } from "../../src/results/analysis.fixture.ts";
import { analyse } from "../../src/results/analysis.ts";
import { seriesOf } from "../../src/results/timeseries.ts";

const metrics = [
  PURCHASE,
  REVENUE,
  ...["add_to_cart", "begin_checkout", "view_item"].map((key) => ({ ...PURCHASE, key, event: key })),
];
const input = analysisOf({
  days: 90,
  visitors: 400,
  weights: [0.25, 0.25, 0.25, 0.25],
  rates: [0.1, 0.1, 0.11, 0.12],
  metrics,
  primary: "purchase",
  secondary: ["revenue", "add_to_cart", "begin_checkout"],
  guardrails: ["view_item"],
  device: ["a", "b", "c", "d", "e", "f"],
});
const segmented = { ...input, segment: { name: "device", of: () => input.sums.strata ?? input.sums.daily } };

/** The clock of a Worker stands still while it computes; it moves on when something is waited for. */
async function clock(): Promise<number> {
  await scheduler.wait(1);
  return Date.now();
}

test("results are computed within 50 ms, a series of ninety days likewise", async () => {
  const body = analyse(segmented);
  expect(body.segments).toHaveLength(6);
  expect(body.metrics.map(({ variants }) => variants?.length)).toEqual([4, 4, 4, 4, 4]);
  const times: number[] = [];
  const series: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const start = await clock();
    analyse(segmented);
    const middle = await clock();
    seriesOf(input);
    const end = await clock();
    times.push(middle - start);
    series.push(end - middle);
  }
  const median = (values: number[]): number => values.sort((one, other) => one - other)[3] ?? Infinity;
  const [results, band] = [median(times), median(series)];
  console.info(`results ${results} ms, series ${band} ms`);
  // Twice the target, because other tests share the machine; `npm run bench:recording` measures it alone, with D1.
  expect(results).toBeLessThan(100);
  expect(band).toBeLessThan(100);
});

test("so is the series of a group-sequential design, whose bounds are known once", async () => {
  const { definition } = input;
  const plan = { baseline: 0.1, visitors: 36_000 };
  const analysis = { ...definition.analysis, method: "group-sequential" as const, plan };
  const planned = { ...input, definition: { ...definition, analysis } };
  analyse(planned);
  const start = await clock();
  seriesOf(planned);
  // Ninety times the bounds of all days before would be seconds.
  expect((await clock()) - start).toBeLessThan(400);
});
