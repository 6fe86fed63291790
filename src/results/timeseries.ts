/**
 * How a phase came to its figures: each cohort day alone, and all days up to it with the always-valid band. Days are
 * those of the visitors' first exposure; what they did later is theirs. Pure.
 */
import { dateOfDay } from "./day.ts";
import { type Stage, totalUnits } from "../store/aggregates.ts";
import { type Arm, armOf, describe, together } from "./arms.ts";
import { type Comparison, compareSequential, impossible, type Levels } from "./comparison.ts";
import type { AnalysisInput, MetricResult } from "./contract.ts";
import { type Design, designOf, type Role } from "./design.ts";
import { WEIGHTS_CHANGED } from "./estimate.ts";
import { isAsked, levelsOf, tasksOf } from "./judge.ts";
import { comparisonInput, groupsOf, hasChanged, type Task, treatmentLooks } from "./pairing.ts";
import { byDay, toldOf } from "./planned.ts";

interface Point {
  readonly visitors: number;
  readonly total: number;
  readonly mean: number | null;
}

export interface SeriesVariant extends Point {
  readonly variant: string;
  readonly cumulative: Point & Partial<Pick<Comparison, "lift" | "sequential">>;
}

export interface Series {
  readonly metric: string;
  readonly role: Role;
  readonly population?: Stage;
  readonly immature?: number;
  readonly planned?: MetricResult["planned"];
  readonly days: readonly { readonly day: string; readonly variants: readonly SeriesVariant[] }[] | null;
  readonly reason?: string;
}

export function seriesOf(input: AnalysisInput): Series[] {
  const tasks = tasksOf(input);
  const levelOf = levelsOf(input, tasks);
  return tasks.filter((task) => isAsked(input, task)).map((task) => metricSeries(input, task, levelOf(task)));
}

function metricSeries(input: AnalysisInput, task: Task, levels: Levels): Series {
  const { key, role, metric, sums } = task;
  if (metric === null) return { metric: key, role, days: null, reason: "unknown-metric" };
  if (!task.counted) return { metric: key, role, days: null, reason: "not-started" };
  const design = designOf(input.definition, metric, role);
  const { variants } = input.definition;
  const before: Arm[] = [];
  const looks = variants.map((_, index) =>
    index === 0 ? null : treatmentLooks(input, task, metric, index, { design, levels }),
  );
  const days = byDay(sums.daily).map(([day, aggregates]) => {
    const view = { aggregates, population: sums.population, of: () => true };
    const arms = variants.map((_, index) => armOf(view, metric, index));
    arms.forEach((arm, index) => {
      before[index] = together(before[index] ?? null, arm);
    });
    return {
      day: dateOfDay(day),
      variants: arms.map((arm, index): SeriesVariant => {
        const cumulative = before[index] ?? arm;
        const compared =
          index === 0
            ? {}
            : hasChanged(input)
              ? unbanded(design)
              : compareSequential(
                  comparisonInput(input, task, metric, design, levels, {
                    arms: before,
                    treatment: cumulative,
                    index,
                    strata: [],
                    looks: looks[index] ?? null,
                    day,
                  }),
                );
        return {
          variant: variants[index]?.key ?? "",
          ...pointOf(arm),
          cumulative: { ...pointOf(cumulative), ...compared },
        };
      }),
    };
  });
  return {
    metric: key,
    role,
    ...toldOf(sums),
    days,
  };
}

/** Sums are kept by day or by stretch: of a day's past, the stretches cannot be told apart. */
function unbanded(design: Design): Pick<Comparison, "lift" | "sequential"> {
  const { lift, sequential } = impossible({ design }, WEIGHTS_CHANGED);
  return { lift, sequential };
}

function pointOf(arm: Arm): Point {
  const { visitors, total, mean } = describe(arm);
  return { visitors, total, mean };
}

/** Visitors by day and variant at every stage, for who looks at recording itself. */
export function stageSeries({ sums, definition }: AnalysisInput) {
  return groupsOf(sums.daily).map((group) => ({
    day: dateOfDay(Number(group)),
    stages: Object.fromEntries(
      (["assigned", "found", "confirmed", "seen"] as const).map((stage) => [
        stage,
        definition.variants.map((_, index) =>
          totalUnits(sums.daily.counts, index, stage, (name) => name === group),
        ),
      ]),
    ),
  }));
}
