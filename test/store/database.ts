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

export async function tables(): Promise<string[]> {
  const { results } = await db
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_cf%' AND name NOT LIKE 'd1_%'",
    )
    .all<{ name: string }>();
  return results.map((row) => row.name);
}

/** Everything that is stored, table by table. */
export async function dump(only?: readonly string[]): Promise<{ [table: string]: unknown[] }> {
  const rows: { [table: string]: unknown[] } = {};
  for (const name of only ?? (await tables()))
    rows[name] = (await db.prepare(`SELECT * FROM "${name}"`).all()).results;
  return rows;
}
