/** What it does, for reading: the same words as in the form, without fields. */
import type { ComponentChildren } from "preact";
import { primaryKeys } from "../core/experiments.ts";
import { list, moment, percent } from "../core/format.ts";
import type { ExperimentView } from "../core/types.ts";
import { named, t } from "../core/words.ts";
import { Card, CopyButton } from "../ui/basics.tsx";
import { audienceWords } from "../audience/words.ts";

export function SetupTab({ experiment }: { readonly experiment: ExperimentView }) {
  const { pages, schedule, analysis, metrics } = experiment;
  const rows: readonly (readonly [string, ComponentChildren])[] = [
    [t("edit.pages"), <Paths paths={pages.include} />],
    ...(pages.exclude.length === 0 ? [] : [[t("edit.exclude"), <Paths paths={pages.exclude} />] as const]),
    [t("edit.audience"), audienceWords(experiment.audience)],
    [t("edit.traffic"), percent(experiment.traffic, 1)],
    [t("edit.unit"), t(`unit.${experiment.unit}`)],
    ...(experiment.layer === null
      ? []
      : [
          [
            t("edit.layer"),
            <>
              <code>{experiment.layer.name}</code> {percent(experiment.layer.range[0], 0)} –{" "}
              {percent(experiment.layer.range[1], 0)}
            </>,
          ] as const,
        ]),
    [t("role.primary"), list(primaryKeys(experiment).map((key) => named("metric", key)))],
    ...(metrics.secondary.length === 0
      ? []
      : [[t("role.secondary"), list(metrics.secondary.map((key) => named("metric", key)))] as const]),
    ...(metrics.guardrails.length === 0
      ? []
      : [[t("role.guardrail"), list(metrics.guardrails.map((key) => named("metric", key)))] as const]),
    [t("edit.method"), t(`method.${analysis.method}`)],
    [t("edit.start"), schedule.startAt === null ? t("edit.start.by-hand") : moment(schedule.startAt)],
    ...(schedule.ramp ?? []).map(
      (step) => [t("edit.ramp"), `${moment(step.at)}: ${percent(step.traffic, 1)}`] as const,
    ),
    [t("edit.end"), schedule.endAt === null ? t("edit.end.by-hand") : moment(schedule.endAt)],
  ];
  const json = JSON.stringify(definitionOf(experiment), null, 2);
  return (
    <div class="stack">
      <Card>
        <dl class="facts-list">
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card>
        <details>
          <summary>{t("json.show")}</summary>
          <CopyButton text={json}>{t("copy.json")}</CopyButton>
          <pre tabIndex={0}>{json}</pre>
        </details>
      </Card>
    </div>
  );
}

function Paths({ paths }: { readonly paths: readonly string[] }) {
  return (
    <span class="chips">
      {paths.map((path) => (
        <code key={path} class="chip">
          {path}
        </code>
      ))}
    </span>
  );
}

const STANDING = new Set([
  "status",
  "phase",
  "revision",
  "rolloutVariant",
  "createdAt",
  "updatedAt",
  "startedAt",
  "endedAt",
]);

/** What can be sent back: without what only the API gives. */
export function definitionOf(view: ExperimentView): object {
  return Object.fromEntries(Object.entries(view).filter(([name]) => !STANDING.has(name)));
}
