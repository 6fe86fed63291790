/** Several of a few. */
import { labelOf } from "./labels.ts";

export function Choices({
  options,
  value,
  set,
  label,
}: {
  readonly options: readonly (string | number)[];
  readonly value: unknown;
  readonly set: (value: unknown) => void;
  readonly label: string;
}) {
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset>
      <legend>{label}</legend>
      <span class="chips">
        {options.map((option) => (
          <label key={option} class="chip">
            <input
              type="checkbox"
              checked={chosen.includes(option)}
              onChange={(event) =>
                set(
                  options.filter((one) =>
                    one === option ? event.currentTarget.checked : chosen.includes(one),
                  ),
                )
              }
            />
            {labelOf(String(option))}
          </label>
        ))}
      </span>
    </fieldset>
  );
}
