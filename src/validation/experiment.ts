/**
 * An experiment as somebody sent it → a definition that compiles and can run, or every wrong field at once. What is
 * legal and unwise comes as warnings. Works on what is known of the world; asks nobody.
 */
import * as z from "zod";
import { changeSchema } from "../domain/change.schema.ts";
import {
  analysisSchema,
  type Experiment,
  experimentSchema,
  layerSchema,
  metricsSchema,
  pagesSchema,
  scheduleSchema,
  variantSchema,
} from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { rampProblems } from "../domain/ramp.ts";
import { canonical } from "../domain/population.ts";
import { scheduledWindow } from "../domain/schedule.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { banditProblems } from "./bandit.ts";
import { checkAudience } from "./audience.ts";
import { checkMetrics, type Measures } from "./metrics.ts";
import { layerProblems, type Neighbour, redirectLoops, sharedPlaces } from "./neighbours.ts";
import { checkPages } from "./pages.ts";
import { checkVariants, type VariantParts } from "./variants.ts";
import { distinct, type KnownFields, parseInWords } from "./words.ts";

export interface ExperimentContext extends Measures {
  readonly settings: Settings;
  /** Those that run now, without this one. */
  readonly running: readonly Neighbour[];
  /** As it was before this edit; null: a new one. */
  readonly before: Experiment | null;
  /** It has run, so shoppers may have seen it. */
  readonly wasStarted: boolean;
  /** When it was first started; null: not yet. */
  readonly startedAtMs: number | null;
  /** It runs once this is saved, so that what neighbours forbid is an error and not a warning. */
  readonly willRun: boolean;
  /** Where Lahza's own addresses are. */
  readonly prefix: string;
  readonly nowMs: number;
}

export type ExperimentChecked =
  | { readonly ok: true; readonly definition: Experiment; readonly warnings: readonly FieldProblem[] }
  | {
      readonly ok: false;
      readonly errors: readonly FieldProblem[];
      readonly warnings: readonly FieldProblem[];
    };

/** One definition as JSON; D1 takes rows of 2 MB, and all that run share one ruleset. */
export const MAX_DEFINITION = 500_000;

export function checkExperiment(input: unknown, context: ExperimentContext): ExperimentChecked {
  const errors: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  const take = (found: {
    readonly errors?: readonly FieldProblem[];
    readonly warnings?: readonly FieldProblem[];
  }): void => {
    errors.push(...(found.errors ?? []));
    warnings.push(...(found.warnings ?? []));
  };
  const parsed = parseInWords(experimentSchema, input, knownFields);
  if (!parsed.ok) take({ errors: parsed.errors });
  if (!isObject(input) || (!parsed.ok && parsed.errors.some(({ pointer }) => pointer === "")))
    return { ok: false, errors: distinct(errors), warnings: [] };

  const parts = partsOf(input);
  const { settings, nowMs } = context;
  if (parts.pages !== null) take(checkPages(parts.pages, context.prefix));
  if (parts.audience !== null) take(checkAudience(parts.audience, ["audience"], settings));
  if (parts.metrics !== null) take(checkMetrics(parts.metrics, context));
  if (parts.variants !== null) {
    const { pages, variants } = parts;
    const { before, wasStarted } = context;
    take(checkVariants(variants, { pages, languages: settings.languages, before, wasStarted, nowMs }));
    take({ errors: [...weightProblems(variants), ...keyProblems(variants)] });
  }
  if (parts.schedule !== null) take(checkSchedule(parts.schedule, context));
  if (parts.traffic === 0)
    take({ warnings: [{ pointer: "/traffic", detail: "with a traffic of 0 nobody takes part" }] });
  if (parts.unit === "customer" && settings.customerCookie === null) {
    const detail =
      "the settings name no customerCookie, so nobody is known as a customer and nobody takes part";
    take({ warnings: [{ pointer: "/unit", detail }] });
  }
  if (parsed.ok) take({ errors: [...banditProblems(parsed.data, context), ...rampProblems(parsed.data)] });
  if (parts.layer !== undefined && parts.unit !== null) {
    const found = layerProblems({ layer: parts.layer, unit: parts.unit }, context.running);
    take(context.willRun ? { errors: found } : { warnings: found });
  }
  if (JSON.stringify(input).length > MAX_DEFINITION)
    take({
      errors: [
        {
          pointer: "",
          detail: `as JSON it has more than ${MAX_DEFINITION} characters: make css, js and markup smaller`,
        },
      ],
    });

  if (parsed.ok) {
    take({ warnings: sharedPlaces(parsed.data, context.running) });
    const loops = redirectLoops(parsed.data, context.running);
    take(context.willRun ? { errors: loops } : { warnings: loops });
  }
  if (parsed.ok && errors.length === 0)
    return { ok: true, definition: parsed.data, warnings: distinct(warnings) };
  return { ok: false, errors: distinct(errors), warnings: distinct(warnings) };
}

/** What is well-formed by itself; null: is not; `layer` undefined: is not. */
interface Parts {
  readonly pages: Experiment["pages"] | null;
  readonly audience: Experiment["audience"] | null;
  readonly metrics: Experiment["metrics"] | null;
  readonly schedule: Experiment["schedule"] | null;
  readonly traffic: number | null;
  readonly unit: Experiment["unit"] | null;
  readonly layer: Experiment["layer"] | undefined;
  readonly variants: readonly VariantParts[] | null;
}

const FIELDS = experimentSchema.shape;

function partsOf(input: { readonly [field: string]: unknown }): Parts {
  return {
    pages: wellFormed(FIELDS.pages, input["pages"]),
    audience: wellFormed(FIELDS.audience, input["audience"]),
    metrics: wellFormed(FIELDS.metrics, input["metrics"]),
    schedule: wellFormed(FIELDS.schedule, input["schedule"]),
    traffic: wellFormed(FIELDS.traffic, input["traffic"]),
    unit: wellFormed(FIELDS.unit, input["unit"]),
    layer: FIELDS.layer.safeParse(input["layer"]).data,
    variants: Array.isArray(input["variants"]) ? input["variants"].map(variantParts) : null,
  };
}

function variantParts(variant: unknown): VariantParts {
  const fields = isObject(variant) ? variant : {};
  const { key, weight, redirect, originPath } = variantSchema.shape;
  const changes = Array.isArray(fields["changes"]) ? fields["changes"] : [];
  return {
    key: wellFormed(key, fields["key"]),
    weight: wellFormed(weight, fields["weight"]),
    changes: changes.map((change) => wellFormed(changeSchema, change)),
    redirect: wellFormed(redirect, fields["redirect"]),
    originPath: wellFormed(originPath, fields["originPath"]),
    whole: wellFormed(variantSchema, variant),
  };
}

function wellFormed<T>(schema: z.ZodType<T>, value: unknown): T | null {
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

function weightProblems(variants: readonly VariantParts[]): FieldProblem[] {
  const weights = variants.flatMap(({ weight }) => weight ?? []);
  if (weights.length < variants.length || variants.length < 2) return [];
  const sum = weights.reduce((total, weight) => total + weight, 0);
  if (sum >= 0.99 && sum <= 1.01) return [];
  return [{ pointer: "/variants", detail: `the weights add up to ${sum.toFixed(3)}; they must add up to 1` }];
}

function keyProblems(variants: readonly VariantParts[]): FieldProblem[] {
  return variants.flatMap(({ key }, index) =>
    key !== null && variants.findIndex((other) => other.key === key) < index
      ? [{ pointer: `/variants/${index}/key`, detail: `two variants have the key ${key}` }]
      : [],
  );
}

function checkSchedule(
  schedule: Experiment["schedule"],
  { before, nowMs, settings, startedAtMs, willRun }: ExperimentContext,
): { errors: FieldProblem[]; warnings: FieldProblem[] } {
  const { startAt, endAt, occasion } = schedule;
  const errors: FieldProblem[] = [];
  const warnings: FieldProblem[] = [];
  if (occasion !== null) {
    const scheduled = scheduledWindow(schedule, settings, startedAtMs ?? nowMs);
    // What the calendar had when this was saved may be over, or gone, since.
    const isOld = !willRun && canonical(occasion) === canonical(before?.schedule.occasion);
    if (!scheduled.ok)
      (isOld ? warnings : errors).push({ pointer: "/schedule/occasion", detail: scheduled.reason });
  }
  const isOver = (instant: string | null): boolean => instant !== null && Date.parse(instant) <= nowMs;
  // What was to come when it was saved may have passed since.
  if (isOver(startAt) && startAt !== before?.schedule.startAt)
    errors.push({
      pointer: "/schedule/startAt",
      detail: "this instant has passed: give a later one, or null to begin at the start",
    });
  if (isOver(endAt) && endAt !== before?.schedule.endAt)
    errors.push({
      pointer: "/schedule/endAt",
      detail: "this instant has passed: give a later one, or null; to end it now use finish",
    });
  if (startAt !== null && endAt !== null && Date.parse(startAt) >= Date.parse(endAt))
    errors.push({ pointer: "/schedule/endAt", detail: "the end must come after the start" });
  return { errors, warnings };
}

const SHAPES: { readonly [field: string]: object } = {
  pages: pagesSchema.shape,
  layer: layerSchema.shape,
  metrics: metricsSchema.shape,
  analysis: analysisSchema.shape,
  schedule: scheduleSchema.shape,
};

const knownFields: KnownFields = (path) => {
  const [field] = path;
  if (path.length === 0) return Object.keys(FIELDS);
  if (field === "variants" && path.length === 2) return Object.keys(variantSchema.shape);
  if (field === "variants" && path[2] === "changes" && path.length === 4)
    return ["selector", "action", "value", "element", "name"];
  const shape = path.length === 1 ? SHAPES[String(field)] : undefined;
  return shape === undefined ? null : Object.keys(shape);
};

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
