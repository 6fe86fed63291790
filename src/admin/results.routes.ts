/** `GET <prefix>/api/experiments/:key/results?phase=&population=&metric=&segment=&from=&to=&asOf=` */
import * as z from "zod";
import { experimentResults } from "../results/results.ts";
import { SEGMENTS, STAGES } from "../store/aggregates.ts";
import { invalid, notThere } from "./refusals.ts";
import { reading, refused } from "./route.ts";
import { keyParams } from "./shapes.ts";

const cohortDay = z.iso
  .date("a day such as 2026-12-01")
  .transform((text) => Date.parse(`${text}T00:00:00Z`) / 86_400_000);
const INSTANT = "an instant in the past, such as 2026-12-01T00:00:00Z";

export const resultRoutes = [
  reading({
    method: "GET",
    path: "/experiments/:key/results",
    role: "viewer",
    tag: "Results",
    summary: "Read the results of an experiment",
    params: keyParams,
    query: z.strictObject({
      /** The newest when left out. */
      phase: z
        .string()
        .regex(/^[1-9]\d{0,5}$/, "a whole number from 1")
        .transform(Number)
        .optional(),
      /** Left out: confirmed visitors; found ones for what happens in the first moments (bounce, first_moment). */
      population: z.enum(STAGES).optional(),
      /** One metric only. */
      metric: z.string().max(64).optional(),
      /** Split by a fact of the visit in which a visitor was first exposed, or by how was paid. */
      segment: z.enum(SEGMENTS).optional(),
      /** Visitors first exposed from this day on, in the shop's time zone, */
      from: cohortDay.optional(),
      /** and until this one, included. */
      to: cohortDay.optional(),
      asOf: z
        .string()
        .transform((text) => Date.parse(text))
        .refine((ms) => ms >= 0, INSTANT)
        .optional(),
    }),
    answer: z.looseObject({ experiment: z.string(), status: z.string(), phase: z.int() }),
    handle: async ({ api, params, query, nowMs }) => {
      if ((query.asOf ?? nowMs) > nowMs) return invalid([{ pointer: "/asOf", detail: INSTANT }]);
      const answer = await experimentResults(api.db, params.key, {
        phase: query.phase ?? null,
        population: query.population ?? null,
        asOfMs: query.asOf ?? null,
        nowMs,
        segment: query.segment ?? null,
        metric: query.metric ?? null,
        fromDay: query.from ?? null,
        toDay: query.to ?? null,
      });
      if (answer.ok) return Response.json(answer.body);
      return answer.reason === "unknown-experiment"
        ? notThere("experiment")
        : refused({ status: 404, title: "The experiment has no such phase" });
    },
  }),
] as const;
