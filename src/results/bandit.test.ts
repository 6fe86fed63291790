import { expect, test } from "vitest";
import type { UnitCount } from "../store/aggregates.ts";
import { NO_MOMENTS } from "../store/moments.ts";
import { analysisOf } from "./analysis.fixture.ts";
import { nextWeights } from "./bandit.ts";

test("an arm that nobody bought from in forty small stretches is not thought to be good", () => {
  const stretches = Array.from({ length: 40 }, (_, index) => ({
    name: String(index),
    fromMs: null,
    weights: [0.95, 0.05],
  }));
  const counts = stretches.flatMap(({ name }) =>
    [95, 5].map((n, variant): UnitCount => ({
      group: name,
      variant,
      units: { assigned: n, found: n, confirmed: n, seen: n },
    })),
  );
  const five = { ...NO_MOMENTS, units: 5n, converted: 5n, x: 5n, raw: 5n, xx: 5n };
  const sums = stretches.map(({ name }) => ({ group: name, metric: "purchase", variant: 0, moments: five }));
  const input = analysisOf({ days: 1, visitors: 10 });
  const byStretch = { counts, sums };
  // Two hundred without a purchase beside a rate of 5 %.
  const move = nextWeights({ ...input, stretches, sumsOf: () => ({ ...input.sums, byStretch }) });
  const chance = move.moves ? (move.chances[1] ?? 1) : 0;
  expect(move).toMatchObject(move.moves ? {} : { reason: "about-the-same" });
  expect(chance).toBeLessThan(0.05);
});

test("nothing moves while the split is questionable: who is missing may be whom an arm lost", () => {
  const shop = { days: 14, visitors: 1000, rates: [0.05, 0.1] };
  expect(nextWeights(analysisOf(shop))).toMatchObject({ moves: true });
  expect(nextWeights(analysisOf({ ...shop, loss: [0, 0.12] }))).toEqual({
    moves: false,
    reason: "split-questionable",
  });
});
