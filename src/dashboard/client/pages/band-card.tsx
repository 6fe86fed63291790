/** How the answer came about, day by day: the lift so far inside its always-valid band, with a table behind it. */
import { change, count, shortDate } from "../core/format.ts";
import type { MetricResult, Series, SeriesVariant } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Card, TableFrame } from "../ui/basics.tsx";
import { BandChart } from "../charts/band.tsx";

interface Answer {
  readonly metrics?: readonly Series[];
  readonly series?: readonly Series[];
}

export function BandCard({
  experiment,
  query,
  metrics,
  nameOf,
}: {
  readonly experiment: string;
  readonly query: string;
  readonly metrics: readonly MetricResult[];
  readonly nameOf: (variant: string) => string;
}) {
  const primary = metrics.find(({ role }) => role === "primary");
  const path = `/experiments/${experiment}/timeseries?${query}&metric=${primary?.metric ?? ""}`;
  const loaded = useApi<Answer>(primary === undefined ? null : path);
  const series = (loaded.body?.metrics ?? loaded.body?.series ?? []).find(
    ({ metric }) => metric === primary?.metric,
  );
  if (primary === undefined || series === undefined || series.days === null || series.days.length < 2)
    return null;
  const { days } = series;
  const variants = (days[0]?.variants ?? []).slice(1).map(({ variant }) => variant);
  return (
    <Card title={t("band.title")} more={<span class="muted small">{named("metric", primary.metric)}</span>}>
      {variants.map((variant, index) => {
        const points = days.map(({ day, variants: all }) => {
          const cumulative = all.find((one) => one.variant === variant)?.cumulative;
          return {
            day,
            lift: cumulative?.lift?.relative ?? null,
            low: cumulative?.sequential?.interval?.[0] ?? null,
            high: cumulative?.sequential?.interval?.[1] ?? null,
            visitors: all.reduce((sum, one) => sum + one.cumulative.visitors, 0),
          };
        });
        const reason = reasonOf(days.at(-1)?.variants.find((one) => one.variant === variant));
        return (
          <figure key={variant}>
            <figcaption>
              <span class={`swatch v${(index + 1) % 6}`} aria-hidden="true" />
              <bdi>{nameOf(variant)}</bdi>
            </figcaption>
            <BandChart points={points} label={t("band.label", { variant: nameOf(variant) })} />
            {reason === null ? null : (
              <p class="muted small" dir="auto">
                {t("no-interval")} {named("why", reason)}
              </p>
            )}
            <details class="small">
              <summary>{t("table")}</summary>
              <TableFrame label={`${t("band.title")}: ${nameOf(variant)}`}>
                <table>
                  <thead>
                    <tr>
                      <th>{t("col.day")}</th>
                      <th class="num">{t("col.visitors")}</th>
                      <th class="num">{t("col.lift")}</th>
                      <th class="num">{t("details.sequential")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {points.map(({ day, lift, low, high, visitors }) => (
                      <tr key={day}>
                        <th scope="row">{shortDate(day)}</th>
                        <td class="num">{count(visitors)}</td>
                        <td class="num">{lift === null ? "–" : change(lift)}</td>
                        <td class="num">
                          {low === null || high === null
                            ? "–"
                            : t("interval.label", { low: change(low), high: change(high) })}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </TableFrame>
            </details>
          </figure>
        );
      })}
    </Card>
  );
}

/** Why there is no band to the last day; null: there is. */
function reasonOf(variant: SeriesVariant | undefined): string | null {
  const sequential = variant?.cumulative.sequential ?? null;
  return sequential === null || sequential.interval !== null ? null : (sequential.reason ?? null);
}
