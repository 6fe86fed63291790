/**
 * `npm run seed -- FILE [--state DIR] [--config wrangler.toml]`: loads settings, goals, metrics and experiments from a
 * JSON file into the local database and publishes them. Everything goes through the schemas first: with one problem,
 * nothing is written. Loading the same file twice changes nothing; experiments keep their ids.
 */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { settingsSchema } from "../src/domain/settings.schema.ts";
import { builtInMetric } from "../src/domain/metric.ts";
import type { Metric } from "../src/domain/metric.schema.ts";
import { compileRuleset, type CompileInput } from "../src/ruleset/compile.ts";
import { needsNewPhase } from "../src/ruleset/phase.ts";
import { publish } from "../src/ruleset/publish.ts";
import {
  allGoals,
  allMetrics,
  saveDefinitionStatement,
  saveSettingsStatement,
  storedSettings,
} from "../src/store/definitions.ts";
import {
  allExperiments,
  saveExperimentStatement,
  startPhaseStatements,
  type StoredExperiment,
} from "../src/store/experiments.ts";
import { readArguments } from "./lib/arguments.ts";
import { applyMigrations, openDatabase } from "./lib/database.ts";
import { crossProblems, readDefinitions, type Definitions } from "./lib/definitions.ts";
import { stateFolder } from "./lib/state.ts";

const USAGE = "npm run seed -- FILE [--state DIR] [--config wrangler.toml]";

export interface SeedOptions {
  /** As in `wrangler dev --persist-to`. */
  readonly state: string;
  readonly config: string;
}

export interface Seeded {
  readonly problems: readonly string[];
  /** What was written, in words. */
  readonly changes: readonly string[];
  readonly version: number | null;
}

/** Loads a file's definitions; problems are `<JSON pointer>: <what is wrong>`. */
export async function seed(file: string, options: SeedOptions): Promise<Seeded> {
  const read = readDefinitions(readFileSync(file, "utf8"));
  if (!read.ok) return { problems: read.problems, changes: [], version: null };
  return await withDatabase(options, (db) => load(db, read.definitions, Date.now()));
}

/** As `seed`, but what is stored already is left as it is: a restart does not undo what was edited. */
export async function seedMissing(file: string, options: SeedOptions): Promise<string[]> {
  const read = readDefinitions(readFileSync(file, "utf8"));
  if (!read.ok) return [...read.problems];
  const { problems } = await withDatabase(options, async (db) => {
    const { settings, goals, metrics, experiments } = read.definitions;
    const definitions: Definitions = {
      settings: (await storedSettings(db)) ?? settings,
      goals: missing(goals, (goal) => goal.key, await allGoals(db)),
      metrics: missing(metrics, (metric) => metric.key, await allMetrics(db)),
      experiments: missing(experiments, ({ definition }) => definition.key, await allExperiments(db)),
    };
    return await load(db, definitions, Date.now());
  });
  return [...problems];
}

function missing<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  stored: readonly { readonly key: string }[],
): T[] {
  return items.filter((item) => !stored.some(({ key }) => key === keyOf(item)));
}

async function withDatabase(
  options: SeedOptions,
  work: (db: D1Database) => Promise<Seeded>,
): Promise<Seeded> {
  const database = await openDatabase(options.state, options.config);
  try {
    await applyMigrations(database.db);
    return await work(database.db);
  } finally {
    await database.close();
  }
}

/** Checks everything together with what is stored, compiles, and only then writes and publishes. */
export async function load(db: D1Database, file: Definitions, nowMs: number): Promise<Seeded> {
  const stored = await allExperiments(db);
  const goals = merged(await allGoals(db), file.goals);
  const metrics = merged(await allMetrics(db), file.metrics);
  const settings = file.settings ?? (await storedSettings(db)) ?? settingsSchema.parse({});
  const cross = crossProblems(file, { goals, metrics });
  if (cross.length > 0) return { problems: cross, changes: [], version: null };

  const plan = file.experiments.map((item) => planned(item, stored));
  const changed = plan.filter((item) => item.changed);
  const compiled = await compileRuleset(input(1));
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
    ...changed.map((item) => saveExperimentStatement(db, item, nowMs)),
    ...plan
      .filter((item) => item.status === "running")
      .flatMap((item) =>
        startPhaseStatements(
          db,
          item,
          { metrics: metricsOf(item.definition.metrics), currency: settings.currency },
          nowMs,
        ),
      ),
  ]);
  // New experiments have their ids now.
  const ids = new Map((await allExperiments(db)).map((experiment) => [experiment.key, experiment.id]));
  const final = await compileRuleset(input(1, ids));
  if (!final.ok) throw new Error("what compiled before does not compile now");
  const published = await publish(db, final.ruleset, nowMs);
  if (!published.ok) throw new Error(`the ruleset could not be published: ${published.reason}`);
  const changes = changed.map((item) => `${item.key}: ${item.status}, phase ${item.phase}`);
  if (published.changed) changes.push(`ruleset ${published.version}`);
  return { problems: [], changes, version: published.version };

  function input(version: number, ids?: ReadonlyMap<string, number>): CompileInput {
    const kept = stored.filter(({ key }) => !plan.some((item) => item.key === key));
    const running = [...kept, ...plan].filter((item) => item.status === "running");
    return {
      settings,
      goals,
      version,
      nowMs,
      experiments: running
        .map(({ key, id, phase, definition }) => ({
          id: ids?.get(key) ?? id,
          phase,
          status: "running" as const,
          definition,
        }))
        .sort((a, b) => a.id - b.id),
    };
  }

  function place(key: string): string {
    const index = file.experiments.findIndex(({ definition }) => definition.key === key);
    return index < 0 ? `(stored experiment ${key})` : `/experiments/${index}`;
  }

  function metricsOf(named: Definitions["experiments"][number]["definition"]["metrics"]): Metric[] {
    const keys = [named.primary, named.secondary, named.guardrails].flat();
    return keys.flatMap((key) => metrics.find((metric) => metric.key === key) ?? builtInMetric(key) ?? []);
  }
}

function planned(item: Definitions["experiments"][number], stored: readonly StoredExperiment[]) {
  const { status, definition } = item;
  const old = stored.find(({ key }) => key === definition.key);
  if (old === undefined) return { key: definition.key, id: 0, status, phase: 1, definition, changed: true };
  const wasStarted = old.status !== "draft";
  const phase = wasStarted && needsNewPhase(old.definition, definition) ? old.phase + 1 : old.phase;
  const changed = old.status !== status || JSON.stringify(old.definition) !== JSON.stringify(definition);
  return { key: definition.key, id: old.id, status, phase, definition, changed };
}

/** Stored definitions with those of the file over them, by key, in the order of keys. */
function merged<T extends { readonly key: string }>(stored: readonly T[], file: readonly T[]): T[] {
  const byKey = new Map([...stored, ...file].map((definition) => [definition.key, definition]));
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

async function main(): Promise<void> {
  const { values, positionals } = readArguments(
    { state: { type: "string" }, config: { type: "string", default: "wrangler.toml" } },
    USAGE,
  );
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) {
    console.error(`Usage: ${USAGE}`);
    process.exit(2);
  }
  const { problems, changes, version } = await seed(file, {
    state: stateFolder(values.state),
    config: values.config,
  });
  if (problems.length > 0) {
    console.error(`${file} was not loaded:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
    process.exit(1);
  }
  console.log(
    changes.length === 0
      ? `Nothing changed; ruleset ${version} stays.`
      : `Loaded:\n${changes.map((change) => `  ${change}`).join("\n")}`,
  );
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
