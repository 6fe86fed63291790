/** What a goal or a metric needs of the others, and who needs it. Pure. */
import { hasSegment } from "../collect/order-address.ts";
import type { Experiment } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import type { Goal } from "../domain/goal.schema.ts";
import { BUILT_IN_EVENTS, builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import { compileSelector } from "../rewrite/selector.ts";
import { type Measures, measuresOf, metricProblem } from "../validation/metrics.ts";

/** Selectors that are none, beyond what the schema sees. */
export function goalProblems(goal: Goal): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const check = (pointer: string, selector: string | undefined): void => {
    if (selector === undefined) return;
    const compiled = compileSelector(selector);
    if (!compiled.ok) problems.push({ pointer, detail: compiled.message });
  };
  if (goal.kind === "page") {
    check("/value/selector", goal.value?.selector);
    const { orderId } = goal;
    if (orderId !== undefined && "selector" in orderId) check("/orderId/selector", orderId.selector);
    if (orderId !== undefined && "segment" in orderId && !hasSegment(goal.path, orderId.segment)) {
      const detail = `the path needs a segment :${orderId.segment}, with no * on one side of it`;
      problems.push({ pointer: "/orderId/segment", detail });
    }
  }
  if ("selector" in goal) check("/selector", goal.selector);
  return problems;
}

export function goalWarnings(goal: Goal, goals: readonly Goal[]): FieldProblem[] {
  const event = goal.event ?? goal.key;
  const same = goals.filter((other) => other.key !== goal.key && (other.event ?? other.key) === event);
  if (same.length === 0) return [];
  const names = same.map(({ key }) => key).join(", ");
  return [
    {
      pointer: "/event",
      detail: `${names} ${same.length === 1 ? "gives" : "give"} the event ${event} too: what both see is counted twice`,
    },
  ];
}

/** Metrics that could be computed before and no longer can. */
export function orphans(before: Measures, after: Measures): string[] {
  return after.metrics
    .filter(({ key }) => metricProblem(key, before) === null && metricProblem(key, after) !== null)
    .map(({ key }) => key);
}

/** What is wrong with a metric itself. */
export function metricProblems(metric: Metric, measures: Measures): FieldProblem[] {
  if (builtInMetric(metric.key) !== null)
    return [{ pointer: "/key", detail: "this is the key of a built-in metric: choose another" }];
  if (metric.kind === "ratio") {
    return (["numerator", "denominator"] as const).flatMap((part) => {
      if (metric[part] === metric.key)
        return [{ pointer: `/${part}`, detail: "a metric cannot be part of itself" }];
      const detail = metricProblem(metric[part], measures);
      return detail === null ? [] : [{ pointer: `/${part}`, detail }];
    });
  }
  if (!("event" in metric) || BUILT_IN_EVENTS.has(metric.event)) return [];
  if (measures.goals.some((goal) => (goal.event ?? goal.key) === metric.event)) return [];
  return [{ pointer: "/event", detail: "no goal gives this event: define a goal with it first" }];
}

/** Who names a metric: experiments that are not over, and other metrics. */
export function usersOf(
  key: string,
  metrics: readonly Metric[],
  experiments: readonly { readonly status: string; readonly definition: Experiment }[],
): string[] {
  const parts = metrics.filter(
    (metric) => metric.kind === "ratio" && (metric.numerator === key || metric.denominator === key),
  );
  const live = experiments.filter(
    ({ status, definition }) =>
      !["finished", "archived"].includes(status) &&
      measuresOf(definition.metrics, { goals: [], metrics }).metrics.some((metric) => metric.key === key),
  );
  return [
    ...parts.map((metric) => `metric ${metric.key}`),
    ...live.map(({ definition }) => `experiment ${definition.key}`),
  ];
}
