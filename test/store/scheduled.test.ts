import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeEach, expect, test } from "vitest";
import { apiService } from "../../src/app.ts";
import worker from "../../src/index.ts";
import type { Env } from "../../src/config.ts";
import { publish } from "../../src/ruleset/publish.ts";
import { counterStatement } from "../../src/store/counters.ts";
import { db, freshDatabase } from "./database.ts";
import { T0 } from "./records.ts";
import { ruleset } from "./ruleset.ts";

const DAY_MS = 86_400_000;

beforeEach(freshDatabase);

test("counters are kept for 90 days and rulesets to the last 50", async () => {
  for (const days of [0, 89, 91, 400]) {
    await counterStatement(db, [{ reason: "lost", subject: `${days}` }], T0 - days * DAY_MS).run();
  }
  for (let number = 1; number <= 53; number++) await publish(db, ruleset(`d${number}`), T0);

  await run();
  await run();

  const counters = await db.prepare("SELECT subject FROM counters ORDER BY hour DESC").raw();
  expect(counters).toEqual([["0"], ["89"]]);
  const [versions] = await db.prepare("SELECT min(version), max(version), count(*) FROM rulesets").raw();
  expect(versions).toEqual([4, 53, 50]);
});

test("with nothing stored there is nothing to do", run);

async function run(): Promise<void> {
  const controller = createScheduledController({ scheduledTime: T0, cron: "* * * * *" });
  const own = env as unknown as Env;
  const context = { waitUntil: () => undefined };
  await worker.scheduled(controller, { ...own, API: apiService(own, context) });
}
