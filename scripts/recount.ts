/**
 * `npm run recount -- [--state DIR] [--config wrangler.toml]`: counts everything in the local database anew from the raw
 * rows and compares it with what is kept; sealed phases with their digests. Exits with 1 when anything differs.
 */
import { type Difference, recountAll } from "../src/store/verify.ts";
import { readArguments } from "./lib/arguments.ts";
import { applyMigrations, openDatabase } from "./lib/database.ts";
import { startedState, stateFolder } from "./lib/state.ts";

const USAGE = "npm run recount -- [--state DIR] [--config wrangler.toml]";

function told({ table, stored, counted }: Difference): string {
  if (stored === null) return `${table}: not stored, but counted ${counted}`;
  if (counted === null) return `${table}: stored ${stored}, but not counted`;
  return `${table}: stored ${stored}\n    but counted ${counted}`;
}

const { values } = readArguments(
  { state: { type: "string" }, config: { type: "string", default: "wrangler.toml" } },
  USAGE,
);
const database = await openDatabase(stateFolder(values.state, startedState() ?? undefined), values.config);
try {
  await applyMigrations(database.db);
  const { phases, sealed, units, orders, differences } = await recountAll(database.db);
  console.log(
    `Counted anew: ${phases} phases, ${units} exposed units, ${orders} orders; ${sealed} sealed phases.`,
  );
  if (differences.length === 0) console.log("No difference.");
  else {
    console.error(
      `${differences.length} differences:\n${differences.map((it) => `  ${told(it)}`).join("\n")}`,
    );
    process.exitCode = 1;
  }
} finally {
  await database.close();
}
