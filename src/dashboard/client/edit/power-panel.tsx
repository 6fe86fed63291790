/** How long it will take, from the shop's own figures: beside what counts, before anybody starts. */
import { useEffect, useState } from "preact/hooks";
import { api, type Problem, problemOf } from "../core/api.ts";
import { change, percent } from "../core/format.ts";
import type { ExperimentView, Many } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, problemWord, t } from "../core/words.ts";
import { NumberField, SelectField } from "../ui/fields.tsx";
import type { Draft } from "./draft.ts";

interface Plan {
  readonly visitorsAVariant: number | null;
  readonly visitors: number | null;
  readonly days: number | null;
  readonly detectableLift: number | null;
  /** It takes longer than is sensible: the only warning there is. */
  readonly warning?: string;
  readonly reason?: string;
  readonly assumed: {
    readonly baseline: number | null;
    readonly mean: number | null;
    readonly visitorsADay: number | null;
  };
}

const PAUSE_MS = 400;

export function PowerPanel({ draft, set }: { readonly draft: Draft; readonly set: (draft: Draft) => void }) {
  const { analysis, metrics, variants } = draft;
  const metric = typeof metrics.primary === "string" ? metrics.primary : metrics.primary[0];
  const [from, setFrom] = useState("");
  const [perDay, setPerDay] = useState<number | null>(null);
  const [plan, setPlan] = useState<Plan | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const started = (useApi<Many<ExperimentView>>("/experiments?limit=200").body?.data ?? []).filter(
    ({ startedAt }) => startedAt !== null,
  );
  const baseline = analysis.plan.baseline ?? null;
  const asked = JSON.stringify({
    ...(from === "" ? {} : { experiment: from, ...(metric === undefined ? {} : { metric }) }),
    ...(baseline === null ? {} : { baseline }),
    minimumEffect: analysis.minimumEffect,
    alpha: analysis.alpha,
    variants: variants.length,
    method: analysis.method === "bandit" ? "sequential" : analysis.method,
    ...(perDay === null ? {} : { visitorsADay: perDay }),
  });
  useEffect(() => {
    if (from === "" && baseline === null) {
      setPlan(null);
      setProblem(null);
      return undefined;
    }
    const controller = new AbortController();
    const timer = setTimeout(() => {
      api<Plan>("POST", "/power", { body: JSON.parse(asked), signal: controller.signal })
        .then(({ body }) => {
          setPlan(body);
          setProblem(null);
        })
        .catch((error: unknown) => {
          if (controller.signal.aborted) return;
          setPlan(null);
          setProblem(problemOf(error));
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [asked, from, baseline]);
  const put = (next: Partial<Draft["analysis"]>): void =>
    set({ ...draft, analysis: { ...analysis, ...next } });
  return (
    <fieldset class="nested">
      <legend>{t("power.title")}</legend>
      <div class="columns">
        <NumberField
          label={t("power.effect")}
          hint={t("power.effect.hint")}
          scale={100}
          suffix={t("percent.sign")}
          value={analysis.minimumEffect}
          set={(effect) => put({ minimumEffect: effect ?? 0.05 })}
        />
        <NumberField
          label={t("power.baseline")}
          scale={100}
          suffix={t("percent.sign")}
          value={baseline}
          set={(value) => {
            const { baseline: _old, ...rest } = analysis.plan;
            put({ plan: value === null ? rest : { ...rest, baseline: value } });
          }}
        />
        <NumberField label={t("power.a-day")} value={perDay} set={setPerDay} />
      </div>
      {started.length === 0 ? null : (
        <SelectField
          label={t("power.from")}
          value={from}
          set={setFrom}
          options={[
            { value: "", label: t("power.from.none") },
            ...started.map(({ key, name }) => ({ value: key, label: name })),
          ]}
        />
      )}
      <div aria-live="polite">
        {problem !== null ? (
          <p class="muted small">
            {problemWord(problem.title) ?? `${problem.title}. ${problem.detail ?? ""}`}
          </p>
        ) : plan === null ? (
          <p class="muted small">{t("power.begin")}</p>
        ) : (
          <PlanWords plan={plan} />
        )}
      </div>
    </fieldset>
  );
}

function PlanWords({ plan }: { readonly plan: Plan }) {
  if (plan.visitorsAVariant === null) return <p class="muted">{named("why", plan.reason ?? "")}</p>;
  const { assumed } = plan;
  return (
    <>
      <p>
        <strong>
          {plan.days === null
            ? t("power.visitors", { visitors: plan.visitors ?? 0 })
            : t("power.days", { days: plan.days, visitors: plan.visitors ?? 0 })}
        </strong>
      </p>
      <p class="muted small">
        {assumed.baseline === null ? "" : `${t("power.baseline")}: ${percent(assumed.baseline)} `}
        {plan.detectableLift === null ? "" : t("power.detectable", { lift: change(plan.detectableLift) })}
      </p>
      {plan.reason === undefined ? null : <p class="muted small">{named("why", plan.reason)}</p>}
      {plan.warning === undefined ? null : <p class="problem">{t("power.too-long")}</p>}
    </>
  );
}
