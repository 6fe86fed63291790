/** Simulated shoppers over HTTP: what was recorded is what they did, to the last of them and to the cent. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { simulate, simulationDefinitions, untilServed } from "../../scripts/lib/simulation.ts";
import { recordedBy } from "../../scripts/lib/simulation-recorded.ts";
import { ADMIN_TOKEN, type Lahza, startLahza } from "./lahza.ts";
import { until } from "./started.ts";

const VISITORS = 400;
let lahza: Lahza;

beforeAll(async () => {
  lahza = await startLahza("example-shop");
  const { goals, experiment } = simulationDefinitions("simulated");
  await lahza.load({ settings: { currency: "USD" }, goals, experiments: [experiment] });
}, 60_000);
afterAll(async () => await (lahza as Lahza | undefined)?.close());

test(`${VISITORS} shoppers are recorded exactly`, { timeout: 180_000 }, async () => {
  await untilServed(lahza.url.href, 30_000);
  const truth = await simulate({
    url: lahza.url.href,
    token: ADMIN_TOKEN,
    visitors: VISITORS,
    baseline: 0.1,
    lift: 0.5,
    seed: 20_261_122,
  });
  expect(truth.reduce((sum, { visitors }) => sum + visitors, 0)).toBe(VISITORS);
  for (const did of truth) {
    // The shoppers did something of everything, or the comparison would show nothing.
    expect(Math.min(did.confirmed, did.purchase, did.bounce, did.orders - did.purchase)).toBeGreaterThan(0);
  }
  const recorded = () =>
    recordedBy(async (query) => {
      const answer = await fetch(new URL(`/_lahza/api/experiments/simulated/results?${query}`, lahza.url), {
        headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
      });
      expect(answer.status).toBe(200);
      return await answer.json();
    });
  // Page views are written behind their answers.
  await until(async () => JSON.stringify(await recorded()) === JSON.stringify(truth), 15_000);
  expect(await recorded()).toEqual(truth);
});
