/** One bare workerd process a front: no dev server in between, so that its CPU time is the front's. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const COMMAND = ["serve", "config.capnp", "--experimental"];
const COMPATIBILITY_DATE = "2026-10-01";

/** The binary itself: the script in node_modules/.bin would put a Node process between. */
export function workerdBinary(): string {
  const { default: path } = createRequire(import.meta.url)("workerd") as { default: string };
  return path;
}

export interface FrontFiles {
  /** Modules by name; the first one is the entry point. None: workerd itself is the proxy, without a Worker. */
  readonly modules: ReadonlyMap<string, string>;
  readonly flags?: readonly string[];
  /** Where V8's inspector listens, for profiles. */
  readonly inspectorPort?: number;
  /** Text bindings. */
  readonly vars?: Readonly<Record<string, string>>;
  /** Where D1 is reached, when the front has a database. */
  readonly database?: { readonly port: number; readonly header: string; readonly name: string };
}

export interface Running {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** From spawning to the socket's accepting. */
  readonly startMs: number;
  stop(): Promise<void>;
}

/** Starts workerd on `port`; every `fetch` of the Worker goes to the origin on `originPort`, as on a zone. */
export async function startFront(
  name: string,
  front: FrontFiles,
  port: number,
  originPort: number,
): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), `lahza-bench-${name}-`));
  writeFileSync(join(folder, "config.capnp"), configuration(front, port, originPort));
  for (const [module, text] of front.modules) writeFileSync(join(folder, module), text);
  const started = performance.now();
  const child = spawn(
    workerdBinary(),
    [
      ...COMMAND,
      ...(front.inspectorPort === undefined ? [] : [`--inspector-addr=127.0.0.1:${front.inspectorPort}`]),
    ],
    {
      cwd: folder,
      stdio: ["ignore", process.env["BENCH_LOG"] === undefined ? "ignore" : "inherit", "pipe"],
    },
  );
  let complaints = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    if (process.env["BENCH_LOG"] !== undefined) process.stderr.write(chunk);
    if (complaints.length < 4000) complaints += chunk.toString();
  });
  await listening(port, child, () => complaints);
  return {
    name,
    port,
    pid: child.pid ?? 0,
    startMs: performance.now() - started,
    stop: () => stopProcess(child).finally(() => rmSync(folder, { recursive: true, force: true })),
  };
}

export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Waits until the port accepts, at most 20 s. */
export async function listening(port: number, child: ChildProcess, complaints: () => string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`process for port ${port} ended:\n${complaints()}`);
    const accepted = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1");
      socket.once("connect", () => resolve(socket.destroy() !== undefined));
      socket.once("error", () => resolve(false));
    });
    if (accepted) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await stopProcess(child);
  throw new Error(`nothing listens on port ${port} after 20 s:\n${complaints()}`);
}

function configuration(front: FrontFiles, port: number, originPort: number): string {
  const modules = [...front.modules.keys()].map(
    (name) => `(name = ${quote(name)}, esModule = embed ${quote(name)})`,
  );
  const bindings = Object.entries(front.vars ?? {}).map(
    ([name, text]) => `(name = ${quote(name)}, text = ${quote(text)})`,
  );
  const services = [`(name = "origin", external = (address = "127.0.0.1:${originPort}", http = ()))`];
  const bare = front.modules.size === 0;
  if (!bare) services.push(`(name = "main", worker = .front)`);
  if (front.database !== undefined) {
    const { port: databasePort, header, name } = front.database;
    const headers = `injectRequestHeaders = [(name = ${quote(header)}, value = ${quote(name)})]`;
    services.push(
      `(name = "database", external = (address = "127.0.0.1:${databasePort}", http = (${headers})))`,
    );
    bindings.push(
      `(name = "DB", wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [(name = "fetcher", service = "database")]))`,
    );
  }
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [${services.join(", ")}],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "${bare ? "origin" : "main"}")],
);
${bare ? "" : worker(modules, bindings, front.flags ?? [])}`;
}

function worker(modules: readonly string[], bindings: readonly string[], flags: readonly string[]): string {
  return `const front :Workerd.Worker = (
  modules = [${modules.join(", ")}],
  compatibilityDate = ${quote(COMPATIBILITY_DATE)},
  compatibilityFlags = [${flags.map(quote).join(", ")}],
  bindings = [${bindings.join(", ")}],
  globalOutbound = "origin",
);
`;
}

function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
}
