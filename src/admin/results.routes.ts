/** What an analyst asks: results, their course over time, the journey, the shop's own false-positive rate, planning. */
import * as z from "zod";
import { csvOf } from "../results/csv.ts";
import { designOf, shapeOf, rolesOf } from "../results/design.ts";
import { journeyOf } from "../results/journey.ts";
import { planOf } from "../results/power.ts";
import { linearised, replay, type ReplayDay } from "../results/replay.ts";
import {
  experimentResults,
  isSealed,
  phaseAsked,
  phaseInput,
  type ResultsQuery,
  wholePhase,
} from "../results/results.ts";
import { type Recorded, recordedOf } from "../results/recorded.ts";
import { summaryOf } from "../results/summary.ts";
import { seriesOf, stageSeries } from "../results/timeseries.ts";
import { isComplement } from "../store/measures.ts";
import { MOST_VALUES, valuesOf } from "../store/values.ts";
import { invalid, missingPhase, notThere, sealedPhase } from "./refusals.ts";
import { INSTANT, journeyQuery, powerBody, replayBody, resultsQuery, seriesQuery } from "./results.schema.ts";
import { reading, refused, writing } from "./route.ts";
import { keyParams, writeQuery } from "./shapes.ts";

const answered = z.looseObject({ experiment: z.string(), status: z.string(), phase: z.int() });
const TAG = "Results";

export const resultRoutes = [
  reading({
    method: "GET",
    path: "/experiments/:key/results",
    role: "viewer",
    tag: TAG,
    summary: "Read the results of an experiment",
    description:
      "Lifts with intervals that may be looked at every day, health, and a verdict with its reason. docs/analysts-guide.md tells how to read it.",
    params: keyParams,
    query: resultsQuery,
    answer: answered,
    handle: async ({ api, params, query, nowMs }) => {
      const asked = queryOf(query, nowMs);
      if (asked === null) return invalid([{ pointer: "/asOf", detail: INSTANT }]);
      const answer = await experimentResults(api.db, params.key, {
        ...asked,
        segment: query.segment ?? null,
      });
      if (!answer.ok) return missingPhase(answer.reason);
      const { body } = answer;
      if (query.format === "csv")
        return text(csvOf(body), "text/csv; charset=utf-8; header=present", `${params.key}.csv`);
      if (query.format === "summary")
        return text(summaryOf(body, query.language), "text/plain; charset=utf-8");
      return Response.json(body);
    },
  }),
  reading({
    method: "GET",
    path: "/experiments/:key/timeseries",
    role: "viewer",
    tag: TAG,
    summary: "Read how the results came about, day by day",
    description: "Each cohort day alone, and all days up to it with the always-valid band.",
    params: keyParams,
    query: seriesQuery,
    answer: answered,
    handle: async ({ api, params, query, nowMs }) => {
      const input = await inputOf(api.db, params.key, queryOf(query, nowMs));
      if ("refused" in input) return input;
      return Response.json({ ...headOf(input), metrics: seriesOf(input), recording: stageSeries(input) });
    },
  }),
  reading({
    method: "GET",
    path: "/experiments/:key/journey",
    role: "viewer",
    tag: TAG,
    summary: "Read the shopper's journey by variant",
    description: "How many came to each moment, in whatever order, and what each variant changed there.",
    params: keyParams,
    query: journeyQuery,
    answer: answered,
    handle: async ({ api, params, query, nowMs }) => {
      const input = await inputOf(api.db, params.key, queryOf(query, nowMs));
      if ("refused" in input) return input;
      return Response.json({ ...headOf(input), steps: journeyOf(input) });
    },
  }),
  // Takes a body, so it stands among the writing routes; it writes nothing.
  writing({
    method: "POST",
    path: "/experiments/:key/aa-replay",
    role: "viewer",
    tag: TAG,
    summary: "Deal the recorded visitors anew: how often would the verdict have fired without any effect?",
    params: keyParams,
    query: writeQuery,
    body: replayBody,
    bodyOptional: true,
    answer: z.looseObject({ experiment: z.string() }),
    guarded: false,
    status: 200,
    async handle({ api, params, body, nowMs }) {
      const input = await inputOf(api.db, params.key, {
        ...wholePhase(nowMs),
        phase: body.phase ?? null,
        population: body.population ?? null,
      });
      if ("refused" in input) return input;
      const key = body.metric ?? rolesOf(input.definition.metrics)[0]?.key ?? "";
      const metric = input.metrics.find((one) => one.key === key);
      if (metric === undefined)
        return invalid([{ pointer: "/metric", detail: `the phase does not count ${key}` }]);
      const shape = shapeOf(metric);
      const sums = input.sumsOf(metric);
      const days = new Map<number, { visitors: number; values: number[]; conversions: number }>();
      for (const { group, variant, units } of sums.daily.counts) {
        if (variant < 0) continue;
        const day = days.get(Number(group)) ?? { visitors: 0, values: [], conversions: 0 };
        days.set(Number(group), day);
        day.visitors += units[sums.population];
      }
      for (const sum of sums.daily.sums) {
        const day = days.get(Number(sum.group));
        if (day !== undefined && sum.metric === key) day.conversions += Number(sum.moments.x);
      }
      if (isComplement(metric))
        for (const day of days.values()) day.conversions = day.visitors - day.conversions;
      if (shape !== "rate") {
        const phase = await phaseAsked(api.db, params.key, body.phase ?? null);
        if (!phase.ok || phase.phase === null) return notThere("experiment");
        if (isSealed(phase)) return sealedPhase("choose a conversion");
        const values = await valuesOf(api.db, {
          experiment: phase.experiment.id,
          phase: phase.phase.phase,
          metric: key,
          population: sums.population,
        });
        if (values === null)
          return invalid([
            {
              pointer: "/metric",
              detail: `more than ${MOST_VALUES} visitors have a value: choose a conversion`,
            },
          ]);
        const visitors = [...days.values()].reduce((sum, day) => sum + day.visitors, 0);
        const numbers =
          shape === "ratio" ? linearised(values, visitors) : values.map(({ day, x }) => ({ day, value: x }));
        for (const { day, value } of numbers) days.get(day)?.values.push(value);
      }
      const ordered = [...days.entries()].sort(([one], [other]) => one - other);
      if (ordered.every(([, { visitors }]) => visitors === 0))
        return refused({ status: 409, title: "Nobody has been recorded yet" });
      const weights = input.definition.variants.map(({ weight }) => weight);
      const roles = rolesOf(input.definition.metrics);
      const role = roles.find((one) => one.key === key)?.role ?? "secondary";
      const design = designOf(input.definition, metric, role);
      const result = replay({
        days: ordered.map(([, { visitors, values, conversions }]): ReplayDay => ({
          visitors,
          values: shape === "rate" ? conversions : values,
        })),
        design,
        alpha: design.alpha,
        primaries: role === "primary" ? roles.filter((one) => one.role === "primary").length : null,
        weights,
        runs: body.runs,
        seed: body.seed,
      });
      return { status: 200, body: { experiment: params.key, metric: key, seed: body.seed, ...result } };
    },
  }),
  writing({
    method: "POST",
    path: "/power",
    role: "viewer",
    tag: TAG,
    summary: "Plan: sample size, detectable effect, days",
    description:
      "From a baseline, or from what an experiment has recorded. Sequential tests need 1.65 times the visitors of one test at the end.",
    query: writeQuery,
    body: powerBody,
    answer: z.looseObject({ visitors: z.number().nullable(), days: z.number().nullable() }),
    guarded: false,
    status: 200,
    async handle({ api, body, nowMs }) {
      const recorded =
        body.experiment === undefined ? null : await recordedOf(api.db, body.experiment, body, nowMs);
      if (recorded !== null && !recorded.ok) return missingPhase(recorded.reason);
      const known = recorded === null ? null : baselineOf(recorded);
      const own = body.baseline !== undefined || body.mean !== undefined;
      const baseline = own ? (body.baseline ?? null) : (known?.baseline ?? null);
      const mean = own ? (body.mean ?? null) : (known?.mean ?? null);
      const input = {
        baseline,
        mean: baseline === null ? mean : null,
        standardDeviation: body.standardDeviation ?? known?.standardDeviation ?? null,
        minimumEffect: body.minimumEffect,
        alpha: body.alpha,
        power: body.power,
        variants: body.variants,
        method: body.method,
        visitorsADay: body.visitorsADay ?? recorded?.visitorsADay ?? null,
        days: body.days ?? null,
      };
      if (input.baseline === null && input.mean === null)
        return refused({ status: 409, title: "The experiment has recorded no baseline yet" });
      return { status: 200, body: { ...planOf(input), assumed: input } };
    },
  }),
] as const;

interface CohortAsked {
  readonly phase?: number | undefined;
  readonly population?: ResultsQuery["population"] | undefined;
  readonly metric?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly asOf?: number | undefined;
}

/** Null: asks for a time that is still to come. */
function queryOf(query: CohortAsked, nowMs: number): ResultsQuery | null {
  if ((query.asOf ?? nowMs) > nowMs) return null;
  return {
    phase: query.phase ?? null,
    population: query.population ?? null,
    asOfMs: query.asOf ?? null,
    nowMs,
    segment: null,
    metric: query.metric ?? null,
    fromDay: query.from ?? null,
    toDay: query.to ?? null,
  };
}

async function inputOf(db: D1Database, key: string, query: ResultsQuery | null) {
  if (query === null) return invalid([{ pointer: "/asOf", detail: INSTANT }]);
  const read = await phaseInput(db, key, query);
  return read.ok ? read.input : missingPhase(read.reason);
}

function headOf(input: {
  readonly experiment: string;
  readonly status: string;
  readonly phase: number;
  readonly asOfMs: number;
}) {
  const { experiment, status, phase, asOfMs } = input;
  return { experiment, status, phase, asOf: new Date(asOfMs).toISOString() };
}

/** A rate, or a mean with its spread; null: nobody has done it. */
function baselineOf({ metric, mean, standardDeviation }: Recorded) {
  const isRate = shapeOf(metric) === "rate";
  const known = mean !== null && mean > 0;
  return {
    baseline: isRate && known && mean < 1 ? mean : null,
    mean: isRate || !known ? null : mean,
    standardDeviation: isRate ? null : standardDeviation,
  };
}

function text(body: string, type: string, filename?: string): Response {
  return new Response(body, {
    headers: {
      "content-type": type,
      ...(filename === undefined ? {} : { "content-disposition": `attachment; filename="${filename}"` }),
    },
  });
}
