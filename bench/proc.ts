/** What a process used, read from /proc: Linux only. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";

/**
 * CPU time of all live threads in µs (nanosecond clock of the scheduler).
 * workerd keeps its threads for life, so that nothing is lost between two readings.
 */
export function cpuMicroseconds(pid: number): number {
  let nanoseconds = 0;
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    nanoseconds += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ", 1)[0]);
  }
  return nanoseconds / 1000;
}

/** Forgets the peak of resident memory, so that the next reading is of what came after. */
export function resetPeakMemory(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5");
}

/** Peak and present resident memory in bytes. */
export function memory(pid: number): { peak: number; now: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const kib = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(status)?.[1] ?? Number.NaN);
  return { peak: kib("VmHWM") * 1024, now: kib("VmRSS") * 1024 };
}
