/** Experiments and their phases, as they were saved. JSON in, JSON out; the schemas have been gone through before. */
import type { Experiment, ExperimentStatus } from "../domain/experiment.schema.ts";
import type { Goal } from "../domain/goal.schema.ts";
import type { Metric } from "../domain/metric.schema.ts";
import type { Stretch } from "../ruleset/compile.ts";
import { stretchesJson } from "./stretches.ts";
import { type CountingRules, countingRules, type CountingSettings } from "./pin.ts";

export interface StoredExperiment {
  readonly id: number;
  readonly key: string;
  readonly status: ExperimentStatus;
  readonly phase: number;
  readonly revision: number;
  /** Key of the variant that everyone gets while the status is `rollout`. */
  readonly rolloutVariant: string | null;
  readonly definition: Experiment;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly startedAtMs: number | null;
  readonly endedAtMs: number | null;
  /** Later weights of this phase, oldest first. */
  readonly stretches: readonly Stretch[];
}

/** What a phase was started with. */
export interface StoredPhase {
  readonly phase: number;
  readonly definition: Experiment;
  readonly metrics: readonly Metric[];
  readonly currency: string;
  readonly startedAtMs: number;
  readonly endedAtMs: number | null;
  /** From here on its raw rows go (src/store/seal.ts); null: they are kept. */
  readonly sealedAtMs: number | null;
  /** What it counts by (src/store/pin.ts); empty in phases of before. */
  readonly rules: Partial<CountingRules>;
  /** Later weights, oldest first. */
  readonly stretches: readonly Stretch[];
}

export type ExperimentRow = Omit<StoredExperiment, "definition" | "stretches"> & {
  readonly definition: string;
  readonly stretches: string;
};

export const EXPERIMENT_COLUMNS = `id, key, status, phase, revision, rollout_variant AS rolloutVariant, definition, created_at AS createdAtMs, updated_at AS updatedAtMs, started_at AS startedAtMs, ended_at AS endedAtMs, ${stretchesJson("experiments.id", "experiments.phase")} AS stretches`;

export function experimentOf(row: ExperimentRow): StoredExperiment {
  return {
    ...row,
    definition: JSON.parse(row.definition) as Experiment,
    stretches: JSON.parse(row.stretches) as Stretch[],
  };
}

export async function experimentByKey(db: D1Database, key: string): Promise<StoredExperiment | null> {
  const row = await db
    .prepare(`SELECT ${EXPERIMENT_COLUMNS} FROM experiments WHERE key = ?1`)
    .bind(key)
    .first<ExperimentRow>();
  return row === null ? null : experimentOf(row);
}

export async function allExperiments(db: D1Database): Promise<StoredExperiment[]> {
  const { results } = await db
    .prepare(`SELECT ${EXPERIMENT_COLUMNS} FROM experiments ORDER BY id`)
    .all<ExperimentRow>();
  return results.map(experimentOf);
}

/** One that runs, or is paused, and has a scheduled end. */
export interface Ending {
  readonly key: string;
  readonly schedule: Experiment["schedule"];
  readonly startedAtMs: number | null;
}

/** The earliest made first. */
export async function experimentsThatEnd(db: D1Database): Promise<Ending[]> {
  const { results } = await db
    .prepare(
      `SELECT key, json_extract(definition, '$.schedule') AS schedule, started_at AS startedAtMs FROM experiments
       WHERE status IN ('running', 'paused')
         AND (json_extract(definition, '$.schedule.endAt') IS NOT NULL
           OR json_extract(definition, '$.schedule.occasion.name') IS NOT NULL)
       ORDER BY id`,
    )
    .all<Omit<Ending, "schedule"> & { schedule: string }>();
  return results.map((row) => ({ ...row, schedule: JSON.parse(row.schedule) as Ending["schedule"] }));
}

/** Keys of those that run. */
export async function runningKeys(db: D1Database): Promise<string[]> {
  const { results } = await db
    .prepare("SELECT key FROM experiments WHERE status = 'running' ORDER BY id")
    .all<{ key: string }>();
  return results.map(({ key }) => key);
}

/** Keys of those that were finished since then. */
export async function finishedKeys(db: D1Database, sinceMs: number): Promise<string[]> {
  const { results } = await db
    .prepare(
      "SELECT key FROM experiments WHERE status = 'finished' AND ended_at >= CAST(?1 AS INTEGER) ORDER BY id",
    )
    .bind(sinceMs)
    .all<{ key: string }>();
  return results.map(({ key }) => key);
}

/** Keys of bandits that run, whose weights have held since then or longer. */
export async function runningBandits(db: D1Database, sinceMs: number): Promise<string[]> {
  const { results } = await db
    .prepare(
      `SELECT key FROM experiments AS e JOIN phases AS p ON p.experiment = e.id AND p.phase = e.phase
       WHERE e.status = 'running' AND json_extract(e.definition, '$.analysis.method') = 'bandit'
         AND p.started_at <= ?1 AND p.ended_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM stretches AS s WHERE s.experiment = e.id AND s.phase = e.phase AND s.from_ms > ?1)
       ORDER BY e.id`,
    )
    .bind(sinceMs)
    .all<{ key: string }>();
  return results.map(({ key }) => key);
}

export interface ExperimentQuery {
  readonly status: ExperimentStatus | null;
  /** Ids from here on, for the page after. */
  readonly afterId: number;
  readonly limit: number;
}

export async function experimentPage(db: D1Database, query: ExperimentQuery): Promise<StoredExperiment[]> {
  const { results } = await db
    .prepare(
      `SELECT ${EXPERIMENT_COLUMNS} FROM experiments
       WHERE (?1 IS NULL OR status = ?1) AND id > ?2 ORDER BY id LIMIT CAST(?3 AS INTEGER)`,
    )
    .bind(query.status, query.afterId, query.limit)
    .all<ExperimentRow>();
  return results.map(experimentOf);
}

export async function phaseOf(
  db: D1Database,
  experiment: number,
  phase: number,
): Promise<StoredPhase | null> {
  const row = await db
    .prepare(
      `SELECT phase, definition, metrics, currency, rules, started_at AS startedAtMs, ended_at AS endedAtMs,
         (SELECT sealed_at FROM seals AS s WHERE s.experiment = phases.experiment AND s.phase = phases.phase) AS sealedAtMs,
         ${stretchesJson("phases.experiment", "phases.phase")} AS stretches
       FROM phases WHERE experiment = ?1 AND phase = ?2`,
    )
    .bind(experiment, phase)
    .first<
      Omit<StoredPhase, "definition" | "metrics" | "rules" | "stretches"> & {
        definition: string;
        metrics: string;
        rules: string;
        stretches: string;
      }
    >();
  if (row === null) return null;
  return {
    ...row,
    definition: JSON.parse(row.definition) as Experiment,
    metrics: JSON.parse(row.metrics) as Metric[],
    rules: JSON.parse(row.rules) as Partial<CountingRules>,
    stretches: JSON.parse(row.stretches) as Stretch[],
  };
}

export interface ExperimentToSave {
  readonly key: string;
  readonly status: ExperimentStatus;
  readonly phase: number;
  readonly definition: Experiment;
}

/** Saves an experiment under its key and raises its revision; the id stays what it was. */
export function saveExperimentStatement(
  db: D1Database,
  experiment: ExperimentToSave,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO experiments (key, status, phase, revision, definition, created_at, updated_at, started_at)
       VALUES (?1, ?2, CAST(?3 AS INTEGER), 1, ?4, CAST(?5 AS INTEGER), CAST(?5 AS INTEGER),
         CASE WHEN ?2 = 'running' THEN CAST(?5 AS INTEGER) END)
       ON CONFLICT (key) DO UPDATE SET status = excluded.status, phase = excluded.phase, definition = excluded.definition,
         revision = revision + 1, updated_at = excluded.updated_at, started_at = coalesce(started_at, excluded.started_at),
         ended_at = CASE WHEN excluded.status = 'finished' THEN excluded.updated_at END`,
    )
    .bind(experiment.key, experiment.status, experiment.phase, JSON.stringify(experiment.definition), nowMs);
}

/** Keeps the state that a file brought as a revision of its own. To come right after it was saved. */
export function loadedRevisionStatement(db: D1Database, key: string, nowMs: number): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO revisions (experiment, revision, status, phase, rollout_variant, definition, action, actor, at)
       SELECT id, revision, status, phase, rollout_variant, definition, 'load', 'file', CAST(?2 AS INTEGER)
       FROM experiments WHERE key = ?1`,
    )
    .bind(key, nowMs);
}

/** Ends earlier phases and pins the definition and the metrics of this one; a phase that was started already stays as it was. */
export function startPhaseStatements(
  db: D1Database,
  experiment: ExperimentToSave,
  pinned: {
    readonly metrics: readonly Metric[];
    readonly goals?: readonly Goal[];
    readonly settings: CountingSettings;
  },
  nowMs: number,
): D1PreparedStatement[] {
  return [
    db
      .prepare(
        `UPDATE phases SET ended_at = CAST(?3 AS INTEGER)
         WHERE experiment = (SELECT id FROM experiments WHERE key = ?1) AND phase < ?2 AND ended_at IS NULL`,
      )
      .bind(experiment.key, experiment.phase, nowMs),
    db
      .prepare(
        `INSERT INTO phases (experiment, phase, revision, definition, metrics, goals, currency, started_at, rules)
         SELECT id, CAST(?2 AS INTEGER), revision, ?3, ?4, ?7, ?5, CAST(?6 AS INTEGER), ?8 FROM experiments WHERE key = ?1
         ON CONFLICT DO NOTHING`,
      )
      .bind(
        experiment.key,
        experiment.phase,
        JSON.stringify(experiment.definition),
        JSON.stringify(pinned.metrics),
        pinned.settings.currency,
        nowMs,
        JSON.stringify(pinned.goals ?? []),
        JSON.stringify(countingRules(pinned.metrics, pinned.settings, nowMs)),
      ),
  ];
}
