import * as z from "zod";
import { metricSchema } from "../domain/metric.schema.ts";
import { many, one } from "./shapes.ts";

export const metricAnswer = one(metricSchema);

/** Built-in ones are listed too; they cannot be changed. */
export const metricsAnswer = many(z.intersection(metricSchema, z.object({ builtIn: z.boolean() })));
