/** May these figures be believed: the split, the stages visitors passed, what was left out and why. */
import { count, date, percent, wait } from "../core/format.ts";
import { segmentValue } from "../core/segments.ts";
import type { Results } from "../core/types.ts";
import { named, t } from "../core/words.ts";
import { Badge, Card, TableFrame } from "../ui/basics.tsx";

export function HealthCard({
  results,
  nameOf,
}: {
  readonly results: Results;
  readonly nameOf: (variant: string) => string;
}) {
  const { health } = results;
  const split = health.splitTest;
  const variants = results.metrics.find((metric) => metric.variants !== null)?.variants ?? [];
  const total = split?.observed.reduce((sum, value) => sum + value, 0) ?? 0;
  const isDoubtful = split?.ok === true && health.warnings.includes("split-questionable");
  const left = Object.entries(health.notCounted).filter(([, times]) => times > 0);
  return (
    <Card
      title={t("health.title")}
      more={
        <Badge tone={health.ok === null ? "neutral" : health.ok ? "good" : "bad"}>
          {health.ok === null ? t("health.unknown") : health.ok ? t("health.ok") : t("health.look")}
        </Badge>
      }
    >
      <div class="stack">
        {health.warnings.map((warning) => (
          <p key={warning} class="problem">
            {named("why", warning)}
            {warning === "selector-lost" ? <Since day={health.placeLostSince} /> : null}
          </p>
        ))}
        <h3 class="row tight">
          {t("health.split")}
          {split === null ? null : split.ok === null ? (
            <span class="muted">{named("why", split.reason ?? "")}</span>
          ) : (
            <Badge tone={isDoubtful ? "warn" : split.ok ? "good" : "bad"}>
              {isDoubtful ? t("split.doubtful") : split.ok ? t("split.ok") : t("split.bad")}
            </Badge>
          )}
          <Since day={split?.brokenSince} />
        </h3>
        <TableFrame label={t("health.split")}>
          <table>
            <thead>
              <tr>
                <th>{t("health.stage")}</th>
                {variants.map(({ variant }) => (
                  <th key={variant} class="num">
                    <bdi>{nameOf(variant)}</bdi>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {health.stages.map(({ stage, visitors, splitTest }) => (
                <tr key={stage}>
                  <th scope="row">
                    {named("population", stage)}{" "}
                    {splitTest.ok === false ? (
                      <Badge tone="bad">{t("health.split-broken-here")}</Badge>
                    ) : null}
                  </th>
                  {variants.map(({ variant }, index) => (
                    <td key={variant} class="num">
                      {count(visitors[index] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
              {split === null || total === 0 ? null : (
                <tr>
                  <th scope="row">{t("health.share")}</th>
                  {split.observed.map((value, index) => (
                    <td key={variants[index]?.variant ?? index} class="num">
                      {percent(value / total, 1)}{" "}
                      <span class="muted small">
                        {t("health.expected", { share: percent((split.expected[index] ?? 0) / total, 1) })}
                      </span>
                    </td>
                  ))}
                </tr>
              )}
            </tbody>
          </table>
        </TableFrame>
        <Causes causes={health.causes} />
        <FirstByteTable results={results} names={variants.map(({ variant }) => nameOf(variant))} />
        {left.length === 0 ? (
          <p class="muted small">{t("health.nothing-left-out")}</p>
        ) : (
          <div>
            <h3>{t("health.not-counted")}</h3>
            <ul class="plain">
              {left.map(([reason, times]) => (
                <li key={reason}>
                  {named("reason", reason)} · {count(times)}
                </li>
              ))}
            </ul>
          </div>
        )}
      </div>
    </Card>
  );
}

/** Groups whose split is broken by itself, under the stage at which it is. */
function Causes({ causes }: Pick<Results["health"], "causes">) {
  if (causes.length === 0) return null;
  return (
    <div>
      <h3>{t("health.causes")}</h3>
      {[...new Set(causes.map(({ stage }) => stage))].map((stage) => (
        <div key={stage}>
          <h4>{named("population", stage)}</h4>
          <ul class="plain">
            {causes
              .filter((cause) => cause.stage === stage)
              .map(({ segment, value, visitors, expected }) => (
                <li key={`${segment} ${value}`}>
                  {named("attribute", segment)}: <b>{segmentValue(segment, value)}</b> · {side(visitors)}{" "}
                  <span class="muted small">{t("health.expected", { share: side(expected) })}</span>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

function side(byVariant: readonly number[]): string {
  return byVariant.map((number) => count(number)).join(" / ");
}

function Since({ day }: { readonly day: string | undefined }) {
  return day === undefined ? null : <span class="muted small"> {t("health.since", { day: date(day) })}</span>;
}

/** Nothing where no browser has told it. */
function FirstByteTable({
  results,
  names,
}: {
  readonly results: Results;
  readonly names: readonly string[];
}) {
  const waits = results.health.firstByte;
  if (waits.every(({ visitors }) => visitors === 0)) return null;
  const figure = (ms: number | null, reason = "") =>
    ms === null ? <span class="muted small">{named("why", reason)}</span> : wait(ms);
  return (
    <TableFrame label={t("health.first-byte")}>
      <table>
        <caption>{t("health.first-byte")}</caption>
        <thead>
          <tr>
            <th>{t("col.variant")}</th>
            <th class="num">{t("health.measured")}</th>
            <th class="num">{t("health.median")}</th>
            <th class="num">{t("health.p75")}</th>
          </tr>
        </thead>
        <tbody>
          {waits.map(({ visitors, median, p75, reason }, index) => (
            <tr key={names[index]}>
              <th scope="row">
                <bdi>{names[index]}</bdi>
              </th>
              <td class="num">{count(visitors)}</td>
              <td class="num">{figure(median, reason)}</td>
              <td class="num">{figure(p75, reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted small">{t("health.first-byte-what")}</p>
    </TableFrame>
  );
}
