/** What each way to look at a lift says of it, to the last figure, for who wants to check. */
import { exactText, known } from "../core/figures.ts";
import { change, decimal, percent } from "../core/format.ts";
import type { Interval, MetricResult } from "../core/types.ts";
import { named, t } from "../core/words.ts";
import { TableFrame } from "../ui/basics.tsx";

export function MetricDetails({
  metric,
  nameOf,
}: {
  readonly metric: MetricResult;
  readonly nameOf: (variant: string) => string;
}) {
  const rows = (metric.variants ?? []).slice(1);
  if (rows.every(({ sequential, fixed, bayesian }) => !hasInterval(sequential, fixed, bayesian))) return null;
  const isAdjusted = rows.some(({ adjustment }) => adjustment !== undefined);
  const pValue = (value: number | null | undefined): string => known(value, (p) => decimal(p, "exact"));
  const inUnit = (value: number | null | undefined): string =>
    known(value, (figure) => exactText(metric, figure));
  return (
    <details class="small">
      <summary>{t("details")}</summary>
      <TableFrame label={t("details")}>
        <table>
          <thead>
            <tr>
              <th>{t("col.variant")}</th>
              <th>{t("details.sequential")}</th>
              <th class="num">p</th>
              <th>{t("details.fixed")}</th>
              <th class="num">p</th>
              <th>{t("details.bayesian")}</th>
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
                <RangeCell of={variant.sequential} />
                <td class="num">{pValue(variant.sequential?.pValue)}</td>
                <RangeCell of={variant.fixed} />
                <td class="num">{pValue(variant.fixed?.adjustedPValue ?? variant.fixed?.pValue)}</td>
                <RangeCell of={variant.bayesian} />
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
      {metric.method === undefined ? null : (
        <p class="muted" dir="ltr" lang="en">
          {metric.method.name}: {metric.method.reason}
        </p>
      )}
    </details>
  );
}

interface Ranged {
  readonly interval: Interval | null;
  readonly reason?: string;
}

function hasInterval(...all: readonly (Ranged | null | undefined)[]): boolean {
  return all.some((one) => one !== null && one !== undefined && one.interval !== null);
}

/** An interval, and what is to be said of it or of there being none. */
function RangeCell({ of }: { readonly of: Ranged | null | undefined }) {
  return (
    <td class="num">
      <bdi>{known(of?.interval, rangeText)}</bdi>
      {of?.reason === undefined ? null : (
        <div class="muted small why" dir="auto">
          {named("why", of.reason)}
        </div>
      )}
    </td>
  );
}

function rangeText([low, high]: Interval): string {
  return `${low === null ? "−∞" : change(low, 2)} … ${high === null ? "∞" : change(high, 2)}`;
}
