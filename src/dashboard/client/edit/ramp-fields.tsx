/** Steps by which more visitors take part, each at its own time. */
import { percent } from "../core/format.ts";
import { t } from "../core/words.ts";
import { InstantField } from "../schema/instant.tsx";
import { Button } from "../ui/basics.tsx";
import { NumberField } from "../ui/fields.tsx";
import type { Draft } from "./draft.ts";

type Step = NonNullable<Draft["schedule"]["ramp"]>[number];
const DAY_MS = 86_400_000;
const MAX_STEPS = 10;

export function RampFields({
  draft,
  set,
  problemAt,
}: {
  readonly draft: Draft;
  readonly set: (ramp: readonly Step[]) => void;
  readonly problemAt: (pointer: string) => string | undefined;
}) {
  const ramp = draft.schedule.ramp ?? [];
  const last = ramp.at(-1);
  const put = (index: number, change: Partial<Step>): void =>
    set(ramp.map((step, at) => (at === index ? { ...step, ...change } : step)));
  const add = (): void => {
    const fromMs = Date.parse(last?.at ?? draft.schedule.startAt ?? new Date().toISOString());
    const share = last?.traffic ?? draft.traffic;
    set([
      ...ramp,
      { at: new Date(fromMs + 2 * DAY_MS).toISOString(), traffic: Math.min(1, Math.max(0.05, share * 2)) },
    ]);
  };
  const isWhole = (last?.traffic ?? draft.traffic) >= 1;
  return (
    <fieldset class="stack ramp">
      <legend class="label">{t("edit.ramp")}</legend>
      <span class="hint">
        {ramp.length === 0 ? t("edit.ramp.hint") : t("edit.ramp.from", { share: percent(draft.traffic, 1) })}
      </span>
      {ramp.map((step, index) => (
        // Steps have no name but their place.
        <div class="row" key={index}>
          <InstantField
            label={t("edit.ramp.at")}
            value={step.at}
            set={(at) => {
              if (at !== null) put(index, { at });
            }}
            problem={problemAt(`/schedule/ramp/${index}/at`)}
          />
          <NumberField
            label={t("edit.ramp.share")}
            value={step.traffic}
            scale={100}
            suffix={t("percent.sign")}
            set={(traffic) => put(index, { traffic: traffic ?? step.traffic })}
            problem={problemAt(`/schedule/ramp/${index}/traffic`)}
          />
          <Button
            tone="quiet"
            icon="trash-2"
            label={t("edit.ramp.remove")}
            onClick={() => set(ramp.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" disabled={ramp.length >= MAX_STEPS || isWhole} onClick={add}>
          {t("edit.ramp.add")}
        </Button>{" "}
        {isWhole && ramp.length === 0 ? <span class="hint">{t("edit.ramp.whole")}</span> : null}
      </div>
    </fieldset>
  );
}
