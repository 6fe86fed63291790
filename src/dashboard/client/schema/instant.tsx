/** A day or an instant, in the reader's own time zone; kept as an ISO instant. */
import { useId } from "preact/hooks";
import { moment } from "../core/format.ts";
import { t } from "../core/words.ts";

export function InstantField({
  label,
  value,
  set,
  problem,
  hint,
  day = false,
}: {
  readonly label: string;
  readonly value: string | null;
  readonly set: (value: string | null) => void;
  readonly problem?: string | undefined;
  readonly hint?: string | undefined;
  readonly day?: boolean;
}) {
  const id = useId();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <div class={problem === undefined ? "field" : "field wrong"}>
      <label class="label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        type={day ? "date" : "datetime-local"}
        dir="ltr"
        value={value === null ? "" : day ? value : localOf(value)}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          if (typed === "") set(null);
          else set(day ? typed : new Date(typed).toISOString());
        }}
      />
      <span class="hint">
        {hint}{" "}
        {day
          ? null
          : value === null || Number.isNaN(Date.parse(value))
            ? t("zone", { zone })
            : `${moment(value)} · ${zone}`}
      </span>
      {problem === undefined ? null : (
        <span class="problem" dir="ltr" lang="en">
          {problem}
        </span>
      )}
    </div>
  );
}

function localOf(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return "";
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
