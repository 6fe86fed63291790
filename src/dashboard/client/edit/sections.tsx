/** The form's parts in the order in which a team thinks: why, where, who, what, how it is measured, when. */
import type { ComponentChildren } from "preact";
import { count, percent } from "../core/format.ts";
import type { ExperimentView, Metric } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Card, Notice } from "../ui/basics.tsx";
import { CheckField, LinesField, NumberField, SelectField, TextField } from "../ui/fields.tsx";
import { AudienceBuilder } from "../audience/builder.tsx";
import { InstantField } from "../schema/instant.tsx";
import { type Checked, type Draft, keyFor, problemAt, problemIn } from "./draft.ts";
import { LayerFields } from "./layer-fields.tsx";
import { MetricsFields } from "./metrics-fields.tsx";
import { PowerPanel } from "./power-panel.tsx";
import { RampFields } from "./ramp-fields.tsx";
import { VariantsFields } from "./variants-fields.tsx";

export const MOMENTS = ["pre_zmot", "zmot", "fmot", "amot", "smot", "tmot", "umot"] as const;
const METHODS = ["sequential", "group-sequential", "fixed", "bandit"] as const;

export interface SectionProps {
  readonly draft: Draft;
  readonly set: (draft: Draft) => void;
  readonly before: ExperimentView | null;
  readonly checked: Checked;
}

interface Props extends SectionProps {
  readonly ownKey: boolean;
  readonly setOwnKey: (own: boolean) => void;
}

export function EditSections({ draft, set, before, checked, ownKey, setOwnKey }: Props) {
  const at = (pointer: string): string | undefined => problemAt(checked.errors, pointer);
  const put = <K extends keyof Draft>(name: K, value: Draft[K]): void => set({ ...draft, [name]: value });
  const metrics = useApi<{ readonly data: readonly Metric[] }>("/metrics?limit=200");
  return (
    <div class="stack">
      <Section
        number={1}
        title={t("edit.why")}
        pointers={["/name", "/key", "/hypothesis", "/moment"]}
        checked={checked}
      >
        <TextField
          label={t("edit.name")}
          hint={t("edit.name.hint")}
          value={draft.name}
          set={(name) =>
            set({ ...draft, name, key: ownKey ? draft.key : name.trim() === "" ? "" : keyFor(name) })
          }
          problem={at("/name")}
          input={{ required: true, maxLength: 200, autoFocus: before === null }}
        />
        <TextField
          label={t("edit.hypothesis")}
          hint={t("edit.hypothesis.hint")}
          lines={2}
          value={draft.hypothesis}
          set={(hypothesis) => put("hypothesis", hypothesis)}
          problem={at("/hypothesis")}
        />
        <SelectField
          label={t("edit.moment")}
          hint={t("edit.moment.hint")}
          value={draft.moment}
          set={(moment) => put("moment", moment as Draft["moment"])}
          options={MOMENTS.map((value) => ({ value, label: named("moment", value) }))}
        />
        {before === null ? (
          <details open={draft.name !== "" && at("/key") !== undefined}>
            <summary>{t("more")}</summary>
            <TextField
              label={t("edit.key")}
              hint={t("edit.key.hint")}
              code
              value={draft.key}
              set={(key) => {
                setOwnKey(key !== "");
                put("key", key);
              }}
              problem={draft.name === "" ? undefined : at("/key")}
            />
          </details>
        ) : null}
      </Section>
      <Section number={2} title={t("edit.where")} pointers={["/pages"]} checked={checked}>
        <LinesField
          label={t("edit.pages")}
          hint={t("edit.pages.hint")}
          values={draft.pages.include}
          set={(include) => put("pages", { ...draft.pages, include })}
          problem={problemIn(checked.errors, "/pages/include")}
        />
        <details>
          <summary>{t("more")}</summary>
          <div class="stack pad-top">
            <LinesField
              label={t("edit.exclude")}
              hint={t("one-a-line")}
              values={draft.pages.exclude}
              set={(exclude) => put("pages", { ...draft.pages, exclude })}
              problem={problemIn(checked.errors, "/pages/exclude")}
            />
            <LinesField
              label={t("edit.hosts")}
              hint={t("edit.hosts.hint")}
              values={draft.pages.hosts}
              set={(hosts) => put("pages", { ...draft.pages, hosts })}
              problem={problemIn(checked.errors, "/pages/hosts")}
            />
          </div>
        </details>
      </Section>
      <Section
        number={3}
        title={t("edit.who")}
        pointers={["/audience", "/traffic", "/unit", "/layer"]}
        checked={checked}
      >
        <AudienceBuilder
          value={draft.audience}
          set={(audience) => put("audience", audience)}
          problem={problemIn(checked.errors, "/audience")}
        />
        <label class="field">
          <span class="label">
            {t("edit.traffic")} <strong class="num">{percent(draft.traffic, 1)}</strong>
          </span>
          <input
            type="range"
            min="0"
            max="100"
            step="1"
            value={Math.round(draft.traffic * 100)}
            onInput={(event) => put("traffic", Number(event.currentTarget.value) / 100)}
          />
          <span class="hint">{t("edit.traffic.hint")}</span>
        </label>
        <details>
          <summary>{t("more")}</summary>
          <div class="stack pad-top">
            <SelectField
              label={t("edit.unit")}
              hint={t("edit.unit.hint")}
              value={draft.unit}
              set={(unit) => put("unit", unit as Draft["unit"])}
              options={(["visitor", "customer"] as const).map((value) => ({
                value,
                label: t(`unit.${value}`),
              }))}
            />
            <LayerFields draft={draft} set={set} before={before} checked={checked} />
          </div>
        </details>
      </Section>
      <Section number={4} title={t("edit.what")} pointers={["/variants", "/hydrated"]} checked={checked}>
        <VariantsFields draft={draft} set={set} before={before} checked={checked} />
        <SelectField
          label={t("edit.hydrated")}
          hint={t("edit.hydrated.hint")}
          value={draft.hydrated === "in-place" ? "in-place" : draft.hydrated === true ? "anew" : "no"}
          set={(how) => put("hydrated", how === "in-place" ? how : how === "anew" ? true : undefined)}
          options={(["no", "anew", "in-place"] as const).map((how) => ({
            value: how,
            label: t(`edit.hydrated.${how}`),
          }))}
        />
      </Section>
      <Section number={5} title={t("edit.measure")} pointers={["/metrics", "/analysis"]} checked={checked}>
        <MetricsFields
          draft={draft}
          set={set}
          before={before}
          checked={checked}
          metrics={metrics.body?.data ?? []}
        />
        <PowerPanel draft={draft} set={set} />
        <details>
          <summary>{t("more")}</summary>
          <div class="stack pad-top">
            <SelectField
              label={t("edit.method")}
              value={draft.analysis.method}
              set={(method) =>
                put("analysis", { ...draft.analysis, method: method as Draft["analysis"]["method"] })
              }
              options={METHODS.map((value) => ({ value, label: t(`method.${value}`) }))}
            />
            <NumberField
              label={t("edit.alpha")}
              value={draft.analysis.alpha}
              scale={100}
              suffix={t("percent.sign")}
              set={(alpha) => put("analysis", { ...draft.analysis, alpha: alpha ?? 0.05 })}
              problem={at("/analysis/alpha")}
            />
            <NumberField
              label={t("edit.minimum-days")}
              value={draft.analysis.minimumDays}
              set={(days) => put("analysis", { ...draft.analysis, minimumDays: days ?? 0 })}
              problem={at("/analysis/minimumDays")}
            />
            <CheckField
              label={t("edit.auto-pause")}
              hint={t("edit.auto-pause.hint")}
              checked={draft.analysis.autoPause}
              set={(autoPause) => put("analysis", { ...draft.analysis, autoPause })}
            />
          </div>
        </details>
      </Section>
      <Section number={6} title={t("edit.when")} pointers={["/schedule"]} checked={checked}>
        <div class="columns">
          <InstantField
            label={t("edit.start")}
            hint={t("edit.start.hint")}
            value={draft.schedule.startAt}
            set={(startAt) => put("schedule", { ...draft.schedule, startAt })}
            problem={at("/schedule/startAt")}
          />
          <InstantField
            label={t("edit.end")}
            hint={t("edit.end.hint")}
            value={draft.schedule.endAt}
            set={(endAt) => put("schedule", { ...draft.schedule, endAt })}
            problem={at("/schedule/endAt")}
          />
        </div>
        <RampFields
          draft={draft}
          set={(ramp) => {
            const { ramp: _, ...schedule } = draft.schedule;
            put("schedule", ramp.length === 0 ? schedule : { ...schedule, ramp: [...ramp] });
          }}
          problemAt={at}
        />
      </Section>
    </div>
  );
}

/** Warnings stand where they belong; what no field shows by itself is told here too. */
function Section({
  number,
  title,
  pointers,
  checked,
  children,
}: {
  readonly number: number;
  readonly title: string;
  readonly pointers: readonly string[];
  readonly checked: Checked;
  readonly children: ComponentChildren;
}) {
  const warnings = checked.warnings.filter(({ pointer }) => pointers.some((own) => pointer.startsWith(own)));
  return (
    <Card
      title={
        <>
          <span class="step-number" aria-hidden="true">
            {count(number)}
          </span>{" "}
          {title}
        </>
      }
    >
      <div class="stack">
        {children}
        {warnings.length === 0 ? null : (
          <Notice tone="warn">
            <ul dir="ltr" lang="en">
              {warnings.map(({ pointer, detail }) => (
                <li key={pointer + detail}>{detail}</li>
              ))}
            </ul>
          </Notice>
        )}
      </div>
    </Card>
  );
}
