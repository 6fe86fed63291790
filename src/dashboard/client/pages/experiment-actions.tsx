/** What the life cycle allows now. Each step says what it does before it does it. */
import { useState } from "preact/hooks";
import { api, type Answered, type Problem, problemOf } from "../core/api.ts";
import type { Status } from "../core/experiments.ts";
import { navigate } from "../core/router.tsx";
import { useSession } from "../core/session.ts";
import type { ExperimentView, One, Settings } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { t, type WordKey } from "../core/words.ts";
import { Button, Dialog, ProblemNotice } from "../ui/basics.tsx";
import { SelectField, TextField } from "../ui/fields.tsx";
import type { IconName } from "../ui/icons.ts";

type Action =
  | "approval"
  | "start"
  | "pause"
  | "resume"
  | "finish"
  | "rollout"
  | "archive"
  | "new-phase"
  | "delete";

const OFFERED: { readonly [status in Status]: readonly Action[] } = {
  draft: ["start", "delete"],
  running: ["pause", "new-phase", "finish"],
  paused: ["resume", "new-phase", "finish"],
  finished: ["rollout", "archive"],
  rollout: ["rollout", "archive"],
  archived: [],
};

/** What elements claim is vouched for by a second person, where the settings ask for it. */
const APPROVABLE: ReadonlySet<Status> = new Set(["draft", "running", "paused"]);

const ICONS: { readonly [action in Action]: IconName } = {
  approval: "circle-check",
  start: "play",
  pause: "pause",
  resume: "play",
  finish: "square",
  rollout: "rocket",
  archive: "archive",
  "new-phase": "layers",
  delete: "trash-2",
};

interface Props {
  readonly experiment: ExperimentView;
  readonly etag: string | null;
  readonly done: (answer: Answered<One<ExperimentView>>) => void;
  readonly reload: () => void;
}

export function Actions({ experiment, etag, done, reload }: Props) {
  const [action, setAction] = useState<Action | null>(null);
  const { may } = useSession();
  const settings = useApi<One<Settings>>(may("publisher") ? "/settings" : null);
  const asksApproval = settings.body?.data.approveClaims === true && APPROVABLE.has(experiment.status);
  const actions: readonly Action[] = [
    ...(asksApproval ? (["approval"] as const) : []),
    ...OFFERED[experiment.status],
  ];
  return (
    <>
      {actions.map((offered) => (
        <Button
          key={offered}
          tone={
            offered === "start" || offered === "resume"
              ? "primary"
              : offered === "delete"
                ? "danger"
                : "plain"
          }
          icon={ICONS[offered]}
          onClick={() => setAction(offered)}
        >
          {t(`action.${offered}`)}
        </Button>
      ))}
      <Dialog
        title={action === null ? "" : t(`action.${action}.title`, { name: experiment.name })}
        open={action !== null}
        close={() => setAction(null)}
      >
        {action === null ? null : (
          <Confirm
            action={action}
            experiment={experiment}
            etag={etag}
            reload={reload}
            done={(answer) => {
              setAction(null);
              if (action === "delete") navigate("/experiments");
              else if (action === "approval") reload();
              else done(answer);
            }}
          />
        )}
      </Dialog>
    </>
  );
}

function Confirm({ action, experiment, etag, done, reload }: Props & { readonly action: Action }) {
  const [note, setNote] = useState("");
  const [variant, setVariant] = useState(experiment.rolloutVariant ?? experiment.variants[1]?.key ?? "");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const said = note.trim() === "" ? {} : { note: note.trim() };
      const path = `/experiments/${experiment.key}`;
      const answer =
        action === "delete"
          ? await api<One<ExperimentView>>("DELETE", path, { etag })
          : await api<One<ExperimentView>>("POST", `${path}/${action}`, {
              etag,
              ...(action === "approval" ? {} : { body: action === "rollout" ? { ...said, variant } : said }),
            });
      done(answer);
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void go();
      }}
    >
      <p>{t(`action.${action}.more` as WordKey)}</p>
      {action === "rollout" ? (
        <SelectField
          label={t("rollout.variant")}
          value={variant}
          set={setVariant}
          options={experiment.variants.map(({ key, name }) => ({ value: key, label: name ?? key }))}
        />
      ) : null}
      {action === "delete" || action === "approval" ? null : (
        <TextField label={t("note")} hint={t("note.hint")} value={note} set={setNote} />
      )}
      {problem === null ? null : problem.status === 412 ? (
        <ProblemNotice problem={{ ...problem, detail: t("race") }} retry={reload} />
      ) : (
        <ProblemNotice problem={problem} />
      )}
      <div class="row end">
        <Button
          type="submit"
          tone={action === "delete" ? "danger" : "primary"}
          icon={ICONS[action]}
          busy={busy}
        >
          {t(`action.${action}`)}
        </Button>
      </div>
    </form>
  );
}
