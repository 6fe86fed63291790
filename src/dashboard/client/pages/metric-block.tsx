/** One metric: each variant's figures beside its lift, the interval drawn on one scale for all of them. */
import { intervalOf, reasonOf, toneOf } from "../core/experiments.ts";
import { chanceOf, change, count, date, decimal, money, percent } from "../core/format.ts";
import type { MetricResult, VariantResult } from "../core/types.ts";
import { named, t } from "../core/words.ts";
import { TableFrame } from "../ui/basics.tsx";
import { LiftInterval, reachOf } from "../charts/lift.tsx";

export interface MetricBlockProps {
  readonly metric: MetricResult;
  readonly nameOf: (variant: string) => string;
  readonly large: boolean;
}

export function MetricBlock({ metric, nameOf, large }: MetricBlockProps) {
  const { variants } = metric;
  const title = named("metric", metric.metric);
  if (variants === null)
    return (
      <div>
        <h3>{title}</h3>
        <p class="muted">{named("why", metric.reason ?? "")}</p>
      </div>
    );
  const reach = reachOf(
    variants.map((variant) => intervalOf(metric, variant)),
    variants.map(({ lift }) => lift?.relative ?? null),
  );
  const hasLift = variants.some(({ lift }) => (lift?.relative ?? null) !== null);
  // Before there is a lift, a chance would only say what was assumed.
  const hasChance = hasLift && variants.some(({ bayesian }) => (bayesian?.chanceToWin ?? null) !== null);
  const missing = variants
    .slice(1)
    .map((variant) => reasonOf(metric, variant))
    .find((reason) => reason !== null);
  return (
    <div class={large ? "metric large" : "metric"}>
      <h3>
        {title}{" "}
        <span class="muted small">
          {metric.direction === "decrease" ? t("metric.less-is-better") : t("metric.more-is-better")}
        </span>
      </h3>
      <TableFrame label={title}>
        <table class="cards-on-phone">
          <thead>
            <tr>
              <th>{t("col.variant")}</th>
              <th class="num">{t("col.visitors")}</th>
              <th class="num">{t("col.total")}</th>
              <th class="num">{isRate(metric) ? t("col.rate") : t("col.mean")}</th>
              {hasLift ? <th>{t("col.lift")}</th> : null}
              {hasChance ? <th class="num">{t("col.chance")}</th> : null}
            </tr>
          </thead>
          <tbody>
            {variants.map((variant, index) => (
              <tr key={variant.variant}>
                <th scope="row">
                  <span class={`swatch v${index % 6}`} aria-hidden="true" />
                  <bdi>{nameOf(variant.variant)}</bdi>
                </th>
                <td class="num" data-label={t("col.visitors")}>
                  {count(variant.visitors)}
                </td>
                <td class="num" data-label={t("col.total")}>
                  {amount(metric, variant.total)}
                </td>
                <td class="num" data-label={isRate(metric) ? t("col.rate") : t("col.mean")}>
                  <strong>{mean(metric, variant)}</strong>
                </td>
                {hasLift ? (
                  <td class="lift-cell" data-label={t("col.lift")}>
                    {index === 0 ? (
                      <span class="muted">{t("control")}</span>
                    ) : (
                      <LiftInterval
                        lift={variant.lift?.relative ?? null}
                        interval={intervalOf(metric, variant)}
                        reach={reach}
                        tone={toneOf(metric, variant)}
                      />
                    )}
                  </td>
                ) : null}
                {hasChance ? (
                  <td class="num" data-label={t("col.chance")}>
                    {known(variant.bayesian?.chanceToWin, chanceOf)}
                  </td>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {missing === undefined ? null : (
        <p class="muted small" dir="auto">
          {t("no-interval")} {named("why", missing)}
        </p>
      )}
      {metric.planned === undefined ? null : (
        <p class="muted small">
          {t("metric.planned", { day: date(metric.planned.reachedOn), count: count(metric.planned.later) })}
        </p>
      )}
      {(metric.immature ?? 0) === 0 ? null : (
        <p class="muted small">{t("metric.immature", { count: count(metric.immature ?? 0) })}</p>
      )}
      <Details metric={metric} nameOf={nameOf} />
    </div>
  );
}

function isRate({ kind }: MetricResult): boolean {
  return ["conversion", "bounce", "first_moment", "retention", "repeat"].includes(kind ?? "");
}

function amount(metric: MetricResult, total: number): string {
  return metric.unit === undefined ? count(total) : money(total, metric.unit);
}

function mean(metric: MetricResult, { mean: value }: VariantResult): string {
  if (value === null) return "–";
  if (isRate(metric)) return percent(value);
  return metric.unit === undefined ? decimal(value) : money(value, metric.unit);
}

/** To the last figure, for who wants to check. */
function Details({ metric, nameOf }: Omit<MetricBlockProps, "large">) {
  const rows = (metric.variants ?? []).slice(1).filter((variant) => intervalOf(metric, variant) !== null);
  if (rows.length === 0) return null;
  const figure = (value: number | null | undefined): string => known(value, (figure) => decimal(figure, 6));
  const range = (interval: readonly [number | null, number | null] | null | undefined): string =>
    known(
      interval,
      ([low, high]) => `${low === null ? "−∞" : change(low, 2)} … ${high === null ? "∞" : change(high, 2)}`,
    );
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
            </tr>
          </thead>
          <tbody>
            {rows.map((variant) => (
              <tr key={variant.variant}>
                <th scope="row">
                  <bdi>{nameOf(variant.variant)}</bdi>
                </th>
                <td class="num">
                  <bdi>{range(variant.sequential?.interval)}</bdi>
                </td>
                <td class="num">{figure(variant.sequential?.pValue)}</td>
                <td class="num">
                  <bdi>{range(variant.fixed?.interval)}</bdi>
                </td>
                <td class="num">{figure(variant.fixed?.adjustedPValue ?? variant.fixed?.pValue)}</td>
                <td class="num">
                  <bdi>{range(variant.bayesian?.interval)}</bdi>
                </td>
                <td class="num">{figure(variant.bayesian?.expectedLoss)}</td>
                <td class="num">{figure(variant.standardDeviation)}</td>
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

/** What cannot be said is a dash, never a zero. */
function known<T>(value: T | null | undefined, words: (value: T) => string): string {
  return value === null || value === undefined ? "–" : words(value);
}
