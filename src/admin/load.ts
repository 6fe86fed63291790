/**
 * Definitions from a file → the database and the next ruleset. Everything is checked and compiled first: with one
 * problem, nothing is written. Loading the same file twice changes nothing; experiments keep their ids, and what
 * would mix their visitors starts a new phase.
 */
import { settingsSchema } from "../domain/settings.schema.ts";
import { needsNewPhase } from "../domain/population.ts";
import { compileRuleset, type CompileInput } from "../ruleset/compile.ts";
import { publishCurrent } from "../ruleset/publish.ts";
import {
  allGoals,
  allMetrics,
  saveDefinitionStatement,
  saveSettingsStatement,
  storedSettings,
} from "../store/definitions.ts";
import {
  allExperiments,
  loadedRevisionStatement,
  saveExperimentStatement,
  startPhaseStatements,
  type StoredExperiment,
} from "../store/experiments.ts";
import { phaseMeasures } from "../validation/metrics.ts";
import { crossProblems, type Definitions } from "./definitions.ts";

export interface Loaded {
  /** Each as `<JSON pointer>: <what is wrong>`; not empty: nothing was written. */
  readonly problems: readonly string[];
  /** What was written, in words. */
  readonly changes: readonly string[];
  readonly version: number | null;
}

/** Checks everything together with what is stored, compiles, and only then writes and publishes. */
export async function loadDefinitions(db: D1Database, file: Definitions, nowMs: number): Promise<Loaded> {
  const stored = await allExperiments(db);
  const goals = merged(await allGoals(db), file.goals);
  const metrics = merged(await allMetrics(db), file.metrics);
  const settings = settingsSchema.parse(file.settings ?? (await storedSettings(db)) ?? {});
  const cross = crossProblems(file, { goals, metrics });
  if (cross.length > 0) return { problems: cross, changes: [], version: null };

  const plan = file.experiments.map((item) => planned(item, stored));
  const changed = plan.filter((item) => item.changed);
  const compiled = await compileRuleset(input());
  if (!compiled.ok) {
    return {
      problems: compiled.problems.map(
        ({ experiment, pointer, message }) => `${place(experiment)}${pointer}: ${message}`,
      ),
      changes: [],
      version: null,
    };
  }

  await db.batch([
    ...file.goals.map((goal) => saveDefinitionStatement(db, "goals", goal, nowMs)),
    ...file.metrics.map((metric) => saveDefinitionStatement(db, "metrics", metric, nowMs)),
    saveSettingsStatement(db, settings, nowMs),
    ...changed.flatMap((item) => [
      saveExperimentStatement(db, item, nowMs),
      loadedRevisionStatement(db, item.key, nowMs),
    ]),
    ...plan
      .filter((item) => item.status === "running")
      .flatMap((item) =>
        startPhaseStatements(
          db,
          item,
          { ...phaseMeasures(item.definition.metrics, { metrics, goals }, settings), settings },
          nowMs,
        ),
      ),
  ]);
  const published = await publishCurrent(db, nowMs);
  if (!published.ok) throw new Error("what compiled before does not compile now");
  const changes = changed.map((item) => `${item.key}: ${item.status}, phase ${item.phase}`);
  if (published.published) changes.push(`ruleset ${published.version}`);
  return { problems: [], changes, version: published.version };

  function input(): CompileInput {
    const kept = stored.filter(({ key }) => !plan.some((item) => item.key === key));
    const running = [...kept, ...plan].filter((item) => item.status === "running");
    return {
      settings,
      goals,
      version: 1,
      nowMs,
      experiments: running.map(({ id, phase, definition, startedAtMs }) => ({
        id,
        phase,
        status: "running" as const,
        definition,
        startedAtMs,
      })),
    };
  }

  function place(key: string): string {
    const index = file.experiments.findIndex(({ definition }) => definition.key === key);
    return index < 0 ? `(stored experiment ${key})` : `/experiments/${index}`;
  }
}

function planned(item: Definitions["experiments"][number], stored: readonly StoredExperiment[]) {
  const { status, definition } = item;
  const old = stored.find(({ key }) => key === definition.key);
  if (old === undefined)
    return { key: definition.key, id: 0, status, phase: 1, definition, startedAtMs: null, changed: true };
  const wasStarted = old.status !== "draft";
  const phase = wasStarted && needsNewPhase(old.definition, definition) ? old.phase + 1 : old.phase;
  const changed = old.status !== status || JSON.stringify(old.definition) !== JSON.stringify(definition);
  return {
    key: definition.key,
    id: old.id,
    status,
    phase,
    definition,
    startedAtMs: old.startedAtMs,
    changed,
  };
}

/** Stored definitions with those of the file over them, by key, in the order of keys. */
function merged<T extends { readonly key: string }>(stored: readonly T[], file: readonly T[]): T[] {
  const byKey = new Map([...stored, ...file].map((definition) => [definition.key, definition]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}
