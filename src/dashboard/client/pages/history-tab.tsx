/** Every state it was ever in: who, when, why, what changed, and the way back. */
import { useState } from "preact/hooks";
import { api, type Answered, type Problem, problemOf } from "../core/api.ts";
import { moment } from "../core/format.ts";
import { useSession } from "../core/session.ts";
import type { ExperimentView, Many, One } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Badge, Button, Card, Loading, ProblemNotice } from "../ui/basics.tsx";
import { ClaimsCard } from "./claims-card.tsx";

interface Revision {
  readonly revision: number;
  readonly status: string;
  readonly phase: number;
  readonly action: string;
  readonly actor: string;
  readonly at: string;
  readonly note: string | null;
}
interface Diff {
  readonly data: {
    readonly differences: readonly {
      readonly pointer: string;
      readonly before?: unknown;
      readonly after?: unknown;
    }[];
  };
}

interface Props {
  readonly experiment: ExperimentView;
  readonly etag: string | null;
  readonly done: (answer: Answered<One<ExperimentView>>) => void;
}

export function HistoryTab({ experiment, etag, done }: Props) {
  const { may } = useSession();
  const loaded = useApi<Many<Revision>>(`/experiments/${experiment.key}/revisions?limit=100`);
  const [open, setOpen] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (loaded.body === null)
    return loaded.problem === null ? (
      <Loading />
    ) : (
      <ProblemNotice problem={loaded.problem} retry={loaded.reload} />
    );
  const restore = async (revision: number): Promise<void> => {
    setProblem(null);
    try {
      const path = `/experiments/${experiment.key}/revisions/${revision}/restore`;
      done(await api<One<ExperimentView>>("POST", path, { etag }));
      loaded.reload();
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  return (
    <div class="stack">
      <Card>
        {problem === null ? null : <ProblemNotice problem={problem} />}
        <ol class="history">
          {loaded.body.data.map((revision) => (
            <li key={revision.revision}>
              <div class="row">
                <strong>{named("did", revision.action)}</strong>
                <span class="muted">
                  <bdi>{revision.actor}</bdi> · {moment(revision.at)}
                </span>
                {revision.revision === experiment.revision ? (
                  <Badge tone="info">{t("history.now")}</Badge>
                ) : null}
                <span class="grow" />
                {revision.revision > 1 ? (
                  <Button
                    tone="quiet"
                    aria-expanded={open === revision.revision}
                    onClick={() => setOpen(open === revision.revision ? null : revision.revision)}
                  >
                    {t("history.what")}
                  </Button>
                ) : null}
                {may("editor") && revision.revision !== experiment.revision ? (
                  <Button tone="quiet" icon="undo-2" onClick={() => void restore(revision.revision)}>
                    {t("history.restore")}
                  </Button>
                ) : null}
              </div>
              {revision.note === null ? null : <p dir="auto">{revision.note}</p>}
              {open === revision.revision ? (
                <Differences experiment={experiment.key} revision={revision.revision} />
              ) : null}
            </li>
          ))}
        </ol>
      </Card>
      <ClaimsCard experiment={experiment.key} />
    </div>
  );
}

function Differences({ experiment, revision }: { readonly experiment: string; readonly revision: number }) {
  const loaded = useApi<Diff>(`/experiments/${experiment}/revisions/${revision}/diff`);
  if (loaded.body === null)
    return loaded.problem === null ? (
      <Loading />
    ) : (
      <ProblemNotice problem={loaded.problem} retry={loaded.reload} />
    );
  const { differences } = loaded.body.data;
  if (differences.length === 0) return <p class="muted">{t("history.nothing")}</p>;
  return (
    <ul class="diff">
      {differences.map(({ pointer, before, after }) => (
        <li key={pointer}>
          <code>{pointer}</code>
          {before === undefined ? null : <del dir="auto">{text(before)}</del>}
          {after === undefined ? null : <ins dir="auto">{text(after)}</ins>}
        </li>
      ))}
    </ul>
  );
}

function text(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
