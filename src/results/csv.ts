/**
 * Results as CSV: one row a variant, metric and segment. `total`, `mean` and `standard_deviation` are in units of which
 * 10^`decimals` make one of the `currency`, or one point of a score. Pure.
 */
import type { Limits } from "./comparison.ts";
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
  "currency",
  "decimals",
  "method",
  "immature",
  "planned_reached_on",
  "planned_later",
  "variant",
  "visitors",
  "total",
  "denominator",
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
  "guardrail",
  "guardrail_margin",
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
  return metrics.flatMap((result) => {
    const { metric, role, kind, population, unit, method, immature, planned, variants, reason } = result;
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
      unit?.currency,
      unit?.decimals ?? 0,
      method?.name,
      immature ?? 0,
      planned?.reachedOn,
      planned?.later,
    ];
    if (variants === null) return [[...head, ...COLUMNS.slice(head.length, -1).map(() => null), reason]];
    return variants.map((one) => [
      ...head,
      one.variant,
      one.visitors,
      one.total,
      one.denominator,
      one.mean,
      one.standardDeviation,
      one.lift?.absolute,
      one.lift?.relative,
      one.sequential?.method,
      ...limits(one.sequential?.interval),
      one.sequential?.pValue,
      ...limits(one.fixed?.interval),
      one.fixed?.pValue,
      one.fixed?.adjustedPValue,
      one.bayesian?.chanceToWin,
      one.bayesian?.expectedLoss,
      one.significant,
      one.guardrail?.state,
      one.guardrail?.margin,
      one.sequential?.reason ?? one.fixed?.reason,
    ]);
  });
}

/** No limit on a side is infinite: an empty cell is one that could not be computed. */
function limits(interval: Limits | null | undefined): Cell[] {
  return interval === null || interval === undefined
    ? [null, null]
    : [interval[0] ?? -Infinity, interval[1] ?? Infinity];
}

/** RFC 4180; what a spreadsheet would take for a formula is kept a text. */
function cell(value: Cell): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
