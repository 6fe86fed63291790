/** One experiment: what it found, what it does, how it got there, and what may be done with it now. */
import { useState } from "preact/hooks";
import { daysRunning, STATUS_TONE } from "../core/experiments.ts";
import { count, moment } from "../core/format.ts";
import { Link } from "../core/router.tsx";
import { useSession } from "../core/session.ts";
import type { ExperimentView, One } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Badge, Loading, Notice, PageHead, ProblemNotice, Tabs } from "../ui/basics.tsx";
import { Icon } from "../ui/icon.tsx";
import { Actions } from "./experiment-actions.tsx";
import { HistoryTab } from "./history-tab.tsx";
import { ResultsTab } from "./results-tab.tsx";
import { SetupTab } from "./setup-tab.tsx";
import { VariantsTab } from "./variants-tab.tsx";

const TABS = ["results", "variants", "setup", "history"] as const;
type Tab = (typeof TABS)[number];

export function ExperimentPage({ params }: { readonly params: { readonly [name: string]: string } }) {
  const key = params["key"] ?? "";
  const { may } = useSession();
  const loaded = useApi<One<ExperimentView>>(`/experiments/${key}`, 60_000);
  const experiment = loaded.body?.data ?? null;
  // Kept in the address, so that a tab can be sent to somebody.
  const [tab, setTab] = useState<Tab | null>(TABS.find((name) => `#${name}` === location.hash) ?? null);
  const choose = (name: Tab): void => {
    history.replaceState(null, "", `#${name}`);
    setTab(name);
  };
  if (experiment === null)
    return loaded.problem === null ? (
      <Loading />
    ) : (
      <ProblemNotice problem={loaded.problem} retry={loaded.reload} />
    );
  const current = tab ?? (experiment.startedAt === null ? "variants" : "results");
  const canEdit = may("editor") && ["draft", "running", "paused"].includes(experiment.status);
  return (
    <>
      <PageHead title={experiment.name} lead={<Facts experiment={experiment} />}>
        {canEdit ? (
          <>
            <Link class="button" to={`/experiments/${key}/visual`}>
              <Icon name="mouse-pointer-2" />
              {t("visual.open")}
            </Link>
            <Link class="button" to={`/experiments/${key}/edit`}>
              <Icon name="pencil" />
              {t("edit")}
            </Link>
          </>
        ) : null}
        {may("editor") ? (
          <Actions experiment={experiment} etag={loaded.etag} done={loaded.set} reload={loaded.reload} />
        ) : null}
      </PageHead>
      {loaded.problem === null ? null : <ProblemNotice problem={loaded.problem} retry={loaded.reload} />}
      {experiment.hypothesis === "" ? null : (
        <blockquote class="hypothesis" dir="auto">
          {experiment.hypothesis}
        </blockquote>
      )}
      {(loaded.body?.warnings ?? []).length === 0 || experiment.status === "archived" ? null : (
        <Notice tone="warn" title={t("warnings")}>
          <ul dir="ltr" lang="en">
            {loaded.body?.warnings.map(({ pointer, detail }) => (
              <li key={pointer + detail}>{detail}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Tabs
        label={t("experiment.parts")}
        current={current}
        choose={choose}
        tabs={TABS.map((name) => ({ key: name, label: t(`tab.${name}`) }))}
      />
      {current === "results" ? (
        <ResultsTab experiment={experiment} />
      ) : current === "variants" ? (
        <VariantsTab experiment={experiment} />
      ) : current === "setup" ? (
        <SetupTab experiment={experiment} />
      ) : (
        <HistoryTab experiment={experiment} etag={loaded.etag} done={loaded.set} />
      )}
    </>
  );
}

function Facts({ experiment }: { readonly experiment: ExperimentView }) {
  const days = daysRunning(experiment);
  return (
    <span class="facts">
      <Badge tone={STATUS_TONE[experiment.status]}>{t(`status.${experiment.status}`)}</Badge>
      <span>{named("moment", experiment.moment)}</span>
      <code>{experiment.key}</code>
      {days === null ? null : <span>{t("days.running", { days: count(days + 1) })}</span>}
      {experiment.startedAt === null ? null : (
        <span>{t("started", { at: moment(experiment.startedAt) })}</span>
      )}
      {experiment.rolloutVariant === null ? null : (
        <span>{t("rolled-out", { variant: experiment.rolloutVariant })}</span>
      )}
    </span>
  );
}
