/** The JSON Schema of files of definitions, for editors: completion and first mistakes while somebody types. */
import * as z from "zod";
import { experimentSchema } from "../domain/experiment.schema.ts";
import { goalSchema } from "../domain/goal.schema.ts";
import { metricSchema } from "../domain/metric.schema.ts";
import { settingsSchema } from "../domain/settings.schema.ts";
import { elementSchema, SHARED_SCHEMAS } from "../elements/schema.ts";
import { FILE_STATUSES } from "./definitions.ts";

/** Draft 2020-12. Every kind of thing stands under `$defs`, so that files of one thing can point at it. */
export function fileJsonSchema(): object {
  const names = z.registry<{ id: string }>();
  const experiment = experimentSchema.safeExtend({ status: z.enum(FILE_STATUSES).optional() });
  names.add(experiment, { id: "Experiment" });
  names.add(goalSchema, { id: "Goal" });
  names.add(metricSchema, { id: "Metric" });
  names.add(settingsSchema, { id: "Settings" });
  names.add(elementSchema, { id: "Element" });
  for (const [id, schema] of Object.entries(SHARED_SCHEMAS)) names.add(schema, { id });
  const file = z.strictObject({
    $schema: z.string().optional(),
    settings: settingsSchema.optional(),
    goals: z.array(goalSchema).optional(),
    metrics: z.array(metricSchema).optional(),
    experiments: z.array(experiment).optional(),
  });
  const schema = z.toJSONSchema(file, { io: "input", metadata: names, unrepresentable: "any" });
  const { $schema, ...rest } = withoutIds(schema) as Record<string, unknown>;
  return { $schema, title: "Lahza: settings, goals, metrics and experiments", ...rest };
}

/** The registry's names: JSON Schema knows `$id` only, and `$defs` names them already. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, child]) => name !== "id" || typeof child !== "string")
      .map(([name, child]) => [name, withoutIds(child)]),
  );
}
