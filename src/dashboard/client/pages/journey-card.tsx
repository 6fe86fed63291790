/** How far shoppers came, as a funnel: each step's share, variant beside variant, with the change at that step. */
import { known } from "../core/figures.ts";
import { change, count, decimal, list, percent } from "../core/format.ts";
import type { JourneyStep } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Card, TableFrame } from "../ui/basics.tsx";

interface Answer {
  readonly steps?: readonly JourneyStep[];
  readonly journey?: readonly JourneyStep[];
}

export function JourneyCard({
  experiment,
  query,
  nameOf,
}: {
  readonly experiment: string;
  readonly query: string;
  readonly nameOf: (variant: string) => string;
}) {
  const loaded = useApi<Answer>(`/experiments/${experiment}/journey?${query}`);
  const all = loaded.body?.steps ?? loaded.body?.journey ?? [];
  const measured = all.filter(({ variants }) => variants !== null);
  if (measured.length === 0) return null;
  const left = (isFor: (reason: string | undefined) => boolean): string[] =>
    all.filter(({ variants, reason }) => variants === null && isFor(reason)).map(nameOfStep);
  const unseen = left((reason) => reason === "nothing-recorded");
  const unmeasured = left((reason) => reason !== "nothing-recorded");
  return (
    <Card title={t("journey.title")}>
      <TableFrame label={t("journey.title")}>
        <table class="journey">
          <thead>
            <tr>
              <th>{t("journey.step")}</th>
              <th>{t("journey.reached")}</th>
              <th class="num">{t("col.lift")}</th>
            </tr>
          </thead>
          <tbody>
            {measured.map(({ step, moment, variants, liftOf, reason }) => (
              <tr key={step}>
                <th scope="row">
                  {nameOfStep({ step, moment })}
                  {reason === undefined ? null : <div class="muted small">{named("why", reason)}</div>}
                </th>
                <td>
                  {(variants ?? []).map(({ variant, reached, share }, index) => (
                    <div class="funnel" key={variant}>
                      <span
                        class={`funnel-bar v${index % 6}`}
                        style={{ inlineSize: `${Math.min(1, share ?? 0) * 60}%` }}
                      />
                      <span class="num small">
                        {share === null ? "–" : percent(share, 1)}{" "}
                        <span class="muted">({count(reached)})</span>
                      </span>
                      <span class="visually-hidden">{nameOf(variant)}</span>
                    </div>
                  ))}
                </td>
                <td class="num">
                  {(variants ?? []).slice(1).map(({ variant, lift }) => (
                    <div key={variant}>{known(lift?.relative, change)}</div>
                  ))}
                  {liftOf === undefined ? null : (
                    <div class="muted small">
                      {t("journey.of-score", {
                        scores: (variants ?? []).map(({ score }) => known(score, scoreText)).join(" / "),
                      })}
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      {unseen.length === 0 ? null : (
        <p class="muted small">{t("journey.nothing", { steps: list(unseen) })}</p>
      )}
      {unmeasured.length === 0 ? null : (
        <p class="muted small">{t("journey.not-measured", { steps: list(unmeasured) })}</p>
      )}
    </Card>
  );
}

/** Of thousandths. */
function scoreText(score: number): string {
  return decimal(score / 1000);
}

/** Steps that are pages are named by their moment. */
function nameOfStep({ step, moment }: Pick<JourneyStep, "step" | "moment">): string {
  return step.startsWith("pages-")
    ? t("step.pages", { moment: named("moment", moment) })
    : named("step", step);
}
