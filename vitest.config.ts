import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-plugin";
import { defineConfig } from "vitest/config";

const SEED = ["./test/seed.ts"];
const migrations = await readD1Migrations("migrations");

export default defineConfig({
  test: {
    // Files that start servers and browsers mostly wait; with one worker, half of two cores would too.
    maxWorkers: 2,
    projects: [
      { test: { name: "unit", setupFiles: SEED, include: ["src/**/*.test.ts"], environment: "node" } },
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
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          environment: "node",
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
