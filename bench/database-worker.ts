/** Runs beside the bench's databases: loads definitions, hands D1 calls on to the database that the header names, counts them. */
import type { D1Database, Fetcher } from "@cloudflare/workers-types";
import { loadDefinitions } from "../src/admin/load.ts";
import { readDefinitions } from "../src/admin/definitions.ts";

type Databases = Readonly<Record<string, D1Database & { readonly fetcher: Fetcher }>>;

interface Seed {
  readonly name: string;
  /** SQL statements of all migrations. */
  readonly migrations: readonly string[];
  readonly definitions: object;
}

const calls: Record<string, number> = {};

export default {
  async fetch(request: Request, env: Databases): Promise<Response> {
    const name = request.headers.get("lahza-bench-database");
    if (name !== null) {
      calls[name] = (calls[name] ?? 0) + 1;
      const database = env[name];
      return database === undefined
        ? new Response(null, { status: 404 })
        : await database.fetcher.fetch(request);
    }
    if (request.method === "GET") return Response.json(calls);
    const seed = await request.json<Seed>();
    const database = env[seed.name];
    if (database === undefined) return Response.json([`no database ${seed.name}`]);
    return Response.json(await load(database, seed));
  },
};

async function load(database: D1Database, seed: Seed): Promise<readonly string[]> {
  for (const statement of seed.migrations) await database.prepare(statement).run();
  const read = readDefinitions(JSON.stringify(seed.definitions));
  if (!read.ok) return read.problems;
  return (await loadDefinitions(database, read.definitions, Date.now())).problems;
}
