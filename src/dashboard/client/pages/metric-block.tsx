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
  const hasLift = variants.some(({ lift }) => (lift?.relative ?? null) !== null);
  // Before there is a lift, a chance would only say what was assumed.
  const hasChance = hasLift && variants.some(({ bayesian }) => (bayesian?.chanceToWin ?? null) !== null);
  const isGuardrail = metric.role === "guardrail";
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
      {metric.novelty === undefined || metric.novelty === null || metric.novelty.label === "steady" ? null : (
        <p class="muted small">{t(`novelty.${metric.novelty.label}`)}</p>
      )}
      <MetricDetails metric={metric} label={`${label}: ${t("details")}`} nameOf={nameOf} />
    </div>
  );
}

function GuardrailBadge({ variant: { guardrail } }: { readonly variant: VariantResult }) {
  if (guardrail === undefined) return null;
  return (
    <div class="row tight">
      <Badge tone={GUARDRAIL_TONE[guardrail.state]}>{t(`guardrail.${guardrail.state}`)}</Badge>
      <span class="muted small">{t("guardrail.margin", { margin: percent(guardrail.margin, 1) })}</span>
    </div>
  );
}

/** Why there is no interval: each reason once, with whom it is of where there are several. */
function Missing({ metric, nameOf }: Pick<MetricBlockProps, "metric" | "nameOf">) {
  const treatments = (metric.variants ?? []).slice(1);
  const reasons = new Set(treatments.flatMap((variant) => reasonOf(metric, variant) ?? []));
  return [...reasons].map((reason) => {
    const variants = treatments.filter((variant) => reasonOf(metric, variant) === reason);
    const names = list(variants.map(({ variant }) => nameOf(variant)));
    return (
      <p key={reason} class="muted small" dir="auto">
        {variants.length === treatments.length ? "" : `${names}: `}
        {t("no-interval")} {named("why", reason)}
      </p>
    );
  });
}
