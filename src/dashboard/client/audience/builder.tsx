/** Who takes part, in rows instead of JSON; the JSON for those who want it, and for what rows cannot say. */
import { useState } from "preact/hooks";
import { t } from "../core/words.ts";
import { Button } from "../ui/basics.tsx";
import { TextField } from "../ui/fields.tsx";
import {
  ATTRIBUTES,
  attributeOf,
  type Condition,
  conditionOf,
  operatorsFor,
  type Rule,
  rulesOf,
} from "./rules.ts";
import { attributeName, audienceWords, valueName } from "./words.ts";

interface Props {
  readonly value: Condition;
  readonly set: (condition: Condition) => void;
  readonly problem?: string | undefined;
}

export function AudienceBuilder({ value, set, problem }: Props) {
  const rules = rulesOf(value);
  const [asJson, setAsJson] = useState(rules === null);
  if (asJson || rules === null)
    return (
      <div class="stack">
        <JsonField value={value} set={set} problem={problem} />
        {rules === null ? null : (
          <div>
            <Button tone="quiet" onClick={() => setAsJson(false)}>
              {t("audience.rows")}
            </Button>
          </div>
        )}
      </div>
    );
  return (
    <Rows
      rules={rules}
      set={(next) => set(conditionOf(next))}
      problem={problem}
      toJson={() => setAsJson(true)}
    />
  );
}

function Rows({
  rules,
  set,
  problem,
  toJson,
}: {
  readonly rules: readonly Rule[];
  readonly set: (rules: readonly Rule[]) => void;
  readonly problem?: string | undefined;
  readonly toJson: () => void;
}) {
  // Rows that are not finished say nothing yet; they live here until they do.
  const [drafts, setDrafts] = useState<readonly Rule[]>([]);
  const replace = (index: number, rule: Rule | null): void =>
    set(rules.flatMap((old, at) => (at === index ? (rule === null ? [] : [rule]) : [old])));
  const finish = (index: number, rule: Rule | null): void => {
    if (rule !== null && isFinished(rule)) {
      setDrafts(drafts.filter((_, at) => at !== index));
      set([...rules, rule]);
    } else setDrafts(drafts.flatMap((old, at) => (at === index ? (rule === null ? [] : [rule]) : [old])));
  };
  return (
    <div class="stack">
      <p class="muted" aria-live="polite">
        {audienceWords(conditionOf(rules))}
      </p>
      {rules.map((rule, index) => (
        <Row key={`${rule.attribute}${rule.operator}`} rule={rule} set={(next) => replace(index, next)} />
      ))}
      {drafts.map((rule, index) => (
        <Row key={`draft${index}`} rule={rule} set={(next) => finish(index, next)} />
      ))}
      {problem === undefined ? null : (
        <span class="problem" dir="ltr" lang="en">
          {problem}
        </span>
      )}
      <div class="row">
        <Button
          icon="plus"
          onClick={() => setDrafts([...drafts, { attribute: "device", operator: "is", values: [] }])}
        >
          {t("audience.add")}
        </Button>
        <Button tone="quiet" icon="code" onClick={toJson}>
          {t("audience.json")}
        </Button>
      </div>
    </div>
  );
}

function isFinished({ attribute, operator, values }: Rule): boolean {
  if (attributeOf(attribute).open === true && attribute.endsWith(".")) return false;
  return operator === "exists" || operator === "missing" || values.some((value) => value.trim() !== "");
}

function Row({ rule, set }: { readonly rule: Rule; readonly set: (rule: Rule | null) => void }) {
  const attribute = attributeOf(rule.attribute);
  const isMany = rule.operator === "in" || rule.operator === "nin";
  const needsValue = rule.operator !== "exists" && rule.operator !== "missing";
  const choices = attribute.kind === "yes-no" ? ["true", "false"] : attribute.choices;
  return (
    <fieldset class="rule" aria-label={attributeName(rule.attribute)}>
      <select
        aria-label={t("audience.attribute")}
        value={attribute.name}
        onChange={(event) =>
          set({
            attribute: event.currentTarget.value,
            operator: firstOperator(event.currentTarget.value),
            values: [],
          })
        }
      >
        {ATTRIBUTES.map(({ name }) => (
          <option key={name} value={name} selected={name === attribute.name}>
            {attributeName(name)}
          </option>
        ))}
      </select>
      {attribute.open === true ? (
        <input
          class="code"
          dir="ltr"
          aria-label={t("audience.name")}
          placeholder={t("audience.name")}
          value={rule.attribute.slice(attribute.name.length)}
          onChange={(event) => set({ ...rule, attribute: attribute.name + event.currentTarget.value.trim() })}
        />
      ) : null}
      <select
        aria-label={t("audience.operator")}
        value={rule.operator}
        onChange={(event) => {
          const operator = event.currentTarget.value as Rule["operator"];
          const isList = operator === "in" || operator === "nin";
          set({ ...rule, operator, values: isList ? rule.values : rule.values.slice(0, 1) });
        }}
      >
        {operatorsFor(attribute).map((operator) => (
          <option key={operator} value={operator} selected={operator === rule.operator}>
            {t(`op.${operator}`)}
          </option>
        ))}
      </select>
      {!needsValue ? null : choices !== undefined && isMany ? (
        <span class="chips">
          {choices.map((choice) => (
            <label key={choice} class="chip">
              <input
                type="checkbox"
                checked={rule.values.includes(choice)}
                onChange={(event) =>
                  set({
                    ...rule,
                    values: choices.filter((item) =>
                      item === choice ? event.currentTarget.checked : rule.values.includes(item),
                    ),
                  })
                }
              />
              {valueName(rule.attribute, choice)}
            </label>
          ))}
        </span>
      ) : choices === undefined ? (
        <input
          dir="auto"
          aria-label={t("audience.value")}
          placeholder={isMany ? t("audience.values") : t("audience.value")}
          value={rule.values.join(", ")}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            set({
              ...rule,
              values: isMany
                ? typed
                    .split(/[,،]/)
                    .map((item) => item.trim())
                    .filter(Boolean)
                : [typed],
            });
          }}
        />
      ) : (
        <select
          aria-label={t("audience.value")}
          value={rule.values[0] ?? ""}
          onChange={(event) => set({ ...rule, values: [event.currentTarget.value] })}
        >
          <option value="" disabled>
            {t("choose")}
          </option>
          {choices.map((choice) => (
            <option key={choice} value={choice} selected={choice === rule.values[0]}>
              {valueName(rule.attribute, choice)}
            </option>
          ))}
        </select>
      )}
      <Button tone="quiet" icon="x" label={t("remove")} onClick={() => set(null)} />
    </fieldset>
  );
}

function firstOperator(name: string): Rule["operator"] {
  return operatorsFor(attributeOf(name))[0] ?? "is";
}

/** JSON as people type it: kept as text until it can be read. */
export function JsonField<T>({
  value,
  set,
  problem,
  label = "JSON",
  lines = 6,
}: {
  readonly value: T;
  readonly set: (value: T) => void;
  readonly problem?: string | undefined;
  readonly label?: string;
  readonly lines?: number;
}) {
  const [text, setText] = useState(JSON.stringify(value, null, 2));
  const [unread, setUnread] = useState(false);
  return (
    <TextField
      label={label}
      code
      lines={lines}
      value={text}
      problem={unread ? t("json.unread") : problem}
      set={(typed) => {
        setText(typed);
        try {
          set(JSON.parse(typed) as T);
          setUnread(false);
        } catch {
          setUnread(true);
        }
      }}
    />
  );
}
