/** Results as CSV: one row a variant, metric and segment. Pure. */
import type { MetricResult, ResultsBody } from "./contract.ts";

const COLUMNS = [
  "experiment",
  "phase",
  "as_of",
  "verdict",
  "segment",
  "value",
  "metric",
  "role",
  "kind",
  "population",
  "variant",
  "visitors",
  "total",
  "mean",
  "standard_deviation",
  "lift_absolute",
  "lift_relative",
  "sequential_method",
  "sequential_low",
  "sequential_high",
  "sequential_p",
  "fixed_low",
  "fixed_high",
  "fixed_p",
  "fixed_adjusted_p",
  "chance_to_win",
  "expected_loss",
  "significant",
  "reason",
] as const;

export function csvOf(body: ResultsBody): string {
  const rows = [
    ...rowsOf(body, "", "", body.metrics),
    ...(body.segments ?? []).flatMap(({ segment, value, metrics }) =>
      rowsOf(body, segment, value ?? "", metrics),
    ),
  ];
  return [COLUMNS.join(","), ...rows.map((row) => row.map(cell).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}

type Cell = string | number | boolean | null | undefined;

function rowsOf(
  body: ResultsBody,
  segment: string,
  value: string,
  metrics: readonly MetricResult[],
): Cell[][] {
  return metrics.flatMap(({ metric, role, kind, population, variants, reason }) => {
    const head = [
      body.experiment,
      body.phase,
      body.asOf,
      body.decision.verdict,
      segment,
      value,
      metric,
      role,
      kind,
      population,
    ];
    if (variants === null) return [[...head, ...COLUMNS.slice(head.length, -1).map(() => null), reason]];
    return variants.map((one) => [
      ...head,
      one.variant,
      one.visitors,
      one.total,
      one.mean,
      one.standardDeviation,
      one.lift?.absolute,
      one.lift?.relative,
      one.sequential?.method,
      one.sequential?.interval?.[0],
      one.sequential?.interval?.[1],
      one.sequential?.pValue,
      one.fixed?.interval?.[0],
      one.fixed?.interval?.[1],
      one.fixed?.pValue,
      one.fixed?.adjustedPValue,
      one.bayesian?.chanceToWin,
      one.bayesian?.expectedLoss,
      one.significant,
      one.sequential?.reason ?? one.fixed?.reason,
    ]);
  });
}

/** RFC 4180; what a spreadsheet would take for a formula is kept a text. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
