/** What a phase has recorded of a metric, to plan the next one by. */
import type { Experiment } from "../domain/experiment.schema.ts";
import { builtInMetric } from "../domain/metric.ts";
import type { Metric } from "../domain/metric.schema.ts";
import { trafficAt } from "../domain/ramp.ts";
import type { Stage } from "../store/aggregates.ts";
import { armOf, describe } from "./arms.ts";
import { rolesOf } from "./design.ts";
import { visitorsADay } from "./pace.ts";
import { analysisInput, phaseAsked, type Read, wholePhase } from "./results.ts";

export interface Recorded {
  readonly metric: Metric;
  /** Of control, whose windows have closed. */
  readonly visitors: number;
  readonly mean: number | null;
  readonly standardDeviation: number | null;
  /** Of all variants. Null: nobody came. */
  readonly visitorsADay: number | null;
  /** Share of those who could have met the experiment that did, on average over the phase; in (0, 1]. */
  readonly traffic: number;
}

/** `metric` left out: the first primary one. Of a phase that did not count it: `unknown-metric`. */
export async function recordedOf(
  db: D1Database,
  experiment: string,
  wanted: {
    readonly phase?: number;
    readonly metric?: string | undefined;
    readonly population?: Stage | undefined;
  },
  nowMs: number,
): Promise<Read<Recorded>> {
  const phase = wanted.phase ?? null;
  const population = wanted.population ?? null;
  const asked = await phaseAsked(db, experiment, phase);
  if (!asked.ok) return asked;
  const input = await analysisInput(db, asked, { ...wholePhase(nowMs), phase, population });
  const key = wanted.metric ?? rolesOf(input.definition.metrics)[0]?.key ?? "";
  const metric = input.metrics.find((one) => one.key === key) ?? null;
  if (asked.phase === null) {
    const builtIn = builtInMetric(key);
    if (builtIn === null) return { ok: false, reason: "unknown-metric" };
    const nobody = { visitors: 0, mean: null, standardDeviation: null, visitorsADay: null };
    return { ok: true, metric: builtIn, ...nobody, traffic: 1 };
  }
  if (metric === null) return { ok: false, reason: "unknown-metric" };
  const sums = input.sumsOf(metric);
  const control = armOf({ aggregates: sums.daily, population: sums.population, of: () => true }, metric, 0);
  const { visitors, mean, standardDeviation } = describe(control);
  const { definition, startedAtMs, endedAtMs } = asked.phase;
  return {
    ok: true,
    metric,
    visitors,
    mean,
    standardDeviation,
    visitorsADay: visitorsADay(input, sums.population),
    traffic: meanTraffic(definition, startedAtMs, Math.min(nowMs, endedAtMs ?? nowMs)),
  };
}

/** Over the time between, by its steps. */
function meanTraffic(definition: Experiment, fromMs: number, untilMs: number): number {
  if (untilMs <= fromMs) return trafficAt(definition, fromMs);
  const steps = (definition.schedule.ramp ?? [])
    .map(({ at }) => Date.parse(at))
    .filter((ms) => ms > fromMs && ms < untilMs)
    .sort((one, other) => one - other);
  const times = [fromMs, ...steps, untilMs];
  const sum = times
    .slice(1)
    .reduce(
      (total, until, index) =>
        total + (until - (times[index] ?? until)) * trafficAt(definition, times[index] ?? until),
      0,
    );
  return sum / (untilMs - fromMs);
}
