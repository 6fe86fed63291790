import { expect, test } from "vitest";
import { analyse } from "./analysis.ts";
import { analysisOf, FIRST_DAY, REVENUE } from "./analysis.fixture.ts";
import { designOf } from "./design.ts";
import { looksOf } from "./looks.ts";

test("a look of before is estimated as it was then: less the noise that the past explains", () => {
  const analysis = { method: "group-sequential" as const, plan: { baseline: 0.3, visitors: 42_000 } };
  const shop = { rates: [0.3, 0.345], analysis, primary: "revenue", secondary: [], device: ["mobile"] };
  const input = analysisOf({ ...shop, days: 21 });
  const design = designOf(input.definition, REVENUE, "primary");
  const levels = { watched: 0.05, end: 0.05, tuning: 0.05 };
  const { crossed } = looksOf(input.sumsOf(REVENUE), REVENUE, 1, { design, levels, rhoB: 0.5 }, true);
  const day = (crossed?.day ?? 0) - FIRST_DAY + 1;
  expect(day).toBeGreaterThan(0);
  const then = analyse(analysisOf({ ...shop, days: day })).metrics[0]?.variants?.[1];
  expect(then?.adjustment?.method).toBe("cuped");
  expect((crossed?.b.mean ?? 0) - (crossed?.a.mean ?? 0)).toBeCloseTo(then?.lift?.absolute ?? Number.NaN, 9);
});
