import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";
import { BaseSequencer } from "vitest/node";

const SEED = ["./test/seed.ts"];
const migrations = await readD1Migrations("migrations");

/** Files that take the longest begin first: where no earlier run is known they would come last, and one core idle. */
const LONGEST = [
  "simulation",
  "start",
  "lahza-files",
  "crash",
  "walk-through",
  "readme",
  "dashboard",
  "shop",
  "elements",
];
class LongestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer["sort"]>[0]): ReturnType<BaseSequencer["sort"]> {
    const rank = ({ moduleId }: { readonly moduleId: string }): number => {
      const at = LONGEST.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((one, other) => rank(one) - rank(other));
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    // Two cores: files that start servers and browsers wait for them now and then.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: SEED,
          // Properties of thousands of runs, on two cores that others work on, too.
          testTimeout: 30_000,
          include: ["src/**/*.test.ts"],
          environment: "node",
        },
      },
      {
        plugins: [
          cloudflareTest({
            // Not from wrangler.toml: it takes Node's modules away, which the test runner needs. Tests bring the API's
            // Worker as an object (apiService); the binding itself is tested in test/contract.
            main: "./src/index.ts",
            miniflare: {
              compatibilityDate: "2026-10-01",
              compatibilityFlags: ["service_binding_extra_handlers"],
              d1Databases: ["DB"],
              bindings: {
                TEST_MIGRATIONS: migrations,
                COOKIE_KEYS: "k1:dGVzdC1rZXktdGVzdC1rZXktdGVzdC1rZXktdGVzdCE",
                ADMIN_TOKEN: "test-admin-token",
              },
            },
          }),
        ],
        test: {
          name: "workerd",
          setupFiles: SEED,
          testTimeout: 30_000,
          include: ["test/edge/**/*.test.ts", "test/store/**/*.test.ts"],
          isolate: false,
        },
      },
      {
        test: {
          name: "node",
          setupFiles: SEED,
          include: ["test/differential/**/*.test.ts", "test/contract/**/*.test.ts"],
          environment: "node",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          environment: "node",
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
