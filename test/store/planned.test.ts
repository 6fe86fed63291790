/** A planned size, reached by recorded visitors: what comes later is told, and not counted. */
import { beforeAll, describe, expect, test } from "vitest";
import type { ResultsBody } from "../../src/results/contract.ts";
import { recordedShop, resultsAnswer as answer } from "./recorded-shop.ts";

const RESULTS = "/experiments/pdp-trust/results";

describe.each(["fixed", "group-sequential"] as const)("%s", (method) => {
  beforeAll(() =>
    recordedShop({
      // Two hundred visitors a day: on the sixth day there are as many as were planned.
      analysis: { method, minimumDays: 3, plan: { baseline: 0.1, visitors: 1100 } },
      metrics: { primary: "purchase", guardrails: ["add_to_cart"] },
    }),
  );

  test("primaries are of the planned sample, guardrails of everybody", async () => {
    const { metrics, decision } = await answer<ResultsBody>(RESULTS);
    const [purchase, guardrail] = metrics;
    expect(purchase?.planned?.later).toBe(400);
    expect(purchase?.variants?.map(({ visitors, total }) => [visitors, total])).toEqual([
      [600, 120],
      [600, 240],
    ]);
    expect(guardrail?.planned).toBeUndefined();
    expect(guardrail?.variants?.map(({ visitors }) => visitors)).toEqual([800, 800]);
    expect(decision).toMatchObject({ verdict: "winner", metric: "purchase" });
  });

  test.each(["device", "country"])("so are segments by %s", async (segment) => {
    const { segments } = await answer<ResultsBody>(`${RESULTS}?segment=${segment}`);
    const totals = [0, 1].map((variant) =>
      segments?.reduce((sum, { metrics }) => sum + (metrics[0]?.variants?.[variant]?.total ?? 0), 0),
    );
    expect(totals).toEqual([120, 240]);
    // Neither is watched by segment: the one has its end, the other bounds that are everybody's.
    const sequential = segments?.[0]?.metrics[0]?.variants?.[1]?.sequential;
    expect(sequential).toMatchObject({
      interval: null,
      reason: expect.stringMatching(/fixed-horizon|everybody/),
    });
  });

  test("days that are asked for do not move the planned end", async () => {
    const { metrics } = await answer<ResultsBody>(`${RESULTS}?from=2026-11-21`);
    expect(metrics[0]?.variants?.[0]?.visitors).toBe(500);
    expect(metrics[0]?.planned?.later).toBe(400);
  });

  test("before it, nothing is later", async () => {
    const fourth = metricsOn("2026-11-24T00:30:00Z");
    expect((await fourth)[0]?.planned).toBeUndefined();
    expect((await fourth)[0]?.variants?.[0]?.visitors).toBe(400);
  });

  const metricsOn = async (asOf: string) => (await answer<ResultsBody>(`${RESULTS}?asOf=${asOf}`)).metrics;
});
