/**
 * Every state that an experiment was in. The row of the next revision is what two people who change the same one
 * race for: its key, and an id that is null unless the experiment still has the revision that was read, undo the
 * whole batch of whoever comes second.
 */
import type { Experiment, ExperimentStatus } from "../domain/experiment.schema.ts";
import type { Goal } from "../domain/goal.schema.ts";
import type { Metric } from "../domain/metric.schema.ts";
import type { StoredExperiment } from "./experiments.ts";
import { countingRules, type CountingSettings } from "./pin.ts";

export interface Revision {
  readonly revision: number;
  readonly status: ExperimentStatus;
  readonly phase: number;
  readonly rolloutVariant: string | null;
  readonly definition: Experiment;
  readonly action: string;
  readonly actor: string;
  readonly atMs: number;
  readonly note: string | null;
}

/** Who made it and why. */
export interface Cause {
  readonly action: string;
  readonly actor: string;
  readonly note: string | null;
}

export type NextState = Pick<StoredExperiment, "status" | "phase" | "rolloutVariant" | "definition">;

const COLUMNS =
  "revision, status, phase, rollout_variant AS rolloutVariant, definition, action, actor, at AS atMs, note";

type Row = Omit<Revision, "definition"> & { readonly definition: string };

/** The newest first. */
export async function revisionsOf(
  db: D1Database,
  experiment: number,
  limit: number,
  before: number | null,
): Promise<Revision[]> {
  const { results } = await db
    .prepare(
      `SELECT ${COLUMNS} FROM revisions WHERE experiment = ?1 AND (?2 IS NULL OR revision < ?2)
       ORDER BY revision DESC LIMIT CAST(?3 AS INTEGER)`,
    )
    .bind(experiment, before, limit)
    .all<Row>();
  return results.map(revisionFrom);
}

/** Status and phase of an experiment at an instant, by its revisions; null: it was not there, or has none. */
export async function stateAt(
  db: D1Database,
  experiment: number,
  atMs: number,
): Promise<Pick<NextState, "status" | "phase"> | null> {
  return await db
    .prepare(
      "SELECT status, phase FROM revisions WHERE experiment = ?1 AND at <= ?2 ORDER BY revision DESC LIMIT 1",
    )
    .bind(experiment, atMs)
    .first<Pick<NextState, "status" | "phase">>();
}

export async function revisionOf(
  db: D1Database,
  experiment: number,
  revision: number,
): Promise<Revision | null> {
  const row = await db
    .prepare(`SELECT ${COLUMNS} FROM revisions WHERE experiment = ?1 AND revision = ?2`)
    .bind(experiment, revision)
    .first<Row>();
  return row === null ? null : revisionFrom(row);
}

function revisionFrom(row: Row): Revision {
  return { ...row, definition: JSON.parse(row.definition) as Experiment };
}

/** A new draft with its first revision. Rejects when the key is taken. */
export function createStatements(
  db: D1Database,
  definition: Experiment,
  cause: Cause,
  nowMs: number,
): D1PreparedStatement[] {
  const json = JSON.stringify(definition);
  return [
    db
      .prepare(
        `INSERT INTO experiments (key, status, phase, revision, definition, created_at, updated_at)
         VALUES (?1, 'draft', 1, 1, ?2, CAST(?3 AS INTEGER), CAST(?3 AS INTEGER))`,
      )
      .bind(definition.key, json, nowMs),
    db
      .prepare(
        `INSERT INTO revisions (experiment, revision, status, phase, definition, action, actor, at, note)
         VALUES ((SELECT id FROM experiments WHERE key = ?1), 1, 'draft', 1, ?2, ?3, ?4, CAST(?5 AS INTEGER), ?6)`,
      )
      .bind(definition.key, json, cause.action, cause.actor, nowMs, cause.note),
  ];
}

/** From the state that was read to the next one; rejects when somebody changed it meanwhile. */
export function changeStatements(
  db: D1Database,
  before: StoredExperiment,
  after: NextState,
  cause: Cause,
  nowMs: number,
): D1PreparedStatement[] {
  const json = JSON.stringify(after.definition);
  return [
    db
      .prepare(
        `INSERT INTO revisions (experiment, revision, status, phase, rollout_variant, definition, action, actor, at, note)
         VALUES ((SELECT id FROM experiments WHERE id = ?1 AND revision = ?2), CAST(?2 AS INTEGER) + 1, ?3,
           CAST(?4 AS INTEGER), ?5, ?6, ?7, ?8, CAST(?9 AS INTEGER), ?10)`,
      )
      .bind(
        before.id,
        before.revision,
        after.status,
        after.phase,
        after.rolloutVariant,
        json,
        cause.action,
        cause.actor,
        nowMs,
        cause.note,
      ),
    db
      .prepare(
        `UPDATE experiments SET status = ?3, phase = CAST(?4 AS INTEGER), rollout_variant = ?5, definition = ?6,
           revision = revision + 1, updated_at = CAST(?7 AS INTEGER),
           started_at = CASE WHEN ?3 = 'running' THEN coalesce(started_at, CAST(?7 AS INTEGER)) ELSE started_at END,
           ended_at = CASE WHEN ?3 = 'finished' THEN CAST(?7 AS INTEGER) ELSE ended_at END
         WHERE id = ?1 AND revision = ?2`,
      )
      .bind(before.id, before.revision, after.status, after.phase, after.rolloutVariant, json, nowMs),
  ];
}

/** A draft goes with its revisions; rejects unless it is still the draft that was read. */
export function deleteStatements(db: D1Database, before: StoredExperiment): D1PreparedStatement[] {
  return [
    // Nothing to insert, and a null key, unless it is still there as it was read.
    db
      .prepare(
        `INSERT INTO revisions (experiment, revision, status, phase, definition, action, actor, at)
         VALUES ((SELECT id FROM experiments WHERE id = ?1 AND revision = ?2 AND status = 'draft'),
           CAST(?2 AS INTEGER) + 1, 'draft', 1, '{}', 'delete', '', 0)`,
      )
      .bind(before.id, before.revision),
    db.prepare("DELETE FROM revisions WHERE experiment = ?1").bind(before.id),
    db.prepare("DELETE FROM approvals WHERE experiment = ?1").bind(before.id),
    db.prepare("DELETE FROM experiments WHERE id = ?1").bind(before.id),
  ];
}

/** What results of a phase are judged by, whatever is edited later. */
export interface Pinned {
  readonly definition: Experiment;
  readonly metrics: readonly Metric[];
  readonly goals: readonly Goal[];
  readonly settings: CountingSettings;
  /** When it begins: now, or at the schedule's start. */
  readonly startsAtMs: number;
}

export function openPhaseStatement(
  db: D1Database,
  experiment: number,
  phase: number,
  revision: number,
  pinned: Pinned,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO phases (experiment, phase, revision, definition, metrics, goals, currency, started_at, rules)
       VALUES (CAST(?1 AS INTEGER), CAST(?2 AS INTEGER), CAST(?3 AS INTEGER), ?4, ?5, ?6, ?7, CAST(?8 AS INTEGER), ?9)`,
    )
    .bind(
      experiment,
      phase,
      revision,
      JSON.stringify(pinned.definition),
      JSON.stringify(pinned.metrics),
      JSON.stringify(pinned.goals),
      pinned.settings.currency,
      pinned.startsAtMs,
      JSON.stringify(countingRules(pinned.metrics, pinned.settings, pinned.startsAtMs)),
    );
}

/** A start in the future was moved: the phase that waits for it begins then. */
export function movePhaseStatement(
  db: D1Database,
  experiment: number,
  phase: number,
  startsAtMs: number,
): D1PreparedStatement {
  return db
    .prepare("UPDATE phases SET started_at = CAST(?3 AS INTEGER) WHERE experiment = ?1 AND phase = ?2")
    .bind(experiment, phase, startsAtMs);
}

export function closePhaseStatement(db: D1Database, experiment: number, nowMs: number): D1PreparedStatement {
  return db
    .prepare("UPDATE phases SET ended_at = CAST(?2 AS INTEGER) WHERE experiment = ?1 AND ended_at IS NULL")
    .bind(experiment, nowMs);
}

/** Definitions of the last revisions that somebody approved. */
export async function approvedDefinitions(db: D1Database, experiment: number): Promise<Experiment[]> {
  const { results } = await db
    .prepare(
      `SELECT DISTINCT revisions.revision, definition FROM revisions JOIN approvals USING (experiment, revision)
       WHERE experiment = ?1 ORDER BY revisions.revision DESC LIMIT 20`,
    )
    .bind(experiment)
    .all<{ definition: string }>();
  return results.map(({ definition }) => JSON.parse(definition) as Experiment);
}

/** Every approval of an experiment's revisions, with what was approved; the oldest first. */
export async function approvalsOf(
  db: D1Database,
  experiment: number,
): Promise<{ definition: Experiment; by: string; atMs: number }[]> {
  const { results } = await db
    .prepare(
      `SELECT revisions.definition, approvals.approved_by AS by, approvals.at AS atMs
       FROM approvals JOIN revisions USING (experiment, revision)
       WHERE approvals.experiment = ?1 ORDER BY approvals.at, approvals.revision LIMIT 500`,
    )
    .bind(experiment)
    .all<{ definition: string; by: string; atMs: number }>();
  return results.map((row) => ({ ...row, definition: JSON.parse(row.definition) as Experiment }));
}

/** The last revisions that somebody wrote, rather than moved on in the life cycle. */
export async function writtenRevisions(
  db: D1Database,
  experiment: number,
): Promise<Pick<Revision, "actor" | "definition">[]> {
  const { results } = await db
    .prepare(
      `SELECT actor, definition FROM revisions
       WHERE experiment = ?1 AND action IN ('create', 'edit', 'restore', 'new-phase', 'load')
       ORDER BY revision DESC LIMIT 50`,
    )
    .bind(experiment)
    .all<{ actor: string; definition: string }>();
  return results.map(({ actor, definition }) => ({
    actor,
    definition: JSON.parse(definition) as Experiment,
  }));
}

export function approveStatement(
  db: D1Database,
  experiment: number,
  revision: number,
  by: string,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO approvals (experiment, revision, approved_by, at)
       VALUES ((SELECT id FROM experiments WHERE id = ?1 AND revision = ?2), CAST(?2 AS INTEGER), ?3, CAST(?4 AS INTEGER))
       ON CONFLICT DO NOTHING`,
    )
    .bind(experiment, revision, by, nowMs);
}
