/**
 * A program with everything that it starts, ended as one: wrangler runs workerd and esbuild below itself, and leaves
 * them running when it is ended in the wrong way or at the wrong moment.
 */
import { execFileSync, spawn } from "node:child_process";

/** A group of its own: what a terminal sends to ours on Ctrl+C does not reach it, so that we end it in order. */
const OWN_GROUP = process.platform !== "win32";
const PARENT_POLL_MS = 250;

export interface Group {
  /** Resolves with the exit code of the program, when nothing of the group is left. */
  readonly ended: Promise<number>;
  /** Asks the program to end, and ends the whole group by force when it does not within `graceMs`. */
  stop(graceMs: number): Promise<number>;
  /** At once and by force; for the last moment of our own process. */
  kill(): void;
}

export function startGroup(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  cwd: string,
): Group {
  const leader = spawn(program, args, {
    env,
    cwd,
    detached: OWN_GROUP,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const ended = new Promise<number>((resolve) => {
    const done = (code: number): void => {
      kill();
      resolve(code);
    };
    leader.once("exit", (code) => done(code ?? 1));
    leader.once("error", (error) => {
      console.error(`${program} could not be started: ${error.message}`);
      done(1);
    });
  });

  function kill(): void {
    if (leader.pid === undefined) return;
    try {
      process.kill(OWN_GROUP ? -leader.pid : leader.pid, "SIGKILL");
    } catch {
      // Nothing of it is left.
    }
  }

  async function stop(graceMs: number): Promise<number> {
    leader.kill("SIGTERM");
    const timer = setTimeout(kill, graceMs);
    const code = await ended;
    clearTimeout(timer);
    return code;
  }

  return { ended, stop, kill };
}

/**
 * Calls back once when `npm` above us is gone. npm runs a script in a shell; a signal that ends npm or that shell does
 * not always reach us. Started without npm, we answer to nobody but signals.
 */
export function onNpmGone(run: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined || process.platform === "win32") return;
  const above = [process.ppid, parentOf(process.ppid)].filter((pid) => pid > 1);
  const timer = setInterval(() => {
    if (above.every(isAlive) && process.ppid === above[0]) return;
    clearInterval(timer);
    run();
  }, PARENT_POLL_MS);
  timer.unref();
}

function parentOf(pid: number): number {
  try {
    return Number(execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" }));
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
