/** The answer in one sentence, then the figures it rests on, then everything an analyst asks for. */
import { useState } from "preact/hooks";
import { asksForDecision, VERDICT_TONE } from "../core/experiments.ts";
import { count, moment } from "../core/format.ts";
import { LANGUAGE, PREFIX } from "../core/place.ts";
import type { ExperimentView, MetricResult, Results } from "../core/types.ts";
import { readText } from "../core/api.ts";
import { useApi } from "../core/use-api.ts";
import { segmentValue } from "../core/segments.ts";
import { named, t } from "../core/words.ts";
import { Card, CopyButton, Empty, Loading, Notice, ProblemNotice } from "../ui/basics.tsx";
import { SelectField } from "../ui/fields.tsx";
import { BandCard } from "./band-card.tsx";
import { JourneyCard } from "./journey-card.tsx";
import { HealthCard } from "./health-card.tsx";
import { MetricBlock } from "./metric-block.tsx";
import { ReplayCard } from "./replay-card.tsx";
import { ExportCard } from "./export-card.tsx";

const POPULATIONS = ["confirmed", "found", "seen", "assigned"] as const;
const SEGMENTS = ["", "device", "visitor", "stage", "country", "region", "language", "source"] as const;

export function ResultsTab({ experiment }: { readonly experiment: ExperimentView }) {
  const [phase, setPhase] = useState(String(experiment.phase));
  const [population, setPopulation] = useState("");
  const [segment, setSegment] = useState("");
  const query = new URLSearchParams({
    phase,
    ...(population === "" ? {} : { population }),
    ...(segment === "" ? {} : { segment }),
  });
  const call = `/experiments/${experiment.key}/results?${query.toString()}`;
  const loaded = useApi<Results>(experiment.startedAt === null ? null : call, 30_000);
  if (experiment.startedAt === null)
    return (
      <Card>
        <Empty title={t("results.not-started")}>
          <p>{t("results.not-started.more")}</p>
        </Empty>
      </Card>
    );
  const results = loaded.body;
  return (
    <div class="stack">
      <div class="row filters">
        {experiment.phase > 1 ? (
          <SelectField
            label={t("phase")}
            value={phase}
            set={setPhase}
            options={Array.from({ length: experiment.phase }, (_, index) => ({
              value: String(index + 1),
              label: t("phase.number", { number: count(index + 1) }),
            }))}
          />
        ) : null}
        <SelectField
          label={t("population")}
          value={population}
          set={setPopulation}
          options={[
            { value: "", label: t("population.default") },
            ...POPULATIONS.map((value) => ({ value, label: t(`population.${value}`) })),
          ]}
        />
        <SelectField
          label={t("segment")}
          value={segment}
          set={setSegment}
          options={SEGMENTS.map((value) => ({
            value,
            label: value === "" ? t("segment.none") : named("attribute", value),
          }))}
        />
      </div>
      {loaded.problem === null ? null : <ProblemNotice problem={loaded.problem} retry={loaded.reload} />}
      {results === null ? (
        loaded.problem === null ? (
          <Loading what={t("results.loading")} />
        ) : null
      ) : (
        <Read
          experiment={experiment}
          results={results}
          call={call}
          query={`phase=${phase}${population === "" ? "" : `&population=${population}`}`}
        />
      )}
    </div>
  );
}

function Read({
  experiment,
  results,
  call,
  query,
}: {
  readonly experiment: ExperimentView;
  readonly results: Results;
  readonly call: string;
  readonly query: string;
}) {
  const of = (role: MetricResult["role"]) => results.metrics.filter((metric) => metric.role === role);
  const name = (key: string): string =>
    experiment.variants.find((variant) => variant.key === key)?.name ?? key;
  return (
    <>
      <Verdict results={results} />
      {(["primary", "guardrail", "secondary"] as const).map((role) =>
        of(role).length === 0 ? null : (
          <Card
            key={role}
            title={t(`role.${role}`)}
            more={<span class="muted small">{t(`role.${role}.more`)}</span>}
          >
            <div class="stack">
              {of(role).map((metric) => (
                <MetricBlock
                  key={metric.metric}
                  metric={metric}
                  part={null}
                  nameOf={name}
                  large={role === "primary"}
                />
              ))}
            </div>
          </Card>
        ),
      )}
      {(results.segments ?? []).map(({ segment, value, metrics }) => {
        const part = `${named("attribute", segment)}: ${segmentValue(segment, value)}`;
        return (
          <Card key={`${segment} ${value ?? ""}`} title={part}>
            <div class="stack">
              {metrics.map((metric) => (
                <MetricBlock key={metric.metric} metric={metric} part={part} nameOf={name} large={false} />
              ))}
            </div>
          </Card>
        );
      })}
      <BandCard experiment={experiment.key} query={query} metrics={results.metrics} nameOf={name} />
      <JourneyCard experiment={experiment.key} query={query} nameOf={name} />
      <HealthCard results={results} nameOf={name} />
      <ReplayCard experiment={experiment.key} phase={results.phase} />
      <ExportCard experiment={experiment.key} phase={results.phase} />
      <Card title={t("analyst.title")}>
        <p class="muted">
          {t("analyst.facts", {
            phase: count(results.phase),
            population: named("population", results.population),
            at: moment(results.asOf),
          })}
        </p>
        <div class="row">
          <CopyButton text={() => readText(`${call}&format=csv`)}>{t("copy.csv")}</CopyButton>
          <CopyButton
            text={`curl -H "authorization: Bearer $TOKEN" "${location.origin}${PREFIX}/api${call}"`}
          >
            {t("copy.call")}
          </CopyButton>
          <a class="button quiet" href={`${PREFIX}/api${call}`} target="_blank" rel="noreferrer">
            {t("open.json")}
          </a>
        </div>
        <pre tabIndex={0}>{`GET ${PREFIX}/api${call}`}</pre>
      </Card>
    </>
  );
}

function Verdict({ results }: { readonly results: Results }) {
  const { verdict, daysToGo, words } = results.decision;
  const reason = words?.[LANGUAGE]?.reason ?? results.decision.reason;
  const change = words?.[LANGUAGE]?.change ?? null;
  if (verdict === null)
    return (
      <Notice tone="neutral" title={t("verdict.none.title")}>
        <p>{reason === null ? "" : named("why", reason)}</p>
      </Notice>
    );
  return (
    <div class="verdict">
      <Notice tone={VERDICT_TONE[verdict] ?? "info"} title={named("verdict", verdict)}>
        {reason === null ? null : <p dir="auto">{named("why", reason)}</p>}
        {change === null ? null : (
          <p dir="auto" class="muted">
            {change}
          </p>
        )}
        {daysToGo === null || change !== null || asksForDecision(results) ? null : (
          <p>{t("to-go", { days: daysToGo })}</p>
        )}
      </Notice>
    </div>
  );
}
