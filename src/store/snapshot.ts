/**
 * What the edge's rules are made of, as of one instant: read in one batch, so that the newest ruleset's version and
 * the definitions belong together. Whoever then writes the next version in one batch with a change either builds on
 * exactly this state or fails on the version's key.
 */
import type { Goal } from "../domain/goal.schema.ts";
import type { Metric } from "../domain/metric.schema.ts";
import {
  experimentOf,
  EXPERIMENT_COLUMNS,
  type ExperimentRow,
  type StoredExperiment,
} from "./experiments.ts";
import type { RulesetHead } from "./rulesets.ts";

export interface Snapshot {
  readonly head: RulesetHead | null;
  /** As saved; null: nobody ever saved any, so that the defaults hold. */
  readonly settings: unknown;
  readonly goals: readonly Goal[];
  readonly metrics: readonly Metric[];
  /** Those that the edge serves: running, and rolled out. */
  readonly live: readonly StoredExperiment[];
  /** The experiment that was asked for by key, whatever its status. */
  readonly experiment: StoredExperiment | null;
}

export async function readSnapshot(db: D1Database, format: number, key: string | null): Promise<Snapshot> {
  const [heads, settings, goals, metrics, live, asked] = await db.batch<Record<string, unknown>>([
    db
      .prepare(
        "SELECT version, format, digest, checksum FROM rulesets ORDER BY version DESC, format = ?1 DESC LIMIT 1",
      )
      .bind(format),
    db.prepare("SELECT definition FROM settings WHERE id = 1"),
    db.prepare("SELECT definition FROM goals ORDER BY key"),
    db.prepare("SELECT definition FROM metrics ORDER BY key"),
    db.prepare(
      `SELECT ${EXPERIMENT_COLUMNS} FROM experiments WHERE status IN ('running', 'rollout') ORDER BY id`,
    ),
    db.prepare(`SELECT ${EXPERIMENT_COLUMNS} FROM experiments WHERE key = ?1`).bind(key ?? ""),
  ]);
  const [head] = heads?.results ?? [];
  const [experiment] = asked?.results ?? [];
  return {
    head: head === undefined ? null : (head as unknown as RulesetHead),
    settings: definitions(settings)[0] ?? null,
    goals: definitions(goals) as Goal[],
    metrics: definitions(metrics) as Metric[],
    live: (live?.results ?? []).map((row) => experimentOf(row as unknown as ExperimentRow)),
    experiment: experiment === undefined ? null : experimentOf(experiment as unknown as ExperimentRow),
  };
}

function definitions(answer: D1Result<Record<string, unknown>> | undefined): unknown[] {
  return (answer?.results ?? []).map((row) => JSON.parse(String(row["definition"])) as unknown);
}
