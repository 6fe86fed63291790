/**
 * A program with everything that it starts, ended as one: wrangler runs workerd and esbuild below itself, and leaves
 * them running when it is ended in the wrong way or at the wrong moment.
 */
import { spawn } from "node:child_process";

/** A group of its own: what a terminal sends to ours on Ctrl+C does not reach it, so that we end it in order. */
const OWN_GROUP = process.platform !== "win32";
const PARENT_POLL_MS = 250;

export interface Group {
  /** Resolves with the exit code of the program, when nothing of the group is left. */
  readonly ended: Promise<number>;
  /** Asks the program to end, and ends the whole group by force when it does not within `graceMs`. */
  stop(graceMs: number): Promise<number>;
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
    stdio: ["ignore", "inherit", "pipe"],
  });
  // First of all, so that nothing that goes wrong later leaves it running.
  process.on("exit", kill);
  let stopping = false;
  // What is torn off in the middle of its work complains of it; nobody wants to read that.
  leader.stderr.on("data", (chunk: Uint8Array) => void (stopping || process.stderr.write(chunk)));
  const ended = new Promise<number>((resolve) => {
    const done = (code: number): void => {
      kill();
      process.off("exit", kill);
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
    stopping = true;
    leader.kill("SIGTERM");
    const timer = setTimeout(kill, graceMs);
    const code = await ended;
    clearTimeout(timer);
    return code;
  }

  return { ended, stop };
}

/**
 * Calls back once when the `npm` that started us is gone, as after a signal that it does not pass on. Started without
 * npm, we answer to nobody but signals. (`exec` in package.json's script makes npm our parent, without a shell in
 * between that would keep an interrupt to itself.)
 */
export function onNpmGone(run: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const npm = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === npm) return;
    clearInterval(timer);
    run();
  }, PARENT_POLL_MS);
  timer.unref();
}
