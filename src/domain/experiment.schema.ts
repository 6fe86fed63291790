/** An experiment as a growth team writes it. The contract is in docs/design.md; defaults are filled here. */
import * as z from "zod";
import { changeSchema } from "./change.schema.ts";
import { conditionSchema } from "./condition.schema.ts";
import { MOMENTS } from "./moment.ts";

export const keySchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,63}$/,
    "use lower-case letters, digits, - and _ (at most 64), starting with a letter or digit",
  );

const instant = z.iso.datetime({
  offset: true,
  message: "give an instant with its zone, such as 2026-12-01T00:00:00+03:30",
});

/** A path pattern: starts with `/`; `*` is any run of characters, `:name` one segment. */
export const pathPattern = z
  .string()
  .max(1024)
  .regex(/^(\/|\*)/, "start with / (or use * for every page)");

const localPath = z
  .string()
  .max(1024)
  .regex(/^\/(?![/\\])[^\s\\]*$/, "start with exactly one / and stay on the shop's host");

export const pagesSchema = z.strictObject({
  include: z.array(pathPattern).min(1).max(100),
  exclude: z.array(pathPattern).max(100).default([]),
  hosts: z.array(z.string().max(253)).max(50).default([]),
});

export const variantSchema = z
  .strictObject({
    key: keySchema,
    name: z.string().max(200).optional(),
    weight: z.number().min(0).max(1),
    changes: z.array(changeSchema).max(50).default([]),
    css: z.string().max(50_000).nullable().default(null),
    js: z.string().max(50_000).nullable().default(null),
    redirect: localPath.nullable().default(null),
    originPath: localPath.nullable().default(null),
    value: z.json().optional(),
  })
  .refine(
    (variant) =>
      (variant.redirect === null && variant.originPath === null) ||
      (variant.changes.length === 0 && variant.css === null && variant.js === null),
    "redirect or originPath stand instead of changes, css and js",
  )
  .refine(
    (variant) => variant.redirect === null || variant.originPath === null,
    "give redirect or originPath, not both",
  );

const share = z.number().min(0).max(1);

export const layerSchema = z.strictObject({
  name: keySchema,
  range: z
    .tuple([share, share])
    .refine(([start, end]) => start < end, "the range's start must be below its end"),
  hashVersion: z.literal([1, 2]).default(2),
});

export const metricsSchema = z.strictObject({
  primary: z.union([keySchema, z.array(keySchema).min(1).max(10)]),
  secondary: z.array(keySchema).max(30).default([]),
  guardrails: z.array(keySchema).max(30).default([]),
});

const offsetDays = z.int().min(-365).max(365).default(0);

/** Two instants, or an occasion or holiday of the shop's calendar (`settings.calendar`), by its name. */
export const scheduleSchema = z
  .strictObject({
    startAt: instant.nullable().default(null),
    endAt: instant.nullable().default(null),
    occasion: z
      .strictObject({
        name: z.string().trim().min(1).max(64),
        /** Days from its first day on: -7 starts a week before. */
        startOffsetDays: offsetDays,
        /** Days from its last day on: 2 goes on for two days, -1 leaves the last day out. */
        endOffsetDays: offsetDays,
      })
      .nullable()
      .default(null),
    /** From each instant on a higher share of visitors takes part; before the first one it is the experiment's `traffic`. */
    ramp: z
      .array(z.strictObject({ at: instant, traffic: z.number().gt(0).max(1) }))
      .max(10)
      .optional(),
  })
  .refine(({ startAt, endAt, occasion }) => occasion === null || (startAt === null && endAt === null), {
    path: ["startAt"],
    message: "give an occasion, or startAt and endAt, not both",
  });

export const analysisSchema = z.strictObject({
  method: z.enum(["sequential", "group-sequential", "fixed", "bandit"]).default("sequential"),
  alpha: z.number().min(0.001).max(0.2).default(0.05),
  minimumEffect: z.number().positive().max(10).default(0.05),
  minimumDays: z.int().min(0).max(365).default(7),
  plan: z
    .strictObject({
      baseline: z.number().positive().optional(),
      visitors: z.int().positive().optional(),
      converters: z.int().positive().optional(),
      guardrailMargin: z.number().min(0).max(1).optional(),
    })
    .default({}),
  autoPause: z.boolean().default(false),
});

export const experimentSchema = z
  .strictObject({
    key: keySchema,
    name: z.string().min(1).max(200),
    hypothesis: z.string().max(2000).default(""),
    moment: z.enum(MOMENTS).default("fmot"),
    pages: pagesSchema,
    audience: conditionSchema.default({}),
    traffic: share.default(1),
    layer: layerSchema.nullable().default(null),
    unit: z.enum(["visitor", "customer"]).default("visitor"),
    seed: z.string().min(1).max(128).nullable().default(null),
    hashVersion: z.literal([1, 2]).default(2),
    /** Fragments that scripts ask for (fetch, XHR) are rewritten only where this says so. */
    fragments: z.boolean().default(false),
    /**
     * A framework builds these pages again in the browser: changes are then applied once more there. `in-place`: it takes
     * over the server's elements one by one (Vue, Nuxt, Angular, Svelte, Preact), so that until then none may come or go.
     */
    hydrated: z.union([z.boolean(), z.literal("in-place")]).optional(),
    variants: z
      .array(variantSchema)
      .min(2, "an experiment needs at least two variants; the first is control")
      .max(20),
    metrics: metricsSchema.default({ primary: "purchase", secondary: [], guardrails: [] }),
    schedule: scheduleSchema.default({ startAt: null, endAt: null, occasion: null }),
    analysis: analysisSchema.prefault({}),
  })
  .superRefine((experiment, context) => {
    const sum = experiment.variants.reduce((total, variant) => total + variant.weight, 0);
    if (sum < 0.99 || sum > 1.01) {
      context.addIssue({
        code: "custom",
        path: ["variants"],
        message: `the weights add up to ${sum.toFixed(3)}; they must add up to 1`,
      });
    }
    const seen = new Set<string>();
    experiment.variants.forEach((variant, index) => {
      if (seen.has(variant.key)) {
        context.addIssue({
          code: "custom",
          path: ["variants", index, "key"],
          message: `two variants have the key ${variant.key}`,
        });
      }
      seen.add(variant.key);
    });
    const { startAt, endAt } = experiment.schedule;
    if (startAt !== null && endAt !== null && Date.parse(startAt) >= Date.parse(endAt)) {
      context.addIssue({
        code: "custom",
        path: ["schedule", "endAt"],
        message: "the end must come after the start",
      });
    }
  });

export type ExperimentInput = z.input<typeof experimentSchema>;
export type Experiment = z.output<typeof experimentSchema>;
export type Variant = z.output<typeof variantSchema>;
export type ExperimentStatus = "draft" | "running" | "paused" | "finished" | "archived" | "rollout";
