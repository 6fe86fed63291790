/** Form fields: a label, the control, what to know, and what is wrong with it. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { readNumber } from "../core/format.ts";
import { LANGUAGE } from "../core/place.ts";
import { t } from "../core/words.ts";

export interface FieldFrame {
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren | undefined;
  /** What the API says about it. */
  readonly problem?: string | undefined;
}

function Frame({
  label,
  hint,
  problem,
  id,
  children,
}: FieldFrame & { readonly id: string; readonly children: ComponentChildren }) {
  return (
    <div class={problem === undefined ? "field" : "field wrong"}>
      <label class="label" htmlFor={id}>
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {problem === undefined ? null : (
        <span class="problem" id={`${id}-problem`} dir="ltr" lang="en">
          {problem}
        </span>
      )}
    </div>
  );
}

function described(id: string, { hint, problem }: Pick<FieldFrame, "hint" | "problem">) {
  const ids = [hint === undefined ? "" : `${id}-hint`, problem === undefined ? "" : `${id}-problem`];
  const by = ids.filter((text) => text !== "").join(" ");
  return {
    id,
    "aria-invalid": problem !== undefined,
    ...(by === "" ? {} : { "aria-describedby": by }),
  };
}

interface TextProps extends FieldFrame {
  readonly value: string;
  readonly set: (value: string) => void;
  readonly lines?: number;
  /** Selectors, paths, keys: always from left to right. */
  readonly code?: boolean;
  readonly input?: {
    readonly required?: boolean;
    readonly maxLength?: number;
    readonly autoFocus?: boolean;
    readonly lang?: string;
    readonly dir?: "ltr" | "rtl";
  };
  readonly options?: readonly string[];
}

export function TextField({ value, set, lines, code = false, input, options, ...frame }: TextProps) {
  const id = useId();
  const shared = {
    ...described(id, frame),
    class: code ? "code" : "",
    dir: code ? ("ltr" as const) : (input?.dir ?? ("auto" as const)),
    ...(input?.lang === undefined ? {} : { lang: input.lang }),
    value,
  };
  return (
    <Frame {...frame} id={id}>
      {lines === undefined ? (
        <input
          type="text"
          required={input?.required === true}
          autoFocus={input?.autoFocus === true}
          {...(input?.maxLength === undefined ? {} : { maxLength: input.maxLength })}
          {...shared}
          {...(options === undefined ? {} : { list: `${id}-options` })}
          onInput={(event) => set(event.currentTarget.value)}
        />
      ) : (
        <textarea {...shared} rows={lines} onInput={(event) => set(event.currentTarget.value)} />
      )}
      {options === undefined ? null : (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </Frame>
  );
}

/** Takes Persian and Arabic digits as well. `scale` 100 shows a share as per cent. */
export function NumberField({
  value,
  set,
  scale = 1,
  suffix,
  ...frame
}: FieldFrame & {
  readonly value: number | null;
  readonly set: (value: number | null) => void;
  readonly scale?: number;
  readonly suffix?: string;
}) {
  const id = useId();
  const shown = (number: number | null): string =>
    number === null
      ? ""
      : new Intl.NumberFormat({ en: "en", fa: "fa-IR", ar: "ar-EG" }[LANGUAGE], {
          maximumFractionDigits: 6,
          useGrouping: false,
        }).format(Math.round(number * scale * 1e6) / 1e6);
  const [text, setText] = useState(shown(value));
  const own = readNumber(text);
  useEffect(() => {
    if ((own === null ? null : own / scale) !== value) setText(shown(value));
  }, [value]);
  const unread = text.trim() !== "" && own === null ? { problem: t("field.number") } : {};
  return (
    <Frame {...frame} {...unread} id={id}>
      <span class="with-suffix">
        <input
          type="text"
          inputMode="decimal"
          {...described(id, frame)}
          value={text}
          onInput={(event) => {
            const typed = event.currentTarget.value;
            setText(typed);
            const number = readNumber(typed);
            if (typed.trim() === "") set(null);
            else if (number !== null) set(number / scale);
          }}
        />
        {suffix === undefined ? null : <span class="suffix">{suffix}</span>}
      </span>
    </Frame>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

export function SelectField({
  value,
  set,
  options,
  ...frame
}: FieldFrame & {
  readonly value: string;
  readonly set: (value: string) => void;
  readonly options: readonly Option[];
}) {
  const id = useId();
  return (
    <Frame {...frame} id={id}>
      <select {...described(id, frame)} value={value} onChange={(event) => set(event.currentTarget.value)}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

export function CheckField({
  checked,
  set,
  label,
  hint,
}: {
  readonly checked: boolean;
  readonly set: (checked: boolean) => void;
  readonly label: ComponentChildren;
  readonly hint?: ComponentChildren;
}) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => set(event.currentTarget.checked)} />
      <span>
        {label}
        {hint === undefined ? null : <span class="hint">{hint}</span>}
      </span>
    </label>
  );
}

/** One value a line: what people can paste. */
export function LinesField({
  values,
  set,
  ...frame
}: FieldFrame & { readonly values: readonly string[]; readonly set: (values: string[]) => void }) {
  const [text, setText] = useState(values.join("\n"));
  const parsed = (typed: string): string[] =>
    typed
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  useEffect(() => {
    if (parsed(text).join("\n") !== values.join("\n")) setText(values.join("\n"));
  }, [values.join("\n")]);
  return (
    <TextField
      {...frame}
      code
      lines={Math.min(8, Math.max(2, text.split("\n").length))}
      value={text}
      set={(typed) => {
        setText(typed);
        set(parsed(typed));
      }}
    />
  );
}
