/** The local D1 that `wrangler dev` uses, opened from a script. */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { getPlatformProxy } from "wrangler";

export interface LocalDatabase {
  readonly db: D1Database;
  close(): Promise<void>;
}

/** `state` as in `wrangler dev --persist-to`; `config` the wrangler file whose DB binding is meant. */
export async function openDatabase(state: string, config: string): Promise<LocalDatabase> {
  const proxy = await getPlatformProxy<{ DB: D1Database }>({
    configPath: config,
    persist: { path: join(state, "v3") },
    remoteBindings: false,
  });
  return { db: proxy.env.DB, close: () => proxy.dispose() };
}

/** Brings the database up to date, with the same bookkeeping as `wrangler d1 migrations apply`. */
export async function applyMigrations(db: D1Database, folder = "migrations"): Promise<string[]> {
  await db.exec(
    "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
  );
  const { results } = await db.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const done = new Set(results.map((row) => row.name));
  const missing = readdirSync(folder)
    .filter((name) => name.endsWith(".sql") && !done.has(name))
    .sort();
  for (const name of missing) {
    const statements = readFileSync(join(folder, name), "utf8")
      .split("--> statement-breakpoint")
      .map((text) => text.trim())
      .filter((text) => text !== "");
    await db.batch([
      ...statements.map((text) => db.prepare(text)),
      db.prepare("INSERT INTO d1_migrations (name) VALUES (?1)").bind(name),
    ]);
  }
  return missing;
}
