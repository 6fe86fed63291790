/** `GET <prefix>/api/experiments/:key/results?phase=&population=&asOf=` */
import * as z from "zod";
import { experimentResults } from "../results/results.ts";
import type { Stage } from "../store/outcomes.ts";
import { invalid, notThere } from "./refusals.ts";
import { reading, refused } from "./route.ts";
import { keyParams } from "./shapes.ts";

const POPULATIONS = ["assigned", "found", "confirmed", "seen"] as const satisfies readonly Stage[];
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
      /** Until the browser confirms exposures, the strictest stage that every exposure can reach. */
      population: z.enum(POPULATIONS).default("found"),
      asOf: z
        .string()
        .transform((text) => Date.parse(text))
        .refine((ms) => ms >= 0, INSTANT)
        .optional(),
    }),
    answer: z.looseObject({ experiment: z.string(), status: z.string(), phase: z.int() }),
    handle: async ({ api, params, query, nowMs }) => {
      const asOfMs = query.asOf ?? nowMs;
      if (asOfMs > nowMs) return invalid([{ pointer: "/asOf", detail: INSTANT }]);
      const answer = await experimentResults(api.db, params.key, {
        phase: query.phase ?? null,
        population: query.population,
        asOfMs,
      });
      if (answer.ok) return Response.json(answer.body);
      return answer.reason === "unknown-experiment"
        ? notThere("experiment")
        : refused({ status: 404, title: "The experiment has no such phase" });
    },
  }),
] as const;
