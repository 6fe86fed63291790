/** A thread that runs jobs as it is given them. */
import { parentPort } from "node:worker_threads";
import { SCENARIOS } from "./scenarios.ts";
import type { Job } from "./scenario.ts";

parentPort?.on("message", (job: Job) => {
  const started = performance.now();
  const rows = SCENARIOS[job.scenario]?.run(job) ?? [];
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage({ rows, ms: performance.now() - started });
});
