/** Results as CSV, one row a metric and variant, for a spreadsheet. */
import type { Results } from "../core/types.ts";

const HEAD = [
  "experiment",
  "phase",
  "population",
  "as_of",
  "metric",
  "role",
  "variant",
  "visitors",
  "total",
  "mean",
  "lift_relative",
  "sequential_low",
  "sequential_high",
  "sequential_p",
  "fixed_low",
  "fixed_high",
  "fixed_p",
  "chance_to_win",
  "expected_loss",
  "reason",
];

export function csvOf(results: Results): string {
  const rows = results.metrics.flatMap((metric) =>
    (metric.variants ?? []).map((variant) => [
      results.experiment,
      results.phase,
      results.population,
      results.asOf,
      metric.metric,
      metric.role,
      variant.variant,
      variant.visitors,
      variant.total,
      variant.mean,
      variant.lift?.relative,
      variant.sequential?.interval?.[0],
      variant.sequential?.interval?.[1],
      variant.sequential?.pValue,
      variant.fixed?.interval?.[0],
      variant.fixed?.interval?.[1],
      variant.fixed?.pValue,
      variant.bayesian?.chanceToWin,
      variant.bayesian?.expectedLoss,
      variant.reason,
    ]),
  );
  return [HEAD, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

/** A text that a spreadsheet would take for a formula is kept a text. */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
