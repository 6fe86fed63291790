/** All experiments, by status, with a search over names. */
import { useState } from "preact/hooks";
import { STATUS_TONE, type Status } from "../core/experiments.ts";
import { count, since } from "../core/format.ts";
import { Link } from "../core/router.tsx";
import { useSession } from "../core/session.ts";
import type { ExperimentView, Many } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Badge, Card, Empty, Loading, PageHead, ProblemNotice, TableFrame, Tabs } from "../ui/basics.tsx";
import { Icon } from "../ui/icon.tsx";

const FILTERS = ["all", "running", "draft", "finished", "archived"] as const;
type Filter = (typeof FILTERS)[number];

const SHOWN: { readonly [filter in Filter]: readonly Status[] } = {
  all: ["running", "paused", "draft", "finished", "rollout"],
  running: ["running", "paused"],
  draft: ["draft"],
  finished: ["finished", "rollout"],
  archived: ["archived"],
};

export function ExperimentsPage() {
  const { may } = useSession();
  const experiments = useApi<Many<ExperimentView>>("/experiments?limit=200");
  const [filter, setFilter] = useState<Filter>("all");
  const [search, setSearch] = useState("");
  const all = experiments.body?.data ?? [];
  const wanted = search.trim().toLocaleLowerCase();
  const of = (statuses: readonly Status[]) => all.filter(({ status }) => statuses.includes(status));
  const shown = of(SHOWN[filter])
    .filter(({ key, name }) => wanted === "" || `${key} ${name}`.toLocaleLowerCase().includes(wanted))
    .toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1));
  return (
    <>
      <PageHead title={t("nav.experiments")} lead={t("experiments.lead")}>
        {may("editor") ? (
          <Link class="button primary" to="/experiments/new">
            <Icon name="plus" />
            {t("experiments.new")}
          </Link>
        ) : null}
      </PageHead>
      {experiments.problem === null ? null : (
        <ProblemNotice problem={experiments.problem} retry={experiments.reload} />
      )}
      <Tabs
        label={t("experiments.filter")}
        current={filter}
        choose={setFilter}
        tabs={FILTERS.map((key) => ({
          key,
          label: `${t(`filter.${key}`)} ${count(of(SHOWN[key]).length)}`,
        }))}
      />
      {all.length > 8 ? (
        <input
          class="search"
          type="search"
          aria-label={t("experiments.search")}
          placeholder={t("experiments.search")}
          value={search}
          onInput={(event) => setSearch(event.currentTarget.value)}
        />
      ) : null}
      {experiments.body === null ? (
        experiments.loading ? (
          <Loading />
        ) : null
      ) : shown.length === 0 ? (
        <Card>
          <Empty title={t("experiments.none")} />
        </Card>
      ) : (
        <Card flush>
          <TableFrame label={t("nav.experiments")}>
            <table class="cards-on-phone">
              <thead>
                <tr>
                  <th>{t("col.experiment")}</th>
                  <th>{t("col.status")}</th>
                  <th>{t("col.moment")}</th>
                  <th>{t("col.pages")}</th>
                  <th>{t("col.changed")}</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((experiment) => (
                  <tr key={experiment.key}>
                    <th scope="row">
                      <Link to={`/experiments/${experiment.key}`} dir="auto">
                        {experiment.name}
                      </Link>
                      <div>
                        <code class="muted">{experiment.key}</code>
                      </div>
                    </th>
                    <td data-label={t("col.status")}>
                      <Badge tone={STATUS_TONE[experiment.status]}>{t(`status.${experiment.status}`)}</Badge>
                    </td>
                    <td data-label={t("col.moment")}>{named("moment", experiment.moment)}</td>
                    <td data-label={t("col.pages")}>
                      <code>{experiment.pages.include.slice(0, 2).join(" ")}</code>
                      {experiment.pages.include.length > 2 ? " …" : ""}
                    </td>
                    <td data-label={t("col.changed")}>{since(experiment.updatedAt)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableFrame>
        </Card>
      )}
    </>
  );
}
