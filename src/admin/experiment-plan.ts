/**
 * What a write of an experiment comes to: checked against the world as of one instant, it is a plan of rows with the
 * state that the edge then serves, or the reason why not. Nothing is written here; `commit` writes all or nothing.
 * What each kind of write asks for stands in a file of its own: create, edit, action, delete.
 */
import { differences } from "../domain/diff.ts";
import type { ExperimentStatus } from "../domain/experiment.schema.ts";
import type { FieldProblem } from "../domain/field.ts";
import type { World } from "../ruleset/publish.ts";
import type { Actor } from "../store/audit.ts";
import type { StoredExperiment } from "../store/experiments.ts";
import { changeStatements } from "../store/revisions.ts";
import { checkExperiment, type ExperimentChecked } from "../validation/experiment.ts";
import type { EdgePlan } from "./commit.ts";
import { revisionTag } from "./etag.ts";
import { changed, type SavedExperiment, savedView } from "./experiment-view.ts";
import { notThere } from "./refusals.ts";
import { refused, type Refused } from "./route.ts";

/** Who writes, and under which conditions. */
export interface Writer {
  readonly db: D1Database;
  readonly actor: Actor;
  /** Code and markup of one's own, which need the role publisher. */
  readonly mayPublish: boolean;
  /** Of Lahza's own addresses. */
  readonly prefix: string;
  readonly nowMs: number;
  /** What the person says about it; kept with the revision. */
  readonly note: string | null;
  /** By If-Match: whether the asker saw this revision. */
  readonly refuseUnlessCurrent: (etag: string) => Refused | null;
}

export type Planned = EdgePlan<SavedExperiment> | Refused;

/** What is unwise about an experiment as it is stored. */
export function warningsOf(
  world: World,
  experiment: StoredExperiment,
  prefix: string,
  nowMs: number,
): readonly FieldProblem[] {
  return check(world, experiment.definition, experiment, experiment.status, { prefix, nowMs }).warnings;
}

type Next = Pick<StoredExperiment, "status" | "phase" | "rolloutVariant" | "definition">;

/** The rows of a changed experiment, and what the edge serves then. */
export function planned(
  world: World,
  before: StoredExperiment,
  next: Next,
  action: string,
  warnings: readonly FieldProblem[],
  extra: readonly D1PreparedStatement[],
  writer: Writer,
): Planned {
  const after = changed(before, next, writer.nowMs);
  const others = world.live.filter(({ id }) => id !== before.id);
  return {
    statements: [
      ...changeStatements(writer.db, before, next, causeOf(action, writer), writer.nowMs),
      ...extra,
    ],
    next: { ...world, live: isServed(after.status) ? [...others, after] : others },
    audit: auditOf(action, before, after),
    answer: {
      status: 200,
      body: savedView(after, warnings, world.settings, writer.nowMs),
      etag: revisionTag(after.revision),
    },
  };
}

function standing({ revision, status, phase, rolloutVariant }: StoredExperiment): object {
  return { revision, status, phase, rolloutVariant };
}

/** What differs, leaf by leaf; whole definitions are kept as revisions. */
export function auditOf(
  action: string,
  before: StoredExperiment,
  after: StoredExperiment,
): EdgePlan<never>["audit"] {
  const leaves = differences(before.definition, after.definition);
  const side = (name: "before" | "after"): object =>
    Object.fromEntries(
      leaves.filter((leaf) => leaf[name] !== undefined).map((leaf) => [leaf.pointer, leaf[name]]),
    );
  return {
    action: `experiment.${action}`,
    resource: `experiments/${before.key}`,
    before: { ...standing(before), definition: side("before") },
    after: { ...standing(after), definition: side("after") },
  };
}

export function check(
  world: World,
  input: unknown,
  before: StoredExperiment | null,
  status: ExperimentStatus,
  { prefix, nowMs }: Pick<Writer, "prefix" | "nowMs">,
): ExperimentChecked {
  return checkExperiment(input, {
    settings: world.settings,
    goals: world.goals,
    metrics: world.metrics,
    running: world.live.filter((other) => other.status === "running" && other.id !== before?.id),
    before: before?.definition ?? null,
    wasStarted: before !== null && before.status !== "draft",
    startedAtMs: before?.startedAtMs ?? null,
    willRun: status === "running",
    prefix,
    nowMs,
  });
}

export function isServed(status: ExperimentStatus): boolean {
  return status === "running" || status === "rollout";
}

export function causeOf(action: string, { actor, note }: Writer) {
  return { action, actor: actor.name, note };
}

export const UNKNOWN = notThere("experiment");

export function needsPublisher(errors: readonly FieldProblem[]): Refused {
  return refused({ status: 403, title: "This puts code or markup into pages", errors });
}
