/** What each way to look at a lift says of it, to the last figure, for who wants to check. */
import { exactText, known } from "../core/figures.ts";
import { change, decimal, list, percent } from "../core/format.ts";
import type { Interval, MetricResult, VariantResult } from "../core/types.ts";
import { named, t } from "../core/words.ts";
import { TableFrame } from "../ui/basics.tsx";

const PANELS = ["sequential", "fixed", "bayesian"] as const;

export function MetricDetails({
  metric,
  label,
  nameOf,
}: {
  readonly metric: MetricResult;
  readonly label: string;
  readonly nameOf: (variant: string) => string;
}) {
  const rows = (metric.variants ?? []).slice(1);
  if (rows.every((row) => PANELS.every((panel) => (row[panel]?.interval ?? null) === null))) return null;
  const isAdjusted = rows.some(({ adjustment }) => adjustment !== undefined);
  const inUnit = (value: number | null | undefined): string =>
    known(value, (figure) => exactText(metric, figure));
  return (
    <details class="small">
      <summary>{t("details")}</summary>
      <TableFrame label={label}>
        <table>
          <thead>
            <tr>
              <th>{t("col.variant")}</th>
              {PANELS.map((panel) => (
                <th key={panel} class="num">
                  {t(`details.${panel}`)}
                </th>
              ))}
              <th class="num">{t("details.loss")}</th>
              <th class="num">{t("details.sd")}</th>
              {isAdjusted ? <th>{t("details.saved")}</th> : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((variant) => (
              <tr key={variant.variant}>
                <th scope="row">
                  <bdi>{nameOf(variant.variant)}</bdi>
                </th>
                {PANELS.map((panel) => (
                  <td key={panel} class="num">
                    <bdi>{known(variant[panel]?.interval, rangeText)}</bdi>
                    <PValue of={panel === "bayesian" ? null : pValueOf(variant[panel])} />
                  </td>
                ))}
                <td class="num">{inUnit(variant.bayesian?.expectedLoss)}</td>
                <td class="num">{inUnit(variant.standardDeviation)}</td>
                {isAdjusted ? (
                  <td>
                    {known(
                      variant.adjustment,
                      ({ method, varianceSaved }) =>
                        `${percent(varianceSaved, 0)} ${t(`adjustment.${method}`)}`,
                    )}
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <Reasons rows={rows} />
      {metric.novelty?.reason === undefined ? null : (
        <p class="muted" dir="auto">
          {t("novelty.unknown")} {named("why", metric.novelty.reason)}
        </p>
      )}
      {metric.method === undefined ? null : (
        <p class="muted" dir="ltr" lang="en">
          {metric.method.name}: {metric.method.reason}
        </p>
      )}
    </details>
  );
}

/** Below its interval: side by side they are wider than a desk. */
function PValue({ of }: { readonly of: number | null }) {
  return of === null ? null : (
    <div class="muted">
      <bdi>p = {decimal(of, "exact")}</bdi>
    </div>
  );
}

/** Corrected for what else was tested, where it was. */
function pValueOf(tested: VariantResult["fixed"]): number | null {
  return tested?.adjustedPValue ?? tested?.pValue ?? null;
}

/** What is to be said of intervals, or of there being none: each once. */
function Reasons({ rows }: { readonly rows: readonly VariantResult[] }) {
  const reasonsOf = (panel: (typeof PANELS)[number]) => rows.flatMap((row) => row[panel]?.reason ?? []);
  return [...new Set(PANELS.flatMap(reasonsOf))].map((reason) => (
    <p key={reason} class="muted" dir="auto">
      {list(
        PANELS.filter((panel) => reasonsOf(panel).includes(reason)).map((panel) => t(`details.${panel}`)),
      )}
      : {named("why", reason)}
    </p>
  ));
}

function rangeText([low, high]: Interval): string {
  return `${low === null ? "−∞" : change(low, 2)} … ${high === null ? "∞" : change(high, 2)}`;
}
