/** One change of a page: where, what, and with which words or element. */
import { useContext } from "preact/hooks";
import type { Change } from "../core/types.ts";
import { t } from "../core/words.ts";
import { SelectField, TextField } from "../ui/fields.tsx";
import { ElementThumb } from "./element-thumb.tsx";
import { FormContext, ObjectFields } from "../schema/form.tsx";
import { labelOf } from "../schema/labels.ts";
import { LocalizedField } from "../schema/localized.tsx";
import { initialObject, resolved, type Schema, type Schemas, valuesOf } from "../schema/schema.ts";
import { ACTIONS, type ChangeAction, withAction } from "./draft.ts";

export const ATTRIBUTES = ["href", "title", "alt", "src", "srcset", "placeholder", "aria-label", "value"];

/** Kinds of elements, as the API's document lists them. */
export function elementKinds(
  schemas: Schemas,
): readonly { readonly kind: string; readonly schema: Schema }[] {
  const element = resolved({ $ref: "#/Element" }, schemas);
  return (element.oneOf ?? element.anyOf ?? []).flatMap((one) => {
    const schema = resolved(one, schemas);
    const [kind] = valuesOf(schema, "kind");
    return kind === undefined ? [] : [{ kind: String(kind), schema }];
  });
}

export function newElement(kind: string, schemas: Schemas): { readonly kind: string } {
  const schema = elementKinds(schemas).find((one) => one.kind === kind)?.schema;
  return { ...(schema === undefined ? {} : initialObject(schema, schemas)), kind };
}

export function ChangeFields({
  change,
  set,
  pointer,
  hideSelector = false,
}: {
  readonly change: Change;
  readonly set: (change: Change) => void;
  readonly pointer: string;
  readonly hideSelector?: boolean;
}) {
  const { languages, problemAt, schemas } = useContext(FormContext);
  const element = "element" in change ? change.element : undefined;
  const takesMarkup = ["set_html", "replace", "before", "after", "prepend", "append"].includes(change.action);
  return (
    <div class="stack">
      {hideSelector ? null : (
        <TextField
          label={t("change.selector")}
          code
          value={change.selector}
          set={(selector) => set({ ...change, selector })}
          problem={problemAt(`${pointer}/selector`)}
        />
      )}
      <SelectField
        label={t("change.action")}
        value={change.action}
        set={(action) => set(withAction(change, action as ChangeAction))}
        options={ACTIONS.map((action) => ({ value: action, label: t(`do.${action}`) }))}
        problem={problemAt(pointer)}
      />
      {"name" in change ? (
        <TextField
          label={t("change.attribute")}
          code
          value={change.name}
          options={ATTRIBUTES}
          set={(name) => set({ ...change, name })}
          problem={problemAt(`${pointer}/name`)}
        />
      ) : null}
      {takesMarkup ? (
        <SelectField
          label={t("change.with")}
          value={element === undefined ? "" : element.kind}
          set={(kind) => {
            const { selector, action } = change;
            set(
              (kind === ""
                ? { selector, action, value: "" }
                : { selector, action, element: newElement(kind, schemas) }) as Change,
            );
          }}
          options={[
            { value: "", label: t("change.markup") },
            ...elementKinds(schemas).map(({ kind }) => ({ value: kind, label: labelOf(kind) })),
          ]}
        />
      ) : null}
      {element !== undefined ? (
        <ElementFields
          element={element}
          pointer={`${pointer}/element`}
          set={(next) => set({ ...change, element: next } as Change)}
        />
      ) : "value" in change ? (
        change.action === "add_class" || change.action === "remove_class" ? (
          <TextField
            label={t("change.class")}
            code
            value={change.value}
            set={(value) => set({ ...change, value })}
            problem={problemAt(`${pointer}/value`)}
          />
        ) : (
          <LocalizedField
            label={takesMarkup ? t("change.html") : t("change.text")}
            value={change.value}
            languages={languages}
            problem={problemAt(`${pointer}/value`)}
            lines={takesMarkup ? 4 : 2}
            set={(value) => set({ ...change, value: value ?? "" } as Change)}
          />
        )
      ) : null}
    </div>
  );
}

export function ElementFields({
  element,
  set,
  pointer,
}: {
  readonly element: { readonly kind: string };
  readonly set: (element: { readonly kind: string }) => void;
  readonly pointer: string;
}) {
  const { schemas } = useContext(FormContext);
  const schema = elementKinds(schemas).find(({ kind }) => kind === element.kind)?.schema;
  if (schema === undefined) return <p class="problem">{t("element.unknown")}</p>;
  return (
    <fieldset class="nested">
      <legend>{labelOf(element.kind)}</legend>
      <ElementThumb kind={element.kind} large />
      <ObjectFields
        schema={schema}
        value={{ ...element }}
        set={(next) => set(next as { readonly kind: string })}
        pointer={pointer}
        skip={["kind"]}
      />
    </fieldset>
  );
}

/** A change in a line, for lists. */
export function changeWords(change: Change): string {
  const what =
    "element" in change && change.element !== undefined
      ? labelOf(change.element.kind)
      : "value" in change && change.value !== undefined
        ? typeof change.value === "string"
          ? change.value
          : (Object.values(change.value)[0] ?? "")
        : "";
  const plain = what.replaceAll(/<[^>]*>/g, " ").trim();
  return `${t(`do.${change.action}`)}${plain === "" ? "" : `: ${plain.slice(0, 60)}`}`;
}
