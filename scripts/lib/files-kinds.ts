/** What stands in files: experiments, goals and metrics, each in a folder of its own, one thing a file. */
import type * as z from "zod";
import {
  analysisSchema,
  experimentSchema,
  layerSchema,
  metricsSchema,
  pagesSchema,
  scheduleSchema,
  variantSchema,
} from "../../src/domain/experiment.schema.ts";
import { goalSchema } from "../../src/domain/goal.schema.ts";
import { metricSchema } from "../../src/domain/metric.schema.ts";
import { canonical } from "../../src/domain/population.ts";

/** In the order in which they are pushed: an experiment needs its metrics, and those the goals' events. */
export const KINDS = ["goals", "metrics", "experiments"] as const;
export type Kind = (typeof KINDS)[number];

export const SINGULAR = { goals: "goal", metrics: "metric", experiments: "experiment" } as const;

/** A definition with every default filled in. */
export type Definition = { readonly key: string } & Readonly<Record<string, unknown>>;

export const SCHEMAS: { readonly [kind in Kind]: z.ZodType<Definition> } = {
  goals: goalSchema,
  metrics: metricSchema,
  experiments: experimentSchema,
};

const PARTS: Readonly<Record<string, z.ZodType>> = {
  pages: pagesSchema,
  layer: layerSchema,
  metrics: metricsSchema,
  analysis: analysisSchema,
  schedule: scheduleSchema,
};

/** The definition as people write it: without the fields that only say what is the default anyway. */
export function brief(kind: Kind, definition: Definition): Record<string, unknown> {
  if (kind !== "experiments") return withoutDefaults(SCHEMAS[kind], definition);
  const parts = Object.fromEntries(
    Object.entries(definition).map(([name, value]) => {
      if (name === "variants" && Array.isArray(value))
        return [name, value.map((variant) => withoutDefaults(variantSchema, variant as object))];
      const schema = PARTS[name];
      return [name, schema === undefined || !isObject(value) ? value : withoutDefaults(schema, value)];
    }),
  );
  return withoutDefaults(experimentSchema, parts);
}

/** Leaves out each field that the schema fills in by itself with just what it says. */
function withoutDefaults(schema: z.ZodType, value: object): Record<string, unknown> {
  const meant = schema.safeParse(value);
  let left: Record<string, unknown> = { ...value };
  if (!meant.success) return left;
  const whole = canonical(meant.data);
  for (const name of Object.keys(left)) {
    const { [name]: _, ...rest } = left;
    const parsed = schema.safeParse(rest);
    if (parsed.success && canonical(parsed.data) === whole) left = rest;
  }
  return left;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isSame(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}
