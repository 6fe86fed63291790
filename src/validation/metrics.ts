/** Metrics that nobody defined, and metrics whose events no goal gives. Pure. */
import type { Experiment } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import type { Goal } from "../domain/goal.schema.ts";
import { BUILT_IN_EVENTS, builtInMetric } from "../domain/metric.ts";
import { journeyMetrics } from "../domain/journey.ts";
import type { Metric } from "../domain/metric.schema.ts";
import type { Settings } from "../domain/settings.schema.ts";

export interface Measures {
  readonly goals: readonly Goal[];
  readonly metrics: readonly Metric[];
}

interface Named {
  readonly key: string;
  readonly pointer: string;
}

export function checkMetrics(
  metrics: Experiment["metrics"],
  measures: Measures,
): { errors: FieldProblem[]; warnings: FieldProblem[] } {
  const errors: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  const seen = new Map<string, string>();
  for (const { key, pointer } of namedMetrics(metrics)) {
    const before = seen.get(key);
    if (before !== undefined) warnings.push({ pointer, detail: `this metric stands at ${before} already` });
    seen.set(key, pointer);
    const detail = metricProblem(key, measures);
    if (detail !== null) errors.push({ pointer, detail });
  }
  return { errors, warnings };
}

/** Why a metric cannot be computed, or null. */
export function metricProblem(key: string, measures: Measures, depth = 0): string | null {
  const metric = metricByKey(key, measures);
  if (metric === null)
    return "there is no such metric: define it under metrics, or name a built-in one such as purchase or revenue";
  if (metric.kind === "ratio") {
    if (depth > 2) return "a ratio of ratios of ratios leads nowhere";
    for (const part of [metric.numerator, metric.denominator]) {
      const detail = metricProblem(part, measures, depth + 1);
      if (detail !== null) return `its part ${part}: ${detail}`;
    }
    return null;
  }
  if (!("event" in metric) || isKnownEvent(metric.event, measures)) return null;
  return `it counts the event ${metric.event}, which no goal gives: define a goal with that event`;
}

function isKnownEvent(event: string, { goals }: Measures): boolean {
  return BUILT_IN_EVENTS.has(event) || goals.some((goal) => (goal.event ?? goal.key) === event);
}

function metricByKey(key: string, { metrics }: Measures): Metric | null {
  return metrics.find((metric) => metric.key === key) ?? builtInMetric(key);
}

function listed(list: readonly string[], at: string): Named[] {
  return list.map((key, index) => ({ key, pointer: `${at}/${index}` }));
}

function namedMetrics({ primary, secondary, guardrails }: Experiment["metrics"]): Named[] {
  return [
    ...(typeof primary === "string"
      ? [{ key: primary, pointer: "/metrics/primary" }]
      : listed(primary, "/metrics/primary")),
    ...listed(secondary, "/metrics/secondary"),
    ...listed(guardrails, "/metrics/guardrails"),
  ];
}

/** The metrics that an experiment names, with the parts of ratios, and the goals that give their events. */
export function measuresOf(metrics: Experiment["metrics"], measures: Measures): Measures {
  const found = new Map<string, Metric>();
  const add = (key: string, depth: number): void => {
    const metric = metricByKey(key, measures);
    if (metric === null || found.has(key) || depth > 3) return;
    found.set(key, metric);
    if (metric.kind === "ratio")
      for (const part of [metric.numerator, metric.denominator]) add(part, depth + 1);
  };
  for (const { key } of namedMetrics(metrics)) add(key, 0);
  const events = new Set([...found.values()].flatMap((metric) => ("event" in metric ? [metric.event] : [])));
  return {
    metrics: [...found.values()],
    goals: measures.goals.filter((goal) => events.has(goal.event ?? goal.key)),
  };
}

/** All that a phase that starts now measures: what its experiment names, and the other steps of the journey. */
export function phaseMeasures(
  metrics: Experiment["metrics"],
  measures: Measures,
  settings: Pick<Settings, "measureJourney" | "momentPages">,
): Measures {
  const own = measuresOf(metrics, measures);
  return { ...own, metrics: [...own.metrics, ...journeyMetrics(own.metrics, settings)] };
}
