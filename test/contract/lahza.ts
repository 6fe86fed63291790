/**
 * Lahza as a real Worker in workerd, in front of an origin, with definitions loaded as the seed script does.
 * Straight on miniflare: wrangler's own proxy in between would rewrite pages, and fails on UTF-16 ones.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { buildDashboard } from "../../scripts/build-dashboard.ts";
import { applyMigrations } from "../../scripts/lib/database.ts";
import { readDefinitions } from "../../src/admin/definitions.ts";
import { loadDefinitions } from "../../src/admin/load.ts";

export { NAVIGATION } from "./navigation.ts";

export const ADMIN_TOKEN = "contract-test-admin-token";
export const COOKIE_KEYS = "t1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE";
const COMPATIBILITY_DATE = "2026-10-01";

export interface Lahza {
  readonly url: URL;
  readonly db: D1Database;
  /** `{ settings?, goals?, metrics?, experiments? }` as in a seed file. */
  readonly load: (definitions: object) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * `origin` is an address, or the example shop as a Worker beside it; `variables` are more of the Worker's own;
 * `queue`: records go through one; `state`: a folder that the database outlives this Lahza in.
 */
export async function startLahza(
  origin: string,
  variables: Readonly<Record<string, string>> = {},
  {
    queue = false,
    state,
    onLog,
  }: {
    readonly queue?: boolean;
    readonly state?: string;
    /** What workerd says, the Workers' own lines among it. */
    readonly onLog?: (line: string) => void;
  } = {},
): Promise<Lahza> {
  const isShop = origin === "example-shop";
  const producers = queue ? { queueProducers: { RECORDS: "lahza-records" } } : {};
  dashboardBuild ??= buildDashboard();
  const { folder: dashboard } = await dashboardBuild;
  const lahza = {
    name: "lahza",
    ...producers,
    modules: true as const,
    script: await bundled("src/index.ts"),
    compatibilityDate: COMPATIBILITY_DATE,
    compatibilityFlags: ["no_nodejs_compat"],
    d1Databases: { DB: "lahza" },
    bindings: { COOKIE_KEYS, ADMIN_TOKEN, ...variables, ...(isShop ? {} : { ORIGIN: origin }) },
    serviceBindings: { API: "lahza-api", ...(isShop ? { SHOP: "shop" } : {}) },
  };
  // Nothing but the database, as in production: the rest comes with each call.
  const api = {
    name: "lahza-api",
    ...producers,
    ...(queue
      ? {
          queueConsumers: {
            "lahza-records": {
              maxBatchSize: 100,
              maxBatchTimeout: 0.1,
              deadLetterQueue: "lahza-records-dead",
            },
          },
        }
      : {}),
    modules: true as const,
    script: await bundled("src/api.ts"),
    compatibilityDate: COMPATIBILITY_DATE,
    d1Databases: { DB: "lahza" },
    assets: {
      directory: dashboard,
      binding: "DASHBOARD",
      routerConfig: { has_user_worker: true, invoke_user_worker_ahead_of_assets: true },
    },
  };
  const shop = {
    name: "shop",
    modules: true as const,
    script: isShop ? await bundled("examples/shop/index.ts") : "",
    compatibilityDate: COMPATIBILITY_DATE,
    bindings: { TEST_ROUTES: "1" },
  };
  const miniflare = new Miniflare({
    ...convertV4MiniflareOptions({
      host: "127.0.0.1",
      port: 0,
      workers: isShop ? [lahza, api, shop] : [lahza, api],
    }),
    ...(state === undefined ? {} : { resourcePersistencePath: state }),
    ...(onLog === undefined
      ? {}
      : { handleStructuredLogs: ({ message }: { message: string }) => onLog(message) }),
  });
  const url = await miniflare.ready;
  const db = (await miniflare.getD1Database("DB", "lahza")) as unknown as D1Database;
  await applyMigrations(db);
  return {
    url,
    db,
    async load(definitions) {
      const read = readDefinitions(JSON.stringify(definitions));
      if (!read.ok) throw new Error(read.problems.join("\n"));
      const { problems } = await loadDefinitions(db, read.definitions, Date.now());
      if (problems.length > 0) throw new Error(problems.join("\n"));
    },
    close: () => miniflare.dispose(),
  };
}

/** By entry. Nothing changes while a test file runs. */
const bundles = new Map<string, Promise<string>>();
let dashboardBuild: ReturnType<typeof buildDashboard> | null = null;

async function bundled(entry: string): Promise<string> {
  const known = bundles.get(entry) ?? bundle(entry);
  bundles.set(entry, known);
  return await known;
}

async function bundle(entry: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../${entry}`, import.meta.url).href)],
    bundle: true,
    write: false,
    format: "esm",
    external: ["cloudflare:*"],
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    loader: { ".css": "text", ".woff2": "binary" },
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    plugins: [
      {
        name: "the shop's browser script as text",
        setup(bundling) {
          bundling.onLoad({ filter: /examples\/shop\/client\/.*\.js$/ }, ({ path }) => ({
            contents: readFileSync(path, "utf8"),
            loader: "text",
          }));
        },
      },
    ],
  });
  return outputFiles[0]?.text ?? "";
}
