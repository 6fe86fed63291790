/** A file of definitions (settings, goals, metrics, experiments) → checked definitions, or everything that is wrong with it. */
import * as z from "zod";
import { experimentSchema } from "../domain/experiment.schema.ts";
import { goalSchema, type Goal } from "../domain/goal.schema.ts";
import { BUILT_IN_EVENTS, builtInMetric } from "../domain/metric.ts";
import { metricSchema, type Metric } from "../domain/metric.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { jsonPointer } from "./problem.ts";

export const FILE_STATUSES = ["draft", "running", "paused", "finished", "archived"] as const;

const fileSchema = z.strictObject({
  /** Where an editor finds the JSON Schema of the file. */
  $schema: z.string().max(500).optional(),
  settings: settingsSchema.optional(),
  goals: z.array(goalSchema).default([]),
  metrics: z.array(metricSchema).default([]),
  experiments: z
    .array(
      // `status` stands beside the experiment's own fields in a file; the strict schema does not know it.
      z
        .looseObject({ status: z.enum(FILE_STATUSES).default("running") })
        .transform(({ status, ...definition }, context) => {
          const parsed = experimentSchema.safeParse(definition);
          if (parsed.success) return { status, definition: parsed.data };
          for (const { path, message } of parsed.error.issues)
            context.addIssue({ code: "custom", path, message });
          return z.NEVER;
        }),
    )
    .default([]),
});

export type Definitions = z.output<typeof fileSchema>;
export type DefinitionsRead =
  | { readonly ok: true; readonly definitions: Definitions }
  /** Each as `<JSON pointer>: <what is wrong>`. */
  | { readonly ok: false; readonly problems: readonly string[] };

export function readDefinitions(text: string): DefinitionsRead {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return {
      ok: false,
      problems: [`/: not JSON (${error instanceof Error ? error.message : String(error)})`],
    };
  }
  const parsed = fileSchema.safeParse(json);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => `${jsonPointer(issue.path) || "/"}: ${issue.message}`),
    };
  }
  return { ok: true, definitions: parsed.data };
}

/** What only shows when the file is seen together with what is stored: unknown metrics and events, repeated keys. */
export function crossProblems(
  file: Definitions,
  all: { readonly goals: readonly Goal[]; readonly metrics: readonly Metric[] },
): string[] {
  const problems: string[] = [];
  const events = new Set([...BUILT_IN_EVENTS, ...all.goals.map((goal) => goal.event ?? goal.key)]);
  const metric = (key: string): Metric | null =>
    all.metrics.find((candidate) => candidate.key === key) ?? builtInMetric(key);
  file.metrics.forEach((definition, index) => {
    if ("event" in definition && !events.has(definition.event)) {
      problems.push(`/metrics/${index}/event: no goal gives the event ${definition.event}`);
    }
  });
  file.experiments.forEach(({ definition: { metrics } }, index) => {
    const named = {
      primary: typeof metrics.primary === "string" ? [metrics.primary] : metrics.primary,
      ...without(metrics),
    };
    for (const [role, keys] of Object.entries(named)) {
      for (const key of keys) {
        if (metric(key) === null)
          problems.push(`/experiments/${index}/metrics/${role}: there is no metric ${key}`);
      }
    }
  });
  for (const [list, keys] of [
    ["goals", file.goals.map((goal) => goal.key)],
    ["metrics", file.metrics.map((definition) => definition.key)],
    ["experiments", file.experiments.map(({ definition }) => definition.key)],
  ] as const) {
    keys.forEach((key, index) => {
      if (keys.indexOf(key) !== index)
        problems.push(`/${list}/${index}/key: ${key} stands in the file twice`);
    });
  }
  return problems;
}

function without({
  secondary,
  guardrails,
}: {
  secondary: string[];
  guardrails: string[];
}): Record<string, string[]> {
  return { secondary, guardrails };
}
