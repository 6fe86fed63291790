/**
 * Real local D1 for Lahza, in a process of its own, so that SQLite's work is not counted as Lahza's.
 * `database-worker.ts` stands in front of the databases.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Miniflare } from "miniflare";
import { bundle } from "./bundle.ts";

export const DATABASE_HEADER = "lahza-bench-database";
const MIGRATIONS = join(import.meta.dirname, "..", "migrations");

export class Databases {
  readonly #miniflare: Miniflare;
  readonly port: number;

  private constructor(miniflare: Miniflare, port: number) {
    this.#miniflare = miniflare;
    this.port = port;
  }

  static async start(names: readonly string[], port: number): Promise<Databases> {
    const contents = await bundle(join(import.meta.dirname, "database-worker.ts"));
    const miniflare = new Miniflare({
      host: "127.0.0.1",
      port,
      telemetry: { enabled: false },
      logRequests: false,
      workers: [
        {
          config: {
            name: "databases",
            compatibilityDate: "2026-10-01",
            manifest: {
              mainModule: "worker.mjs",
              modulesRoot: import.meta.dirname,
              modules: { "worker.mjs": { type: "esm", contents } },
            },
            env: Object.fromEntries(names.map((name) => [name, { type: "d1", id: name }])),
          },
        },
      ],
    });
    await miniflare.ready;
    return new Databases(miniflare, port);
  }

  /** Migrates, loads and publishes; throws with every problem that the definitions have. */
  async seed(name: string, definitions: object): Promise<void> {
    const migrations = readdirSync(MIGRATIONS)
      .filter((file) => file.endsWith(".sql"))
      .sort()
      .flatMap((file) => readFileSync(join(MIGRATIONS, file), "utf8").split("--> statement-breakpoint"))
      .filter((statement) => statement.trim() !== "");
    const answer = await fetch(`http://127.0.0.1:${this.port}/`, {
      method: "POST",
      body: JSON.stringify({ name, migrations, definitions }),
      signal: AbortSignal.timeout(60_000),
    });
    if (!answer.ok) throw new Error(`seeding ${name}: ${(await answer.text()).slice(0, 2000)}`);
    const problems = (await answer.json()) as string[];
    if (problems.length > 0) throw new Error(problems.slice(0, 10).join("\n"));
  }

  /** How many calls to the database there were since the start. */
  async calls(name: string): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/`, { signal: AbortSignal.timeout(5000) });
    return ((await answer.json()) as Record<string, number>)[name] ?? 0;
  }

  stop(): Promise<void> {
    return this.#miniflare.dispose();
  }
}
