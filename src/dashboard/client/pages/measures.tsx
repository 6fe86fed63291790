/** Goals turn what happens into events, metrics turn events into a number per visitor: both in lists, with forms. */
import { useState } from "preact/hooks";
import { api, type Problem, problemOf } from "../core/api.ts";
import { useSession } from "../core/session.ts";
import type { Goal, Many, Metric, One } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import {
  Badge,
  Button,
  Card,
  Dialog,
  Empty,
  Loading,
  PageHead,
  ProblemNotice,
  TableFrame,
} from "../ui/basics.tsx";
import { Link } from "../core/router.tsx";
import { Icon } from "../ui/icon.tsx";
import { type EventCounts, LiveCount } from "./event-counts.tsx";
import { useForm } from "../edit/use-schemas.ts";
import { metricLabel } from "../edit/metrics-fields.tsx";
import { FormContext, SchemaField } from "../schema/form.tsx";
import { initial } from "../schema/schema.ts";

type ListedMetric = Metric & { readonly builtIn?: boolean };
type Kind = "goals" | "metrics";
interface Editing {
  readonly kind: Kind;
  /** Null: a new one. */
  readonly key: string | null;
}

export function MeasuresPage() {
  const { may } = useSession();
  const metrics = useApi<Many<ListedMetric>>("/metrics?limit=200");
  const goals = useApi<Many<Goal>>("/goals?limit=200");
  const counts = useApi<EventCounts>("/events/counts", 60_000);
  const [editing, setEditing] = useState<Editing | null>(null);
  const canEdit = may("editor");
  const add = (kind: Kind) =>
    canEdit ? (
      <Button icon="plus" onClick={() => setEditing({ kind, key: null })}>
        {t(`measures.add.${kind}`)}
      </Button>
    ) : undefined;
  const problem = metrics.problem ?? goals.problem;
  return (
    <>
      <PageHead title={t("nav.measures")} lead={t("measures.lead")}>
        <Link class="button" to="/live">
          <Icon name="radio" />
          {t("events.open")}
        </Link>
      </PageHead>
      <div class="stack">
        {problem === null ? null : (
          <ProblemNotice
            problem={problem}
            retry={() => {
              metrics.reload();
              goals.reload();
            }}
          />
        )}
        <Card flush title={t("measures.goals")} more={add("goals")}>
          {goals.body === null ? (
            <Loading />
          ) : goals.body.data.length === 0 ? (
            <Empty title={t("measures.no-goals")}>
              <p>{t("measures.no-goals.more")}</p>
            </Empty>
          ) : (
            <TableFrame label={t("measures.goals")}>
              <table>
                <thead>
                  <tr>
                    <th>{t("edit.name")}</th>
                    <th>{t("measures.kind")}</th>
                    <th>{t("measures.when")}</th>
                    <th>{t("measures.event")}</th>
                    <th class="num">{t("measures.lately")}</th>
                    {canEdit ? <th class="visually-hidden">{t("edit")}</th> : null}
                  </tr>
                </thead>
                <tbody>
                  {goals.body.data.map((goal) => (
                    <tr key={goal.key}>
                      <th scope="row">
                        <bdi>{goal.name ?? goal.key}</bdi>
                      </th>
                      <td>{named("goal.kind", goal.kind)}</td>
                      <td>
                        <code>{goalPlace(goal)}</code>
                      </td>
                      <td>
                        <code>{goal.event ?? goal.key}</code>
                      </td>
                      <td class="num">
                        <LiveCount event={goal.event ?? goal.key} counts={counts.body} />
                      </td>
                      {canEdit ? (
                        <td>
                          <Button
                            tone="quiet"
                            icon="pencil"
                            label={`${t("edit")}: ${goal.name ?? goal.key}`}
                            onClick={() => setEditing({ kind: "goals", key: goal.key })}
                          />
                        </td>
                      ) : null}
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )}
        </Card>
        <Card flush title={t("measures.metrics")} more={add("metrics")}>
          {metrics.body === null ? (
            <Loading />
          ) : (
            <TableFrame label={t("measures.metrics")}>
              <table>
                <thead>
                  <tr>
                    <th>{t("edit.name")}</th>
                    <th>{t("measures.kind")}</th>
                    <th>{t("measures.event")}</th>
                    <th class="num">{t("measures.lately")}</th>
                    <th>{t("measures.better")}</th>
                    {canEdit ? <th class="visually-hidden">{t("edit")}</th> : null}
                  </tr>
                </thead>
                <tbody>
                  {metrics.body.data.map((metric) => (
                    <tr key={metric.key}>
                      <th scope="row">
                        <bdi>{metricLabel(metric)}</bdi>
                        {metric.builtIn === true ? null : (
                          <>
                            {" "}
                            <Badge tone="info">{t("measures.own")}</Badge>
                          </>
                        )}
                      </th>
                      <td>{named("metric.kind", metric.kind)}</td>
                      <td>
                        <code>{metricSource(metric)}</code>
                      </td>
                      <td class="num">
                        <LiveCount event={"event" in metric ? metric.event : null} counts={counts.body} />
                      </td>
                      <td>
                        {metric.direction === "decrease"
                          ? t("metric.less-is-better")
                          : t("metric.more-is-better")}
                      </td>
                      {canEdit ? (
                        <td>
                          {metric.builtIn === true ? null : (
                            <Button
                              tone="quiet"
                              icon="pencil"
                              label={`${t("edit")}: ${metricLabel(metric)}`}
                              onClick={() => setEditing({ kind: "metrics", key: metric.key })}
                            />
                          )}
                        </td>
                      ) : null}
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableFrame>
          )}
        </Card>
      </div>
      <Dialog
        title={editing === null ? "" : editing.key === null ? t(`measures.add.${editing.kind}`) : editing.key}
        open={editing !== null}
        close={() => setEditing(null)}
      >
        {editing === null ? null : (
          <MeasureForm
            editing={editing}
            done={() => {
              setEditing(null);
              metrics.reload();
              goals.reload();
            }}
          />
        )}
      </Dialog>
    </>
  );
}

function goalPlace(goal: Goal): string {
  if ("path" in goal) return "method" in goal ? `${goal.method} ${goal.path}` : (goal.path ?? "");
  return "selector" in goal ? (goal.selector ?? "") : "";
}

function metricSource(metric: Metric): string {
  if ("event" in metric) return metric.event;
  return "numerator" in metric ? `${metric.numerator} / ${metric.denominator}` : "";
}

/** Read anew before it is changed, for the tag that says what was seen. */
function MeasureForm({ editing, done }: { readonly editing: Editing; readonly done: () => void }) {
  const { kind, key } = editing;
  const loaded = useApi<One<Goal | Metric>>(key === null ? null : `/${kind}/${key}`);
  const [value, setValue] = useState<unknown>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useForm(problem?.errors ?? []);
  const schema = { $ref: kind === "goals" ? "#/Goal" : "#/Metric" };
  if (form === null || (key !== null && loaded.body === null)) return <Loading />;
  const current = value ?? loaded.body?.data ?? initial(schema, form.schemas);
  const write = async (method: "PUT" | "POST" | "DELETE"): Promise<void> => {
    setBusy(true);
    try {
      await api(method, key === null ? `/${kind}` : `/${kind}/${key}`, {
        etag: loaded.etag,
        ...(method === "DELETE" ? {} : { body: current }),
      });
      done();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <FormContext.Provider value={form}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void write(key === null ? "POST" : "PUT");
        }}
      >
        <SchemaField
          schema={schema}
          value={current}
          set={setValue}
          pointer=""
          label={t(`measures.one.${kind}`)}
        />
        {problem === null ? null : <ProblemNotice problem={problem} />}
        <div class="row end">
          {key === null ? null : (
            <Button tone="danger" icon="trash-2" busy={busy} onClick={() => void write("DELETE")}>
              {t("delete")}
            </Button>
          )}
          <Button tone="primary" type="submit" busy={busy}>
            {t("save")}
          </Button>
        </div>
      </form>
    </FormContext.Provider>
  );
}
