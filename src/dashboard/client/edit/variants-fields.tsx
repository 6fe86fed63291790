/** What each variant does: changes one by one, or a page of its own; code for those who may put it into pages. */
import { useState } from "preact/hooks";
import { percent } from "../core/format.ts";
import { useSession } from "../core/session.ts";
import type { Change, Variant } from "../core/types.ts";
import { t } from "../core/words.ts";
import { Badge, Button } from "../ui/basics.tsx";
import { NumberField, SelectField, TextField } from "../ui/fields.tsx";
import { ChangeFields, changeWords } from "./change-fields.tsx";
import { problemAt, problemIn } from "./draft.ts";
import type { SectionProps } from "./sections.tsx";

export function VariantsFields({ draft, set, checked }: SectionProps) {
  const { variants } = draft;
  const put = (index: number, next: Variant): void =>
    set({ ...draft, variants: variants.map((old, at) => (at === index ? next : old)) });
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  return (
    <>
      {variants.map((variant, index) => (
        <VariantFields
          key={index}
          variant={variant}
          index={index}
          errors={checked.errors}
          set={(next) => put(index, next)}
          remove={
            index > 0 && variants.length > 2
              ? () => set({ ...draft, variants: evenly(variants.filter((_, at) => at !== index)) })
              : null
          }
        />
      ))}
      <div class="row">
        <Button
          icon="plus"
          onClick={() => set({ ...draft, variants: evenly([...variants, newVariant(variants)]) })}
        >
          {t("variant.add")}
        </Button>
        <Button tone="quiet" onClick={() => set({ ...draft, variants: evenly(variants) })}>
          {t("variant.evenly")}
        </Button>
        <span class={Math.abs(sum - 1) > 0.01 ? "problem" : "muted small"}>
          {t("variant.sum", { sum: percent(sum, 1) })}
        </span>
      </div>
      {problemAt(checked.errors, "/variants") === undefined ? null : (
        <span class="problem" dir="ltr" lang="en">
          {problemAt(checked.errors, "/variants")}
        </span>
      )}
    </>
  );
}

function evenly(variants: readonly Variant[]): Variant[] {
  const each = Math.floor(10_000 / variants.length) / 10_000;
  return variants.map((variant, index) => ({
    ...variant,
    weight: index === 0 ? Math.round((1 - each * (variants.length - 1)) * 10_000) / 10_000 : each,
  }));
}

function newVariant(variants: readonly Variant[]): Variant {
  const letters = "bcdefghijklmnopqrstuvwxyz";
  const key =
    letters.split("").find((letter) => !variants.some((variant) => variant.key === letter)) ?? "other";
  return { key, weight: 0, changes: [], css: null, js: null, redirect: null, originPath: null };
}

type How = "changes" | "redirect" | "originPath";

function VariantFields({
  variant,
  index,
  errors,
  set,
  remove,
}: {
  readonly variant: Variant;
  readonly index: number;
  readonly errors: SectionProps["checked"]["errors"];
  readonly set: (variant: Variant) => void;
  readonly remove: (() => void) | null;
}) {
  const { may } = useSession();
  const pointer = `/variants/${index}`;
  const at = (name: string): string | undefined => problemAt(errors, `${pointer}/${name}`);
  const how: How =
    variant.redirect !== null ? "redirect" : variant.originPath !== null ? "originPath" : "changes";
  const title = index === 0 ? t("control") : t("variant.number", { key: variant.key.toUpperCase() });
  return (
    <section class="variant-box" aria-label={title}>
      <div class="row">
        <h3>
          <span class={`swatch v${index % 6}`} aria-hidden="true" />
          {title}
        </h3>
        <span class="grow" />
        {remove === null ? null : (
          <Button tone="quiet" icon="trash-2" label={`${t("remove")}: ${variant.key}`} onClick={remove} />
        )}
      </div>
      <div class="columns">
        <TextField
          label={t("variant.name")}
          value={variant.name ?? ""}
          set={(name) => {
            const { name: _old, ...rest } = variant;
            set(name === "" ? rest : { ...rest, name });
          }}
          problem={at("name")}
        />
        <TextField
          label={t("edit.key")}
          code
          value={variant.key}
          set={(key) => set({ ...variant, key })}
          problem={at("key")}
        />
        <NumberField
          label={t("variant.weight")}
          scale={100}
          suffix={t("percent.sign")}
          value={variant.weight}
          set={(weight) => set({ ...variant, weight: weight ?? 0 })}
          problem={at("weight")}
        />
      </div>
      {index === 0 ? (
        <p class="muted small">{t("control.hint")}</p>
      ) : (
        <>
          <SelectField
            label={t("variant.how")}
            value={how}
            set={(next) =>
              set({
                ...variant,
                redirect: next === "redirect" ? "/" : null,
                originPath: next === "originPath" ? "/" : null,
                ...(next === "changes" ? {} : { changes: [], css: null, js: null }),
              })
            }
            options={(["changes", "redirect", "originPath"] as const).map((value) => ({
              value,
              label: t(`variant.how.${value}`),
            }))}
            problem={problemAt(errors, pointer)}
          />
          {how === "changes" ? (
            <Changes variant={variant} set={set} pointer={pointer} errors={errors} />
          ) : (
            <TextField
              label={t(`variant.how.${how}`)}
              code
              value={variant[how] ?? ""}
              set={(path) => set({ ...variant, [how]: path })}
              problem={at(how)}
            />
          )}
          {how === "changes" && may("publisher") ? (
            <details open={variant.css !== null || variant.js !== null}>
              <summary>{t("variant.code")}</summary>
              <div class="stack pad-top">
                <TextField
                  label="CSS"
                  code
                  lines={4}
                  value={variant.css ?? ""}
                  set={(css) => set({ ...variant, css: css === "" ? null : css })}
                  problem={at("css")}
                />
                <TextField
                  label="JavaScript"
                  code
                  lines={4}
                  value={variant.js ?? ""}
                  set={(js) => set({ ...variant, js: js === "" ? null : js })}
                  problem={at("js")}
                />
              </div>
            </details>
          ) : null}
        </>
      )}
    </section>
  );
}

function Changes({
  variant,
  set,
  pointer,
  errors,
}: {
  readonly variant: Variant;
  readonly set: (variant: Variant) => void;
  readonly pointer: string;
  readonly errors: SectionProps["checked"]["errors"];
}) {
  const [open, setOpen] = useState<number | null>(null);
  const { changes } = variant;
  const put = (next: readonly Change[]): void => set({ ...variant, changes: [...next] });
  return (
    <div class="stack">
      {changes.length === 0 ? <p class="muted small">{t("change.none")}</p> : null}
      {changes.map((change, index) => {
        const own = `${pointer}/changes/${index}`;
        const problem = problemIn(errors, own);
        return (
          <div class="change-item" key={index}>
            <div class="row">
              <button
                type="button"
                class="change-open"
                aria-expanded={open === index}
                onClick={() => setOpen(open === index ? null : index)}
              >
                <span dir="auto">{changeWords(change)}</span>
                <code>{change.selector}</code>
              </button>
              {problem === undefined ? null : <Badge tone="bad">{t("wrong")}</Badge>}
              <Button
                tone="quiet"
                icon="trash-2"
                label={`${t("remove")}: ${changeWords(change)}`}
                onClick={() => put(changes.filter((_, at) => at !== index))}
              />
            </div>
            {open === index || problem !== undefined ? (
              <ChangeFields
                change={change}
                pointer={own}
                set={(next) => put(changes.map((old, at) => (at === index ? next : old)))}
              />
            ) : null}
          </div>
        );
      })}
      <div>
        <Button
          icon="plus"
          onClick={() => {
            put([...changes, { selector: "", action: "set_text", value: "" }]);
            setOpen(changes.length);
          }}
        >
          {t("change.add")}
        </Button>
      </div>
    </div>
  );
}
