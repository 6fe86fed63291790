import { expect, test } from "vitest";
import { analyse } from "./analysis.ts";
import { analysisOf } from "./analysis.fixture.ts";
import { csvOf } from "./csv.ts";

test("no limit on a side is not the same as no interval, and planned samples say so", () => {
  const body = analyse(
    analysisOf({ days: 10, secondary: [], analysis: { method: "fixed", plan: { visitors: 10_000 } } }),
  );
  const [metric] = body.metrics;
  const [control, treatment] = metric?.variants ?? [];
  if (metric === undefined || control === undefined || treatment?.fixed === undefined)
    throw new Error("no metric");
  const open = { ...treatment, fixed: { ...treatment.fixed, interval: [0.1, null] as const } };
  const [header = "", , row = ""] = csvOf({
    ...body,
    metrics: [{ ...metric, variants: [control, open] }],
  }).split("\r\n");
  const cells = Object.fromEntries(header.split(",").map((name, at) => [name, row.split(",")[at]]));
  expect(cells).toMatchObject({
    fixed_low: "0.1",
    fixed_high: "Infinity",
    sequential_low: "",
    sequential_high: "",
    planned_reached_on: "2024-10-10",
    planned_later: "6000",
  });
});
