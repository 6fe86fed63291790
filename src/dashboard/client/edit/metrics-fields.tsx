/** What decides, what is looked at beside it, and what must not get worse. */
import type { Metric } from "../core/types.ts";
import { named, t } from "../core/words.ts";
import { Button } from "../ui/basics.tsx";
import { SelectField } from "../ui/fields.tsx";
import { problemIn } from "./draft.ts";
import type { SectionProps } from "./sections.tsx";

export function metricLabel(metric: Metric): string {
  return metric.name ?? named("metric", metric.key);
}

export function MetricsFields({
  draft,
  set,
  checked,
  metrics,
}: SectionProps & { readonly metrics: readonly Metric[] }) {
  const { primary, secondary, guardrails } = draft.metrics;
  const primaries = typeof primary === "string" ? [primary] : primary;
  const known = metrics.map((metric) => ({ value: metric.key, label: metricLabel(metric) }));
  const options = (current: string) =>
    known.some(({ value }) => value === current) || current === ""
      ? known
      : [...known, { value: current, label: current }];
  const put = (next: Partial<typeof draft.metrics>): void =>
    set({ ...draft, metrics: { ...draft.metrics, ...next } });
  return (
    <>
      <SelectField
        label={t("role.primary")}
        hint={t("role.primary.more")}
        value={primaries[0] ?? ""}
        options={options(primaries[0] ?? "")}
        set={(key) => put({ primary: primaries.length > 1 ? [key, ...primaries.slice(1)] : key })}
        problem={problemIn(checked.errors, "/metrics/primary")}
      />
      <Several
        label={t("role.secondary")}
        hint={t("role.secondary.more")}
        keys={secondary}
        options={known}
        set={(keys) => put({ secondary: keys })}
        problem={problemIn(checked.errors, "/metrics/secondary")}
      />
      <Several
        label={t("role.guardrail")}
        hint={t("role.guardrail.more")}
        keys={guardrails}
        options={known}
        set={(keys) => put({ guardrails: keys })}
        problem={problemIn(checked.errors, "/metrics/guardrails")}
      />
    </>
  );
}

function Several({
  label,
  hint,
  keys,
  options,
  set,
  problem,
}: {
  readonly label: string;
  readonly hint: string;
  readonly keys: readonly string[];
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly set: (keys: string[]) => void;
  readonly problem: string | undefined;
}) {
  const left = options.filter(({ value }) => !keys.includes(value));
  return (
    <fieldset class="field">
      <legend>{label}</legend>
      <span class="chips">
        {keys.map((key) => (
          <span key={key} class="chip">
            {options.find(({ value }) => value === key)?.label ?? key}
            <Button
              tone="quiet"
              icon="x"
              label={`${t("remove")}: ${key}`}
              onClick={() => set(keys.filter((other) => other !== key))}
            />
          </span>
        ))}
        <select
          class="inline"
          aria-label={`${t("add")}: ${label}`}
          value=""
          onChange={(event) => {
            if (event.currentTarget.value !== "") set([...keys, event.currentTarget.value]);
            event.currentTarget.value = "";
          }}
        >
          <option value="">{t("add")}…</option>
          {left.map(({ value, label: text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </span>
      <span class="hint">{hint}</span>
      {problem === undefined ? null : (
        <span class="problem" dir="ltr" lang="en">
          {problem}
        </span>
      )}
    </fieldset>
  );
}
