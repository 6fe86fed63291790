/** `npm start`, as a user types it: a process of its own on a free port, with a state of its own, ended by a signal. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const READY_WITHIN_MS = 60_000;
const END_WITHIN_MS = 10_000;
const POLL_MS = 100;
/** A port that was free can be taken by a test at our side before `npm start` listens on it. */
const PORTS = 4;
const TAKEN = /Address already in use|Port \d+ is taken/;

export interface Started {
  readonly url: string;
  readonly adminToken: string;
  readonly state: string;
  /** What it printed so far. */
  readonly output: () => string;
  /** Sends the signal to npm, as a terminal or a supervisor does; ids of processes that are left 10 s later. */
  readonly end: (signal: NodeJS.Signals) => Promise<number[]>;
}

export interface StartOptions {
  /** Behind `npm start --`, besides the port and the state. */
  readonly arguments?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly port?: number;
}

/** Resolves when the banner is printed; rejects with what was printed when it ends before. */
export async function startByNpm(options: StartOptions = {}): Promise<Started> {
  if (options.port !== undefined) return startOn(options.port, options);
  for (let left = PORTS - 1; ; left -= 1) {
    try {
      return await startOn(await freePort(), options);
    } catch (error) {
      if (left === 0 || !(error instanceof StartFailed && TAKEN.test(error.message))) throw error;
    }
  }
}

async function startOn(port: number, options: StartOptions): Promise<Started> {
  const { arguments: more = [], env = {} } = options;
  const state = mkdtempSync(join(tmpdir(), "lahza-state-"));
  const { ADMIN_TOKEN: _token, COOKIE_KEYS: _keys, INIT_CWD: _folder, ...inherited } = process.env;
  const npm = spawn("npm", ["start", "--", "--port", String(port), "--state", state, ...more], {
    cwd: ROOT,
    env: { ...inherited, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  for (const stream of [npm.stdout, npm.stderr]) stream.on("data", (chunk) => (printed += String(chunk)));
  let code: number | null = null;
  npm.once("exit", (status) => (code = status ?? -1));

  const ready = await until(() => printed.includes("End with Ctrl+C") || code !== null, READY_WITHIN_MS);
  if (!ready || code !== null) {
    npm.kill("SIGTERM");
    rmSync(state, { recursive: true, force: true });
    throw new StartFailed(printed, code);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    adminToken: /Admin token +(\S+)/.exec(printed)?.[1] ?? "",
    state,
    output: () => printed,
    async end(signal) {
      const started = [npm.pid ?? 0, ...below(npm.pid ?? 0)];
      npm.kill(signal);
      await until(() => !started.some(isAlive), END_WITHIN_MS);
      rmSync(state, { recursive: true, force: true });
      const left = started.filter(isAlive);
      for (const pid of left) process.kill(pid, "SIGKILL");
      return left;
    },
  };
}

export class StartFailed extends Error {
  readonly code: number | null;
  constructor(printed: string, code: number | null) {
    super(printed);
    this.code = code;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** True as soon as it holds, false when it does not within the time. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    if (Date.now() > deadline) return false;
    await new Promise((resume) => setTimeout(resume, POLL_MS));
  }
  return true;
}

/** Children of a process, theirs, and so on. */
function below(pid: number): number[] {
  const rows = execFileSync("ps", ["-e", "-o", "pid=,ppid="], { encoding: "utf8" })
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const found: number[] = [];
  for (let next = [pid]; next.length > 0;) {
    next = rows.filter(([, parent]) => next.includes(parent ?? 0)).map(([child]) => child ?? 0);
    found.push(...next);
  }
  return found;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
