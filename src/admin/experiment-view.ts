/** An experiment as the API shows it: its definition, and beside it where it stands. */
import * as z from "zod";
import { type Experiment, experimentSchema } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import { type Scheduled, scheduledWindow, type ShopDays } from "../domain/schedule.ts";
import type { StoredExperiment } from "../store/experiments.ts";
import { instant, isoOf, one } from "./shapes.ts";

export const STATUSES = ["draft", "running", "paused", "finished", "archived", "rollout"] as const;

const standing = {
  status: z.enum(STATUSES),
  /** From 1. */
  phase: z.int().min(1),
  /** Grows with every change; the ETag. */
  revision: z.int().min(1),
  /** Key of the variant that everyone gets while the status is `rollout`. */
  rolloutVariant: z.string().nullable(),
  createdAt: instant,
  updatedAt: instant,
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** When its schedule lets it run, an occasion's days looked up in the shop's calendar; null: open. */
  window: z.strictObject({ startAt: instant.nullable(), endAt: instant.nullable() }),
};

export const experimentView = z.strictObject({ ...experimentSchema.shape, ...standing });

export const savedExperiment = one(experimentView);

export type ExperimentView = z.output<typeof experimentView>;
export type SavedExperiment = z.output<typeof savedExperiment>;

/** Fields that the API gives and does not take: they may be sent back as they came. */
const READ_ONLY: ReadonlySet<string> = new Set(Object.keys(standing));

export function viewOf(stored: Omit<StoredExperiment, "id">, shop: ShopDays, nowMs: number): ExperimentView {
  const { definition, status, phase, revision, rolloutVariant } = stored;
  return {
    ...definition,
    status,
    phase,
    revision,
    rolloutVariant,
    createdAt: iso(stored.createdAtMs),
    updatedAt: iso(stored.updatedAtMs),
    startedAt: isoOf(stored.startedAtMs),
    endedAt: isoOf(stored.endedAtMs),
    window: windowView(scheduledWindow(definition.schedule, shop, stored.startedAtMs ?? nowMs)),
  };
}

export function savedView(
  stored: Omit<StoredExperiment, "id">,
  warnings: readonly FieldProblem[],
  shop: ShopDays,
  nowMs: number,
): SavedExperiment {
  return { data: viewOf(stored, shop, nowMs), warnings: [...warnings] };
}

function windowView(scheduled: Scheduled): ExperimentView["window"] {
  if (!scheduled.ok) return { startAt: null, endAt: null };
  const { startAtMs, endAtMs } = scheduled.window;
  return { startAt: isoOf(startAtMs), endAt: isoOf(endAtMs) };
}

/** What was sent, without what only the API gives. */
export function withoutStanding(input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => !READ_ONLY.has(name)));
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** As after `changeStatements`, without asking the database again. */
export function changed(
  before: StoredExperiment,
  after: {
    status: StoredExperiment["status"];
    phase: number;
    rolloutVariant: string | null;
    definition: Experiment;
  },
  nowMs: number,
): StoredExperiment {
  return {
    ...before,
    ...after,
    revision: before.revision + 1,
    stretches: after.phase === before.phase ? before.stretches : [],
    updatedAtMs: nowMs,
    startedAtMs: after.status === "running" ? (before.startedAtMs ?? nowMs) : before.startedAtMs,
    endedAtMs: after.status === "finished" ? nowMs : before.endedAtMs,
  };
}
