/** Who changed what, when, from what to what. */
import { useState } from "preact/hooks";
import { api, type Problem, problemOf } from "../core/api.ts";
import { moment } from "../core/format.ts";
import type { Many } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Button, Card, Empty, Loading, PageHead, ProblemNotice } from "../ui/basics.tsx";

interface Entry {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly resource: string;
  readonly before: unknown;
  readonly after: unknown;
}

const RESOURCES = ["", "experiments", "goals", "metrics", "settings", "tokens"] as const;

export function AuditPage() {
  const [resource, setResource] = useState("");
  const query = resource === "" ? "" : `&resource=${resource}`;
  const first = useApi<Many<Entry>>(`/audit?limit=50${query}`);
  const [more, setMore] = useState<{
    readonly of: Many<Entry>;
    readonly pages: readonly Many<Entry>[];
  } | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const pages = first.body === null ? [] : [first.body, ...(more?.of === first.body ? more.pages : [])];
  const next = pages.at(-1)?.next ?? null;
  const goOn = async (): Promise<void> => {
    try {
      const { body } = await api<Many<Entry>>("GET", `/audit?limit=50&after=${next ?? ""}${query}`);
      if (first.body !== null) setMore({ of: first.body, pages: [...pages.slice(1), body] });
    } catch (error) {
      setProblem(problemOf(error));
    }
  };
  const entries = pages.flatMap(({ data }) => data);
  const shownProblem = problem ?? first.problem;
  return (
    <>
      <PageHead title={t("audit.title")} lead={t("audit.lead")}>
        <select
          aria-label={t("audit.of")}
          value={resource}
          onChange={(event) => setResource(event.currentTarget.value)}
        >
          {RESOURCES.map((value) => (
            <option key={value} value={value}>
              {value === "" ? t("audit.all") : named("resource", value)}
            </option>
          ))}
        </select>
      </PageHead>
      {shownProblem === null ? null : <ProblemNotice problem={shownProblem} retry={first.reload} />}
      <Card>
        {first.body === null ? (
          shownProblem === null ? (
            <Loading />
          ) : null
        ) : entries.length === 0 ? (
          <Empty title={t("audit.none")} />
        ) : (
          <ol class="history">
            {entries.map((entry) => (
              <li key={entry.id}>
                <details>
                  <summary>
                    <bdi>{entry.actor}</bdi> <code>{entry.action}</code> <code>{entry.resource}</code>{" "}
                    <span class="muted small">{moment(entry.at)}</span>
                  </summary>
                  <div class="columns">
                    <Side title={t("audit.before")} value={entry.before} />
                    <Side title={t("audit.after")} value={entry.after} />
                  </div>
                </details>
              </li>
            ))}
          </ol>
        )}
        {next === null ? null : <Button onClick={() => void goOn()}>{t("audit.more")}</Button>}
      </Card>
    </>
  );
}

function Side({ title, value }: { readonly title: string; readonly value: unknown }) {
  return (
    <div>
      <h3>{title}</h3>
      {value === null || value === undefined ? (
        <p class="muted">–</p>
      ) : (
        <pre tabIndex={0} aria-label={title}>
          {JSON.stringify(value, null, 2)}
        </pre>
      )}
    </div>
  );
}
