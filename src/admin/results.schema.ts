/** What the routes of the results take. */
import * as z from "zod";
import { SCALES } from "../results/interactions.ts";
import { SEGMENTS, STAGES } from "../store/aggregates.ts";
import { keySchema } from "../domain/experiment.schema.ts";

const cohortDay = z.iso
  .date("a day such as 2026-12-01")
  .transform((text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000);

export const INSTANT = "an instant in the past, such as 2026-12-01T00:00:00Z";

const phase = z
  .string()
  .regex(/^[1-9]\d{0,5}$/, "a whole number from 1")
  .transform(Number)
  .optional();

/** A cohort without any day is a slip. */
function inOrder<Query extends z.ZodType<{ from?: number | undefined; to?: number | undefined }>>(
  query: Query,
): Query {
  return query.refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: "the last day is before the first",
    path: ["to"],
  });
}

/** What every reading of a phase may be narrowed by. */
const cohort = z.strictObject({
  /** The newest when left out. */
  phase,
  /** Left out: confirmed visitors; found ones for what happens in the first moments (bounce, first_moment). */
  population: z.enum(STAGES).optional(),
  /** Only this one is answered; it is judged among all of the experiment, and so is the verdict. */
  metric: z.string().max(64).optional(),
  /** Visitors first exposed from this day on, in the shop's time zone, */
  from: cohortDay.optional(),
  /** and until this one, included. */
  to: cohortDay.optional(),
  /** As it was known then. */
  asOf: z
    .string()
    .transform((text) => Date.parse(text))
    .refine((ms) => ms >= 0, INSTANT)
    .optional(),
});

/** Of what reads raw rows: all days, as of now. */
export const rawQuery = cohort.pick({ phase: true, population: true, metric: true }).extend({
  /** Where the weights changed within the phase, only whom these dealt: 0 are those of its beginning. */
  stretch: z
    .string()
    .regex(/^\d{1,4}$/, "a whole number from 0")
    .transform(Number)
    .optional(),
});

export const interactionsQuery = rawQuery.extend({
  /** Of the effects: relative ones of experiments that do not disturb each other multiply, absolute ones add up. */
  scale: z.enum(SCALES).default("relative"),
});

export const seriesQuery = inOrder(cohort);

export const journeyQuery = inOrder(cohort.omit({ metric: true }));

export const resultsQuery = inOrder(
  cohort.extend({
    /** Split by a fact of the visit in which a visitor was first exposed, or by how was paid. */
    segment: z.enum(SEGMENTS).optional(),
    /** `csv`: a row a variant, metric and segment; `summary`: sentences for people. */
    format: z.enum(["json", "csv", "summary"]).default("json"),
    /** Of the summary. */
    language: z.enum(["en", "fa", "ar"]).default("en"),
  }),
);

export const replayBody = z.strictObject({
  phase: z.int().min(1).optional(),
  /** Left out: the first primary metric. */
  metric: keySchema.optional(),
  /** As in results. */
  population: z.enum(STAGES).optional(),
  /** How often the visitors are dealt anew. */
  runs: z.int().min(10).max(1000).default(200),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31)
    .default(1),
});

const rate = z.number().gt(0).lt(1);

export const powerBody = z
  .strictObject({
    /** Baseline, spread and visitors a day are taken from what this experiment recorded, where they are not given. */
    experiment: keySchema.optional(),
    metric: keySchema.optional(),
    /** Of what it recorded, as in results. */
    population: z.enum(STAGES).optional(),
    /** Of a conversion. */
    baseline: rate.optional(),
    /** Of any other number of a visitor. */
    mean: z.number().positive().optional(),
    standardDeviation: z.number().positive().optional(),
    /** Relative. */
    minimumEffect: z.number().positive().max(10).default(0.05),
    alpha: z.number().min(0.001).max(0.2).default(0.05),
    power: z.number().min(0.5).max(0.99).default(0.8),
    variants: z.int().min(2).max(20).default(2),
    method: z.enum(["sequential", "group-sequential", "fixed"]).default("sequential"),
    /** Who meet the experiment, all variants together. */
    visitorsADay: z.number().positive().optional(),
    /** What could be found in so many days? */
    days: z.int().min(1).max(365).optional(),
  })
  .refine(
    ({ baseline, mean, experiment }) =>
      baseline !== undefined || mean !== undefined || experiment !== undefined,
    "give a baseline, a mean with its standardDeviation, or an experiment that has recorded them",
  )
  .refine(({ mean, standardDeviation }) => mean === undefined || standardDeviation !== undefined, {
    message: "a mean needs its standardDeviation",
    path: ["standardDeviation"],
  });
