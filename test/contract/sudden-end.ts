import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";

/** Between two answers of workerd, about. */
const STEP_MS = 60;
const PATIENCE_MS = 60_000;

/**
 * Ends processes with SIGKILL after `moment` answers: 12.4 is after the twelfth, and 0.4 of a step more, which falls
 * into the middle of what comes next. Counted in answers and not in time: a busy machine has to come as far as an idle one.
 * `answers`: how many there are by now.
 */
export async function endSuddenly(
  pids: readonly number[],
  moment: number,
  answers: () => number,
): Promise<void> {
  const after = Math.floor(moment);
  const until = Date.now() + PATIENCE_MS;
  while (answers() < after) {
    if (Date.now() > until) throw new Error(`${answers()} of ${after} answers within ${PATIENCE_MS} ms`);
    await pause(1);
  }
  await pause((moment - after) * STEP_MS);
  for (const pid of pids) process.kill(pid, "SIGKILL");
}

/** Process ids of every workerd that this process started. Looked up ahead: the end itself has to be sudden. */
export function workerds(): number[] {
  const pids = execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,comm="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes("workerd"))
    .map((line) => Number(line.trim().split(" ", 1)[0]));
  if (pids.length === 0) throw new Error("no workerd to end");
  return pids;
}
