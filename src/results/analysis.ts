/**
 * From sums to the results contract: every metric of a phase by variant, what the tests say, whether the figures can be
 * trusted, and the verdict. Pure: the same sums, plan and instant give the same bytes.
 */
import { DAY_MS } from "./day.ts";
import { shapeOf, windowOf } from "./design.ts";
import type { AnalysisInput, MetricResult, ResultsBody, StretchResult } from "./contract.ts";
import { decide, type Decision, type PrimaryEffect } from "./decision.ts";
import { type Health, healthOfPhase } from "./health.ts";
import { type Judged, printedOf, tasksOf, testedOf, withCorrections } from "./judge.ts";
import { hasChanged, type Task } from "./pairing.ts";
import { visitorsADay } from "./pace.ts";
import { byDay, isComplete, unitsOf } from "./planned.ts";
import { segmentsOf } from "./segments.ts";
import { totalUnits } from "../store/aggregates.ts";
import { type Language, sentencesOf, SUMMARY_LANGUAGES, type Sentences } from "./words.ts";

export function analyse(input: AnalysisInput): ResultsBody {
  const tasks = tasksOf(input);
  const judged = withCorrections(input, tasks);
  const health = healthOfPhase(input);
  const days = daysOf(input);
  const decision = verdictOf(input, judged, health);
  const design = judged.find(({ task }) => task.role === "primary")?.design ?? null;
  const words = Object.fromEntries(
    SUMMARY_LANGUAGES.map((language) => [language, sentencesOf(decision, design, language)]),
  ) as { readonly [language in Language]: Sentences };
  return {
    experiment: input.experiment,
    status: input.status,
    phase: input.phase,
    population: input.sums.population,
    asOf: new Date(input.asOfMs).toISOString(),
    days,
    health,
    ...(hasChanged(input) ? { stretches: stretchesOf(input) } : {}),
    metrics: judgedBy(health, printedOf(input, judged)),
    ...(input.segment === null
      ? {}
      : {
          segments: segmentsOf(input, input.segment, tasks).map((one) => ({
            ...one,
            metrics: judgedBy(health, one.metrics),
          })),
        }),
    decision: { ...decision, ...words.en, words },
  };
}

/** While the split is broken nothing is told from anything: as the verdict, so each metric. */
function judgedBy({ splitTest }: Health, metrics: readonly MetricResult[]): readonly MetricResult[] {
  if (splitTest.ok !== false) return metrics;
  return metrics.map((metric) => ({
    ...metric,
    variants:
      metric.variants?.map((variant) => ({
        ...variant,
        ...(variant.significant === undefined ? {} : { significant: null, reason: "split-broken" }),
        // Harm is told all the same; that there is none is not known.
        ...(variant.guardrail?.state === "passed"
          ? { guardrail: { ...variant.guardrail, state: "undecided" as const, reason: "split-broken" } }
          : {}),
      })) ?? null,
  }));
}

function stretchesOf({ stretches, sums, definition }: AnalysisInput): StretchResult[] {
  const { byStretch, population } = sums;
  return stretches.map(({ name, fromMs, weights }) => ({
    from: fromMs === null ? null : new Date(fromMs).toISOString(),
    weights,
    visitors: definition.variants.map((_, index) =>
      totalUnits(byStretch?.counts ?? [], index, population, (group) => group === name),
    ),
  }));
}

function verdictOf(input: AnalysisInput, judged: readonly Judged[], health: Health): Decision {
  const primaries = judged.filter(({ task }) => task.role === "primary");
  const effects = primaries.flatMap(({ task, comparisons, design }) =>
    comparisons.map((comparison, index): PrimaryEffect => {
      const tested = testedOf(design, comparison);
      return {
        metric: task.key,
        variant: input.definition.variants[index + 1]?.key ?? "",
        betterIsMore: task.metric?.direction !== "decrease",
        interval: tested.interval,
        lift: comparison.lift.relative,
        reason: tested.reason,
        few: [comparison.fixed.reason, tested.reason].some((reason) => reason !== undefined && isFew(reason)),
      };
    }),
  );
  const guardrails = judged.flatMap(({ task, result }) =>
    task.role === "guardrail"
      ? (result.variants ?? []).flatMap(({ variant, guardrail }) =>
          guardrail === undefined ? [] : [{ metric: task.key, variant, state: guardrail.state }],
        )
      : [],
  );
  const first = primaries[0];
  const control = first?.result.variants?.[0];
  const visitors = health.splitTest.observed.reduce((sum, count) => sum + count, 0);
  const design = first?.design ?? null;
  const isTestedOnce = design?.method === "fixed-horizon";
  return decide({
    started: input.started,
    ended: isTestedOnce
      ? primaries.every(({ task }) => isComplete(input, task.sums))
      : input.ended || primaries.every(({ task }) => task.sums.planned !== null),
    daysToClose: daysToCloseOf(
      input,
      primaries.map(({ task }) => task),
    ),
    visitors,
    mature: first === undefined ? 0 : unitsOf(first.task.sums.daily, first.task.sums.population),
    splitOk: health.splitTest.ok,
    days: Math.min(...primaries.map(({ task }) => matureDaysOf(input, task))),
    design,
    effects,
    guardrails,
    pace: {
      visitorsADay: visitorsADay(input) ?? 0,
      mean: control?.mean ?? null,
      standardDeviation: control?.standardDeviation ?? null,
      isRate: shapeOf(first?.task.metric ?? { kind: "conversion" }) === "rate",
      variants: input.definition.variants.length,
    },
  });
}

function isFew(reason: string): boolean {
  return reason.startsWith("fewer-than") || reason === "nobody-in-an-arm";
}

/**
 * Whole days with mature data: as many as there are between the start and the last exposure whose window has closed, and
 * no more than cohort days with visitors, so that a pause is none.
 */
function matureDaysOf(input: AnalysisInput, { metric, sums }: Task): number {
  const { startedAtMs, endedAtMs, asOfMs } = input;
  if (startedAtMs === null || metric === null) return 0;
  const until = Math.min(endedAtMs ?? Infinity, asOfMs - windowOf(metric, input.metrics));
  const whole = Math.max(0, Math.floor((until - startedAtMs) / DAY_MS));
  // A planned sample may be complete before the minimum of days; then it is only waited for.
  if (sums.planned !== null) return whole;
  const withVisitors = byDay(sums.daily).filter(([, day]) => unitsOf(day, sums.population) > 0).length;
  return Math.min(withVisitors, whole);
}

/** Once it is over: until the windows of the last visitors close, and their day is done. */
function daysToCloseOf(input: AnalysisInput, primaries: readonly Task[]): number | null {
  const { endedAtMs, asOfMs, metrics } = input;
  if (endedAtMs === null) return null;
  const windows = primaries.map(({ metric }) => (metric === null ? 0 : windowOf(metric, metrics)));
  return Math.max(1, Math.ceil((endedAtMs + Math.max(0, ...windows) - asOfMs) / DAY_MS));
}

/** Whole days since the start, until the end. */
function daysOf({ startedAtMs, endedAtMs, asOfMs }: AnalysisInput): number {
  const until = endedAtMs === null ? asOfMs : Math.min(asOfMs, endedAtMs);
  return startedAtMs === null ? 0 : Math.max(0, Math.floor((until - startedAtMs) / DAY_MS));
}
