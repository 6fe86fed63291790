/** The editor's bar: which variant, which page, which device, which language; back and forth; save. */
import { useEffect, useState } from "preact/hooks";
import type { Problem } from "../core/api.ts";
import { languageName } from "../core/format.ts";
import { Link } from "../core/router.tsx";
import type { ExperimentView } from "../core/types.ts";
import { t } from "../core/words.ts";
import { Button, ProblemNotice } from "../ui/basics.tsx";
import { Icon } from "../ui/icon.tsx";
import type { IconName } from "../ui/icons.ts";
import type { Draft } from "../edit/draft.ts";

export type Device = "mobile" | "tablet" | "desktop";
export const DEVICE_WIDTH: { readonly [device in Device]: string } = {
  mobile: "390px",
  tablet: "820px",
  desktop: "100%",
};
const DEVICES: readonly (readonly [Device, IconName])[] = [
  ["mobile", "smartphone"],
  ["tablet", "tablet"],
  ["desktop", "monitor"],
];

export interface BarProps {
  readonly experiment: ExperimentView;
  readonly draft: Draft;
  readonly variantIndex: number;
  readonly chooseVariant: (index: number) => void;
  readonly path: string;
  readonly go: (path: string) => void;
  /** Pages of the shop that the experiment is about. */
  readonly pages: readonly string[];
  readonly languages: readonly { readonly language: string; readonly path: string }[];
  readonly language: string;
  readonly device: Device;
  readonly setDevice: (device: Device) => void;
  readonly mode: "pick" | "browse";
  readonly setMode: (mode: "pick" | "browse") => void;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  readonly changed: boolean;
  readonly save: (asPhase: boolean) => void;
  readonly saving: boolean;
  readonly problem: Problem | null;
  readonly reload: () => void;
  readonly rendering: boolean;
}

export function EditorBar(props: BarProps) {
  const { experiment, draft, problem } = props;
  const needsPhase = problem?.status === 409 && ["running", "paused"].includes(experiment.status);
  return (
    <header class="editor-bar">
      <div class="row">
        <Link class="button quiet" to={`/experiments/${experiment.key}`}>
          <Icon name="x" />
          {t("close")}
        </Link>
        <h1 dir="auto">{experiment.name}</h1>
        <span class="grow" />
        <span class="muted small" role="status">
          {props.rendering ? t("visual.rendering") : t("visual.rendered")}
        </span>
        <Button
          tone="quiet"
          icon="undo-2"
          label={t("undo")}
          disabled={props.undo === null}
          onClick={() => props.undo?.()}
        />
        <Button
          tone="quiet"
          icon="redo-2"
          label={t("redo")}
          disabled={props.redo === null}
          onClick={() => props.redo?.()}
        />
        <Button
          tone="primary"
          busy={props.saving}
          disabled={!props.changed}
          onClick={() => props.save(needsPhase)}
        >
          {needsPhase ? t("action.new-phase") : t("save")}
        </Button>
      </div>
      <div class="row">
        <div class="segments" role="group" aria-label={t("col.variant")}>
          {draft.variants.map((variant, index) => (
            <button
              key={variant.key}
              type="button"
              class="button"
              aria-pressed={index === props.variantIndex}
              onClick={() => props.chooseVariant(index)}
            >
              <span class={`swatch v${index % 6}`} aria-hidden="true" />
              <bdi>{variant.name ?? (index === 0 ? t("control") : variant.key)}</bdi>
            </button>
          ))}
        </div>
        <PathField path={props.path} pages={props.pages} go={props.go} />
        {props.languages.length < 2 ? null : (
          <select
            class="inline"
            aria-label={t("language")}
            value={props.language}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              const other = props.languages.find(({ language }) => language === chosen);
              if (other !== undefined) props.go(other.path);
            }}
          >
            {unique(props.languages).map(({ language }) => (
              <option key={language} value={language} selected={language === props.language}>
                {safeName(language)}
              </option>
            ))}
          </select>
        )}
        <div class="segments" role="group" aria-label={t("visual.device")}>
          {DEVICES.map(([device, icon]) => (
            <Button
              key={device}
              icon={icon}
              label={t(`device.${device}`)}
              aria-pressed={device === props.device}
              onClick={() => props.setDevice(device)}
            />
          ))}
        </div>
        <div class="segments" role="group" aria-label={t("visual.mode")}>
          {(["pick", "browse"] as const).map((mode) => (
            <button
              key={mode}
              type="button"
              class="button"
              aria-pressed={mode === props.mode}
              onClick={() => props.setMode(mode)}
            >
              <Icon name={mode === "pick" ? "mouse-pointer-2" : "eye"} />
              {t(`visual.mode.${mode}`)}
            </button>
          ))}
        </div>
      </div>
      {problem === null ? null : problem.status === 412 ? (
        <ProblemNotice problem={{ ...problem, title: t("race") }} retry={props.reload} />
      ) : (
        <ProblemNotice problem={problem} />
      )}
    </header>
  );
}

function PathField({ path, pages, go }: Pick<BarProps, "path" | "pages" | "go">) {
  const [typed, setTyped] = useState(path);
  useEffect(() => setTyped(path), [path]);
  return (
    <form
      class="path-field"
      onSubmit={(event) => {
        event.preventDefault();
        go(typed.startsWith("/") ? typed : `/${typed}`);
      }}
    >
      <input
        class="code"
        dir="ltr"
        aria-label={t("visual.page")}
        value={typed}
        list="editor-pages"
        onInput={(event) => {
          const next = event.currentTarget.value;
          setTyped(next);
          if (pages.includes(next)) go(next);
        }}
      />
      <datalist id="editor-pages">
        {pages.map((page) => (
          <option key={page} value={page} />
        ))}
      </datalist>
    </form>
  );
}

function unique(languages: BarProps["languages"]): BarProps["languages"] {
  return languages.filter(
    ({ language }, index) =>
      language !== "x-default" && languages.findIndex((other) => other.language === language) === index,
  );
}

/** A tag from the page may be no language at all. */
function safeName(tag: string): string {
  try {
    return languageName(tag);
  } catch {
    return tag;
  }
}
