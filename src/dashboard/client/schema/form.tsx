/** Fields for whatever a schema of the API describes, so that a new kind of anything has its form at once. */
import { useContext } from "preact/hooks";
import { createContext } from "preact";
import { t } from "../core/words.ts";
import { Button } from "../ui/basics.tsx";
import { CheckField, LinesField, NumberField, SelectField, TextField } from "../ui/fields.tsx";
import { JsonField } from "../audience/builder.tsx";
import { Choices } from "./choices.tsx";
import { InstantField } from "./instant.tsx";
import { labelOf } from "./labels.ts";
import { LocalizedField } from "./localized.tsx";
import {
  fieldKind,
  initial,
  initialObject,
  resolved,
  type Schema,
  type Schemas,
  valuesOf,
  withoutNull,
} from "./schema.ts";

export interface FormContextValue {
  readonly schemas: Schemas;
  /** Of the shop. */
  readonly languages: readonly string[];
  /** What the API says of the field at this JSON pointer. */
  readonly problemAt: (pointer: string) => string | undefined;
}

export const FormContext = createContext<FormContextValue>({
  schemas: {},
  languages: ["en"],
  problemAt: () => undefined,
});

interface FieldProps {
  readonly schema: Schema;
  readonly value: unknown;
  readonly set: (value: unknown) => void;
  readonly pointer: string;
  readonly label: string;
}

export function SchemaField({ schema, value, set, pointer, label }: FieldProps) {
  const { schemas, languages, problemAt } = useContext(FormContext);
  const field = fieldKind(schema, schemas);
  const { nullable } = withoutNull(schema, schemas);
  const problem = problemAt(pointer);
  const text = typeof value === "string" ? value : "";
  const empty = nullable ? null : undefined;
  switch (field.kind) {
    case "localized":
      return (
        <LocalizedField
          label={label}
          value={value}
          set={set}
          languages={languages}
          problem={problem}
          pointer={pointer}
        />
      );
    case "text":
      return (
        <TextField
          label={label}
          problem={problem}
          value={text}
          set={(typed) => set(typed === "" ? empty : typed)}
          {...(field.long ? { lines: 3 } : {})}
        />
      );
    case "instant":
    case "day":
      return (
        <InstantField
          label={label}
          problem={problem}
          day={field.kind === "day"}
          value={text === "" ? null : text}
          set={(instant) => set(instant ?? empty)}
        />
      );
    case "number":
      return (
        <NumberField
          label={label}
          problem={problem}
          value={typeof value === "number" ? value : null}
          set={(number) => set(number ?? empty)}
        />
      );
    case "yes-no":
      return <CheckField label={label} checked={value === true} set={set} />;
    case "choice":
      return (
        <SelectField
          label={label}
          problem={problem}
          value={textOf(value)}
          set={(chosen) => set(field.options.find((option) => String(option) === chosen) ?? empty)}
          options={[
            ...(nullable || value === undefined ? [{ value: "", label: t("by-default") }] : []),
            ...field.options.map((option) => ({ value: String(option), label: labelOf(String(option)) })),
          ]}
        />
      );
    case "choices":
      return <Choices options={field.options} value={value} set={set} label={label} />;
    case "lines":
      return (
        <LinesField
          label={label}
          hint={t("one-a-line")}
          problem={problem}
          values={Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : []}
          set={set}
        />
      );
    case "list":
      return <List item={field.item} value={value} set={set} pointer={pointer} label={label} />;
    case "one-of":
      return (
        <OneOf field={field} value={value} set={set} pointer={pointer} label={label} nullable={nullable} />
      );
    case "object":
      if (value === null || value === undefined)
        return (
          <Button icon="plus" onClick={() => set(initialObject(field.schema, schemas))}>
            {label}
          </Button>
        );
      return (
        <fieldset class="nested">
          <legend>{label}</legend>
          <ObjectFields schema={field.schema} value={value as Fields} set={set} pointer={pointer} />
          <div>
            <Button tone="quiet" icon="x" onClick={() => set(empty)}>
              {t("remove")}
            </Button>
          </div>
        </fieldset>
      );
    default:
      return <JsonField label={label} value={value ?? null} set={set} problem={problem} lines={4} />;
  }
}

type Fields = { readonly [name: string]: unknown };

/** The fields of an object, those that must be there first. `skip`: told elsewhere. */
export function ObjectFields({
  schema,
  value,
  set,
  pointer,
  skip = [],
}: {
  readonly schema: Schema;
  readonly value: Fields;
  readonly set: (value: unknown) => void;
  readonly pointer: string;
  readonly skip?: readonly string[];
}) {
  const { required = [], properties = {} } = schema;
  const names = Object.keys(properties)
    .filter((name) => !skip.includes(name) && properties[name]?.const === undefined)
    .toSorted((a, b) => Number(required.includes(b)) - Number(required.includes(a)));
  return (
    <>
      {names.map((name) => (
        <SchemaField
          key={name}
          schema={properties[name] ?? {}}
          value={value[name] === undefined ? properties[name]?.default : value[name]}
          set={(next) => {
            const { [name]: _old, ...rest } = value;
            set(next === undefined ? rest : { ...rest, [name]: next });
          }}
          pointer={`${pointer}/${name}`}
          label={labelOf(name)}
        />
      ))}
    </>
  );
}

function OneOf({
  field,
  value,
  set,
  pointer,
  label,
  nullable,
}: Omit<FieldProps, "schema"> & {
  readonly field: { readonly by: string; readonly alternatives: readonly Schema[] };
  readonly nullable: boolean;
}) {
  const { schemas } = useContext(FormContext);
  const { by, alternatives } = field;
  const fields = (value ?? {}) as Fields;
  const chosen = fields[by];
  const current = alternatives.find((one) => valuesOf(one, by).includes(chosen as string));
  const options = alternatives.flatMap((one) => valuesOf(one, by));
  return (
    <fieldset class="nested">
      <legend>{label}</legend>
      <SelectField
        label={labelOf(by)}
        value={textOf(chosen)}
        options={[
          ...(nullable || chosen === undefined ? [{ value: "", label: t("choose") }] : []),
          ...options.map((option) => ({ value: String(option), label: labelOf(String(option)) })),
        ]}
        set={(picked) => {
          if (picked === "") return set(nullable ? null : undefined);
          const next = alternatives.find((one) => valuesOf(one, by).map(String).includes(picked));
          if (next === undefined) return undefined;
          const kept = Object.fromEntries(
            Object.entries(fields).filter(([name]) => name in (next.properties ?? {})),
          );
          const typed = options.find((option) => String(option) === picked);
          return set({ ...initialObject(next, schemas), ...kept, [by]: typed });
        }}
      />
      {current === undefined ? null : (
        <ObjectFields schema={current} value={fields} set={set} pointer={pointer} skip={[by]} />
      )}
    </fieldset>
  );
}

function List({ item, value, set, pointer, label }: Omit<FieldProps, "schema"> & { readonly item: Schema }) {
  const { schemas } = useContext(FormContext);
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset class="nested">
      <legend>{label}</legend>
      {items.map((one, index) => (
        <div class="list-item" key={`${index}/${items.length}`}>
          <div class="grow stack">
            <SchemaField
              schema={resolved(item, schemas)}
              value={one}
              set={(next) => set(items.map((old, at) => (at === index ? next : old)))}
              pointer={`${pointer}/${index}`}
              label={`${label} ${index + 1}`}
            />
          </div>
          <Button
            tone="quiet"
            icon="trash-2"
            label={t("remove")}
            onClick={() => set(items.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <div>
        <Button icon="plus" onClick={() => set([...items, initial(item, schemas)])}>
          {t("add")}
        </Button>
      </div>
    </fieldset>
  );
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
