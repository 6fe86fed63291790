/** An experiment as a form, checked by the API while somebody types. Nothing is written before "save". */
import { useEffect, useState } from "preact/hooks";
import { type Problem, problemOf } from "../core/api.ts";
import { leaveFreely, navigate, useUnsaved } from "../core/router.tsx";
import type { ExperimentView, One } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { t } from "../core/words.ts";
import { Button, Loading, Notice, PageHead, ProblemNotice } from "../ui/basics.tsx";
import { type Draft, emptyDraft, keyFor, useChecked } from "../edit/draft.ts";
import { EditSections } from "../edit/sections.tsx";
import { saveDraft } from "../edit/save.ts";
import { useForm } from "../edit/use-schemas.ts";
import { FormContext } from "../schema/form.tsx";
import { definitionOf } from "./setup-tab.tsx";

export function NewExperimentPage() {
  return <Editor title={t("experiments.new")} before={null} etag={null} reload={() => undefined} />;
}

export function EditExperimentPage({ params }: { readonly params: { readonly [name: string]: string } }) {
  const loaded = useApi<One<ExperimentView>>(`/experiments/${params["key"] ?? ""}`);
  const experiment = loaded.body?.data ?? null;
  if (experiment === null)
    return loaded.problem === null ? (
      <Loading />
    ) : (
      <ProblemNotice problem={loaded.problem} retry={loaded.reload} />
    );
  return (
    <Editor
      key={experiment.revision}
      title={t("edit.title", { name: experiment.name })}
      before={experiment}
      etag={loaded.etag}
      reload={loaded.reload}
    />
  );
}

interface EditorProps {
  readonly title: string;
  /** Null: a new one. */
  readonly before: ExperimentView | null;
  readonly etag: string | null;
  readonly reload: () => void;
}

function Editor({ title, before, etag, reload }: EditorProps) {
  const [draft, setDraft] = useState<Draft>(() =>
    before === null ? emptyDraft() : (definitionOf(before) as Draft),
  );
  const [touched, setTouched] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  // A name in every script; the key follows it until somebody writes one.
  const [ownKey, setOwnKey] = useState(before !== null);
  const isNew = before === null;
  const complete = { ...draft, key: draft.key === "" ? keyFor(draft.name) : draft.key };
  const checked = useChecked(touched || !isNew ? complete : null, before?.key ?? null, etag);
  const form = useForm(checked.errors);
  useUnsaved(touched, t("unsaved"));
  useEffect(() => setProblem(null), [draft]);

  const change = (next: Draft): void => {
    setTouched(true);
    setDraft(next);
  };
  const save = async (then: string, asPhase = false): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const { body } = await saveDraft(before, complete, etag, asPhase);
      leaveFreely();
      navigate(`/experiments/${body.data.key}${then}`);
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  const mixes = checked.refusal?.status === 409 || problem?.status === 409;
  const offersPhase = mixes && (before?.status === "running" || before?.status === "paused");
  if (form === null) return <Loading />;
  return (
    <FormContext.Provider value={form}>
      <PageHead title={title} lead={isNew ? t("edit.lead") : undefined} />
      <form
        class="edit-form"
        onSubmit={(event) => {
          event.preventDefault();
          void save("");
        }}
      >
        <EditSections
          draft={draft}
          set={change}
          before={before}
          checked={checked}
          ownKey={ownKey}
          setOwnKey={setOwnKey}
        />
        <footer class="save-bar">
          <div class="grow" aria-live="polite">
            {problem === null ? (
              offersPhase ? (
                <Notice tone="warn" title={t("phase.needed")}>
                  <ul dir="ltr" lang="en">
                    {checked.errors.map(({ pointer, detail }) => (
                      <li key={pointer + detail}>
                        <code>{pointer}</code> {detail}
                      </li>
                    ))}
                  </ul>
                </Notice>
              ) : checked.refusal !== null && touched ? (
                <ProblemNotice problem={checked.refusal} />
              ) : (
                <span class="muted small">
                  {!touched ? "" : checked.checking ? t("edit.checking") : state(checked.errors.length)}
                </span>
              )
            ) : problem.status === 412 ? (
              <ProblemNotice problem={{ ...problem, title: t("race") }} retry={reload} />
            ) : (
              <ProblemNotice problem={problem} />
            )}
          </div>
          {offersPhase ? (
            <Button tone="primary" icon="layers" busy={busy} onClick={() => void save("", true)}>
              {t("action.new-phase")}
            </Button>
          ) : (
            <>
              <Button busy={busy} icon="mouse-pointer-2" onClick={() => void save("/visual")}>
                {t("save.visual")}
              </Button>
              <Button tone="primary" type="submit" busy={busy}>
                {isNew ? t("save.draft") : t("save")}
              </Button>
            </>
          )}
        </footer>
      </form>
    </FormContext.Provider>
  );
}

function state(errors: number): string {
  return errors === 0 ? t("edit.fine") : t("edit.problems", { count: errors });
}
