/**
 * `npm run seed -- FILE [--state DIR] [--config wrangler.toml]`: loads settings, goals, metrics and experiments from a
 * JSON file into the local database (the running one's, when Lahza runs) and publishes them. Everything goes through the schemas first: with one problem,
 * nothing is written. Loading the same file twice changes nothing; experiments keep their ids.
 */
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readDefinitions, type Definitions, type DefinitionsRead } from "../src/admin/definitions.ts";
import { loadDefinitions, type Loaded } from "../src/admin/load.ts";
import { allGoals, allMetrics, storedSettings } from "../src/store/definitions.ts";
import { allExperiments } from "../src/store/experiments.ts";
import { readArguments } from "./lib/arguments.ts";
import { applyMigrations, openDatabase } from "./lib/database.ts";
import { startedState, stateFolder } from "./lib/state.ts";

const USAGE = "npm run seed -- FILE [--state DIR] [--config wrangler.toml]";

export interface SeedOptions {
  /** As in `wrangler dev --persist-to`. */
  readonly state: string;
  readonly config: string;
}

/** Loads a file's definitions; problems are `<JSON pointer>: <what is wrong>`. */
export async function seed(file: string, options: SeedOptions): Promise<Loaded> {
  const read = readFile(file);
  if (!read.ok) return { problems: read.problems, changes: [], version: null };
  return await withDatabase(options, (db) => loadDefinitions(db, read.definitions, Date.now()));
}

/** An example's file, and how its text is made to fit today before it is read. */
export interface Example {
  readonly file: string;
  readonly fit: (text: string) => string;
}

/**
 * Brings the database up to date and loads what it lacks of the example. What is stored already is left as it is: a
 * restart does not undo what was edited. `running`: keys of the experiments that run then.
 */
export async function prepareState(
  options: SeedOptions,
  example: Example | null,
): Promise<{ readonly problems: readonly string[]; readonly running: readonly string[] }> {
  const read = example === null ? null : readFile(example.file, example.fit);
  if (read?.ok === false) return { problems: read.problems, running: [] };
  return await withDatabase(options, async (db) => {
    const { problems } = read === null ? { problems: [] } : await loadMissing(db, read.definitions);
    const experiments = await allExperiments(db);
    return {
      problems,
      running: experiments.filter(({ status }) => status === "running").map(({ key }) => key),
    };
  });
}

async function loadMissing(db: D1Database, file: Definitions): Promise<Loaded> {
  const definitions: Definitions = {
    settings: (await storedSettings(db)) ?? file.settings,
    goals: missing(file.goals, (goal) => goal.key, await allGoals(db)),
    metrics: missing(file.metrics, (metric) => metric.key, await allMetrics(db)),
    experiments: missing(file.experiments, ({ definition }) => definition.key, await allExperiments(db)),
  };
  return await loadDefinitions(db, definitions, Date.now());
}

function readFile(file: string, fit = (text: string): string => text): DefinitionsRead {
  if (!existsSync(file)) return { ok: false, problems: [`there is no file ${file}`] };
  return readDefinitions(fit(readFileSync(file, "utf8")));
}

function missing<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  stored: readonly { readonly key: string }[],
): T[] {
  return items.filter((item) => !stored.some(({ key }) => key === keyOf(item)));
}

async function withDatabase<T>(options: SeedOptions, work: (db: D1Database) => Promise<T>): Promise<T> {
  const database = await openDatabase(options.state, options.config);
  try {
    await applyMigrations(database.db);
    return await work(database.db);
  } finally {
    await database.close();
  }
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
  const { problems, changes, version } = await seed(resolve(process.env["INIT_CWD"] ?? "", file), {
    state: stateFolder(values.state, startedState() ?? undefined),
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
