/** Goals, metrics and settings, as they were saved. */
import type { Goal } from "../domain/goal.schema.ts";
import type { Metric } from "../domain/metric.schema.ts";
import type { Settings } from "../domain/settings.schema.ts";
import { onlyIf } from "./race.ts";

export async function allGoals(db: D1Database): Promise<Goal[]> {
  return (await definitions(db, "goals")) as Goal[];
}

export async function allMetrics(db: D1Database): Promise<Metric[]> {
  return (await definitions(db, "metrics")) as Metric[];
}

async function definitions(db: D1Database, table: "goals" | "metrics"): Promise<unknown[]> {
  const { results } = await db
    .prepare(`SELECT definition FROM ${table} ORDER BY key`)
    .all<{ definition: string }>();
  return results.map((row) => JSON.parse(row.definition) as unknown);
}

/** Null: nobody ever saved any, so that the defaults hold. */
export async function storedSettings(db: D1Database): Promise<Settings | null> {
  const row = await db
    .prepare("SELECT definition FROM settings WHERE id = 1")
    .first<{ definition: string }>();
  return row === null ? null : (JSON.parse(row.definition) as Settings);
}

export function saveDefinitionStatement(
  db: D1Database,
  table: "goals" | "metrics",
  definition: Goal | Metric,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO ${table} (key, definition, updated_at) VALUES (?1, ?2, CAST(?3 AS INTEGER))
       ON CONFLICT (key) DO UPDATE SET definition = excluded.definition, updated_at = excluded.updated_at
       WHERE definition <> excluded.definition`,
    )
    .bind(definition.key, JSON.stringify(definition), nowMs);
}

export function deleteDefinitionStatement(
  db: D1Database,
  table: "goals" | "metrics",
  key: string,
): D1PreparedStatement {
  return db.prepare(`DELETE FROM ${table} WHERE key = ?1`).bind(key);
}

/** Fails, and its batch with it, unless the definition is still stored as it was read; null: not stored at all. */
export function ifUnchangedStatement(
  db: D1Database,
  table: "goals" | "metrics",
  key: string,
  before: Goal | Metric | null,
): D1PreparedStatement {
  if (before === null) return onlyIf(db, `NOT EXISTS (SELECT 1 FROM ${table} WHERE key = ?1)`, key);
  const json = JSON.stringify(before);
  return onlyIf(db, `EXISTS (SELECT 1 FROM ${table} WHERE key = ?1 AND definition = ?2)`, key, json);
}

/** As above; null: the defaults hold. */
export function ifSettingsUnchangedStatement(db: D1Database, before: unknown): D1PreparedStatement {
  if (before === null) return onlyIf(db, "NOT EXISTS (SELECT 1 FROM settings)");
  return onlyIf(db, "EXISTS (SELECT 1 FROM settings WHERE definition = ?1)", JSON.stringify(before));
}

export function saveSettingsStatement(
  db: D1Database,
  settings: Settings,
  nowMs: number,
): D1PreparedStatement {
  return db
    .prepare(
      `INSERT INTO settings (id, definition, updated_at) VALUES (1, ?1, CAST(?2 AS INTEGER))
       ON CONFLICT (id) DO UPDATE SET definition = excluded.definition, updated_at = excluded.updated_at
       WHERE definition <> excluded.definition`,
    )
    .bind(JSON.stringify(settings), nowMs);
}
