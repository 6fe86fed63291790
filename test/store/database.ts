/** The database of a test: migrated, and empty. */
import { applyD1Migrations, type D1Migration } from "cloudflare:test";
import { env } from "cloudflare:workers";

const bindings = env as unknown as { readonly DB: D1Database; readonly TEST_MIGRATIONS: D1Migration[] };

export const db = bindings.DB;

/** Rows of every table are gone afterwards; the tables stay, so that files can share one Worker. */
export async function freshDatabase(): Promise<D1Database> {
  await applyD1Migrations(db, bindings.TEST_MIGRATIONS);
  await db.batch((await tables()).map((name) => db.prepare(`DELETE FROM "${name}"`)));
  return db;
}

let known: readonly string[] | null = null;

export async function tables(): Promise<readonly string[]> {
  known ??= await readTables();
  return known;
}

async function readTables(): Promise<string[]> {
  const { results } = await db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_cf%' AND name NOT LIKE 'd1_%'",
    )
    .all<{ name: string }>();
  return results.map((row) => row.name);
}

/** Everything that is stored, table by table, as of one instant. */
export async function dump(only?: readonly string[]): Promise<{ [table: string]: unknown[] }> {
  const names = only ?? (await tables());
  if (names.length === 0) return {};
  const answers = await db.batch(names.map((name) => db.prepare(`SELECT * FROM "${name}"`)));
  return Object.fromEntries(names.map((name, index) => [name, answers[index]?.results ?? []]));
}
