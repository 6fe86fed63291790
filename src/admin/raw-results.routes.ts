/** What an analyst asks that sums cannot answer: read from the raw rows, as long as these are kept. */
import * as z from "zod";
import { populationOf, rolesOf, shapeOf } from "../results/design.ts";
import { WEIGHTS_CHANGED } from "../results/estimate.ts";
import { interactionsOf } from "../results/interactions.ts";
import { isSealed, phaseAsked } from "../results/results.ts";
import { timesToConvert } from "../results/times.ts";
import type { Stage } from "../store/aggregates.ts";
import { isComplement } from "../store/measures.ts";
import { apartOf, overlapsOf } from "../store/overlaps.ts";
import { type StretchQuery, timesOf } from "../store/times.ts";
import { invalid, missingPhase, sealedPhase } from "./refusals.ts";
import { interactionsQuery, rawQuery } from "./results.schema.ts";
import { reading } from "./route.ts";
import { keyParams } from "./shapes.ts";

const answered = z.looseObject({ experiment: z.string(), status: z.string(), phase: z.int() });
const TAG = "Results";

export const rawResultRoutes = [
  reading({
    method: "GET",
    path: "/experiments/:key/interactions",
    role: "viewer",
    tag: TAG,
    summary: "Read whether experiments that overlap disturb each other",
    description:
      "Pairwise: the effect among those who met the other experiment's treatment, less the effect among those who met its control. Reads raw rows.",
    params: keyParams,
    query: interactionsQuery,
    answer: answered,
    handle: async ({ api, params, query, nowMs }) => {
      const asked = await metricAsked(api.db, params.key, query);
      if ("refused" in asked) return asked;
      const { metric, variants, head, isPooled } = asked;
      if (shapeOf(metric) !== "rate" || isComplement(metric))
        return notOfMetric(`${metric.key} is no conversion: whether visitors did it cannot be told`);
      const { scale } = query;
      const apart = await apartOf(api.db, asked.query);
      return Response.json({
        ...head,
        asOf: new Date(nowMs).toISOString(),
        metric: metric.key,
        population: asked.query.population,
        scale,
        ...(isPooled
          ? { interactions: null, reason: WEIGHTS_CHANGED }
          : { interactions: interactionsOf(await overlapsOf(api.db, asked.query), variants, scale) }),
        notCompared: apart.map(({ experiment, phase }) => ({
          with: experiment,
          phase,
          reason: "dealt-by-another-unit",
        })),
      });
    },
  }),
  reading({
    method: "GET",
    path: "/experiments/:key/time-to-convert",
    role: "viewer",
    tag: TAG,
    summary: "Read how long visitors take, by variant",
    description:
      "Kaplan–Meier: which share had done it by the end of each day since the exposure. Visitors who have not been watched so long count as long as they were; today, which is not over, counts for nobody. Reads raw rows.",
    params: keyParams,
    query: rawQuery,
    answer: answered,
    handle: async ({ api, params, query, nowMs }) => {
      const asked = await metricAsked(api.db, params.key, query);
      if ("refused" in asked) return asked;
      const { metric, variants, head, isPooled } = asked;
      if (shapeOf(metric) === "ratio" || isComplement(metric))
        return notOfMetric(
          `${metric.key} is nothing that a visitor does at some time: choose no ratio and no bounce`,
        );
      const rows = isPooled ? [] : await timesOf(api.db, { ...asked.query, nowMs });
      return Response.json({
        ...head,
        asOf: new Date(nowMs).toISOString(),
        metric: metric.key,
        population: asked.query.population,
        ...(isPooled
          ? { variants: null, reason: WEIGHTS_CHANGED }
          : {
              variants: variants.map((variant, index) => ({
                variant,
                ...timesToConvert(rows.filter((row) => row.variant === index)),
              })),
            }),
      });
    },
  }),
] as const;

interface Asked {
  readonly phase?: number | undefined;
  readonly population?: Stage | undefined;
  readonly metric?: string | undefined;
  readonly stretch?: number | undefined;
}

/** The metric of a phase; left out, the first primary one. */
async function metricAsked(db: D1Database, experimentKey: string, query: Asked) {
  const asked = await phaseAsked(db, experimentKey, query.phase ?? null);
  if (!asked.ok) return missingPhase(asked.reason);
  const { experiment, phase } = asked;
  if (isSealed(asked)) return sealedPhase("what sums can answer stays in its results");
  const { metrics } = (phase ?? experiment).definition;
  const key = query.metric ?? rolesOf(metrics)[0]?.key ?? "";
  const metric = phase?.metrics.find((one) => one.key === key);
  if (phase === null || metric === undefined) return notOfMetric(`the phase does not count ${key}`);
  const stretch = query.stretch ?? null;
  if (stretch !== null && stretch > phase.stretches.length)
    return invalid([
      { pointer: "/stretch", detail: `the phase has ${phase.stretches.length + 1}, the first being 0` },
    ]);
  const of: StretchQuery = {
    experiment: experiment.id,
    phase: phase.phase,
    metric: key,
    population: query.population ?? populationOf(metric),
    stretch,
  };
  return {
    query: of,
    metric,
    /** Its weights changed, and no stretch is asked for: together, variants would stand for different days. */
    isPooled: stretch === null && phase.stretches.length > 0,
    variants: phase.definition.variants.map((variant) => variant.key),
    head: { experiment: experiment.key, status: experiment.status, phase: phase.phase },
  };
}

function notOfMetric(detail: string) {
  return invalid([{ pointer: "/metric", detail }]);
}
