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
import { excludes0, isAsked, steppedLevels, tasksOf } from "./judge.ts";
import type { Looks } from "./looks.ts";
import { comparisonInput, groupsOf, hasChanged, type Task, treatmentLooks } from "./pairing.ts";
import { byDay, toldOf } from "./planned.ts";

interface Point {
  readonly visitors: number;
  readonly total: number;
  readonly mean: number | null;
  readonly reason?: string;
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
  // Besides the metrics that are asked for only primaries that share the level have to be followed.
  const courses = new Map<Task, Course | null>();
  const courseFor = (task: Task): Course | null => {
    const course = courses.has(task) ? (courses.get(task) ?? null) : courseOf(input, task);
    courses.set(task, course);
    return course;
  };
  const levelsOn = levelsByDay(input, tasks, courseFor);
  return tasks
    .filter((task) => isAsked(input, task))
    .map((task) => metricSeries(input, task, courseFor(task), levelsOn));
}

/** A metric's arms by day. */
interface Course {
  readonly design: Design;
  readonly days: readonly {
    readonly day: number;
    readonly alone: readonly Arm[];
    readonly upTo: readonly Arm[];
  }[];
  /** All treatments at the end of a day; the same is not computed twice. */
  readonly compared: (at: number, levels: Levels) => readonly Compared[];
}

type Compared = Pick<Comparison, "lift" | "sequential">;

/** Null: there is nothing of it. */
function courseOf(input: AnalysisInput, task: Task): Course | null {
  const { metric, role, sums } = task;
  if (metric === null || !task.counted) return null;
  const design = designOf(input.definition, metric, role);
  const { variants } = input.definition;
  const before: Arm[] = [];
  const days = byDay(sums.daily).map(([day, aggregates]) => {
    const view = { aggregates, population: sums.population, of: () => true };
    const alone = variants.map((_, index) => armOf(view, metric, index));
    alone.forEach((arm, index) => {
      before[index] = together(before[index] ?? null, arm);
    });
    return { day, alone, upTo: [...before] };
  });
  const looks = new Map<number, (Looks | null)[]>();
  const looksAt = (levels: Levels): (Looks | null)[] => {
    const known =
      looks.get(levels.watched) ??
      variants.map((_, index) =>
        index === 0 ? null : treatmentLooks(input, task, metric, index, { design, levels }),
      );
    looks.set(levels.watched, known);
    return known;
  };
  const known = new Map<string, readonly Compared[]>();
  const compare = (at: number, levels: Levels): readonly Compared[] => {
    const { day, upTo: arms } = days[at] as Course["days"][number];
    return arms.slice(1).map((treatment, before) => {
      const index = before + 1;
      const own = { arms, treatment, index, strata: [], looks: looksAt(levels)[index] ?? null, day };
      return hasChanged(input)
        ? unbanded(design)
        : compareSequential(comparisonInput(input, task, metric, design, levels, own));
    });
  };
  return {
    design,
    days,
    compared: (at, levels) => {
      const key = `${at} ${levels.watched}`;
      const found = known.get(key) ?? compare(at, levels);
      known.set(key, found);
      return found;
    },
  };
}

/** Several primaries share the level by the steps that were taken by then. */
function levelsByDay(
  input: AnalysisInput,
  tasks: readonly Task[],
  courseFor: (task: Task) => Course | null,
): (task: Task, day: number) => Levels {
  const known = new Map<number, (task: Task) => Levels>();
  return (asked, day) => {
    const levels =
      known.get(day) ??
      steppedLevels(
        input,
        tasks,
        (task, own) => {
          const course = courseFor(task);
          const at = course?.days.findLastIndex((one) => one.day <= day) ?? -1;
          const compared = course === null || at < 0 ? [] : course.compared(at, own);
          return compared.length > 0 && compared.every(({ sequential }) => excludes0(sequential.interval));
        },
        null,
      );
    known.set(day, levels);
    return levels(asked);
  };
}

function metricSeries(
  input: AnalysisInput,
  task: Task,
  course: Course | null,
  levelsOn: (task: Task, day: number) => Levels,
): Series {
  const { key, role, sums } = task;
  if (course === null)
    return { metric: key, role, days: null, reason: task.metric === null ? "unknown-metric" : "not-started" };
  const { variants } = input.definition;
  const days = course.days.map(({ day, alone, upTo }, at) => {
    const compared = course.compared(at, levelsOn(task, day));
    return {
      day: dateOfDay(day),
      variants: alone.map((arm, index): SeriesVariant => ({
        variant: variants[index]?.key ?? "",
        ...pointOf(arm),
        cumulative: { ...pointOf(upTo[index] ?? arm), ...compared[index - 1] },
      })),
    };
  });
  return { metric: key, role, ...toldOf(sums), days };
}

/** Sums are kept by day or by stretch: of a day's past, the stretches cannot be told apart. */
function unbanded(design: Design): Compared {
  const { lift, sequential } = impossible({ design }, WEIGHTS_CHANGED);
  return { lift, sequential };
}

function pointOf(arm: Arm): Point {
  const { visitors, total, mean, reason } = describe(arm);
  return { visitors, total, mean, ...(mean === null && reason !== undefined ? { reason } : {}) };
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
