/** One metric: each variant's figures beside its lift, the interval drawn on one scale for all of them. */
import { GUARDRAIL_TONE, intervalOf, reasonOf, toneOf } from "../core/experiments.ts";
import { isRate, known, meanText, totalText } from "../core/figures.ts";
import { chanceOf, count, date, list, percent } from "../core/format.ts";
import type { MetricResult, VariantResult } from "../core/types.ts";
import { named, t } from "../core/words.ts";
import { Badge, TableFrame } from "../ui/basics.tsx";
import { LiftInterval, reachOf } from "../charts/lift.tsx";
import { MetricDetails } from "./metric-details.tsx";

export interface MetricBlockProps {
  readonly metric: MetricResult;
  /** Of which visitors it is; null: of all. */
  readonly part: string | null;
  readonly nameOf: (variant: string) => string;
  readonly large: boolean;
}

export function MetricBlock({ metric, part, nameOf, large }: MetricBlockProps) {
  const { variants } = metric;
  const title = named("metric", metric.metric);
  // One metric has a table in each part, and tables are told apart by their labels.
  const label = part === null ? title : `${part}, ${title}`;
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
  // Where control is 0, an interval without a point is all there is to be said of a change.
  const hasLift = variants.some(
    (variant) => (variant.lift?.relative ?? null) !== null || intervalOf(metric, variant) !== null,
  );
  // Before there is a lift, a chance would only say what was assumed.
  const hasChance = hasLift && variants.some(({ bayesian }) => (bayesian?.chanceToWin ?? null) !== null);
  const isGuardrail = metric.role === "guardrail";
  const novelty = metric.novelty?.label ?? null;
  return (
    <div class={large ? "metric large" : "metric"}>
      <h3>
        {title}{" "}
        <span class="muted small">
          {metric.direction === "decrease" ? t("metric.less-is-better") : t("metric.more-is-better")}
        </span>
      </h3>
      <TableFrame label={label}>
        <table class="cards-on-phone">
          <thead>
            <tr>
              <th>{t("col.variant")}</th>
              <th class="num">{t("col.visitors")}</th>
              <th class="num">{t("col.total")}</th>
              <th class="num">{isRate(metric) ? t("col.rate") : t("col.mean")}</th>
              {hasLift || isGuardrail ? <th>{t("col.lift")}</th> : null}
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
                  {totalText(metric, variant.total)}
                </td>
                <td class="num" data-label={isRate(metric) ? t("col.rate") : t("col.mean")}>
                  <strong>{known(variant.mean, (mean) => meanText(metric, mean))}</strong>
                </td>
                {hasLift || isGuardrail ? (
                  <td class="lift-cell" data-label={t("col.lift")}>
                    {index === 0 ? (
                      <span class="muted">{t("control")}</span>
                    ) : (
                      <div>
                        {hasLift ? (
                          <LiftInterval
                            lift={variant.lift?.relative ?? null}
                            interval={intervalOf(metric, variant)}
                            reach={reach}
                            tone={toneOf(metric, variant)}
                          />
                        ) : null}
                        <GuardrailBadge variant={variant} />
                      </div>
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
      <Missing metric={metric} nameOf={nameOf} />
      {metric.planned === undefined ? null : (
        <p class="muted small">
          {t("metric.planned", { day: date(metric.planned.reachedOn), count: count(metric.planned.later) })}
        </p>
      )}
      {(metric.immature ?? 0) === 0 ? null : (
        <p class="muted small">{t("metric.immature", { count: count(metric.immature ?? 0) })}</p>
      )}
      {metric.method?.due === false ? (
        <p class="muted small">{t("why.the-experiment-asks-for-a-fixed-horizon")}</p>
      ) : null}
      {novelty === null || novelty === "steady" ? null : <p class="muted small">{t(`novelty.${novelty}`)}</p>}
      <MetricDetails metric={metric} label={`${label}: ${t("details")}`} nameOf={nameOf} />
    </div>
  );
}

function GuardrailBadge({ variant: { guardrail } }: { readonly variant: VariantResult }) {
  if (guardrail === undefined) return null;
  return (
    <div>
      <Badge tone={GUARDRAIL_TONE[guardrail.state]}>{t(`guardrail.${guardrail.state}`)}</Badge>{" "}
      <span class="muted small">{t("guardrail.margin", { margin: percent(guardrail.margin, 1) })}</span>
    </div>
  );
}

/** Why there is no figure, change or interval: each reason once, with whom it is of where it is not of all. */
function Missing({ metric, nameOf }: Pick<MetricBlockProps, "metric" | "nameOf">) {
  const all = metric.variants ?? [];
  const withoutInterval = namesByReason(all.slice(1), (variant) => reasonOf(metric, variant), nameOf);
  const others = namesByReason(
    all,
    ({ mean, reason, lift }) =>
      (mean === null ? reason : lift?.relative === null ? lift.reason : null) ?? null,
    nameOf,
  ).filter(({ reason }) => withoutInterval.every((other) => other.reason !== reason));
  return (
    <>
      {others.map(({ reason, names }) => (
        <p key={reason} class="muted small" dir="auto">
          {names} {named("why", reason)}
        </p>
      ))}
      {withoutInterval.map(({ reason, names }) => (
        <p key={reason} class="muted small" dir="auto">
          {names} {t("no-interval")} {named("why", reason)}
        </p>
      ))}
    </>
  );
}

function namesByReason(
  variants: readonly VariantResult[],
  of: (variant: VariantResult) => string | null,
  nameOf: (variant: string) => string,
): readonly { readonly reason: string; readonly names: string }[] {
  const reasons = new Set(variants.flatMap((variant) => of(variant) ?? []));
  return [...reasons].map((reason) => {
    const own = variants.filter((variant) => of(variant) === reason);
    const names = own.length === variants.length ? "" : `${list(own.map(({ variant }) => nameOf(variant)))}:`;
    return { reason, names };
  });
}
