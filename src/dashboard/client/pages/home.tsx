/** Home: what needs a decision, what runs, what broke. Without any experiment, the way to a first one. */
import { useEffect, useState } from "preact/hooks";
import { api, problemOf } from "../core/api.ts";
import {
  asksForDecision,
  daysRunning,
  intervalOf,
  leaderOf,
  primaryOf,
  reasonOf,
  toneOf,
  VERDICT_TONE,
  visitorsOf,
} from "../core/experiments.ts";
import { chanceOf, change, count } from "../core/format.ts";
import { Link } from "../core/router.tsx";
import { useSession } from "../core/session.ts";
import type { ExperimentView, Many, Results, Series } from "../core/types.ts";
import { useApi } from "../core/use-api.ts";
import { named, t } from "../core/words.ts";
import { Badge, Card, Loading, Notice, PageHead, ProblemNotice, TableFrame } from "../ui/basics.tsx";
import { Sparkline } from "../charts/sparkline.tsx";
import { MiniInterval } from "../charts/mini-interval.tsx";
import { BrokenNotice, type Known } from "./broken-notice.tsx";
import { FirstSteps } from "./first-steps.tsx";

const EVERY_MS = 30_000;

export function HomePage() {
  const { may } = useSession();
  const experiments = useApi<Many<ExperimentView>>("/experiments?limit=200", EVERY_MS);
  const all = experiments.body?.data ?? null;
  const running = all?.filter(({ status }) => status === "running" || status === "paused") ?? [];
  const courses = useCourses(running.map(({ key }) => key).join(","));
  const results = useResults(running.map(({ key }) => key).join(","), experiments.body);
  if (all === null)
    return (
      <>
        <PageHead title={t("home.title")} />
        {experiments.problem === null ? (
          <Loading />
        ) : (
          <ProblemNotice problem={experiments.problem} retry={experiments.reload} />
        )}
      </>
    );
  if (all.length === 0) return <FirstSteps />;
  const decisions = running.filter(({ key }) => {
    const known = results.get(key);
    return known !== undefined && "metrics" in known && asksForDecision(known);
  });
  return (
    <>
      <PageHead title={t("home.title")}>
        {may("editor") ? (
          <Link class="button primary" to="/experiments/new">
            {t("experiments.new")}
          </Link>
        ) : null}
      </PageHead>
      <div class="stack">
        {experiments.problem === null ? null : (
          <ProblemNotice problem={experiments.problem} retry={experiments.reload} />
        )}
        <BrokenNotice running={running} results={results} everyMs={EVERY_MS} />
        {decisions.map((experiment) => (
          <Decision key={experiment.key} experiment={experiment} results={results.get(experiment.key)} />
        ))}
        <Card flush title={t("home.running")} more={<Link to="/experiments">{t("home.all")}</Link>}>
          {running.length === 0 ? (
            <p class="muted pad">{t("home.nothing-runs")}</p>
          ) : (
            <RunningTable running={running} results={results} courses={courses} />
          )}
        </Card>
      </div>
    </>
  );
}

/** Results of several experiments, each as soon as it is there. */
function useResults(keys: string, reread: unknown): ReadonlyMap<string, Known> {
  const [known, setKnown] = useState<ReadonlyMap<string, Known>>(new Map());
  useEffect(() => {
    const controller = new AbortController();
    for (const key of keys.split(",").filter(Boolean)) {
      api<Results>("GET", `/experiments/${key}/results`, { signal: controller.signal })
        .then(({ body }): Known => body)
        .catch((error: unknown): Known => ({ problem: problemOf(error) }))
        .then((answer) => {
          if (!controller.signal.aborted) setKnown((before) => new Map(before).set(key, answer));
        })
        .catch(() => undefined);
    }
    return () => controller.abort();
  }, [keys, reread]);
  return known;
}

type Lifts = { readonly [variant: string]: readonly (number | null)[] };

/** The lift by day of each treatment on the first primary metric; once, for it changes by the day. */
function useCourses(keys: string): ReadonlyMap<string, Lifts> {
  const [known, setKnown] = useState<ReadonlyMap<string, Lifts>>(new Map());
  useEffect(() => {
    const controller = new AbortController();
    for (const key of keys.split(",").filter(Boolean)) {
      api<{ readonly metrics: readonly Series[] }>("GET", `/experiments/${key}/timeseries`, {
        signal: controller.signal,
      })
        .then(({ body }) => setKnown((before) => new Map(before).set(key, liftsOf(body.metrics[0]))))
        // Without its course the row says all that it said before.
        .catch(() => undefined);
    }
    return () => controller.abort();
  }, [keys]);
  return known;
}

function liftsOf(series: Series | undefined): Lifts {
  const lifts: Record<string, (number | null)[]> = {};
  for (const { variants } of series?.days ?? [])
    for (const { variant, cumulative } of variants)
      (lifts[variant] ??= []).push(cumulative.lift?.relative ?? null);
  return lifts;
}

function Decision({
  experiment,
  results,
}: {
  readonly experiment: ExperimentView;
  readonly results: Known | undefined;
}) {
  if (results === undefined || "problem" in results) return null;
  const verdict = results.decision.verdict ?? "";
  return (
    <Notice
      tone={VERDICT_TONE[verdict] ?? "info"}
      title={
        <Link to={`/experiments/${experiment.key}`} dir="auto">
          {experiment.name}
        </Link>
      }
    >
      <p>{named("verdict", verdict)}</p>
    </Notice>
  );
}

function RunningTable({
  running,
  results,
  courses,
}: {
  readonly running: readonly ExperimentView[];
  readonly results: ReadonlyMap<string, Known>;
  readonly courses: ReadonlyMap<string, Lifts>;
}) {
  return (
    <TableFrame label={t("home.running")}>
      <table class="cards-on-phone">
        <thead>
          <tr>
            <th>{t("col.experiment")}</th>
            <th>{t("col.result")}</th>
            <th>{t("col.course")}</th>
            <th class="num">{t("col.visitors")}</th>
            <th class="num">{t("col.days")}</th>
            <th class="num">{t("col.to-go")}</th>
            <th>{t("col.verdict")}</th>
          </tr>
        </thead>
        <tbody>
          {running.map((experiment) => (
            <RunningRow
              key={experiment.key}
              experiment={experiment}
              known={results.get(experiment.key)}
              lifts={courses.get(experiment.key) ?? {}}
            />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function RunningRow({
  experiment,
  known,
  lifts,
}: {
  readonly experiment: ExperimentView;
  readonly known: Known | undefined;
  readonly lifts: Lifts;
}) {
  const results = known === undefined || "problem" in known ? null : known;
  const metric = results === null ? null : primaryOf(results);
  const leader = metric === null ? null : leaderOf(metric);
  const days = daysRunning(experiment);
  const verdict = results?.decision.verdict ?? null;
  const lift = leader?.lift?.relative ?? null;
  // Before there is a lift, a chance would only say what was assumed; before there is an interval, it is no evidence.
  const chance = lift === null ? null : (leader?.bayesian?.chanceToWin ?? null);
  const daysToGo = results?.decision.daysToGo ?? null;
  const interval = metric === null || leader === null ? null : intervalOf(metric, leader);
  const withoutInterval = metric === null || leader === null ? null : reasonOf(metric, leader);
  // One reason for both is told once.
  const reason = withoutInterval === leader?.lift?.reason ? null : withoutInterval;
  return (
    <tr>
      <th scope="row">
        <Link to={`/experiments/${experiment.key}`} dir="auto">
          {experiment.name}
        </Link>
        <div class="muted small">
          {named("moment", experiment.moment)}
          {experiment.status === "paused" ? <> · {t("status.paused")}</> : null}
        </div>
      </th>
      <td data-label={t("col.result")}>
        {known !== undefined && "problem" in known ? (
          <span class="muted">{t("unknown")}</span>
        ) : metric === null || leader === null ? (
          <span class="muted">…</span>
        ) : (
          <div class="row tight">
            {interval === null ? null : <MiniInterval interval={interval} tone={toneOf(metric, leader)} />}
            <span>
              {lift === null ? (
                <span class="muted">
                  {leader.lift?.reason === undefined ? t("no-lift-yet") : named("why", leader.lift.reason)}
                </span>
              ) : (
                <strong class="num">{change(lift)}</strong>
              )}
              <span class="muted small"> {named("metric", metric.metric)}</span>
              {reason !== null ? (
                <div class="muted small">{named("why", reason)}</div>
              ) : chance === null || interval === null ? null : (
                <div class="muted small">{t("chance", { chance: chanceOf(chance) })}</div>
              )}
            </span>
          </div>
        )}
      </td>
      <td data-label={t("col.course")}>
        {metric === null || leader === null ? null : (
          <Sparkline lifts={lifts[leader.variant] ?? []} tone={toneOf(metric, leader)} />
        )}
      </td>
      <td class="num" data-label={t("col.visitors")}>
        {results === null ? "…" : count(visitorsOf(results))}
      </td>
      <td class="num" data-label={t("col.days")}>
        {days === null ? "–" : count(days)}
      </td>
      <td class="num" data-label={t("col.to-go")}>
        {daysToGo === null ? "–" : count(daysToGo)}
      </td>
      <td data-label={t("col.verdict")}>
        <Badge tone={results?.health.ok === false ? "warn" : (VERDICT_TONE[verdict ?? ""] ?? "neutral")}>
          {results?.health.ok === false
            ? t("health.look")
            : verdict === null
              ? t("verdict.none")
              : named("verdict.short", verdict)}
        </Badge>
      </td>
    </tr>
  );
}
